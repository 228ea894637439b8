import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instantOf } from '../../src/model/time.ts'
import { figuresOf, type Figures } from '../../src/review/figures.ts'
import type { Counts, Parted } from '../../src/review/parts.ts'
import type { Entry, EpisodeRecord, Judged, OrderFact } from '../../src/review/record.ts'
import { OUTCOMES } from '../../src/verification/verdict.ts'
import { readRecording } from '../help/replayed.ts'
import { runs } from '../help/runs.ts'

/* What a review counts, from the journal of a drill that was recorded, whatever enterprises stood behind its orders. */

const recording = readRecording(join(import.meta.dirname, '../../fixtures/episodes/small-drill.jsonl'))
const BEGUN = Date.parse('2023-12-11T10:00:00.000Z')

/** A recording keeps neither numbers nor hours: an entry a minute, but for those that name theirs. */
const entries = recording.map(({ kind, subject, members, event, body }, n): Entry => {
  const at = instantOf(BEGUN + n * 60_000)
  return { seq: n + 1, at, area: '140900', kind, subject, members, event, actor: 'engine', body }
})
const warning = entries.find(({ kind }) => kind === 'warning')?.subject ?? ''
const rows = entries.flatMap(({ kind, event, subject, members }) =>
  kind === 'order' && event === 'BEGUN' ? (members ?? [subject]) : [],
)

const mass = fc.integer({ min: 0, max: 5_000_000_000 })
const emissions = fc.record({ so2: mass, nox: mass, pm: mass, vocs: mass })
const line = fc.record({
  line: fc.constantFrom('1#', '2#'),
  starts: fc.integer({ min: -600, max: 900 }).map((minutes) => instantOf(BEGUN + minutes * 60_000)),
  stops: fc.boolean(),
  promised: emissions,
})
/** Who stood behind each order; the same order has two revisions now and then. */
const orders: fc.Arbitrary<OrderFact[]> = fc
  .array(
    fc.record({
      area: fc.constantFrom('140902', '140921', '140981'),
      industry: fc.constantFrom('brick', 'cement', ''),
      grade: fc.constantFrom('A', 'C', 'unrated'),
      lines: fc.array(line, { maxLength: 3 }),
      restsFrom: fc.option(fc.constant(instantOf(BEGUN + 300 * 60_000)), { freq: 5 }),
    }),
    { minLength: rows.length, maxLength: rows.length },
  )
  .map((facts) =>
    facts.map((fact, n) => ({
      ...fact,
      row: rows[n] ?? '',
      order: `order ${Math.floor(n / 2)}`,
      revision: (n % 2) + 1,
      enterprise: `enterprise ${Math.floor(n / 2)}`,
      clauses: [],
    })),
  )
const verdicts: fc.Arbitrary<Judged[]> = fc.array(
  fc.record({
    order: fc.integer({ min: 0, max: rows.length / 2 - 1 }).map((n) => `order ${n}`),
    line: fc.constantFrom('1#', '2#'),
    day: fc.constantFrom('2023-12-13', '2023-12-14'),
    outcome: fc.constantFrom(...OUTCOMES),
    rests: fc.constantFrom('power', 'gate', 'selfReport', 'none'),
    shown: emissions,
    seq: fc.option(fc.integer({ min: 1, max: 50 })),
  }),
  { maxLength: 40 },
)

function recordOf(some: Partial<EpisodeRecord>): EpisodeRecord {
  return {
    warning: { id: warning, area: '140900', name: '忻州市 2023-12-13' },
    at: instantOf(BEGUN + 10_000 * 60_000),
    ended: null,
    entries,
    orders: [],
    messages: new Map(),
    verdicts: [],
    days: [],
    skill: [],
    called: [],
    names: { county: {}, industry: {}, grade: {} },
    ...some,
  }
}

const episode = fc.record({ orders, verdicts }).map(recordOf)

function partedOf({ reach, compliance, promised, cost }: Figures): Parted<Counts>[] {
  return [reach, promised, cost, compliance].flatMap(({ value }) => value ?? [])
}

describe('the figures of an episode', () => {
  it('add up alike by county, by industry and by grade, to their total', () => {
    fc.assert(
      fc.property(episode, (record) => {
        for (const { total, by } of partedOf(figuresOf(record)))
          for (const parts of Object.values(by))
            for (const [name, sum] of Object.entries(total))
              expect(parts.reduce((all, part) => all + Number(part[name]), 0)).toBe(sum)
      }),
      runs(60),
    )
  })

  it('leave no order out and count none twice', () => {
    fc.assert(
      fc.property(episode, (record) => {
        const { total } = figuresOf(record).reach.value
        expect(total.planned).toBe(rows.length)
        expect(total.enterprises).toBe(new Set(record.orders.map(({ enterprise }) => enterprise)).size)
        expect(total.planned).toBe(total.delivered + total.givenUp + total.supersededBeforeDelivery + total.waiting)
        expect(total.delivered).toBe(total.acknowledged + total.unanswered)
        expect(total.committed).toBeLessThanOrEqual(total.acknowledged)
        // The recording ends with everybody released.
        expect(total.waiting).toBe(0)
      }),
      runs(30),
    )
  })

  it('name entries that are there, and nothing else', () => {
    const known = new Set(entries.map(({ seq }) => seq))
    fc.assert(
      fc.property(episode, (record) => {
        for (const [name, figure] of Object.entries<{ entries: readonly number[] }>({ ...figuresOf(record) })) {
          expect(new Set(figure.entries).size, name).toBe(figure.entries.length)
          expect(figure.entries.filter((seq) => !known.has(seq))).toEqual([])
        }
      }),
      runs(20),
    )
  })

  it('are what they were counted from: without the entries of a figure it says nothing', () => {
    fc.assert(
      fc.property(orders, (some) => {
        const record = recordOf({ orders: some })
        const of = new Set(figuresOf(record).reach.entries)
        const less = figuresOf({ ...record, entries: entries.filter(({ seq }) => !of.has(seq)) })
        expect(less.reach.value.total.planned).toBe(0)
        const only = figuresOf({ ...record, entries: entries.filter(({ seq }) => of.has(seq)) })
        expect(only.reach).toEqual(figuresOf(record).reach)
        expect(only.promised).toEqual(figuresOf(record).promised)
      }),
      runs(20),
    )
  })

  it('do not promise more than a day’s mass for each day that the response was', () => {
    fc.assert(
      fc.property(orders, (some) => {
        const record = recordOf({ orders: some })
        const days = (Date.parse(record.at) - BEGUN) / 86_400_000
        const { promised, cost } = figuresOf(record)
        const whole = some.flatMap(({ lines }) => lines).reduce((sum, { promised: { so2 } }) => sum + so2, 0)
        expect(promised.value.total.so2).toBeLessThanOrEqual(whole * days)
        expect(cost.value.total.stoppedMs).toBeGreaterThanOrEqual(0)
      }),
      runs(20),
    )
  })

  it('rise with time on the curve, and say how long half of them took', () => {
    fc.assert(
      fc.property(orders, (some) => {
        const { points, planned, half, nineTenths } = figuresOf(recordOf({ orders: some })).curve.value
        for (const [n, point] of points.entries()) {
          const before = points[n - 1] ?? { delivered: 0, acknowledged: 0 }
          expect(point.delivered).toBeGreaterThanOrEqual(before.delivered)
          expect(point.acknowledged).toBeGreaterThanOrEqual(before.acknowledged)
          expect(point.delivered).toBeLessThanOrEqual(planned)
        }
        expect(half).toBeLessThanOrEqual(nineTenths ?? 0)
      }),
      runs(10),
    )
  })

  it('tell the story in the order in which it was', () => {
    const { timeline, leads } = figuresOf(recordOf({}))
    const said = timeline.value.map(({ say }) => say.zh)
    expect(said[0]).toBe('提出建议：启动橙色预警，12月13日0时起')
    expect(said).toContain('签发：升级红色预警，12月12日18时起')
    expect(said).toContain('应急响应开始')
    expect(leads.value.map(({ kind, level }) => `${kind} ${level}`)).toEqual(['issue orange', 'raise red', 'lift red'])
    expect(timeline.value.map(({ at }) => at)).toEqual(timeline.value.map(({ at }) => at).toSorted())
  })

  it('count by hand what was done while it held, under this warning, and nothing else', () => {
    const act = (seq: number, minutes: number, kind: string, event: string, body = {}): Entry => {
      const by = { area: '140902', members: null, actor: 'user:a' }
      const subject = kind === 'warning' ? 'another' : 'some'
      return { ...by, seq, at: instantOf(BEGUN + minutes * 60_000), kind, subject, event, body }
    }
    const acts = [
      act(9001, 1, 'exemption', 'EXEMPTION_DECIDED', { decision: 'confirm' }),
      act(9002, 2, 'exemption', 'EXEMPTION_DECIDED', { decision: 'refuse' }),
      act(9003, 3, 'bulletin', 'BULLETIN_RECEIVED', { origin: 'correction' }),
      act(9004, 4, 'bulletin', 'BULLETIN_RECEIVED'),
      act(9005, 5, 'warning', 'CALL_SHEET_PRINTED'),
      act(9006, 60, 'tightening', 'TIGHTENING_DECLARED'),
    ]
    const { byHand } = figuresOf(recordOf({ entries: acts, ended: instantOf(BEGUN + 30 * 60_000) }))
    expect(byHand.value.map(({ what, count }) => [what, count])).toEqual([
      ['exemption.EXEMPTION_DECIDED', 1],
      ['bulletin.correction', 1],
    ])
    expect(byHand.entries).toEqual([9001, 9003])
  })

  it('say nothing where nothing was judged, which is not zero', () => {
    const { compliance, shown, weather } = figuresOf(recordOf({}))
    expect([compliance.value, shown.value, weather.value]).toEqual([null, null, null])
  })
})

describe('what a line promised', () => {
  const HOUR = 60
  const at = (minutes: number) => instantOf(BEGUN + minutes * 60_000)
  const told = (seq: number, minutes: number, event: string, row: string): Entry => {
    const entry = { area: '140902', kind: 'order', members: null, actor: 'engine', body: {} }
    return { ...entry, seq, at: at(minutes), event, subject: row }
  }
  const ONE = { so2: 24_000_000, nox: 0, pm: 0, vocs: 0 }
  const order = (row: string, revision: number, starts: number, more: Partial<OrderFact> = {}): OrderFact => ({
    row,
    revision,
    order: 'order',
    enterprise: 'enterprise',
    area: '140902',
    industry: 'brick',
    grade: 'C',
    restsFrom: null,
    lines: [{ line: '1#', starts: at(starts), stops: true, promised: ONE }],
    clauses: [],
    ...more,
  })
  const comeTo = (some: readonly OrderFact[], told: readonly Entry[]) => {
    const { promised, cost } = figuresOf(recordOf({ orders: some, entries: told }))
    return { kg: promised.value.total.so2 / 1_000_000, hours: cost.value.total.stoppedMs / 3_600_000 }
  }

  it('holds from its hour until the order ends', () => {
    const entries = [told(1, 0, 'BEGUN', 'a'), told(2, 30 * HOUR, 'ORDER_RELEASED', 'a')]
    expect(comeTo([order('a', 1, 6 * HOUR)], entries)).toEqual({ kg: 24, hours: 24 })
  })

  it('goes on by the earlier revision until the hour of the later one, and is counted once', () => {
    const entries = [
      told(1, 0, 'BEGUN', 'a'),
      told(2, 10 * HOUR, 'ORDER_REPLACED', 'a'),
      told(3, 10 * HOUR, 'BEGUN', 'b'),
      told(4, 24 * HOUR, 'ORDER_RELEASED', 'b'),
    ]
    expect(comeTo([order('a', 1, 0), order('b', 2, 16 * HOUR)], entries)).toEqual({ kg: 24, hours: 24 })
  })

  it('is nothing of an order that was moved before it began', () => {
    const entries = [
      told(1, 0, 'BEGUN', 'a'),
      told(2, 10 * HOUR, 'ORDER_REPLACED', 'a'),
      told(3, 10 * HOUR, 'BEGUN', 'b'),
      told(4, 60 * HOUR, 'ORDER_RELEASED', 'b'),
    ]
    expect(comeTo([order('a', 1, 24 * HOUR), order('b', 2, 48 * HOUR)], entries)).toEqual({ kg: 12, hours: 12 })
  })

  it('rests while the response is suspended', () => {
    const entries = [told(1, 0, 'BEGUN', 'a'), told(2, 30 * HOUR, 'ORDER_RELEASED', 'a')]
    expect(comeTo([order('a', 1, 0, { restsFrom: at(12 * HOUR) })], entries)).toEqual({ kg: 12, hours: 12 })
  })

  it('counts for nothing where it was sent by mistake, though whoever had it stood still', () => {
    const entries = [told(1, 0, 'BEGUN', 'a'), told(2, 6 * HOUR, 'ORDER_RECALLED', 'a')]
    expect(comeTo([order('a', 1, 0)], entries)).toEqual({ kg: 0, hours: 6 })
  })
})
