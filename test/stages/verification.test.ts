import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addHours, startOfDay, type Instant } from '../../src/model/time.ts'
import type { Simple } from '../../src/model/measure.ts'
import { loadRulebooks } from '../../src/rulebook/books.ts'
import { baselineOf } from '../../src/verification/baseline.ts'
import { decideVerdict, type Charge } from '../../src/verification/decide.ts'
import type { Evidence, Gated, Metered, Seen } from '../../src/verification/evidence.ts'
import { OUTCOMES } from '../../src/verification/verdict.ts'

const DAY = '2020-12-27'
const START = startOfDay(DAY)
const rule = loadRulebooks().verification(DAY)

const form: fc.Arbitrary<Simple> = fc.oneof(
  fc.constantFrom<Simple>(
    { kind: 'stop' },
    { kind: 'stopHot' },
    { kind: 'idle' },
    { kind: 'cycle', offHours: 12, onHours: 6 },
    { kind: 'stopSteps', steps: ['喷漆'] },
    { kind: 'ceiling', limits: { so2: '35' }, oxygen: null },
    { kind: 'transport', ban: { heavyTrucksUpToStage: 4 } },
  ),
  fc.integer({ min: 1, max: 90 }).map((share): Simple => ({ kind: 'reduce', share: share * 100, base: null })),
)
const charge: fc.Arbitrary<Charge> = fc
  .record({
    forms: fc.array(form, { minLength: 1, maxLength: 2 }),
    since: fc.integer({ min: -72, max: 12 }),
    ends: fc.option(fc.integer({ min: 13, max: 24 })),
    reached: fc.boolean(),
    whole: fc.boolean(),
  })
  .map(({ forms, since, ends, reached, whole }) => {
    const from = addHours(START, Math.max(0, since))
    const until = addHours(START, ends ?? 24)
    return {
      line: '1#',
      name: '1#',
      forms,
      asks: { zh: '停产', en: 'stop' },
      from,
      until,
      judgedFrom: addHours(addHours(START, since), 1),
      since: addHours(START, since),
      ended: ends === null ? null : until,
      reached,
      whole,
      promised: { so2: 1000, nox: 1000, pm: 1000, vocs: 1000 },
    }
  })

/** Per cent of what is usual, hour by hour; null: nothing came in. */
const hours: fc.Arbitrary<(number | null)[]> = fc.oneof(
  fc.array(fc.option(fc.integer({ min: 0, max: 140 }), { freq: 8 }), { minLength: 24, maxLength: 24 }),
  fc.integer({ min: 0, max: 120 }).map((level) => Array.from({ length: 24 }, (): number | null => level)),
)
const meter: fc.Arbitrary<Metered> = fc
  .record({
    n: fc.integer({ min: 0, max: 99 }),
    kind: fc.constantFrom('power' as const, 'online' as const),
    treats: fc.boolean(),
    line: fc.constantFrom('1#', null),
    usual: fc.constantFrom(5, 9, 400, 100_000),
    based: fc.integer({ min: 0, max: 5 }).map((n) => n > 0),
    alike: fc.boolean(),
    pollutes: fc.boolean(),
    shifted: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
    hours,
  })
  .map(({ n, kind, treats, line, usual, based, alike, pollutes, shifted, hours: shares }) => ({
    source: `meter ${n}`,
    name: '电表',
    class: kind,
    of: kind === 'online' ? ('stack' as const) : treats ? ('treatment' as const) : ('production' as const),
    line,
    unit: 'kWh',
    pollutant: kind === 'online' && pollutes ? ('so2' as const) : null,
    hours: shares.map((share, hour) => ({
      at: addHours(START, hour),
      hour,
      value: share === null ? null : pollutes && kind === 'online' ? share * 400 : usual * share * 10,
      alike,
    })),
    baseline: based ? { hours: Array.from({ length: 24 }, () => usual * 1000), runningDays: 20, idleDays: 2 } : null,
    faults: shifted ? [{ shifted: true, say: { zh: '', en: '' } }] : [],
  }))
const seen: fc.Arbitrary<Seen> = fc.record({
  id: fc.uuid(),
  class: fc.constantFrom('site' as const, 'video' as const, 'ledger' as const),
  name: fc.constant({ zh: '现场检查', en: 'a visit' }),
  hint: fc.boolean(),
  line: fc.constantFrom('1#', null, '2#'),
  from: fc.integer({ min: -5, max: 23 }).map((hour) => addHours(START, hour)),
  until: fc.constant<Instant>(addHours(START, 24)),
  shows: fc.constantFrom('running' as const, 'stopped' as const, 'unclear' as const),
  text: fc.string({ maxLength: 20 }),
})
const gate: fc.Arbitrary<Gated> = fc.record({
  source: fc.uuid(),
  name: fc.constant('1 号门'),
  heard: fc.boolean(),
  usualADay: fc.option(fc.integer({ min: 0, max: 100 })),
  passages: fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 23 }).map((hour) => addHours(START, hour)),
      plate: fc.string({ maxLength: 7 }),
      direction: fc.constantFrom('in' as const, 'out' as const),
      stage: fc.option(fc.integer({ min: 0, max: 6 })),
      fuel: fc.constantFrom('diesel', 'electric', 'unknown'),
      vehicle: fc.constantFrom('heavyTruck', 'truck', 'other'),
    }),
    { maxLength: 8 },
  ),
})
const evidence: fc.Arbitrary<Evidence> = fc.record({
  meters: fc.array(meter, { maxLength: 3 }),
  gates: fc.array(gate, { maxLength: 2 }),
  seen: fc.array(seen, { maxLength: 2 }),
  said: fc.array(fc.record({ at: fc.constant(START) }), { maxLength: 1 }),
})
const RUNNING: Seen = {
  id: 'z',
  class: 'site',
  name: { zh: '现场检查', en: 'a visit' },
  hint: false,
  line: null,
  from: START,
  until: addHours(START, 24),
  shows: 'running',
  text: '',
}

/** What holds of every verdict, whoever judges: for the real judge, and for judges that are wrong in one place. */
function propertiesOf(decide: typeof decideVerdict) {
  /** Worse is higher. */
  const rank = (one: Charge, known: Evidence) => OUTCOMES.indexOf(decide([one], known, rule).outcome)
  return {
    'is the same whenever it is made, and in whatever order the evidence lies': {
      of: fc.property(charge, evidence, (one, known) => {
        const turned: Evidence = {
          meters: known.meters.toReversed(),
          gates: known.gates.toReversed(),
          seen: known.seen.toReversed(),
          said: known.said,
        }
        const found = decide([one], known, rule)
        expect(decide([one], structuredClone(known), rule)).toEqual(found)
        // Two sources of one id do not exist.
        const ids = [...known.meters, ...known.gates].map(({ source }) => source)
        if (new Set(ids).size === ids.length) expect(decide([one], turned, rule)).toEqual(found)
      }),
      numRuns: 300,
    },
    'never gets better by more that speaks against it: a higher use, a visit, a hint, a banned truck': {
      of: fc.property(charge, evidence, fc.integer({ min: 100, max: 300 }), (one, known, percent) => {
        const before = rank(one, known)
        const more = {
          ...known,
          meters: known.meters.map((meterOf) => ({
            ...meterOf,
            // A treatment that stands is a doubt of its own.
            hours: meterOf.hours.map((hour) => ({
              ...hour,
              value: hour.value === null || meterOf.of === 'treatment' ? hour.value : (hour.value * percent) / 100,
            })),
          })),
        }
        expect(rank(one, more)).toBeGreaterThanOrEqual(before)
        expect(rank(one, { ...known, seen: [...known.seen, RUNNING] })).toBeGreaterThanOrEqual(before)
        expect(rank(one, { ...known, seen: [...known.seen, { ...RUNNING, hint: true }] })).toBeGreaterThanOrEqual(
          before,
        )
        const trucks = Array.from({ length: 3 }, (_, n) => ({
          at: addHours(START, 13),
          plate: `${n}`,
          direction: 'in' as const,
          stage: 3,
          fuel: 'diesel',
          vehicle: 'heavyTruck',
        }))
        const gates = known.gates.map((gateOf) => ({ ...gateOf, passages: [...gateOf.passages, ...trucks] }))
        expect(rank(one, { ...known, gates })).toBeGreaterThanOrEqual(before)
      }),
      numRuns: 400,
    },
    'never passes for want of evidence, and never condemns by a meter that is not well': {
      of: fc.property(charge, evidence, (one, known) => {
        const silent: Evidence = {
          meters: known.meters.map((meterOf) => ({
            ...meterOf,
            hours: meterOf.hours.map((hour) => ({ ...hour, value: null })),
          })),
          gates: known.gates.map((gateOf) => ({ ...gateOf, heard: false, passages: [] })),
          seen: [],
          said: known.said,
        }
        expect(decide([one], silent, rule).outcome).toBe('insufficient')
        const offClock: Evidence = {
          ...silent,
          meters: known.meters.map((meterOf) => ({
            ...meterOf,
            faults: [{ shifted: true, say: { zh: '时钟偏移', en: 'its clock is off' } }],
          })),
        }
        expect(['insufficient', 'doubtful']).toContain(decide([one], offClock, rule).outcome)
      }),
      numRuns: 200,
    },
    'names every value that it read, and shows no more than was promised': {
      of: fc.property(charge, evidence, (one, known) => {
        const { outcome, confidence, values, promised, shown, say } = decide([one], known, rule)
        expect(confidence).toBeGreaterThanOrEqual(outcome === 'insufficient' ? 0 : 1)
        expect(confidence).toBeLessThanOrEqual(100)
        expect(shown.pm).toBeLessThanOrEqual(promised.pm)
        if (outcome === 'insufficient') expect(shown.pm).toBe(0)
        if (outcome === 'compliant') expect(values.some(({ says }) => says === 'for')).toBe(true)
        expect(say.zh).not.toMatch(/undefined|NaN|null/)
        for (const value of values) expect(value.say.zh.length).toBeGreaterThan(3)
      }),
      numRuns: 200,
    },
    'does not call a line that does as told not compliant, however its meters are': (() => {
      const flaw = fc.record({
        gap: fc.integer({ min: 0, max: 24 }),
        stuckFrom: fc.option(fc.integer({ min: 0, max: 23 })),
        shift: fc.integer({ min: -8, max: 8 }),
        noise: fc.array(fc.integer({ min: 88, max: 112 }), { minLength: 24, maxLength: 24 }),
        since: fc.integer({ min: -60, max: 6 }),
      })
      return {
        of: fc.property(flaw, fc.constantFrom(8, 30, 400, 20_000), ({ gap, stuckFrom, shift, noise, since }, usual) => {
          // It stands from its start on; the clock shows that hours earlier or later.
          const shows = (hour: number) => (hour - shift < since ? usual * 10 * (noise[hour] ?? 100) : usual * 50)
          const one: Metered = {
            source: 'm',
            name: '电表',
            class: 'power',
            of: 'production',
            line: '1#',
            unit: 'kWh',
            pollutant: null,
            hours: Array.from({ length: 24 }, (_, hour) => ({
              at: addHours(START, hour),
              hour,
              // A meter that sticks shows for ever what it showed before the order.
              value: hour < gap ? null : stuckFrom !== null ? usual * 1000 : shows(hour),
              alike: stuckFrom !== null,
            })),
            baseline: { hours: Array.from({ length: 24 }, () => usual * 1000), runningDays: 14, idleDays: 3 },
            faults: [],
          }
          const from = addHours(START, since)
          const asked: Charge = {
            line: '1#',
            name: '1#',
            forms: [{ kind: 'stop' }],
            asks: { zh: '停产', en: 'stop' },
            from: since > 0 ? from : START,
            until: addHours(START, 24),
            judgedFrom: addHours(from, 1),
            since: from,
            ended: null,
            reached: true,
            whole: false,
            promised: { so2: 0, nox: 0, pm: 0, vocs: 0 },
          }
          const { outcome } = decide([asked], { meters: [one], gates: [], seen: [], said: [] }, rule)
          // A day that has less than six hours left shows nothing by a meter that stuck, but it is no proof either.
          if (gap <= 18 || stuckFrom === null) expect(outcome).not.toBe('notCompliant')
        }),
        numRuns: 400,
      }
    })(),
  } as const
}
type Property = keyof ReturnType<typeof propertiesOf>

describe('a verdict', () => {
  for (const [name, { of, numRuns }] of Object.entries(propertiesOf(decideVerdict)))
    it(name, () => {
      fc.assert<unknown>(of, { numRuns })
    })
})

describe('a judge that is wrong in one place is caught', () => {
  const found = (...asked: Parameters<typeof decideVerdict>) => decideVerdict(...asked)
  const mutants: readonly { name: string; breaks: Property; decide: typeof decideVerdict }[] = [
    {
      name: 'only the first meter is read',
      breaks: 'is the same whenever it is made, and in whatever order the evidence lies',
      decide: (charges, known, by) => found(charges, { ...known, meters: known.meters.slice(0, 1) }, by),
    },
    {
      name: 'a hint clears whoever it is about',
      breaks: 'never gets better by more that speaks against it: a higher use, a visit, a hint, a banned truck',
      decide: (charges, known, by) =>
        found(charges, known.seen.some(({ hint }) => hint) ? { ...known, meters: [], gates: [], seen: [] } : known, by),
    },
    {
      name: 'what nobody measured is passed',
      breaks: 'never passes for want of evidence, and never condemns by a meter that is not well',
      decide: (charges, known, by) => {
        const judged = found(charges, known, by)
        return judged.outcome === 'insufficient' ? { ...judged, outcome: 'compliant' } : judged
      },
    },
    {
      name: 'a meter whose clock is off counts like another',
      breaks: 'never passes for want of evidence, and never condemns by a meter that is not well',
      decide: (charges, known, by) =>
        found(charges, { ...known, meters: known.meters.map((one) => ({ ...one, faults: [] })) }, by),
    },
    {
      name: 'it shows more than was promised',
      breaks: 'names every value that it read, and shows no more than was promised',
      decide: (charges, known, by) => {
        const judged = found(charges, known, by)
        return { ...judged, shown: { ...judged.shown, pm: judged.promised.pm + 1 } }
      },
    },
    {
      name: 'what is not proved was not done',
      breaks: 'does not call a line that does as told not compliant, however its meters are',
      decide: (charges, known, by) => {
        const judged = found(charges, known, by)
        return judged.outcome === 'insufficient' ? { ...judged, outcome: 'notCompliant' } : judged
      },
    },
  ]
  it.each(mutants)('$name', ({ breaks, decide }) => {
    expect(fc.check<unknown>(propertiesOf(decide)[breaks].of, { numRuns: 2_000 }).failed).toBe(true)
  })

  it('by a mutant for each property', () => {
    expect(new Set(mutants.map(({ breaks }) => breaks))).toEqual(new Set(Object.keys(propertiesOf(decideVerdict))))
  })
})

describe('what is usual', () => {
  const days = (means: readonly number[]) => means.map((mean) => Array.from({ length: 24 }, () => mean * 1000))

  it('leaves idle days out, so that a week of repair makes no running line look usual', () => {
    const found = baselineOf(days([400, 410, 20, 15, 10, 20, 405, 395, 400, 390]), rule.baseline)
    expect(found).toMatchObject({ runningDays: 6, idleDays: 4 })
    expect(found?.hours[3]).toBe(400_000)
  })

  it('is not known of a line that hardly ran', () => {
    expect(baselineOf(days([400, 410, 20, 15, 10, 20]), rule.baseline)).toBeNull()
    expect(baselineOf(days([0, 0, 0, 0, 0, 0, 0]), rule.baseline)).toBeNull()
    expect(baselineOf([], rule.baseline)).toBeNull()
  })

  it('is moved by no single day, however strange', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 380, max: 420 }), { minLength: 8, maxLength: 27 }),
        fc.integer({ min: 0, max: 100_000 }),
        (usual, strange) => {
          const found = baselineOf(days([...usual, strange]), rule.baseline)
          expect(found).not.toBeNull()
          for (const value of found?.hours ?? []) {
            expect(value).toBeGreaterThanOrEqual(380_000)
            expect(value).toBeLessThanOrEqual(420_000)
          }
        },
      ),
    )
  })
})
