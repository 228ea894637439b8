import type { Id } from '../model/id.ts'
import type { Instant } from '../model/time.ts'
import type { Entry, EpisodeRecord } from './record.ts'

/** What the journal tells of one revision of an order; an instant is the first, null: it never happened. */
export interface Life {
  issued: Instant | null
  delivered: Instant | null
  acknowledged: Instant | null
  committed: Instant | null
  hindered: Instant | null
  gaveUp: Instant | null
  escalated: boolean
  ended: { readonly at: Instant; readonly how: 'replaced' | 'released' | 'recalled' } | null
  readonly entries: number[]
}

const TOLD: ReadonlySet<string> = new Set(['ATTEMPT_DELIVERED', 'REPORTED_DELIVERED'])
const ENDS = { ORDER_REPLACED: 'replaced', ORDER_RELEASED: 'released', ORDER_RECALLED: 'recalled' } as const

/** Reads the journal once, and puts to each order what happened to it and to the messages that carried it. */
export function livesOf({ entries, orders, messages }: EpisodeRecord): ReadonlyMap<Id, Life> {
  const lives = new Map<Id, Life>(orders.map(({ row }) => [row, born()]))
  for (const entry of entries) {
    if (entry.event === 'REFUSED') continue
    const step = stepOf(entry)
    if (step === null) continue
    for (const member of entry.members ?? [entry.subject]) {
      const life = lives.get(entry.kind === 'delivery' ? (messages.get(member) ?? '') : member)
      if (life === undefined) continue
      life.entries.push(entry.seq)
      step(life)
    }
  }
  return lives
}

/** What an entry tells of each of its members; null: nothing that a review counts. */
function stepOf({ kind, event, at, body }: Entry): ((life: Life) => void) | null {
  if (kind === 'delivery') return TOLD.has(event) ? (life) => void (life.delivered ??= at) : null
  if (kind !== 'order') return null
  // Whoever answers has it, whatever the report of its delivery is waiting for.
  const answers = (life: Life) => {
    life.delivered ??= at
    life.acknowledged ??= at
  }
  switch (event) {
    case 'BEGUN':
      return (life) => void (life.issued ??= at)
    case 'ORDER_DELIVERED':
      return (life) => void (life.delivered ??= at)
    case 'ORDER_UNDELIVERABLE':
      return (life) => {
        life.gaveUp ??= at
        life.escalated = true
      }
    case 'ENTERPRISE_ACKNOWLEDGED':
      return answers
    case 'ENTERPRISE_COMMITTED':
      return (life) => {
        answers(life)
        life.committed ??= at
      }
    case 'ENTERPRISE_HINDERED':
      return (life) => {
        answers(life)
        life.hindered ??= at
      }
    case 'TICK':
      return 'effects' in body ? (life) => void (life.escalated = true) : null
    case 'ORDER_REPLACED':
    case 'ORDER_RELEASED':
    case 'ORDER_RECALLED':
      return (life) => void (life.ended ??= { at, how: ENDS[event] })
    default:
      return null
  }
}

function born(): Life {
  return {
    issued: null,
    delivered: null,
    acknowledged: null,
    committed: null,
    hindered: null,
    gaveUp: null,
    escalated: false,
    ended: null,
    entries: [],
  }
}
