import { z } from 'zod'
import type { Id } from '../model/id.ts'
import { addHours, dayOf, showInstant } from '../model/time.ts'
import type { OrderContent, Words } from '../plan/order.ts'
import { orderLink } from '../people/orderLink.ts'
import { orderToken } from '../people/orderToken.ts'
import type { World } from '../world.ts'
import type { Message, Texts } from './channel.ts'
import { canonicalOf } from './genuine/canonical.ts'
import type { Genuine } from './genuine/genuine.ts'
import { letterMessage } from './letters/letter.ts'
import type { SendableLetter } from './letters/store.ts'
import type { Sendable } from './store.ts'
import { textsOf } from './texts/texts.ts'
import type { Occasion, Told } from './texts/told.ts'
import { webhookSecret } from './channels/webhook.ts'

/** What a message of each purpose is called in its body. */
const KIND = {
  order: 'order',
  ending: 'ending',
  release: 'release',
  reminder: 'reminder',
  second: 'order',
  other: 'order',
  recall: 'recall',
  answer: 'answer',
} as const
/** Messages that end the revision that they are about: a revision of their own, and the last. */
const ENDS: ReadonlySet<Sendable['purpose']> = new Set(['release', 'recall'])

/** Whether a message says something of its own at its own hour, and does not carry the order. */
function isOwn(purpose: Sendable['purpose']): boolean {
  return ENDS.has(purpose) || purpose === 'ending' || purpose === 'answer'
}

/** A message of an order, or a letter. */
export type Carried = Sendable | SendableLetter

/** The message as it goes out: from stored rows alone, so that every attempt carries the same bytes. */
export async function messageFor(
  world: Parameters<typeof messageOf>[0],
  genuine: Genuine,
  carried: Carried,
): Promise<Message> {
  return 'letter' in carried ? letterMessage(world, carried) : await messageOf(world, genuine, carried)
}

async function messageOf(
  world: Pick<World, 'kind' | 'keys' | 'links' | 'areas' | 'rulebooks'>,
  genuine: Genuine,
  sendable: Sendable,
): Promise<Message> {
  const { id, address, key, purpose, orderId, number, revision, creditCode, name, warning } = sendable
  const ends = ENDS.has(purpose)
  const content = sendable.said ?? (ends ? JSON.stringify(farewell(sendable)) : sendable.content)
  const said = {
    kind: KIND[purpose],
    number,
    revision: ends ? revision + 1 : revision,
    issuedAt: showInstant(isOwn(purpose) ? sendable.writtenAt : sendable.orderedAt),
  }
  const page = pageOf(world, id)
  const code = genuine.codeOf(sendable.place)
  const { level } = warning
  const proof =
    code === null
      ? null
      : await genuine.prove(
          code,
          canonicalOf({ ...said, world: world.kind, code, creditCode, level, content }),
          sendable.signedBy,
        )
  const head = {
    kind: said.kind,
    orderId,
    number,
    revision: said.revision,
    replaces: ends ? revision : revision > 1 ? revision - 1 : null,
    warning,
    enterprise: { creditCode, name },
    issuedAt: said.issuedAt,
    // 演练: whatever is not the live world says so in every message.
    ...(world.kind === 'live' ? {} : { exercise: true }),
    ...(proof === null ? {} : { genuine: proof }),
    answer: {
      url: `${world.links.base}/api/v1/me/orders/${orderId}/receipts?revision=${revision}`,
      token: orderToken(world.keys, {
        order: orderId,
        enterprise: sendable.enterpriseId,
        // By the message, not by the attempt: a receiver that gets it twice gets the same.
        until: addHours(sendable.writtenAt, 24 * world.rulebooks.access(dayOf(sendable.writtenAt)).tokens.orderDays),
      }),
      page,
    },
  }
  // The content is text already; reading it only to write it again would cost more than sending it.
  const body = `${JSON.stringify(head).slice(0, -1)},"content":${content}}`
  return {
    id,
    address,
    key,
    body,
    secret: webhookSecret(world.keys, creditCode),
    texts: () => textsFor(world, sendable, { genuine: proof, page }),
  }
}

/** Where a person sees all of it and answers. */
function pageOf({ keys, links }: Pick<World, 'keys' | 'links'>, delivery: Id): string {
  return `${links.base}/o/${orderLink(keys, delivery)}`
}

/** What the texts of a message need to know. */
export type Tellable = Pick<
  Sendable,
  'purpose' | 'number' | 'revision' | 'warning' | 'content' | 'said' | 'orderedAt' | 'writtenAt'
> &
  Partial<Pick<Sendable, 'repeated' | 'language'>>

/** What people are told of the same, from the same rows. */
export function textsFor(
  { kind, areas }: Pick<World, 'kind' | 'areas'>,
  tellable: Tellable,
  more: Pick<Told, 'genuine' | 'page'> & Partial<Pick<Told, 'trial'>>,
): Texts {
  const { purpose, number, revision, warning, content, said, orderedAt, writtenAt } = tellable
  const { repeated = false, language = 'zh' } = tellable
  return textsOf({
    language,
    occasion: occasionOf(purpose, said),
    exercise: kind !== 'live',
    trial: false,
    repeated,
    area: areas.find(warning.area)?.name ?? warning.area,
    number,
    revision,
    content: JSON.parse(content) as OrderContent,
    issuedAt: isOwn(purpose) ? writtenAt : orderedAt,
    call: null,
    ...more,
  })
}

/** What is said beside the order, from what the message itself was stored with. */
function occasionOf(purpose: Sendable['purpose'], said: string | null): Occasion {
  // By another channel it is heard for the second time, too.
  if (purpose === 'other') return { purpose: 'reminder' }
  if (purpose === 'ending') return { purpose, ...endingForm.parse(JSON.parse(said ?? '')) }
  if (purpose === 'recall') return { purpose, ...recallForm.parse(JSON.parse(said ?? '')) }
  if (purpose === 'answer') return { purpose, ...answerForm.parse(JSON.parse(said ?? '')) }
  return { purpose }
}

const endingForm = z.object({ ends: z.string() })
const recallForm = z.object({ why: z.string() })
const answerForm = z.object({
  to: z.enum(['difficulty', 'appeal']),
  ruling: z.enum(['received', 'accepted', 'refused']),
  why: z.string(),
})

/** What a release says, so that it stays true where the next order is there already. */
function farewell({ warning, number }: Sendable): { summary: Words } {
  return {
    summary: {
      zh: `${warning.name}预警：${number} 号减排指令解除；如无其他有效指令，恢复正常生产。`,
      en: `Order ${number} ends; where no other order holds, production may go on as usual.`,
    },
  }
}
