import { stepCohort } from '../db/step.ts'
import type { Tx } from '../db/port.ts'
import { Gather } from '../dispatch/gather.ts'
import { Refusal } from '../errors.ts'
import type { HardshipGround } from '../hardship/decide.ts'
import { openHardships, type NewHardship } from '../hardship/store.ts'
import type { Id } from '../model/id.ts'
import { dayOf, type Instant } from '../model/time.ts'
import type { World } from '../world.ts'
import { countsAfterEnd, eventOf, isOver, rungsOf, type How, type ReceiptKind } from './decide.ts'
import { newestRevisions, recordRungs, type OrderRow } from './store.ts'

/** What somebody says of an order. */
export interface Answer {
  orderId: Id
  kind: ReceiptKind
  /** What it answers; the newest revision when missing. */
  revision: number | undefined
  text: string | undefined
  /** What is said against the order, where it is a difficulty or an appeal. */
  against?: Against | undefined
  channel: string
  /** How an officer learned of it who answers on behalf; null where the enterprise speaks for itself. */
  how: How | null
  by: string
  /** Throws where the caller may not answer this order. */
  mayAnswer: (found: OrderRow) => void
}

/** Which line can not do it or is wrongly ordered, why, and from when it could. */
export interface Against {
  ground: HardshipGround
  line: string
  couldFrom: Instant | null
}

/** The state that an answer leads to; null for a fact that moves nothing. */
type Movement = { event: keyof typeof LEADS_TO | null }
const LEADS_TO = {
  ENTERPRISE_ACKNOWLEDGED: 'acknowledged',
  ENTERPRISE_COMMITTED: 'acting',
  ENTERPRISE_HINDERED: 'acknowledged',
} as const

/** The channel of what an officer enters for an enterprise: weaker evidence, and never its own commitment. */
export const ON_BEHALF = 'onBehalf'

interface Waiting {
  answer: Answer
  settle: (result: OrderRow | Refusal) => void
}

/** An answer touches three rows, and the embedded connection writes no more than 500 in a transaction. */
const MOST_AT_ONCE = { embedded: 150, postgres: 500 } as const
/** A fortieth of a second is not felt by anyone, and gathers a city that answers at once. */
const GATHER_MS = 25

/**
 * Takes answers (回执受理): many at once in one transaction, because a city answers within the minute and a commit for
 * each would keep the last ones waiting. Each is still judged alone, and refused alone.
 */
export class AnswerDesk {
  readonly #world: World
  readonly #gather: Gather<Waiting>

  constructor(world: World) {
    this.#world = world
    this.#gather = new Gather((waiting) => this.#take(waiting), {
      most: MOST_AT_ONCE[world.db.kind],
      afterMs: GATHER_MS,
    })
  }

  /** The order as it stands after the answer. @throws Refusal by name, with nothing written. */
  async give(answer: Answer): Promise<OrderRow> {
    let result: OrderRow | Refusal | null = null
    await this.#gather.push({ answer, settle: (settled) => (result = settled) })
    const settled = result as OrderRow | Refusal | null
    if (settled === null) throw new Error('an answer was neither taken nor refused')
    if (settled instanceof Refusal) throw settled
    return settled
  }

  async #take(waiting: Waiting[]): Promise<void> {
    const settled = await this.#world.db.transaction(async (tx) => {
      const results: [Waiting, OrderRow | Refusal][] = []
      // Two answers to one order are taken one after the other, each on what the one before it left.
      for (let rest = waiting; rest.length > 0;) {
        const round = new Map(rest.toReversed().map((one) => [one.answer.orderId, one]))
        results.push(...(await this.#round(tx, [...round.values()])))
        rest = rest.filter((one) => round.get(one.answer.orderId) !== one)
      }
      return results
    })
    for (const [one, result] of settled) one.settle(result)
  }

  async #round(tx: Tx, waiting: readonly Waiting[]): Promise<[Waiting, OrderRow | Refusal][]> {
    const now = this.#world.clock.now()
    const orders = await newestRevisions(
      tx,
      waiting.map(({ answer }) => answer.orderId),
    )
    const results: [Waiting, OrderRow | Refusal][] = []
    const moving: ({ one: Waiting; order: OrderRow } & Movement)[] = []
    for (const one of waiting) {
      const judged = judge(one.answer, orders.get(one.answer.orderId))
      if (judged instanceof Refusal) results.push([one, judged])
      else moving.push({ one, ...judged })
    }
    const taken = moving.filter(({ event }) => event === null)
    const overtaken: Waiting[] = []
    for (const [event, group] of Map.groupBy(moving, (each) => each.event)) {
      if (event === null) continue
      const voices = new Set(group.map(({ one }) => one.answer.by))
      const [by = ''] = voices
      const { moved } = await stepCohort(
        tx,
        'order',
        group.map(({ order }) => order.id),
        { type: event },
        // Who said it stands with each rung; the entry of a cohort names its members.
        { now, by: voices.size === 1 ? by : 'enterprises' },
      )
      const went = new Set(moved)
      for (const each of group) {
        if (went.has(each.order.id)) taken.push(each)
        // It was replaced or ended between the look and the lock: what was answered is the revision that was looked at.
        else overtaken.push({ ...each.one, answer: { ...each.one.answer, revision: each.order.revision } })
      }
    }
    if (overtaken.length > 0) results.push(...(await this.#round(tx, overtaken)))
    await recordRungs(
      tx,
      taken.flatMap(({ one: { answer }, order }) =>
        rungsOf(answer.kind, answer.channel).map((rung) => ({
          order,
          rung,
          channel: answer.channel,
          by: answer.by,
          text: answer.text ?? null,
          how: answer.how,
        })),
      ),
      now,
    )
    await openHardships(
      tx,
      taken.flatMap((each) => this.#against(each, now)),
      now,
    )
    for (const { one, order, event } of taken)
      results.push([one, event === null ? order : { ...order, state: LEADS_TO[event], answerBy: null }])
    return results
  }

  #against({ one: { answer }, order }: { one: Waiting; order: OrderRow }, now: Instant): NewHardship[] {
    const { kind, by, text = '', against = { ground: 'other', line: '', couldFrom: null } } = answer
    if (kind !== 'difficulty' && kind !== 'appeal') return []
    const { take, answer: settle } = this.#world.rulebooks.deadlines(dayOf(now))[kind]
    const patience = { take: take[order.level], answer: settle[order.level] }
    const { warningId: warning, enterpriseId: enterprise } = order
    return [{ kind, order, warning, enterprise, text, ...against, patience, by }]
  }
}

function judge(answer: Answer, order: OrderRow | undefined): ({ order: OrderRow } & Movement) | Refusal {
  if (!order) return new Refusal('thing.unknown', { what: 'order', id: answer.orderId })
  try {
    answer.mayAnswer(order)
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  const { number, revision: newest, state } = order
  const { revision = newest } = answer
  if (revision !== newest)
    return new Refusal('order.replaced', { number, revision: String(revision), newest: String(newest) })
  const ended = isOver(state)
  if (ended && !countsAfterEnd(answer.kind)) return new Refusal('order.ended', { number })
  const event = eventOf(answer.kind, state, answer.channel === ON_BEHALF)?.type ?? null
  return { order, event }
}
