import { canonicalReceipt } from '../dispatch/genuine/canonical.ts'
import type { Genuine, Proof } from '../dispatch/genuine/genuine.ts'
import { placeOfRevision } from '../dispatch/genuine/store.ts'
import type { Id } from '../model/id.ts'
import { showInstant } from '../model/time.ts'
import type { OrderContent } from '../plan/order.ts'
import { sayWhat } from '../plan/wording.ts'
import { RECEIPT_KINDS } from '../receipts/decide.ts'
import { historyOf, type OrderRow, type Rung } from '../receipts/store.ts'
import type { World } from '../world.ts'

/** Something that happened to a revision: how it was reached, opened or answered. Instants with offset. */
export interface Fact {
  readonly what: string
  readonly at: string
  readonly channel: string
  /** The enterprise, an officer on its behalf, or the engine. */
  readonly by: 'enterprise' | 'officer' | 'engine'
}

export interface ReceiptRevision {
  readonly revision: number
  readonly orderedAt: string
  readonly level: string
  readonly starts: string
  readonly ends: string | null
  readonly lines: readonly { readonly name: string; readonly what: string; readonly starts: string }[]
  readonly facts: readonly Fact[]
}

/** What was ordered when, when it was reached and answered, by whom and over which channel (回执凭证). */
export interface Receipt {
  readonly exercise?: true
  readonly number: string
  readonly enterprise: { readonly name: string; readonly creditCode: string }
  readonly issuedAt: string
  readonly revisions: readonly ReceiptRevision[]
}

/** A receipt, and what shows that nothing in it was changed; null for an order that is not there or has no code. */
export async function receiptOf(
  world: World,
  genuine: Genuine,
  orderId: Id,
): Promise<{ receipt: Receipt; proof: Proof } | null> {
  const { revisions, rungs } = await historyOf(world.db, orderId)
  const newest = revisions.at(-1)
  if (!newest) return null
  const code = genuine.codeOf(await placeOfRevision(world.db, orderId, newest.revision))
  if (code === null) return null
  const now = world.clock.now()
  const issuedAt = showInstant(now)
  const receipt: Receipt = {
    ...(world.kind === 'live' ? {} : { exercise: true }),
    number: newest.number,
    enterprise: { name: newest.name, creditCode: newest.creditCode },
    issuedAt,
    revisions: revisions.map((row) => revisionOf(row, rungs)),
  }
  const key = await genuine.keyAt(now)
  const text = canonicalReceipt({ world: world.kind, code, issuedAt, content: JSON.stringify(receipt) })
  return { receipt, proof: await genuine.prove(code, text, key) }
}

/** Rungs that an enterprise may hold against whoever says that it was not told, or did not answer. */
const TOLD: ReadonlySet<string> = new Set([
  'delivered',
  'opened',
  'reminded',
  'secondContactTold',
  'endingDelivered',
  'releaseDelivered',
  'givenUp',
  ...RECEIPT_KINDS,
])

function revisionOf(row: OrderRow & { content: object }, rungs: readonly Rung[]): ReceiptRevision {
  const content = row.content as OrderContent
  return {
    revision: row.revision,
    orderedAt: showInstant(row.orderedAt),
    level: content.level,
    starts: showInstant(content.starts),
    ends: content.ends === null ? null : showInstant(content.ends),
    lines: content.lines.map((line) => ({
      name: line.name,
      what: sayWhat(line, content.enterprise.class).zh,
      starts: showInstant(line.starts),
    })),
    facts: rungs
      .filter(({ orderRow, rung }) => orderRow === row.id && TOLD.has(rung))
      .map(({ rung, at, channel, actor }) => ({ what: rung, at: showInstant(at), channel, by: byWhom(actor) })),
  }
}

/** No officer's name: it is the bureau that answered on behalf. */
function byWhom(actor: string): Fact['by'] {
  if (actor.startsWith('enterprise:')) return 'enterprise'
  return actor.startsWith('user:') ? 'officer' : 'engine'
}
