import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ShiftState } from '../../machines/tables/shift.ts'
import { addHours, type Instant } from '../../src/model/time.ts'
import { changeRoster, clockOf, gapsOf, onDuty, type KnownShift, type Shift } from '../../src/people/roster/decide.ts'
import { callOrder } from '../../src/waking/decide.ts'
import { draftOf } from '../../src/waking/shifts/decide.ts'

const START: Instant = '2020-12-25T00:00:00.000Z'
const at = (hour: number) => addHours(START, hour)
const shift: fc.Arbitrary<Shift> = fc
  .record({
    officer: fc.constantFrom('a', 'b', 'c'),
    post: fc.constantFrom('duty', 'leader'),
    position: fc.integer({ min: 1, max: 3 }),
    n: fc.nat(40),
    l: fc.integer({ min: 1, max: 14 }),
  })
  .map(({ officer, post, position, n, l }) => ({ officer, post, position, from: at(n), until: at(n + l) }))
const STATES: readonly ShiftState[] = [
  'planned',
  'absent',
  'present',
  'handingOver',
  'handedOver',
  'over',
  'missed',
  'withdrawn',
]
const planned = (some: readonly Shift[], state: ShiftState = 'planned'): KnownShift[] =>
  some.map((one, n) => ({ ...one, id: String(n), state }))
const span = { from: at(0), until: at(48) }

describe('a roster', () => {
  test('has a gap at an hour exactly where nobody is on duty', () => {
    fc.assert(
      fc.property(fc.array(shift, { maxLength: 8 }), (shifts) => {
        const gaps = gapsOf(shifts, span)
        for (let hour = 0; hour < 48; hour++) {
          const now = at(hour)
          const empty = gaps.some(({ from, until }) => from <= now && now < until)
          expect(onDuty(planned(shifts), now).length === 0, now).toBe(empty)
        }
        for (const [n, gap] of gaps.entries()) expect(gap.from > (gaps[n - 1]?.until ?? '')).toBe(true)
      }),
    )
  })

  const one = (officer: string, position: number, hours: Pick<Shift, 'from' | 'until'> = span): Shift => ({
    officer,
    post: 'duty',
    position,
    ...hours,
  })

  test('a night that crosses midnight is one shift', () => {
    const night = planned([one('a', 1, { from: '2020-12-25T12:00:00.000Z', until: '2020-12-26T00:00:00.000Z' })])
    expect(onDuty(night, '2020-12-25T16:00:00.000Z')).toEqual(['a'])
    expect(onDuty(night, '2020-12-26T00:00:00.000Z')).toEqual([])
  })

  test('names each once, the first to be called first, and before all whoever is at the post', () => {
    expect(onDuty(planned([one('b', 2), one('a', 1), one('a', 3)]), at(1))).toEqual(['a', 'b'])
    const [a, b] = planned([one('a', 1), one('b', 2)])
    if (!a || !b) throw new Error('two shifts')
    expect(
      onDuty(
        [
          { ...a, state: 'absent' },
          { ...b, state: 'present' },
        ],
        at(1),
      ),
    ).toEqual(['b', 'a'])
    // Relieved late, or there early: the post is where somebody is.
    expect(onDuty([{ ...b, state: 'handingOver' }], at(50))).toEqual(['b'])
    expect(onDuty([{ ...b, state: 'handedOver' }], at(1))).toEqual([])
  })

  const entry = fc.record({ one: shift, state: fc.constantFrom(...STATES) })
  test('is what was written, without rewriting what has happened, and written again it changes nothing', () => {
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 6 }),
        fc.array(shift, { maxLength: 6 }),
        fc.nat(48),
        (there, wanted, hour) => {
          const now = at(hour)
          const known = there.map(({ one: given, state }, n): KnownShift => ({ ...given, id: String(n), state }))
          const { withdrawn, added, faults } = changeRoster(known, wanted, span, now)
          for (const gone of withdrawn) expect(['planned', 'absent']).toContain(gone.state)
          if (faults.length > 0) return
          const ids = new Set(withdrawn.map(({ id }) => id))
          const after: KnownShift[] = [
            ...known.map((given): KnownShift => {
              if (!ids.has(given.id)) return given
              return { ...given, state: given.state === 'absent' ? 'missed' : 'withdrawn' }
            }),
            ...added.map((given, n): KnownShift => ({ ...given, id: `new ${n}`, state: 'planned' })),
          ]
          const says = ({ officer, post, position, from, until }: Shift) =>
            [officer, post, position, from, until].join(' ')
          const living = after.filter(({ state }) => ['planned', 'absent', 'present', 'handingOver'].includes(state))
          for (const given of living) expect(wanted.map(says)).toContain(says(given))
          for (const given of wanted) expect(after.map(says)).toContain(says(given))
          for (const given of added) expect(given.until > now).toBe(true)
          expect(changeRoster(after, wanted, span, now)).toEqual({ withdrawn: [], added: [], faults: [] })
          // Nobody is in two places at once.
          for (const officer of ['a', 'b', 'c'])
            for (let h = 0; h < 54; h++)
              expect(
                wanted.filter((w) => w.officer === officer && w.from <= at(h) && at(h) < w.until).length,
              ).toBeLessThan(2)
        },
      ),
      { numRuns: 400 },
    )
  })

  test('says by name why it can not be written', () => {
    const why = (known: KnownShift[], wanted: Shift[], now = at(1)) =>
      changeRoster(known, wanted, span, now).faults.map((fault) => fault.why)
    expect(why([], [one('a', 1), one('a', 2)])).toEqual(['twice'])
    expect(why([], [one('a', 1), one('b', 1)])).toEqual(['samePlace'])
    expect(why([], [one('a', 1, { from: at(0), until: at(1) })])).toEqual(['past'])
    expect(why(planned([one('a', 1)], 'present'), [])).toEqual(['atPost'])
    // A night that began before the span reaches into it.
    expect(why(planned([one('a', 1, { from: at(-4), until: at(8) })]), [one('a', 1)])).toEqual(['twice'])
  })

  test('a shift that has begun already is asked for from now on', () => {
    const minutes = { checkInMinutes: 15, headMinutes: 60, earlyMinutes: 120, handOverMinutes: 60 }
    expect(clockOf(one('a', 1), minutes, at(2))).toEqual({
      post: 'duty',
      start: at(2),
      checkIn: addHours(at(2), 0.25),
      end: at(49),
    })
    expect(clockOf({ post: 'partyHead', ...span }, minutes, at(-2)).checkIn).toBe(at(1))
  })
})

test('a draft of a hand-over says what is open, the most pressing first, or that nothing is', () => {
  const none = { warnings: [], unreached: 0, unanswered: 0, overdueTasks: 0, hardships: 0, wakes: 0, deadFeeds: 0 }
  expect(draftOf(none).map(({ zh }) => zh)).toEqual(['无待办事项。'])
  const warnings = [{ name: '运城市 2024-12-26', state: 'proposed', level: 'red' as const }]
  expect(draftOf({ ...none, warnings, wakes: 1, unreached: 3 }).map(({ zh }) => zh)).toEqual([
    '有 1 项叫应无人应答。',
    '运城市 2024-12-26红色预警：待会商。',
    '有 3 家企业的减排指令未送达。',
  ])
})

describe('who is called next', () => {
  const people = [
    { id: 'office', login: 'office', role: 'approver', rank: 1 },
    { id: 'mayor', login: 'mayor', role: 'approver', rank: 3 },
  ]
  test('is whoever is on duty and can help', () => {
    expect(callOrder(people, ['stranger', 'mayor'], [])).toEqual(['mayor'])
    expect(callOrder(people, ['mayor'], ['mayor'])).toEqual([])
  })
  test('is the lowest rank that suffices, and then who stands in for it, where nobody is on the roster', () => {
    expect(callOrder(people, [], [])).toEqual(['office', 'mayor'])
    expect(callOrder(people, [], ['office'])).toEqual(['mayor'])
  })
})
