import { showInstant } from '../model/time.ts'
import type { OrderContent, Words } from '../plan/order.ts'
import { orderToken } from '../people/orderToken.ts'
import type { World } from '../world.ts'
import type { Message, Texts } from './channel.ts'
import type { Sendable } from './store.ts'
import { textsOf } from './texts/texts.ts'
import { webhookSecret } from './channels/webhook.ts'

/** What a message of each purpose is called in its body. */
const KIND = { order: 'order', release: 'release', reminder: 'reminder', second: 'order' } as const

/** The message as it goes out: from stored rows alone, so that every attempt carries the same bytes. */
export function messageOf(world: Pick<World, 'kind' | 'keys' | 'links' | 'areas'>, sendable: Sendable): Message {
  const { id, address, key, purpose, orderId, number, revision, creditCode, name, warning } = sendable
  const release = purpose === 'release'
  const head = {
    kind: KIND[purpose],
    orderId,
    number,
    revision: release ? revision + 1 : revision,
    replaces: release ? revision : revision > 1 ? revision - 1 : null,
    warning,
    enterprise: { creditCode, name },
    issuedAt: showInstant(release ? sendable.writtenAt : sendable.orderedAt),
    // 演练: whatever is not the live world says so in every message.
    ...(world.kind === 'live' ? {} : { exercise: true }),
    answer: {
      url: `${world.links.base}/api/v1/me/orders/${orderId}/receipts?revision=${revision}`,
      token: orderToken(world.keys, { order: orderId, enterprise: sendable.enterpriseId }),
    },
  }
  const content = release ? JSON.stringify(farewell(sendable)) : sendable.content
  // The content is text already; reading it only to write it again would cost more than sending it.
  const body = `${JSON.stringify(head).slice(0, -1)},"content":${content}}`
  return {
    id,
    address,
    key,
    body,
    secret: webhookSecret(world.keys, creditCode),
    texts: () => textsFor(world, sendable),
  }
}

/** What people are told of the same, from the same rows. */
function textsFor({ kind, areas, links }: Pick<World, 'kind' | 'areas' | 'links'>, sendable: Sendable): Texts {
  const { purpose, orderId, number, revision, warning, content, orderedAt, writtenAt, repeated } = sendable
  return textsOf({
    occasion: { purpose },
    exercise: kind !== 'live',
    trial: false,
    repeated,
    area: areas.find(warning.area)?.name ?? warning.area,
    number,
    revision,
    content: JSON.parse(content) as OrderContent,
    issuedAt: purpose === 'release' ? writtenAt : orderedAt,
    genuine: null,
    page: `${links.base}/api/v1/me/orders/${orderId}`,
    call: null,
  })
}

/** What a release says, so that it stays true where the next order is there already. */
function farewell({ warning, number }: Sendable): { summary: Words } {
  return {
    summary: {
      zh: `${warning.name}预警：${number} 号减排指令解除；如无其他有效指令，恢复正常生产。`,
      en: `Order ${number} ends; where no other order holds, production may go on as usual.`,
    },
  }
}
