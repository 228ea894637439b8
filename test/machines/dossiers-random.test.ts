import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GradingEvent } from '../../machines/grading.ts'
import type { HardshipEvent } from '../../machines/hardship.ts'
import { MACHINES } from '../../machines/index.ts'
import type { ListingEvent } from '../../machines/listing.ts'
import type { PlantPlanEvent } from '../../machines/plantPlan.ts'
import type { TermEvent } from '../../machines/term.ts'
import { runs } from '../help/runs.ts'
import { instant } from './arbitraries.ts'
import { gradingEvents, hardshipEvents, listingEvents, plantPlanEvents, termEvents } from './dossierSamples.ts'
import { walk, type ClockRead } from './walk.ts'

/*
 * Anything, in any order, by clocks that disagree. `walk` checks what holds for every machine: what is refused changes
 * nothing, what went through the database answers alike, the clock comes to rest, and what has ended neither waits nor
 * moves.
 */

const RUNS = runs(300)
const clock: fc.Arbitrary<ClockRead> = fc.record({ type: fc.constant('CLOCK'), now: instant })

/** Events of the samples, mostly in the order in which an office would send them, their instants anywhere. */
function happenings<E extends { type: string }>(
  events: readonly E[],
  way: readonly E[],
): fc.Arbitrary<(E | ClockRead)[]> {
  const moved = fc.tuple(fc.constantFrom(...events), instant).map(([event, at]): E => {
    const instants = ['now', 'until', 'from', 'due', 'objectionsUntil', 'validUntil']
    const set = instants.filter((name) => name in event && Reflect.get(event, name) !== null).map((name) => [name, at])
    return { ...event, ...(Object.fromEntries(set) as Partial<E>) }
  })
  return fc
    .tuple(
      fc.nat({ max: way.length }),
      fc.array(fc.oneof({ weight: 4, arbitrary: moved }, { weight: 1, arbitrary: clock }), { maxLength: 20 }),
    )
    .map(([n, rest]) => [...way.slice(0, n), ...rest])
}

const T = (hour: number) => `2020-12-25T${String(hour).padStart(2, '0')}:00:00.000Z`
const late: ClockRead = { type: 'CLOCK', now: T(11) }

const listWay: readonly (ListingEvent | ClockRead)[] = [
  { type: 'LIST_CHECKED', errors: 0 },
  { type: 'LIST_PUBLISHED', until: T(2) },
  { type: 'OBJECTION_RAISED' },
  { type: 'OBJECTION_ANSWERED', upheld: false },
  { type: 'CLOCK', now: T(2) },
  { type: 'RELEASE_PROPOSED', by: 'user:ben', from: T(6) },
  { type: 'RELEASE_CONFIRMED', by: 'user:eva', now: T(3) },
  late,
  { type: 'LIST_REPLACED' },
]
const gradeWay: readonly (GradingEvent | ClockRead)[] = [
  { type: 'APPLICATION_PASSED', level: 'county', by: 'user:1' },
  { type: 'APPLICATION_PASSED', level: 'city', by: 'user:2' },
  { type: 'APPLICATION_PASSED', level: 'province', by: 'user:3' },
  { type: 'GRADE_PUBLISHED', objectionsUntil: T(2), validUntil: T(10) },
  { type: 'CLOCK', now: T(2) },
  { type: 'GRADE_LOWERED', to: 'B', by: 'user:4' },
  late,
]
const planWay: readonly (PlantPlanEvent | ClockRead)[] = [
  { type: 'PLAN_SUBMITTED', errors: 0 },
  { type: 'PLAN_APPROVED', by: 'user:ben', from: T(4), until: T(9), now: T(1) },
  { type: 'CLOCK', now: T(5) },
  { type: 'REVISION_CALLED' },
  late,
]

describe('a list, a grade, a plan and a date, whatever is sent to them', () => {
  it('a list is enforced at most once, by its release or as a foundation', () => {
    const events = happenings<ListingEvent | ClockRead>([...listingEvents], listWay)
    fc.assert(
      fc.property(events, (all) => {
        const { taken } = walk<ListingEvent>(MACHINES.listing, { preparedBy: 'user:ann' }, all)
        const enforced = taken.filter(({ effects }) => effects.length > 0)
        expect(enforced.length).toBeLessThanOrEqual(1)
        for (const { after } of enforced) expect(after.state).toBe('inForce')
        for (const { before, event } of taken)
          if (event.type === 'RELEASE_CONFIRMED')
            expect([before.context['preparedBy'], before.context['proposedBy']]).not.toContain(event.by)
      }),
      RUNS,
    )
  })

  it('a grade is recorded at most once, and only falls from there', () => {
    const input = fc.record({
      grade: fc.constantFrom('A', 'B', 'leading'),
      authority: fc.constantFrom('city', 'province'),
      appliedBy: fc.constant('enterprise:1'),
    })
    fc.assert(
      fc.property(input, happenings<GradingEvent | ClockRead>([...gradingEvents], gradeWay), (given, all) => {
        const { taken } = walk<GradingEvent>(MACHINES.grading, given, all)
        const recorded = taken.filter(({ effects }) => effects.length > 0)
        expect(recorded.length).toBeLessThanOrEqual(1)
        for (const { after } of recorded) expect(after.state).toBe('granted')
        for (const { before, after, event } of taken)
          if (event.type !== 'GRADE_LOWERED' && event.type !== 'GRADE_RESTORED')
            expect(after.context['grade']).toBe(before.context['grade'])
      }),
      RUNS,
    )
  })

  it('a plan is enforced at most once', () => {
    const events = happenings<PlantPlanEvent | ClockRead>([...plantPlanEvents], planWay)
    fc.assert(
      fc.property(events, (all) => {
        const { taken } = walk<PlantPlanEvent>(MACHINES.plantPlan, { writtenBy: 'user:ann' }, all)
        expect(taken.filter(({ effects }) => effects.length > 0).length).toBeLessThanOrEqual(1)
      }),
      RUNS,
    )
  })

  it('a date is told before, and when it has come, once each and in this order', () => {
    fc.assert(
      fc.property(
        instant,
        instant,
        happenings<TermEvent | ClockRead>([...termEvents], [late]),
        (announceAt, at, all) => {
          const { taken, last } = walk<TermEvent>(MACHINES.term, { announceAt, at }, all)
          const told = taken.flatMap(({ effects }) => effects.map(({ kind }) => kind))
          const both = ['announceTerm', 'tellTermPassed']
          expect(both.filter((kind) => told.some((one) => one === kind))).toEqual(told)
          // The clock itself names the nearest deadline: it skips none.
          const byClock = all.every(({ type }) => type !== 'TICK')
          if (byClock && last.state === 'passed' && announceAt <= at) expect(told).toEqual(both)
        },
      ),
      RUNS,
    )
  })

  it('a hardship is answered at most once, and climbs no higher than there are officers', () => {
    const way: readonly (HardshipEvent | ClockRead)[] = [
      { type: 'OFFICER_TOOK', now: T(1) },
      { type: 'ADJUSTMENT_PROPOSED', by: 'user:ann' },
      { type: 'ADJUSTMENT_CONFIRMED', by: 'user:ben' },
      late,
    ]
    const patience = fc.record({ take: fc.integer({ min: 0, max: 600 }), answer: fc.integer({ min: 0, max: 600 }) })
    fc.assert(
      fc.property(
        patience,
        instant,
        happenings<HardshipEvent | ClockRead>([...hardshipEvents], way),
        (given, now, all) => {
          const { first, taken, last } = walk<HardshipEvent>(MACHINES.hardship, { patience: given, now }, all)
          expect(first.effects).toHaveLength(1)
          expect(taken.filter(({ effects }) => effects.length > 0).length).toBeLessThanOrEqual(1)
          expect(last.context['rung']).toBeLessThanOrEqual(2)
          for (const { before, event } of taken)
            if (event.type === 'ADJUSTMENT_CONFIRMED') expect(before.context['proposedBy']).not.toBe(event.by)
        },
      ),
      RUNS,
    )
  })
})
