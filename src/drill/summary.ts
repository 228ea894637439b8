import { z } from 'zod'
import { parseInstant } from '../model/time.ts'
import type { Played } from './conductor.ts'
import type { Ledger } from './ledger.ts'
import type { Passage } from './officers.ts'
import { verdictsSeen, type Judged } from './meters/seen.ts'
import { openerSeen } from './opener.ts'
import { took, wavesOf, type Took, type Wave } from './waves.ts'

const count = z.int().min(0)
const boardForm = z.object({
  planned: count,
  delivered: count,
  givenUp: count,
  supersededBeforeDelivery: count,
  acknowledged: count,
  unanswered: count,
  escalated: count,
  released: count,
  verified: count,
  releases: z.object({ planned: count, delivered: count, givenUp: count }),
})
type Board = z.output<typeof boardForm>

const orderForm = z.object({
  revisions: z.array(z.object({ revision: z.int(), state: z.string() })),
  evidence: z.array(z.object({ revision: z.int(), rung: z.string() })),
})
const pageForm = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      revision: z.int(),
      state: z.string(),
      enterprise: z.object({ creditCode: z.string(), area: z.string() }),
    }),
  ),
  next: z.string().nullable(),
})

/** An order as the engine planned it: all its revisions up to this one. */
export interface Planned {
  readonly order: string
  readonly creditCode: string
  readonly revision: number
  readonly state: string
  readonly area: string
}

/** Orders read at a time for the comparison; the engine serves them from one connection. */
const AT_ONCE = 16

/** What came of a drill (contract 3.5), and whether it adds up. */
export interface Summary {
  readonly summary: Record<string, unknown>
  /** Each sum that does not hold, in words. */
  readonly wrong: readonly string[]
  /** What the report is written from. */
  readonly counts: Board
  readonly planned: readonly Planned[]
  readonly waves: readonly Wave[]
  /** Truth and verdict beside each other; null where nobody was metered. */
  readonly judged: Judged | null
}

/**
 * Adds a drill up: the engine's own boards, and beside them what the receivers saw and did. Lost and doubled orders are
 * counted by the receivers against the plan, not by the engine.
 */
export async function summarise(name: string, played: Played, ledger: Ledger): Promise<Summary> {
  const token = await played.officers.token('dutyOfficer')
  const warnings = (await played.officers.warnings()).toReversed()
  const boards: Board[] = []
  const planned: Planned[] = []
  for (const { id } of warnings) {
    boards.push(await played.client.get(`/warnings/${id}/board`, token, boardForm))
    planned.push(...(await planOf(played, token, id)))
  }
  const sum = (of: (board: Board) => number) => boards.reduce((all, board) => all + of(board), 0)
  const orders = {
    planned: sum((board) => board.planned),
    delivered: sum((board) => board.delivered),
    givenUp: sum((board) => board.givenUp),
    supersededBeforeDelivery: sum((board) => board.supersededBeforeDelivery),
    acknowledged: sum((board) => board.acknowledged),
    unanswered: sum((board) => board.unanswered),
    escalated: sum((board) => board.escalated),
    released: sum((board) => board.released),
    verified: sum((board) => board.verified),
  }
  const releases = {
    planned: sum((board) => board.releases.planned),
    delivered: sum((board) => board.releases.delivered),
    givenUp: sum((board) => board.releases.givenUp),
  }
  const seen = await compare(played, token, planned, ledger)
  const { opener } = played
  const tried = opener === null ? null : await openerSeen(played.client, token, opener, ledger)
  const judged = played.meters && (await verdictsSeen(played.client, token, warnings, played.meters.truths()))
  const waves = wavesOf(played, ledger)
  const revisions = planned.reduce((all, { revision }) => all + revision, 0)
  const wrong = [
    ...unequal('planned', orders.planned, 'delivered + givenUp + supersededBeforeDelivery', [
      orders.delivered,
      orders.givenUp,
      orders.supersededBeforeDelivery,
    ]),
    ...unequal('delivered', orders.delivered, 'acknowledged + unanswered', [orders.acknowledged, orders.unanswered]),
    ...unequal('planned', orders.planned, 'the revisions that can be read', [revisions]),
    ...unequal('acknowledged', orders.acknowledged, 'the answers that enterprises gave', [seen.acknowledged]),
    ...unequal('lost', seen.lost, 'nothing', []),
    ...unequal('consequencesTwice', seen.consequencesTwice, 'nothing', []),
    ...unequal('unplanned', seen.unplanned, 'nothing', []),
    ...(tried?.wrong ?? []),
    ...(judged?.wrong ?? []),
    ...ledger.faults.slice(0, 5),
  ]
  return {
    summary: {
      scenario: name,
      warnings: warnings.length,
      levels: played.officers.passages.filter(({ signed }) => signed !== null).map(({ change }) => wordsOf(change)),
      ...orders,
      releases,
      ...(tried ? { opener: tried.summary } : {}),
      ...(judged ? { verdicts: judged.summary } : {}),
      lost: seen.lost,
      consequencesTwice: seen.consequencesTwice,
      unplanned: seen.unplanned,
      receivers: {
        messages: ledger.arrivals.length,
        keys: new Set(ledger.arrivals.map(({ key }) => key)).size,
        consequences: ledger.consequences.size,
        telephoned: ledger.telephoned.size,
        answers: ledger.answers.length,
        faults: ledger.faults.length,
      },
      seconds: secondsOf(played, waves),
      addsUp: wrong.length === 0,
    },
    wrong,
    counts: { ...orders, releases },
    planned,
    waves,
    judged,
  }
}

async function planOf({ client }: Played, token: string, warning: string): Promise<Planned[]> {
  const planned: Planned[] = []
  let cursor = ''
  for (let more = true; more;) {
    const page = await client.get(`/orders?warning=${warning}&limit=500${cursor}`, token, pageForm)
    for (const { id, enterprise, revision, state } of page.items)
      planned.push({ order: id, creditCode: enterprise.creditCode, area: enterprise.area, revision, state })
    cursor = `&cursor=${page.next}`
    more = page.next !== null
  }
  return planned
}

interface Compared {
  readonly lost: number
  readonly consequencesTwice: number
  readonly unplanned: number
  readonly acknowledged: number
}

/** What the receivers know against the plan. */
async function compare(played: Played, token: string, planned: readonly Planned[], ledger: Ledger): Promise<Compared> {
  const seen = new Set(ledger.arrivals.map(({ orderId, revision, kind }) => `${orderId} ${revision} ${kind}`))
  const answered = new Set(ledger.answers.map(({ orderId, revision }) => `${orderId} ${revision}`))
  const plans = new Map(planned.map((one) => [one.order, one]))
  let lost = 0
  const left = planned.values()
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const one of left) {
        const heard = (revision: number) => ledger.telephoned.has(`${one.order} ${revision}`)
        const missing = revisionsOf(one).filter(
          (revision) => !seen.has(`${one.order} ${revision} order`) && !heard(revision),
        )
        const ends = one.revision + 1
        const unreleased = one.state === 'released' && ledger.of(one.order, ends, 'release') === null && !heard(ends)
        // Only of these the engine is asked for its excuse.
        if (missing.length > 0 || unreleased) lost += await unexcused(played, token, one, missing, unreleased)
      }
    }),
  )
  const strangers = [...ledger.consequences.values()].filter(({ orderId, revision, kind, creditCode }) => {
    const plan = plans.get(orderId)
    return plan?.creditCode !== creditCode || revision > plan.revision + (kind === 'release' ? 1 : 0)
  })
  const strangersCalled = [...ledger.telephoned].filter((name) => !plans.has(name.split(' ')[0] ?? ''))
  return {
    lost,
    consequencesTwice: ledger.twice().length,
    unplanned: strangers.length + strangersCalled.length,
    acknowledged: planned
      .flatMap((one) => revisionsOf(one).map((revision) => `${one.order} ${revision}`))
      .filter((name) => answered.has(name)).length,
  }
}

/** How many of the revisions that nobody saw were neither given up nor ended before they could be handed over. */
async function unexcused(
  { client }: Played,
  token: string,
  { order }: Planned,
  missing: readonly number[],
  unreleased: boolean,
): Promise<number> {
  const { revisions, evidence } = await client.get(`/orders/${order}`, token, orderForm)
  const has = (revision: number, rung: string) => evidence.some((one) => one.revision === revision && one.rung === rung)
  const lost = missing.filter((revision) => {
    const state = revisions.find((one) => one.revision === revision)?.state
    const ended = state === 'superseded' || state === 'released' || state === 'recalled'
    return has(revision, 'delivered') || !(has(revision, 'givenUp') || ended)
  })
  return lost.length + (unreleased && evidence.some(({ rung }) => rung === 'releaseDelivered') ? 1 : 0)
}

function revisionsOf({ revision }: Planned): number[] {
  return Array.from({ length: revision }, (_, n) => n + 1)
}

/** Mean seconds of each step, on the wall and in the world, over all changes that were signed. */
function secondsOf({ stops, seconds }: Played, waves: readonly Wave[]): Record<string, unknown> {
  const rows = waves.map(({ passage, bulletin, signed, settled, taken }) => {
    const { proposed, decided } = passage
    const last = taken.at(-1)
    return {
      forecastToProposal: bulletin && took(bulletin, proposed),
      proposalToDecision: decided && took(proposed, decided),
      decisionToSignature: decided && took(decided, signed),
      signatureToSettled: took(signed, settled ?? signed),
      signatureToLastAcceptance: last && took(signed, last),
    }
  })
  const steps = [
    'forecastToProposal',
    'proposalToDecision',
    'decisionToSignature',
    'signatureToSettled',
    'signatureToLastAcceptance',
  ] as const
  const means = steps.map((step) => {
    const all = rows.flatMap((row) => row[step] ?? [])
    const mean = (of: (one: Took) => number | null) =>
      all.length === 0
        ? null
        : Math.round((all.reduce((sum, one) => sum + (of(one) ?? 0), 0) / all.length) * 1000) / 1000
    const wall = mean(({ wallSeconds }) => wallSeconds)
    return [step, { wall, world: mean(({ worldSeconds }) => worldSeconds), n: all.length }] as const
  })
  return { total: Math.round(seconds * 10) / 10, clockStops: stops, ...Object.fromEntries(means) }
}

function unequal(name: string, left: number, other: string, parts: readonly number[]): string[] {
  const right = parts.reduce((sum, part) => sum + part, 0)
  return left === right ? [] : [`${name} is ${left}, ${other} is ${right}`]
}

function wordsOf({ kind, level, startsAt }: Passage['change']): string {
  return `${kind} ${level} ${parseInstant(startsAt) ?? startsAt}`
}
