import type { FastifyRequest } from 'fastify'
import * as openid from 'openid-client'
import { z } from 'zod'
import type { OidcSettings } from '../config/oidc.ts'
import { decrypt, encrypt } from '../db/cipher.ts'
import { Refusal } from '../errors.ts'
import { epochMs } from '../model/time.ts'
import { begin } from '../people/session.ts'
import { officerByOutsideName } from '../people/store.ts'
import type { World } from '../world.ts'
import type { Admission } from './admission.ts'
import type { App } from './app-type.ts'
import { setSession } from './sessions.ts'

const PATH = '/api/v1/sessions/oidc'
/** What the browser brings back from the issuer: which of our log-ins it is. */
const COOKIE = 'airshed-oidc'
/** Typing a password and a code at the issuer; longer, and an open screen of yesterday logs somebody in. */
const SECONDS = 600

const begun = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), until: z.number() })
type Begun = z.infer<typeof begun>

/**
 * `/sessions/oidc` (统一身份认证登录): OpenID Connect, authorization code with PKCE. Whoever comes from there is an officer
 * whom the administrator has entered under that name; nobody else comes in by it, and nobody is made by it.
 */
export function oidcRoutes(app: App, world: World, settings: OidcSettings, { outside }: Admission): void {
  const { db, keys, clock, links } = world
  const config = { action: 'session.open' } as const
  const callback = () => `${links.base}${PATH}/callback`

  let known: Promise<openid.Configuration> | null = null
  /** Asked for when it is needed first: the engine starts where the issuer is away. */
  function issuer(): Promise<openid.Configuration> {
    const { protocol } = new URL(settings.issuer)
    const options = protocol === 'http:' ? { execute: [openid.allowInsecureRequests] } : {}
    known ??= openid.discovery(new URL(settings.issuer), settings.clientId, settings.secret, undefined, options)
    return known.catch((error: unknown) => {
      known = null
      world.log.warn({ err: error }, 'the issuer of the city’s log-in can not be reached')
      throw new Refusal('engine.unavailable', { retryAfter: '30' }, { cause: error })
    })
  }

  app.get('/sessions/oidc', { config, schema: { hide: true } }, async (request, reply) => {
    const at = await issuer()
    const fresh: Begun = {
      state: openid.randomState(),
      nonce: openid.randomNonce(),
      verifier: openid.randomPKCECodeVerifier(),
      until: epochMs(outside.now()) + SECONDS * 1_000,
    }
    const address = openid.buildAuthorizationUrl(at, {
      redirect_uri: callback(),
      scope: 'openid profile',
      state: fresh.state,
      nonce: fresh.nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(fresh.verifier),
      code_challenge_method: 'S256',
    })
    const sealed = encrypt(keys.master, JSON.stringify(fresh), keys.cipher).toString('base64url')
    // Lax: the browser comes back from another site by a link, with which it sends no strict cookie.
    const secure = request.protocol === 'https'
    void reply.setCookie(COOKIE, sealed, { path: PATH, httpOnly: true, sameSite: 'lax', secure, maxAge: SECONDS })
    return reply.redirect(address.href)
  })

  app.get('/sessions/oidc/callback', { config, schema: { hide: true } }, async (request, reply) => {
    const own = begunBy(request)
    void reply.clearCookie(COOKIE, { path: PATH })
    if (own === null) throw new Refusal('login.oidcFailed')
    const at = await issuer()
    const back = new URL(`${links.base}${request.url}`)
    const checks = {
      pkceCodeVerifier: own.verifier,
      expectedState: own.state,
      expectedNonce: own.nonce,
      idTokenExpected: true,
    }
    let claims: openid.IDToken | undefined
    try {
      claims = (await openid.authorizationCodeGrant(at, back, checks)).claims()
    } catch (error) {
      request.log.warn({ err: error }, 'a log-in by the city’s issuer failed')
      throw new Refusal('login.oidcFailed', {}, { cause: error })
    }
    const name = claims?.[settings.claim]
    const officer = typeof name === 'string' && name !== '' ? await officerByOutsideName(db, name) : null
    if (officer === null) throw new Refusal('login.oidcUnknown')
    const moment = { outside: outside.now(), world: clock.now() }
    const { token } = await begin(world, officer, ['oidc'], request.ip, moment)
    setSession(request, reply, token)
    return reply.redirect('/')
  })

  /** The log-in that this browser has begun here; null where it has begun none, or too long ago. */
  function begunBy(request: FastifyRequest): Begun | null {
    const sealed = request.cookies[COOKIE]
    if (sealed === undefined || sealed.length > 2_000) return null
    try {
      const read = begun.parse(JSON.parse(decrypt(keys.master, Buffer.from(sealed, 'base64url')).toString('utf8')))
      return read.until > epochMs(outside.now()) ? read : null
    } catch {
      return null // made up, or of another world: it opens under no key of ours
    }
  }
}
