import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareLists, type Compared } from '../../src/inventory/compare.ts'
import { datesOf, termOf } from '../../src/inventory/terms/decide.ts'
import { inForceFrom, objectionsUntil } from '../../src/inventory/versions/decide.ts'
import { LISTED_LEVELS, type Entry, type Line } from '../../src/model/enterprise.ts'
import { addDays, dayOf, startOfDay } from '../../src/model/time.ts'
import { EMITTED, NO_EMISSIONS } from '../../src/model/tonnes.ts'
import { overridden, overrideFor } from '../../src/plan/exceptions/decide.ts'
import { loadGradeProcedure } from '../../src/rulebook/gradeProcedure.ts'
import { loadWorkingDays } from '../../src/rulebook/workingDays.ts'
import { entry, entryArbitrary, line } from '../help/entries.ts'

const day = fc.integer({ min: 0, max: 800 }).map((n) => addDays('2020-01-01', n))
const hour = fc.tuple(day, fc.integer({ min: 0, max: 23 })).map(([on, at]) => startOfDay(on, at))

const isWorkingDay = loadWorkingDays()

describe('a publication', () => {
  it.each([
    ['2020-12-18T00:00:00.000Z', 7, '2020-12-29T16:00:00.000Z'], // Friday morning, to the end of the Tuesday after next
    ['2020-12-18T15:59:00.000Z', 1, '2020-12-21T16:00:00.000Z'], // Friday night: Monday
    ['2020-12-18T16:00:00.000Z', 1, '2020-12-21T16:00:00.000Z'], // Saturday by the clock of Beijing
    ['2021-02-05T00:00:00.000Z', 7, '2021-02-20T16:00:00.000Z'], // the Sunday before the Spring Festival is worked, and the Saturday after it
    ['2027-09-30T00:00:00.000Z', 1, '2027-10-01T16:00:00.000Z'], // not announced: by the week
  ])('from %s for %i working days lasts until %s', (at, days, until) => {
    expect(objectionsUntil(at, days, isWorkingDay)).toBe(until)
  })

  it('never ends on a day off, nor before as many days have passed', () => {
    fc.assert(
      fc.property(hour, fc.integer({ min: 1, max: 20 }), (at, days) => {
        const last = addDays(dayOf(objectionsUntil(at, days, isWorkingDay)), -1)
        expect(isWorkingDay(last)).toBe(true)
        expect(last >= addDays(dayOf(at), days)).toBe(true)
      }),
    )
  })

  it('is followed by a day in force that is never past', () => {
    fc.assert(
      fc.property(day, hour, (on, now) => {
        expect(inForceFrom(on, now) >= now).toBe(true)
      }),
    )
  })
})

describe('the dates of an enterprise', () => {
  it('are each of the whole and of its lines', () => {
    const stopped = { cause: 'retrofitOverdue', deadline: '2021-06-30', from: '2021-07-15' } as const
    const dated = entry({
      gradeUntil: '2021-12-31',
      protection: { ground: '民生', cap: '10 吨', until: '2021-03-31' },
      stopCause: { ...stopped, from: null },
      lines: [line('1#', {}), line('2#', {}, { stopCause: stopped })],
    })
    expect(datesOf(dated)).toEqual([
      { kind: 'gradeUntil', line: '', day: '2021-12-31' },
      { kind: 'exemptionUntil', line: '', day: '2021-03-31' },
      { kind: 'retrofitDeadline', line: '', day: '2021-06-30' },
      { kind: 'retrofitDeadline', line: '2#', day: '2021-06-30' },
      { kind: 'consequenceFrom', line: '2#', day: '2021-07-15' },
    ])
    expect(datesOf(entry())).toEqual([])
  })

  it('are told before they come, and not at all when they have come', () => {
    const kind = fc.constantFrom('gradeUntil', 'exemptionUntil', 'retrofitDeadline', 'consequenceFrom')
    fc.assert(
      fc.property(kind, day, hour, fc.integer({ min: 1, max: 60 }), (what, on, now, notice) => {
        const term = termOf({ kind: what, line: '', day: on }, now, notice)
        // What holds until a day holds through it; a consequence begins with it.
        const comes = startOfDay(what === 'consequenceFrom' ? on : addDays(on, 1))
        expect(term === null).toBe(comes <= now)
        if (term === null) return
        expect(term.at).toBe(comes)
        expect(term.announceAt >= now && term.announceAt <= term.at).toBe(true)
      }),
    )
  })
})

const compared: fc.Arbitrary<Compared> = fc
  .tuple(fc.constantFrom('e1', 'e2', 'e3', 'e4', 'e5'), fc.constantFrom('140802', '140881'), entryArbitrary, fc.nat(3))
  .map(([enterprise, area, of, contacts]) => ({ enterprise, area, entry: of, contacts }))
const version = fc.uniqueArray(compared, { selector: ({ enterprise }) => enterprise })

describe('two versions beside each other', () => {
  it('name everybody once: who came, who left, and who changed among those that stayed', () => {
    fc.assert(
      fc.property(version, version, (before, after) => {
        const { came, left, changed } = compareLists('140800', before, after)
        const ids = (rows: readonly Compared[]) => rows.map(({ enterprise }) => enterprise)
        expect(ids(came).every((id) => !ids(before).includes(id))).toBe(true)
        expect(ids(left).every((id) => !ids(after).includes(id))).toBe(true)
        expect(came.length - left.length).toBe(after.length - before.length)
        for (const { now, changes } of changed) {
          expect(ids(before)).toContain(now.enterprise)
          for (const change of changes) expect(change.before).not.toBe(change.after)
        }
        // Seen from the other side the same has happened.
        const back = compareLists('140800', after, before)
        expect(ids(back.came)).toEqual(ids(left))
        expect(back.changed.map(({ changes }) => changes.length).sort((a, b) => a - b)).toEqual(
          changed.map(({ changes }) => changes.length).sort((a, b) => a - b),
        )
        expect(compareLists('140800', before, before)).toMatchObject({ came: [], left: [], changed: [] })
      }),
    )
  })

  it('tell of whatever would change an order, not of its measures alone', () => {
    const measures = { red: { kind: 'stop' } } as const
    const was = entry({ lines: [line('1#', measures, { bases: { 许可产能: '2400 吨/日', 环评产能: '2500 吨/日' } })] })
    const told = (now: Entry) => {
      const one = (of: Entry): Compared => ({ enterprise: 'e', area: '140882', entry: of, contacts: 1 })
      const [changed] = compareLists('140800', [one(was)], [one(now)]).changed
      return (changed?.changes ?? []).map(({ what, before, after }) => [what, before, after])
    }
    const [first] = was.lines
    const spoilt = (more: Partial<Line<string>>) => ({
      ...was,
      lines: [{ ...line('1#', measures), bases: first?.bases ?? {}, ...more }],
    })
    expect(told(spoilt({ interruptible: false }))).toEqual([['interruptible', '是', '否']])
    expect(told(spoilt({ coupledTo: ['2#'] }))).toEqual([['coupledTo', null, '2#']])
    expect(told(spoilt({ bases: { 环评产能: '2500 吨/日', 许可产能: '2400 吨/日' } }))).toEqual([])
    expect(told(spoilt({ bases: { 许可产能: '3000 吨/日' } }))).toEqual([
      ['bases', '环评产能 2500 吨/日；许可产能 2400 吨/日', '许可产能 3000 吨/日'],
    ])
    expect(told({ ...was, cleanTransport: 4000 })).toEqual([['cleanTransport', null, '40%']])
    expect(told({ ...was, stopCause: { cause: 'notCompliant', deadline: null, from: null } })).toEqual([
      ['stopCause', null, '不能稳定达标'],
    ])
    const noticed = spoilt({})
    const red = noticed.lines[0]?.measures.red
    if (red) Object.assign(noticed.lines[0] ?? {}, { measures: { red: { ...red, noticeHours: 2, means: ['gate'] } } })
    expect(told(noticed)).toEqual([
      ['noticeHours', '24', '2'],
      ['means', '用电、在线', '门禁'],
    ])
  })

  it('sum exactly: the counties add up to the city, in whole milligrams', () => {
    fc.assert(
      fc.property(version, version, (before, after) => {
        const [city, ...counties] = compareLists('140800', before, after).sums
        for (const side of ['before', 'after'] as const) {
          const rows = side === 'before' ? before : after
          for (const pollutant of EMITTED) {
            const base = rows.reduce((sum, one) => sum + BigInt(one.entry.daily[pollutant]), 0n)
            expect(BigInt(city?.[side].base[pollutant] ?? -1)).toBe(base)
            for (const level of LISTED_LEVELS) {
              const reduction = counties.reduce((sum, one) => sum + one[side].reduction[level][pollutant], 0)
              expect(reduction).toBe(city?.[side].reduction[level][pollutant])
            }
          }
        }
      }),
    )
    const none = { enterprises: 0, base: NO_EMISSIONS }
    expect(compareLists('140800', [], []).sums).toMatchObject([{ area: '140800', before: none, after: none }])
  })
})

describe('an exception', () => {
  const procedure = loadGradeProcedure()
  it('only ever asks more: a lower grade, or no protection; and changes nothing else', () => {
    const ground = fc.constantFrom('fraud', 'protectionLost', 'stopForCause', 'weather')
    fc.assert(
      fc.property(entryArbitrary, ground, (of: Entry, why) => {
        const override = overrideFor(procedure, of, { ground: why, cause: 'againstPermit' })
        if (override === null) return
        const { grade, class: other, protection, stopCause, ...rest } = overridden(of, override)
        const { grade: was, class: before, protection: kept, stopCause: held, ...same } = of
        expect(rest).toEqual(same)
        // Stopped for cause it binds at once, and nothing else of it is touched.
        expect(stopCause).toEqual(
          why === 'stopForCause' ? { cause: 'againstPermit', deadline: null, from: null } : held,
        )
        if (why === 'stopForCause') expect([other, protection, grade]).toEqual([before, kept, was])
        else if (why === 'fraud') expect([other, grade === was]).toEqual([before, false])
        else expect([before, other, protection, grade]).toEqual(['protected', 'general', null, was])
      }),
    )
    const guarded = entry({ class: 'protected', grade: 'A' })
    expect(overrideFor(procedure, guarded, { ground: 'protectionLost', class: 'heating' })).toBeNull()
    expect(overrideFor(procedure, entry({ grade: 'D' }), { ground: 'fraud' })).toBeNull()
    const stop = { ground: 'stopForCause', cause: 'notCompliant' } as const
    expect(overrideFor(procedure, entry({ class: 'heating' }), stop)).toBeNull()
    expect(overrideFor(procedure, entry({}), { ground: 'stopForCause' })).toBeNull()
    const stopped = entry({ stopCause: { cause: 'againstPermit', deadline: null, from: null } })
    expect(overrideFor(procedure, stopped, stop)).toBeNull()
    const later = entry({ stopCause: { cause: 'retrofitOverdue', deadline: null, from: '2099-01-01' } })
    expect(overrideFor(procedure, later, stop)).toMatchObject({ stopCause: 'notCompliant' })
  })
})
