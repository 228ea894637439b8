import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judge } from '../../src/assessment/decide.ts'
import { timelineOf } from '../../src/assessment/timeline.ts'
import { commands } from '../../src/season/replay/commands.ts'
import { seasonBy } from '../../src/season/replay/compare.ts'
import { callOf, firstJudged, goOn, inDays, spansOf, windowOf } from '../../src/episode/decide.ts'
import { eveningOf, Paper } from '../../src/episode/paper.ts'
import { replayArea } from '../../src/episode/replay.ts'
import { Tally } from '../../src/episode/summary.ts'
import { assess } from '../../src/assessment/days.ts'
import { numberOfDay, showDay, showHour } from '../../src/feed/calendar.ts'
import type { Pace } from '../../src/feed/moment.ts'
import type { Row, Series } from '../../src/feed/series.ts'
import { dayOf, type Day } from '../../src/model/time.ts'
import { loadRulebooks } from '../../src/rulebook/books.ts'
import type { Rulebook } from '../../src/rulebook/levels.ts'
import { fileWith, runCommand } from '../help/lines.ts'
import { runs } from '../help/runs.ts'

const rules = loadRulebooks()
const book = rules.get('cn-2024-6') ?? expect.fail('no book')
const FIRST = numberOfDay('2024-12-01')

function seriesOf(values: readonly (number | null)[], pace: Pace = 'day'): Series {
  const rows = values.flatMap((aqi, k) => {
    const rowAt = (at: number, date: string): Row => {
      return { area: 'a', date, at, aqi: aqi === null ? '' : String(aqi), concentrations: [], cause: null, row: 0 }
    }
    const day = FIRST + k
    if (pace === 'day') return [rowAt(day, showDay(day))]
    return Array.from({ length: 24 }, (_, hour) => rowAt(day * 24 + hour, showHour(day * 24 + hour)))
  })
  return { pace, pollutants: [], rows, areas: new Map([['a', rows]]), ignored: [] }
}

/** The plain form: every evening the whole window is judged anew. */
function playFresh(series: Series, days: number, horizon: number) {
  const timeline = timelineOf(series.pace, series.rows, [], book, rules)
  const paper = new Paper('a', book)
  // The hours of a run may end on the day after the last row.
  const evenings = series.pace === 'day' ? days : days + 1
  for (let today = FIRST; today < FIRST + evenings; today++) {
    paper.passUntil(eveningOf(today))
    const { present } = paper
    const window = { first: firstJudged(today, present), last: today + horizon }
    const spans = spansOf(judge(timeline, window, book).runs, series.pace)
    paper.judge(inDays(callOf(book, spans, today, window.last, present)), eveningOf(today))
  }
  paper.passUntil(eveningOf(FIRST + evenings))
  return paper.warnings
}

const play = (values: readonly (number | null)[], by: Rulebook = book, horizon = 7) =>
  replayArea(seriesOf(values), 'a', by, rules, horizon)

const value = fc.option(fc.constantFrom(90, 90, 151, 201, 210, 301, 320, 500), { nil: null })
const season = fc.array(value, { minLength: 1, maxLength: 60 })

describe('a season played back', () => {
  it('calls each evening for what a fresh look at the whole episode calls for', () => {
    const horizons = fc.integer({ min: 1, max: 8 })
    fc.assert(
      fc.property(season, horizons, fc.constantFrom<Pace>('day', 'hour'), (values, horizon, pace) => {
        const series = seriesOf(values, pace)
        expect(replayArea(series, 'a', book, rules, horizon).warnings).toEqual(
          playFresh(series, values.length, horizon),
        )
      }),
      runs(300),
    )
  })

  it('is in force on every day that a warning could have been ready for', () => {
    fc.assert(
      fc.property(season, (values) => {
        const { warnings, spans } = play([90, 90, 90, ...values])
        const isIn = (day: Day) =>
          warnings.some(({ start, end }) => dayOf(start) <= day && (end === null || day < dayOf(end)))
        for (const { first, last } of spans)
          for (let day = first; day <= last; day++) expect(isIn(showDay(day))).toBe(true)
      }),
    )
  })

  it('has half-open warnings that do not touch, each ended, its level only rising', () => {
    const order = ['blue', 'yellow', 'orange', 'red']
    fc.assert(
      fc.property(season, fc.integer({ min: 1, max: 8 }), fc.constantFrom(...rules.all), (values, horizon, by) => {
        let before = ''
        for (const { issued, start, end, peak, changes } of play(values, by, horizon).warnings) {
          expect(issued <= start && end !== null && start < end && before <= start).toBe(true)
          const levels = changes.map(({ level }) => order.indexOf(level))
          expect(levels).toEqual([...new Set(levels)].sort((a, b) => a - b))
          expect(order[levels.at(-1) ?? 0]).toBe(peak)
          const instants = changes.map(({ at }) => at)
          expect(instants).toEqual([...new Set(instants)].sort())
          expect(instants[0]).toBe((instants[1] ?? start) < start ? issued : start)
          before = end ?? ''
        }
      }),
    )
  })

  it('lists every level that was called for: as many changes after the issue as there are upgrades and downgrades', () => {
    const lowering: Rulebook = { ...book, lower: { forecastHours: 36 } }
    const books = fc.constantFrom(...rules.all, lowering)
    fc.assert(
      fc.property(season, fc.integer({ min: 1, max: 8 }), books, (values, horizon, by) => {
        const { warnings } = play(values, by, horizon)
        for (const { changes, upgrades, downgrades } of warnings)
          expect(changes).toHaveLength(1 + upgrades + downgrades)
      }),
    )
  })

  it('lets the first level stand at the issue where more is called for before the start', () => {
    const { warnings, spans } = play([90, 90, 90, 90, 201, 205, 90, 90, 90], book, 3)
    expect(warnings[0]).toMatchObject({
      issued: '2024-12-03T10:00:00.000Z',
      start: '2024-12-04T16:00:00.000Z',
      changes: [{ at: '2024-12-04T16:00:00.000Z', level: 'orange' }],
    })
    const raised = play([90, 90, 90, 90, 201, 205, 90, 90, 90], book, 2)
    expect(raised.warnings[0]).toMatchObject({
      issued: '2024-12-03T10:00:00.000Z',
      start: '2024-12-04T16:00:00.000Z',
      changes: [
        { at: '2024-12-03T10:00:00.000Z', level: 'yellow' },
        { at: '2024-12-04T10:00:00.000Z', level: 'orange' },
      ],
      upgrades: 1,
    })
    const tally = new Tally(book)
    tally.add({ area: 'a', warnings: raised.warnings, spans })
    expect(tally.summary()).toMatchObject({ daysByLevel: { yellow: 0, orange: 2, red: 0 }, upgrades: 1, falseDays: 0 })
  })

  it('ends the day after the episode, also where the record stops in the middle of it', () => {
    const [warning] = play([20, 20, 210, 210, 210]).warnings
    expect(warning).toMatchObject({ start: '2024-12-02T16:00:00.000Z', end: '2024-12-05T16:00:00.000Z' })
  })

  it('ends with the last hour that a run covers, which lies beyond the last row', () => {
    const season = replayArea(seriesOf([20, 20, 210, 210, 210], 'hour'), 'a', book, rules, 7)
    expect(season.warnings).toMatchObject([
      { start: '2024-12-01T16:00:00.000Z', end: '2024-12-06T16:00:00.000Z', peak: 'orange' },
    ])
    const tally = new Tally(book)
    tally.add(season)
    expect(tally.summary()).toMatchObject({ daysByLevel: { orange: 5 }, falseDays: 0, missedDays: 0 })
  })

  it('leaves no warning of an hourly record open', () => {
    fc.assert(
      fc.property(season, fc.integer({ min: 1, max: 4 }), (values, horizon) => {
        const { warnings } = replayArea(seriesOf(values, 'hour'), 'a', book, rules, horizon, { lateStart: true })
        for (const { start, end } of warnings) expect(end !== null && start < end).toBe(true)
      }),
    )
  })

  it('starts late only where it is asked to, as the engine does: heavy as observed, and twelve hours that do not clear it', () => {
    const at = (hour: number) => (hour < 42 ? 60 : hour < 48 ? 300 : hour < 66 ? 175 : hour < 78 ? 210 : 60)
    const hours = (pace: Pace): Series => {
      const series = seriesOf([0, 0, 0, 0, 0], pace)
      const rows = series.rows.map((row, k) => ({ ...row, aqi: String(at(k)) }))
      return { ...series, rows, areas: new Map([['a', rows]]) }
    }
    const play = (lateStart: boolean) => replayArea(hours('hour'), 'a', book, rules, 1, { lateStart }).warnings
    // No day of the calendar is above 200, so with one day ahead nothing is called for in time.
    expect(play(false)).toEqual([])
    expect(play(true)).toMatchObject([{ start: eveningOf(FIRST + 2), issued: eveningOf(FIRST + 2), peak: 'yellow' }])
    const without = { ...book, lateStart: null }
    expect(replayArea(hours('hour'), 'a', without, rules, 1, { lateStart: true }).warnings).toEqual([])
    // Days have no twelve hours.
    const days = seriesOf([210, 210, 210])
    expect(replayArea(days, 'a', book, rules, 1, { lateStart: true })).toEqual(replayArea(days, 'a', book, rules, 1))
  })

  it('costs the same for each evening, however long the episode is', () => {
    const days = 4_000
    const { warnings } = play(Array.from({ length: days }, () => 210))
    expect(warnings).toHaveLength(1)
    expect(dayOf(warnings[0]?.end ?? '')).toBe(showDay(FIRST + days))
  })

  it('lowers inside an episode only where the book says so', () => {
    const lowering: Rulebook = { ...book, lower: { forecastHours: 36 } }
    const values = [90, 90, 90, 210, 310, 210, 90, 201, 90, 90]
    expect(play(values).warnings[0]?.changes.map(({ level }) => level)).toEqual(['red'])
    const [warning] = play(values, lowering).warnings
    expect(warning?.changes).toEqual([
      { at: '2024-12-03T16:00:00.000Z', level: 'red' },
      { at: '2024-12-06T10:00:00.000Z', level: 'yellow' },
    ])
    expect(warning?.downgrades).toBe(1)
  })
})

describe('the engine, between two bulletins', () => {
  const days = [90, 210, 210, 90, 210, 90, 90, 90].map((aqi, k) => ({ day: showDay(FIRST + k), aqi, cause: null }))
  const judged = (today: Day, present: Parameters<typeof goOn>[4]) =>
    goOn(book, assess(book, days, windowOf(today, 7, present)).judgement.runs, today, 7, present)

  it('judges from tomorrow while nothing is in force', () => {
    expect(windowOf('2024-12-01', 7, null)).toEqual({ from: '2024-12-02', to: '2024-12-08' })
    expect(judged('2024-12-01', null)).toEqual({
      level: 'orange',
      first: '2024-12-02',
      last: '2024-12-05',
      openEnd: false,
      over: false,
      ahead: '2024-12-02',
      lowerTo: null,
    })
  })

  it('judges from the first day of the episode once it is under way', () => {
    const present = { first: '2024-12-02', level: 'orange' } as const
    expect(windowOf('2024-12-03', 7, present)).toEqual({ from: '2024-12-02', to: '2024-12-10' })
    expect(judged('2024-12-03', present)).toMatchObject({ level: 'yellow', last: '2024-12-05', over: false })
    expect(judged('2024-12-05', present)).toMatchObject({
      level: 'none',
      first: '2024-12-02',
      last: '2024-12-05',
      over: true,
    })
  })

  it('does not know the end of a run that reaches the edge of the forecast', () => {
    const on = goOn(book, assess(book, days, windowOf('2024-12-01', 2, null)).judgement.runs, '2024-12-01', 2, null)
    expect(on).toMatchObject({ last: '2024-12-03', openEnd: true })
  })
})

describe('airshed replay', () => {
  it('prints a line for each warning in the order of the file, and one summary', async () => {
    const day = (k: number) => `2024-12-${String(k + 1).padStart(2, '0')}`
    const rows = [90, 90, 90, 201, 205, 90, 90, 90].flatMap((aqi, k) => [`${day(k)},b,${aqi}`, `${day(k)},a,90`])
    const file = fileWith(`date,area,aqi\n${rows.join('\n')}\n`)
    const { out } = await runCommand(commands['replay'], '--rulebook', 'cn-2024-6', '--series', file)
    expect(out).toEqual([
      '{"area":"b","issued":"2024-12-02T18:00:00+08:00","start":"2024-12-04T00:00:00+08:00","end":"2024-12-06T00:00:00+08:00",' +
        '"peak":"orange","changes":[{"at":"2024-12-04T00:00:00+08:00","level":"orange"}]}',
      '{"summary":{"daysByLevel":{"yellow":0,"orange":2,"red":0},"upgrades":0,"downgrades":0,"leadHoursMean":30,"falseDays":0,"missedDays":0}}',
    ])
  })

  it('sums up a file without rows', async () => {
    const { out } = await runCommand(
      commands['replay'],
      '--rulebook',
      'cn-2024-6',
      '--series',
      fileWith('date,area,aqi\n'),
    )
    expect(JSON.parse(out[0] ?? '')).toMatchObject({ summary: { upgrades: 0, leadHoursMean: null } })
  })
})

describe('two rulebooks side by side', () => {
  const series = 'fixtures/air/shanxi3_winters.csv'
  const args = ['--rulebook', 'cn-2024-6', '--series', series]
  const besides = async (...more: string[]) => {
    const { out } = await runCommand(commands['replay'], ...args, '--beside', 'cn-2018-875', ...more)
    return out.map((line) => JSON.parse(line) as Record<string, unknown>)
  }

  it('adds the other book and leaves what one book says as it was', async () => {
    const { out } = await runCommand(commands['replay'], ...args)
    const lines = await besides()
    const { summary, seasons } = lines.at(-1) ?? {}
    expect(lines.filter((line) => line['rulebook'] === undefined).slice(0, -1)).toEqual(
      out.slice(0, -1).map((line): unknown => JSON.parse(line)),
    )
    expect({ summary }).toEqual(JSON.parse(out.at(-1) ?? ''))
    const alone = await runCommand(commands['replay'], '--rulebook', 'cn-2018-875', '--series', series)
    const other = JSON.parse(alone.out.at(-1) ?? '') as { summary: object }
    expect(seasons).toMatchObject([
      { rulebook: 'cn-2024-6', ...(summary as object), warnings: out.length - 1 },
      { rulebook: 'cn-2018-875', ...other.summary, warnings: alone.out.length - 1 },
    ])
  })

  it('draws a page that loads nothing, with what was really done beside it', async () => {
    const page = fileWith('', 'replay.html')
    const history = 'fixtures/air/warning_history.csv'
    const lines = await besides('--html', page, '--history', history, '--places', '运城,山西省(除大同外10市)')
    expect(lines.at(-1)?.['history']).toMatchObject([
      { area: '山西省(除大同外10市)', action: 'order', at: '2020-11-27T16:00:00.000Z' },
      { area: '运城', action: 'extend', at: '2020-12-20T13:00:00.000Z' },
    ])
    const html = readFileSync(page, 'utf8')
    expect(html.match(/<svg /g)).toHaveLength(3)
    expect(html).toContain('extend orange')
    // The addresses of the sources are read, not loaded; the one of the drawing's form names it.
    expect(html).not.toMatch(/<(script|link|img|iframe)|@import|url\(|(href|src)=/)
  })

  it('says what does not fit', async () => {
    await expect(besides('--history', 'fixtures/air/warning_history.csv')).rejects.toThrow('--places')
    await expect(besides('--history', fileWith('a,b\n1,2\n'), '--places', '运城')).rejects.toThrow('area')
    await expect(besides('--html', '/nowhere/at/all.html')).rejects.toThrow('/nowhere/at/all.html: ')
    const unknown = runCommand(commands['replay'], ...args, '--beside', 'cn-1900')
    await expect(unknown).rejects.toThrow('no such active rulebook')
  })

  it('counts a lift that is followed by another start within three days as a flip', () => {
    const flips = (gap: number) =>
      seasonBy(book, [play([90, 90, 210, ...Array.from({ length: gap }, () => 90), 210, 90, 90, 90])]).flips
    expect([flips(2), flips(3)]).toEqual([1, 0])
  })
})
