import cookie from '@fastify/cookie'
import type { FastifyRequest } from 'fastify'
import { monotonicMs, type Clock } from '../clock.ts'
import { Refusal } from '../errors.ts'
import { PUBLIC, type Caller } from '../people/caller.ts'
import type { Callers } from '../people/callers.ts'
import { isWithin } from '../people/networks.ts'
import type { Matrix } from '../people/roles.ts'
import type { App } from './app-type.ts'
import { clientCertificate } from './clientCertificate.ts'
import type { Gate } from './limits.ts'
import { languageOf } from './problem.ts'

export interface Admission {
  readonly matrix: Matrix
  readonly callers: Callers
  readonly gate: Gate
  /** Reverse proxies whose word counts on which certificate a caller has proved to hold. */
  readonly proxies: readonly string[]
  /** The time of the people outside: sessions end by it, whatever the world's clock says. */
  readonly outside: Clock
}

/** Methods that change nothing. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Who asks, how often, and whether they may: before a byte of the body is read.
 * A route without an action of `rules/roles.yaml` stops the start.
 */
export async function admit(app: App, { matrix, callers, gate, proxies, outside }: Admission): Promise<void> {
  await app.register(cookie)

  app.addHook('onRoute', ({ method, url, config }) => {
    const route = `${String(method)} ${url}`
    if (config === undefined) throw new Error(`route ${route} names no action: give it config: { action: … }`)
    if (!matrix.knows(config.action))
      throw new Error(`route ${route} does ${config.action}, which is not in rules/roles.yaml`)
  })

  app.addHook('onRequest', async (request) => {
    // A name with a NUL is no name that anything here could have, and PostgreSQL refuses the text.
    if (request.url.includes('%00')) throw new Refusal('request.unreadable', { detail: '%00' })
    const shown = tokenOf(request)
    request.caller = await callerBehind(request, shown?.token ?? null)
    mustComeFrom(request)
    if (request.is404) return
    authorise(request)
    // Another site can make a browser send its cookie, but not this header. A cookie that opens nothing harms nothing.
    const byCookie = shown?.from === 'cookie' && request.caller !== PUBLIC
    if (!byCookie || SAFE.has(request.method) || request.headers['x-airshed'] !== undefined) return
    // What anybody may do is then done as anybody: an officer who opens an enterprise's page answers there by its link.
    if (matrix.scopeOf('public', request.routeOptions.config.action) === null) throw new Refusal('request.forged')
    request.caller = PUBLIC
  })

  // A provider reports on thousands of messages a minute from one address.
  app.addHook('onResponse', async (request, reply) => {
    if (request.routeOptions.config?.proves === true && reply.statusCode < 300) gate.noStranger(request.ip)
  })

  async function callerBehind(request: FastifyRequest, token: string | null): Promise<Caller> {
    const nowMs = monotonicMs()
    const remembered = token === null ? null : callers.recall(token)
    if (remembered !== null) return counted(remembered, gate.caller(remembered, nowMs))
    // Made-up tokens cost a look into the database each: they count against the address before it is asked.
    wait(gate.stranger(request.ip, nowMs))
    const caller = token === null ? null : await callers.find(token, outside.now())
    if (caller === null) return PUBLIC
    gate.noStranger(request.ip)
    return counted(caller, gate.caller(caller, nowMs))
  }

  /** A machine's key is taken from where, and by which certificate, its officers said. */
  function mustComeFrom(request: FastifyRequest): void {
    const { networks, certificates } = request.caller
    if (!isWithin(networks, request.ip)) throw new Refusal('key.fromElsewhere', { address: request.ip })
    if (certificates.length === 0) return
    const shown = clientCertificate(request, proxies)
    if (shown === null || !certificates.includes(shown)) throw new Refusal('key.otherCertificate')
  }

  function authorise(request: FastifyRequest): void {
    const { caller } = request
    const { action } = request.routeOptions.config
    if (caller.pending && !action.startsWith('session.') && matrix.scopeOf('public', action) === null)
      throw new Refusal('login.factorNeeded')
    if (matrix.scopeOf(caller.role, action) !== null) return
    if (caller.kind === 'public') throw new Refusal('login.required')
    const role = matrix.word(caller.role)[languageOf(request.headers['accept-language'])]
    throw new Refusal('role.forbidden', { role })
  }
}

function counted(caller: Caller, seconds: number): Caller {
  wait(seconds)
  return caller
}

/** @throws Refusal `request.tooFast` */
export function wait(seconds: number): void {
  if (seconds > 0) throw new Refusal('request.tooFast', { retryAfter: String(seconds) })
}

/**
 * The cookie of a session. `__Host-` makes a browser refuse it without https, from a sub-domain or for a part of the
 * site; on loopback without https no browser would take such a name.
 */
export function cookieName(request: FastifyRequest): string {
  return request.protocol === 'https' ? '__Host-airshed' : 'airshed'
}

/** What the caller shows: `Authorization: Bearer …` before the cookie, because it was sent on purpose. */
export function tokenOf(request: FastifyRequest): { token: string; from: 'header' | 'cookie' } | null {
  const header = request.headers.authorization
  if (header !== undefined) {
    const token = /^Bearer +(\S{1,200})$/i.exec(header)?.[1]
    return token === undefined ? null : { token, from: 'header' }
  }
  const token = request.cookies[cookieName(request)]
  return token === undefined || token.length > 200 ? null : { token, from: 'cookie' }
}
