import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commands } from '../../src/assessment/commands.ts'
import { assess } from '../../src/assessment/days.ts'
import { judge, readInto } from '../../src/assessment/decide.ts'
import { furtherRuns } from '../../src/assessment/further.ts'
import { timelineOf } from '../../src/assessment/timeline.ts'
import { Recorder } from '../../src/assessment/trace.ts'
import { numberOfDay, showDay } from '../../src/feed/calendar.ts'
import { loadRulebooks } from '../../src/rulebook/books.ts'
import { needOf, RunReader, type Run } from '../../src/assessment/runs.ts'
import { fileWith, runCommand } from '../help/lines.ts'
import { runs } from '../help/runs.ts'

const rules = loadRulebooks()
const book = rules.get('cn-2024-6') ?? expect.fail('no book')

async function lines(csv: string, ...more: string[]) {
  const { out } = await runCommand(commands['assess'], '--rulebook', 'cn-2024-6', '--series', fileWith(csv), ...more)
  return out.map((line): unknown => JSON.parse(line))
}

const NONE = { level: 'none', from: null, to: null, clauses: [] }

describe('airshed assess', () => {
  it('answers for each row whose next day has a value, in the order of the file', async () => {
    const csv = 'date,area,aqi\n2024-12-03,b,90\n2024-12-01,a,90\n2024-12-02,b,90\n2024-12-02,a,210\n2024-12-04,a,90\n'
    expect(await lines(csv)).toEqual([
      {
        date: '2024-12-01',
        area: 'a',
        level: 'yellow',
        from: '2024-12-02',
        to: '2024-12-02',
        clauses: ['cn-2024-6/yellow/1'],
      },
      { date: '2024-12-02', area: 'b', ...NONE },
    ])
  })

  it('counts an empty row as a row, and an empty next day as none', async () => {
    expect(await lines('date,area,aqi\n2024-12-01,a,\n2024-12-02,a,90\n2024-12-03,a,\n')).toEqual([
      { date: '2024-12-01', area: 'a', ...NONE },
    ])
  })

  it('looks no further than the horizon', async () => {
    const csv = `date,area,aqi\n${[90, 90, 210, 210].map((aqi, k) => `2024-12-0${k + 1},a,${aqi}\n`).join('')}`
    expect((await lines(csv, '--horizon', '2'))[0]).toMatchObject({ level: 'yellow', to: '2024-12-03' })
    expect((await lines(csv, '--horizon', '1'))[0]).toMatchObject(NONE)
  })

  it('computes the index where it is empty, by the edition in force on the row’s own date', async () => {
    const csv = 'date,area,aqi,pm25\n2026-02-27,a,90,\n2026-02-28,a,,151\n2026-03-01,a,,151\n'
    expect((await lines(csv))[0]).toMatchObject({ level: 'orange', from: '2026-02-28', to: '2026-03-01' })
  })

  it('prints a day of an hourly file once, where its first hour stands', async () => {
    const hours = Array.from(
      { length: 48 },
      (_, k) => `2024-12-0${k < 24 ? 1 : 2}T${String(k % 24).padStart(2, '0')}:00,a,210\n`,
    )
    expect(await lines(`date,area,aqi\n${hours.join('')}`, '--horizon', '1')).toEqual([
      {
        date: '2024-12-01',
        area: 'a',
        level: 'yellow',
        from: '2024-12-02T00:00',
        to: '2024-12-02T23:00',
        clauses: ['cn-2024-6/yellow/1'],
      },
    ])
    expect(await lines(`date,area,aqi\n${hours.slice(0, 43).join('')}`)).toEqual([])
  })

  it('refuses a book that does not exist and names those that do', async () => {
    const run = runCommand(commands['assess'], '--rulebook', 'cn-1999', '--series', fileWith('date,area,aqi\n'))
    await expect(run).rejects.toThrow(/known: .*cn-2017-86, .*cn-2018-875, .*cn-2024-6/)
  })

  it.each([['0'], ['-1'], ['1.5'], ['week'], ['']])('refuses a horizon of %j', async (horizon) => {
    await expect(lines('date,area,aqi\n', `--horizon=${horizon}`)).rejects.toThrow('--horizon')
  })

  it('warns of a column that it does not know, on standard error', async () => {
    const file = fileWith('date,area,aqi,wind\n')
    const { err } = await runCommand(commands['assess'], '--rulebook', 'cn-2024-6', '--series', file)
    expect(err).toEqual([`${file}: row 1: column "wind" is not known and is ignored`])
  })
})

describe('airshed aqi', () => {
  it('gives the index and its primary pollutants for each row, in the order of the file', async () => {
    const file = fileWith('date,area,pm25,pm10,aqi\n2026-03-02,a,70,145,1\n2026-03-01,a,,,300\n')
    const { out } = await runCommand(commands['aqi'], '--standard', 'hj633-2026', '--series', file)
    expect(out).toEqual([
      '{"date":"2026-03-02","area":"a","aqi":110,"primary":["pm10","pm25"]}',
      '{"date":"2026-03-01","area":"a","aqi":null,"primary":[]}',
    ])
  })

  it('refuses an edition that it does not know', async () => {
    const run = runCommand(commands['aqi'], '--standard', 'epa', '--series', fileWith('date,area,aqi\n'))
    await expect(run).rejects.toThrow('known: hj633-2012, hj633-2026')
  })
})

const value = fc.option(fc.constantFrom(90, 151, 200, 201, 210, 301, 320, 500), { nil: null })
const window = fc.array(value, { minLength: 1, maxLength: 9 })
const FIRST = numberOfDay('2020-12-01')

describe('the trace', () => {
  it('changes nothing: the traced form answers as the fast one', () => {
    for (const one of rules.all)
      fc.assert(
        fc.property(window, (values) => {
          const rows = values.map((aqi, k) => ({
            at: FIRST + k,
            aqi: aqi === null ? '' : String(aqi),
            concentrations: [],
            cause: null,
          }))
          const timeline = timelineOf('day', rows, [], one, rules)
          const days = { first: FIRST, last: FIRST + values.length - 1 }
          expect(judge(timeline, days, one, new Recorder().witness)).toEqual(judge(timeline, days, one))
        }),
      )
  })

  it('of what is looked up reads as what is read value by value', () => {
    const hourly = fc.array(value, { minLength: 20, maxLength: 60 })
    for (const one of rules.all)
      for (const pace of ['day', 'hour'] as const)
        fc.assert(
          fc.property(pace === 'day' ? window : hourly, (values) => {
            const first = pace === 'day' ? FIRST : FIRST * 24
            const rows = values.map((aqi, k) => ({
              at: first + k,
              aqi: aqi === null ? '' : String(aqi),
              concentrations: [],
              cause: null,
            }))
            const timeline = timelineOf(pace, rows, [], one, rules)
            const days = { first: FIRST, last: FIRST + (pace === 'day' ? values.length - 1 : 2) }
            const plain = one.triggers.plain[pace]
            const reader = new RunReader(plain, pace)
            readInto(reader, timeline, days)
            const key = ({ alternative, first, last }: Run) => `${alternative.id} ${first} ${last}`
            expect(furtherRuns(plain, timeline, days, one, null).map(key).toSorted()).toEqual(
              reader.runs().map(key).toSorted(),
            )
          }),
          runs(30),
        )
  })

  it('holds every value that was read, and a level follows from it alone', () => {
    fc.assert(
      fc.property(window, (values) => {
        const days = values.map((aqi, k) => ({ day: showDay(FIRST + k), aqi, cause: null }))
        const found = assess(book, days, { from: showDay(FIRST), to: showDay(FIRST + values.length - 1) })
        expect(found.trace.values.map((read) => read.value)).toEqual(
          values.map((aqi) => (aqi === null ? null : String(aqi))),
        )
        for (const alternative of found.trace.alternatives) {
          const [clause] = alternative.clauses
          expect(clause?.read).toHaveLength(values.length)
          if (alternative.clauses.length === 1)
            expect(alternative.holds).toBe(
              (clause?.longest ?? 0) >= needOf({ hours: clause?.hours ?? 0, window: 'sliding' }, 'day'),
            )
        }
        expect(found.clauses).toEqual(found.trace.alternatives.flatMap((one) => (one.holds ? [one.id] : [])))
      }),
    )
  })

  it('names the book by its hash, each clause by its source, and what was excluded', () => {
    const days = [
      { day: '2024-12-02', aqi: 320, cause: 'dust' as const },
      { day: '2024-12-03', aqi: 210.5, cause: null },
    ]
    const { level, from, trace } = assess(book, days, { from: '2024-12-02', to: '2024-12-08' })
    expect([level, from]).toEqual(['yellow', '2024-12-03'])
    expect(trace.rulebook).toEqual({ id: 'cn-2024-6', hash: book.hash, borrowedFrom: null })
    expect(trace.values).toEqual([
      { at: '2024-12-02', value: '320', by: 'aqi', cause: 'dust', excluded: true },
      { at: '2024-12-03', value: '210.5', by: 'aqi', cause: null, excluded: false },
    ])
    expect(trace.alternatives[0]).toMatchObject({
      id: 'cn-2024-6/yellow/1',
      holds: true,
      source: { document: '环大气〔2024〕6号', confidence: 'V2' },
      runs: [{ from: '2024-12-03', to: '2024-12-03' }],
    })
  })
})
