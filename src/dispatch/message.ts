import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Keys } from '../db/keys.ts'
import type { Id } from '../model/id.ts'
import { isId } from '../model/id.ts'
import { showInstant } from '../model/time.ts'
import type { World } from '../world.ts'
import type { Message } from './channel.ts'
import type { Sendable } from './store.ts'
import { webhookSecret } from './webhook.ts'

/** What a message of each purpose is called in its body. */
const KIND = { order: 'order', release: 'release', reminder: 'reminder', second: 'order' } as const

/** The message as it goes out: from stored rows alone, so that every attempt carries the same bytes. */
export function messageOf(world: Pick<World, 'kind' | 'keys' | 'links'>, sendable: Sendable): Message {
  const { id, address, key, purpose, orderId, number, revision, creditCode, name, warning, content } = sendable
  const release = purpose === 'release'
  const body = {
    kind: KIND[purpose],
    orderId,
    number,
    revision: release ? revision + 1 : revision,
    replaces: release ? revision : revision > 1 ? revision - 1 : null,
    warning,
    enterprise: { creditCode, name },
    issuedAt: showInstant(sendable.orderedAt),
    content: release
      ? {
          summary: {
            zh: `${warning.name}预警解除，${number} 号减排指令终止，恢复正常生产。`,
            en: `The warning is lifted; order ${number} ends.`,
          },
        }
      : content,
    ...(world.kind === 'drill' ? { exercise: true } : {}),
    answer: {
      url: `${world.links.base}/api/v1/me/orders/${orderId}/receipts`,
      token: answerToken(world.keys, orderId),
    },
  }
  return { id, address, key, body: JSON.stringify(body), secret: webhookSecret(world.keys, creditCode) }
}

/** A token that answers one order and does nothing else (回执凭证): `o.<order>.<mac>`. */
export function answerToken(keys: Pick<Keys, 'master'>, orderId: Id): string {
  return `o.${orderId}.${mac(keys, orderId).toString('base64url')}`
}

/** The order that a token answers; null when it is not one of ours. */
export function orderOfToken(keys: Pick<Keys, 'master'>, token: string): Id | null {
  const [kind, orderId = '', given = '', ...rest] = token.split('.')
  if (kind !== 'o' || rest.length > 0 || !isId(orderId)) return null
  const right = mac(keys, orderId)
  const bytes = Buffer.from(given, 'base64url')
  return bytes.length === right.length && timingSafeEqual(bytes, right) ? orderId : null
}

function mac(keys: Pick<Keys, 'master'>, orderId: Id): Buffer {
  return createHmac('sha256', keys.master).update(`answer ${orderId}`).digest()
}
