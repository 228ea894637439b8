import { randomUUID } from 'node:crypto'
import { STATUS_CODES, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import helmet from '@fastify/helmet'
import Fastify, { LogController, type FastifyBaseLogger } from 'fastify'
import { serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { wallClock, type Clock } from '../clock.ts'
import { endSpan, traceOf, within } from '../db/trace.ts'
import type { OidcSettings } from '../config/oidc.ts'
import { actorOf, PUBLIC } from '../people/caller.ts'
import { Callers } from '../people/callers.ts'
import { Matrix } from '../people/roles.ts'
import type { World } from '../world.ts'
import { admit } from './admission.ts'
import type { App, Routes } from './app-type.ts'
import { BODY_LIMIT, readBodies } from './body.ts'
import { clockRoutes, type Pending } from './clock.ts'
import { eventRoutes } from './events.ts'
import { factorRoutes } from './factor.ts'
import { validatorCompiler } from './form.ts'
import { keepKeys } from './idempotency.ts'
import { Gate, LIMITS, type Limits } from './limits.ts'
import { oidcRoutes } from './oidc.ts'
import { describe, serveDescription } from './openapi.ts'
import { answerError, PROBLEM_TYPE } from './problem.ts'
import { sessionRoutes } from './sessions.ts'
import { refuseUnknown } from './unknown.ts'

/** What a server is made of beside its world. */
export interface Parts {
  /** Routes of the stages, under `/api/v1`. */
  readonly routes: readonly Routes[]
  /** Routes beside `/api/v1`: `/verify`, `/public`, the pages. */
  readonly besides?: readonly Routes[]
  /** `/readyz`, `/metrics`: before all others, because every answer is counted. */
  readonly watching?: Routes
  readonly pending: Pending
  /** The process that this server is of, by which others know whether it still works on what it has claimed. */
  readonly life?: number
  /** The token of `owner.json`; none where no command line speaks to this server. */
  readonly ownerToken?: string
  readonly limits?: Partial<Limits>
  /** The city's own log-in; none where it has none. */
  readonly oidc?: OidcSettings | null
  /** Reverse proxies (CIDR) whose word counts on who asks and whether by https; nobody else's does. */
  readonly proxies?: readonly string[]
  /** Time of the people outside, for sessions and kept answers; a test hands in another. */
  readonly outside?: Clock
  /** Another matrix than `rules/roles.yaml`, for tests of the matrix itself. */
  readonly matrix?: Matrix
}

/** Only whole requests count: a body that trickles in for longer holds a connection for nothing. */
const REQUEST_TIMEOUT_MS = 30_000
/** A name or an id in an address; find-my-way compares longer ones for nothing. */
const MAX_PARAM_LENGTH = 200

/**
 * The HTTP server of a world: who may do what, limits, forms, refusals as problem+json, kept answers, the description,
 * log-in, events, health; and the routes of the stages. Not yet listening.
 * @throws Error naming the route that has no action in `rules/roles.yaml`
 */
export async function buildServer(world: World, parts: Parts): Promise<App> {
  const { outside = wallClock, matrix = Matrix.load() } = parts
  const log: FastifyBaseLogger = world.log
  const app: App = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestId,
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    trustProxy: parts.proxies === undefined || parts.proxies.length === 0 ? false : [...parts.proxies],
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    frameworkErrors: (error, request, reply) => answerError(error, request, reply),
    clientErrorHandler: refuseUnparsed,
  }).withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(answerError)
  readBodies(app)
  refuseUnknown(app)
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: CONTENT },
    xFrameOptions: { action: 'deny' },
  })
  app.decorateRequest('caller')
  app.addHook('onRequest', async (request, reply) => {
    request.caller = PUBLIC
    // What an officer may see stays in no cache on the way; a style or a script says otherwise itself.
    void reply.headers({ 'x-request-id': request.id, 'cache-control': 'no-store' })
  })
  traceRequests(app)
  logAnswers(app)
  await describe(app, matrix)

  const callers = new Callers(world, parts.ownerToken ?? null)
  const admission = {
    matrix,
    callers,
    gate: new Gate({ ...LIMITS, ...parts.limits }),
    proxies: parts.proxies ?? [],
    outside,
  }
  await admit(app, admission)
  keepKeys(app, world.db, outside, parts.life ?? null)
  await serveDescription(app)

  parts.watching?.(app, world)
  await app.register(
    async (api: App) => {
      sessionRoutes(api, world, admission)
      factorRoutes(api, world, admission)
      if (parts.oidc) oidcRoutes(api, world, parts.oidc, admission)
      eventRoutes(api, world, callers, outside)
      clockRoutes(api, world, parts.pending)
      for (const routes of parts.routes) routes(api, world)
    },
    { prefix: '/api/v1' },
  )
  for (const routes of parts.besides ?? []) routes(app, world)
  return app
}

/** Our pages load only from here: a closed network has nothing else, and a slipped-in script finds no way out. */
const CONTENT = {
  defaultSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
}

/**
 * The caller's own id, so that it finds the request in our log: `x-request-id`, or the trace of a `traceparent` (W3C
 * Trace Context); made up where it has none or writes an odd one.
 */
function requestId({ headers }: IncomingMessage): string {
  const given = headers['x-request-id']
  if (typeof given === 'string' && /^[\w.:-]{1,64}$/.test(given)) return given
  const parent = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(String(headers['traceparent'] ?? ''))
  return parent?.[1] ?? randomUUID()
}

/** What a request decides comes of it, and whatever is done for that later. */
function traceRequests(app: App): void {
  // Reading a body leaves the first hook's context behind.
  app.addHook('onRequest', ({ id }, _reply, done) => within(traceOf(id), done))
  app.addHook('preValidation', ({ id }, _reply, done) => within(traceOf(id), done))
  app.addHook('onResponse', async ({ id, method, routeOptions }, reply) => {
    const { elapsedTime: ms, statusCode } = reply
    const attributes = { 'http.route': routeOptions.url ?? 'unknown', 'http.status': String(statusCode) }
    endSpan({
      trace: traceOf(id),
      name: `${method} ${attributes['http.route']}`,
      ms,
      failed: statusCode >= 500,
      attributes,
    })
  })
}

/** One line for each answer. The route as it is written, never the address: that may hold a code or a token. */
function logAnswers(app: App): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions, caller } = request
    const line = {
      method,
      route: routeOptions.url ?? 'unknown',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      trace: traceOf(request.id),
      caller: actorOf(caller),
    }
    // Reading goes on all the time on every screen; what was changed or refused is what is looked for.
    if (method === 'GET' && reply.statusCode < 400) request.log.debug(line, 'answered')
    else request.log.info(line, 'answered')
  })
}

/** What was not even HTTP: answered by hand, because no request came into being. */
function refuseUnparsed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
  const title = STATUS_CODES[status] ?? 'Bad Request'
  const body = JSON.stringify({ type: 'about:blank', title, status, code: 'request.unreadable', detail: title })
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nContent-Type: ${PROBLEM_TYPE}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}
