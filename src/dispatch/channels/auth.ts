import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { epochMs, type Instant } from '../../model/time.ts'

/** Who we are to a provider, its secrets at hand. */
export type Auth =
  | { readonly scheme: 'bearer'; readonly token: string }
  | { readonly scheme: 'hmac'; readonly header: string; readonly secret: string }
  | { readonly scheme: 'wsse'; readonly appKey: string; readonly appSecret: string }

/** The headers that say so, for this body at this instant. */
export function authHeaders(auth: Auth, body: string, now: Instant): Record<string, string> {
  switch (auth.scheme) {
    case 'bearer':
      return { authorization: `Bearer ${auth.token}` }
    case 'hmac':
      return { [auth.header]: hmacOf(auth.secret, body, now) }
    case 'wsse': {
      const created = new Date(epochMs(now)).toISOString().replace(/\.\d+Z$/, 'Z')
      const nonce = randomBytes(16).toString('hex')
      return {
        authorization: 'WSSE realm="SDP",profile="UsernameToken",type="Appkey"',
        'x-wsse': `UsernameToken Username="${auth.appKey}",PasswordDigest="${wsseDigest(nonce, created, auth.appSecret)}",Nonce="${nonce}",Created="${created}"`,
      }
    }
  }
}

/** Base64 over the hex of SHA-256 of nonce, created and secret, as its documentation shows. */
export function wsseDigest(nonce: string, created: string, secret: string): string {
  return Buffer.from(
    createHash('sha256')
      .update(nonce + created + secret)
      .digest('hex'),
  ).toString('base64')
}

/** `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`, as our own webhooks. */
export function hmacOf(secret: string, body: string, now: Instant): string {
  const t = Math.floor(epochMs(now) / 1000)
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`
}

/** How a provider that calls back is known. */
export type Known =
  | { readonly scheme: 'bearer'; readonly token: string }
  | { readonly scheme: 'hmac'; readonly header: string; readonly secret: string }
  | { readonly scheme: 'query'; readonly parameter: string; readonly token: string }

/** A call as it came. */
export interface Call {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly query: Readonly<Record<string, unknown>>
  readonly raw: Buffer
}

/** Whether it comes from whom it says. How old it is does not matter: each callback counts once, however often it comes. */
export function isFrom(known: Known, { headers, query, raw }: Call): boolean {
  switch (known.scheme) {
    case 'bearer':
      return same(one(headers['authorization']), `Bearer ${known.token}`)
    case 'query':
      return same(one(query[known.parameter]), known.token)
    case 'hmac': {
      const [, t = '', v1 = ''] =
        /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(one(headers[known.header.toLowerCase()])) ?? []
      return same(v1, createHmac('sha256', known.secret).update(`${t}.`).update(raw).digest('hex'))
    }
  }
}

function one(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** In the same time whatever is given: over hashes, which are equally long. */
function same(given: string, right: string): boolean {
  const [a, b] = [given, right].map((text) => createHash('sha256').update(text).digest()) as [Buffer, Buffer]
  return timingSafeEqual(a, b)
}
