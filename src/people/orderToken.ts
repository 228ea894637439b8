import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import type { Keys } from '../db/keys.ts'
import { isId, type Id } from '../model/id.ts'
import { epochMs, instantOf, type Instant } from '../model/time.ts'

/** What a token of an order speaks for: this enterprise, about this order, until then, and nothing else. */
export interface OrderGrant {
  readonly order: Id
  readonly enterprise: Id
  /** In whole seconds. */
  readonly until: Instant
}

/**
 * The token that goes out with an order (回执凭证): `o.<order>.<enterprise>.<until>.<mac>`. It is checked without the
 * database, so that a city answering at once asks nothing of it, and it is worthless in another world: the key is that
 * world's. Each message brings a new one; one that is found years later opens nothing.
 */
export function orderToken(keys: Pick<Keys, 'master'>, { order, enterprise, until }: OrderGrant): string {
  const seconds = Math.floor(epochMs(until) / 1000).toString(36)
  return `o.${order}.${enterprise}.${seconds}.${mac(keys, `${order} ${enterprise} ${seconds}`)}`
}

/** What a token grants, also where its time has passed; null when it is not one of this world's. */
export function readOrderToken(keys: Pick<Keys, 'master'>, token: string): OrderGrant | null {
  const [kind, order = '', enterprise = '', seconds = '', given = '', ...rest] = token.split('.')
  if (kind !== 'o' || rest.length > 0 || !isId(order) || !isId(enterprise) || !/^[0-9a-z]{1,8}$/.test(seconds))
    return null
  // Compared as text: base64 has many ways to write the same bytes, a token has one.
  const right = Buffer.from(mac(keys, `${order} ${enterprise} ${seconds}`))
  const bytes = Buffer.from(given)
  if (bytes.length !== right.length || !timingSafeEqual(bytes, right)) return null
  return { order, enterprise, until: instantOf(Number.parseInt(seconds, 36) * 1000) }
}

function mac({ master }: Pick<Keys, 'master'>, said: string): string {
  return createHmac('sha256', createSecretKey(master)).update(`answer ${said}`).digest('base64url')
}
