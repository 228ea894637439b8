import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import type { Keys } from '../db/keys.ts'
import { isId, type Id } from '../model/id.ts'

/** What a token of an order speaks for: this enterprise, about this order, and nothing else. */
export interface OrderGrant {
  readonly order: Id
  readonly enterprise: Id
}

/**
 * The token that goes out with an order (回执凭证): `o.<order>.<enterprise>.<mac>`. It is checked without the database, so
 * that a city answering at once asks nothing of it, and it is worthless in another world: the key is that world's.
 */
export function orderToken(keys: Pick<Keys, 'master'>, { order, enterprise }: OrderGrant): string {
  return `o.${order}.${enterprise}.${mac(keys, { order, enterprise })}`
}

/** What a token grants; null when it is not one of this world's. */
export function readOrderToken(keys: Pick<Keys, 'master'>, token: string): OrderGrant | null {
  const [kind, order = '', enterprise = '', given = '', ...rest] = token.split('.')
  if (kind !== 'o' || rest.length > 0 || !isId(order) || !isId(enterprise)) return null
  // Compared as text: base64 has many ways to write the same bytes, a token has one.
  const right = Buffer.from(mac(keys, { order, enterprise }))
  const bytes = Buffer.from(given)
  return bytes.length === right.length && timingSafeEqual(bytes, right) ? { order, enterprise } : null
}

function mac(keys: Pick<Keys, 'master'>, { order, enterprise }: OrderGrant): string {
  return createHmac('sha256', createSecretKey(keys.master)).update(`answer ${order} ${enterprise}`).digest('base64url')
}
