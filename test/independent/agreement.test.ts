import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { aqiLines, DAY_TABLES, type Edition, HOUR_TABLES, indexOf, type Concentrations } from './aqi.ts'
import { assessLines, bookCalled } from './assess.ts'
import { readDecimal } from './exact.ts'
import { askProcess, compareAnswers, describe as name, type Question } from './product.ts'
import { randomDays, randomHours } from './random.ts'
import { dayNumber, POLLUTANTS, readSeries, showDay } from './series.ts'

const DAYS = randomDays(20260301, 72)
const HOURS = randomHours(633, 8)

describe('the second implementation by itself', () => {
  const windows: [string, string, string][] = [
    ['160 140', 'none', 'none'],
    ['160 155', 'yellow', 'none'],
    ['201', 'yellow', 'none'],
    ['200', 'none', 'none'],
    ['155 155 155', 'orange', 'none'],
    ['201 205', 'orange', 'yellow'],
    ['201 140 205', 'yellow', 'none'],
    ['201 - 205', 'yellow', 'none'],
    ['201 205 210', 'orange', 'orange'],
    ['201 301 210', 'red', 'orange'],
    ['320 330', 'orange', 'yellow'],
    ['210 320 330 220', 'red', 'red'],
    ['320 210 330 210', 'red', 'orange'],
    ['500', 'yellow', 'red'],
    ['151 201 201 151', 'orange', 'yellow'],
  ]
  test.for(windows)('answers %s with %s by the book of 2024 and %s by that of 2018', ([window, in2024, in2018]) => {
    const start = dayNumber('2024-12-01')
    const rows = window.split(' ').map((aqi, i) => `${showDay(start + 1 + i)},甲,${aqi === '-' ? '' : aqi}`)
    const series = readSeries(['date,area,aqi', `${showDay(start)},甲,30`, ...rows].join('\n'))
    expect(assessLines(series, bookCalled('cn-2024-6'), 7)[0]?.level).toBe(in2024)
    expect(assessLines(series, bookCalled('cn-2018-875'), 7)[0]?.level).toBe(in2018)
  })

  test('reads the books of provinces and cities', () => {
    const start = dayNumber('2024-12-01')
    const level = (book: string, column: string, ...values: string[]) => {
      const rows = values.map((value, i) => `${showDay(start + 1 + i)},甲,${value}`)
      const series = readSeries(
        [`date,area,${column}`, `${showDay(start)},甲,30${column.includes(',') ? ',' : ''}`, ...rows].join('\n'),
      )
      return assessLines(series, bookCalled(book), 7)[0]?.level
    }
    expect(level('bj-2023', 'aqi', '201', '205', '301')).toBe('red')
    expect(level('bj-2023', 'aqi', '151', '152', '153')).toBe('orange')
    expect(level('chengdu-2017', 'pm25', '115.1', '116')).toBe('yellow')
    expect(level('chengdu-2017', 'pm25', '115', '116')).toBe('none')
    expect(level('shanxi-2020', 'aqi,cause', '210,pm', '210,dust', '210,pm')).toBe('none')
    expect(level('shanxi-2020', 'aqi,cause', '210,pm', '210,o3', '210,pm')).toBe('orange')
  })

  test('the run of the lower threshold reaches from day 1 to day 4', () => {
    const text =
      'date,area,aqi\n2024-12-01,甲,1\n2024-12-02,甲,151\n2024-12-03,甲,201\n2024-12-04,甲,201\n2024-12-05,甲,151'
    const [line] = assessLines(readSeries(text), bookCalled('cn-2024-6'), 7)
    expect(line).toMatchObject({ level: 'orange', from: '2024-12-02', to: '2024-12-05' })
  })

  const vectors: [Partial<Record<(typeof POLLUTANTS)[number], string>>, string, string][] = [
    [{ pm25: '75' }, '100', '114'],
    [{ pm25: '150.5' }, '200', '200'],
    [{ pm25: '600' }, '500', '500'],
    [{ pm10: '180' }, '115', '124'],
    [{ o3_8h: '801' }, 'null', '300'],
    [{ no2: '95' }, '108', '108'],
    [{ co: '4.05' }, '100', '100'],
    [{ pm25: '70', pm10: '145', o3_8h: '80', no2: '52', so2: '20', co: '1.1' }, '98 pm10', '110 pm10 pm25'],
    [
      { pm25: '60', pm10: '120', o3_8h: '160', no2: '80', so2: '12', co: '0.8' },
      '100 no2 o3_8h',
      '100 no2 o3_8h pm10 pm25',
    ],
    [{ pm25: '88', pm10: '460', o3_8h: '70', no2: '40', so2: '14', co: '0.9' }, '350 pm10', '350 pm10'],
  ]
  test.for(vectors)('computes %j as %s in 2012 and %s in 2026', ([day, in2012, in2026]) => {
    const concentrations: Concentrations = {}
    for (const pollutant of POLLUTANTS) {
      const value = readDecimal(day[pollutant] ?? '')
      if (value !== undefined) concentrations[pollutant] = value
    }
    const said = (edition: Edition) => {
      const { aqi, primary } = indexOf(edition, DAY_TABLES, concentrations)
      return Object.keys(day).length > 1 ? [aqi, ...primary].join(' ') : String(aqi)
    }
    expect([said('hj633-2012'), said('hj633-2026')]).toEqual([in2012, in2026])
  })

  test('an hour of 801 µg/m³ of sulphur dioxide has no index in 2012 and 200 in 2026', () => {
    const so2 = readDecimal('801')
    if (so2 === undefined) throw new Error('801 is a number')
    expect(indexOf('hj633-2012', HOUR_TABLES, { so2 }).aqi).toBeNull()
    expect(indexOf('hj633-2026', HOUR_TABLES, { so2 }).aqi).toBe(200)
  })

  test('an hourly index of 2012 needs twenty of the last twenty-four particle values', () => {
    const hours = Array.from({ length: 20 }, (_, i) => `2024-01-01T${String(i).padStart(2, '0')}:00,甲,75`)
    const lines = aqiLines(readSeries(['date,area,pm25', ...hours].join('\n')), 'hj633-2012')
    expect(lines.map((line) => line.aqi)).toEqual([...Array.from({ length: 19 }, () => null), 100])
  })
})

describe("the product's commands agree with the second implementation", () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'agreement-'))
    await writeFile(join(folder, 'days.csv'), DAYS)
    await writeFile(join(folder, 'hours.csv'), HOURS)
  })
  afterAll(() => rm(folder, { recursive: true }))

  /** Each horizon once and each book with short and long ones. */
  const horizons: Record<string, { assess: number[]; replay: number[] }> = {
    'cn-2017-86': { assess: [1, 4, 7], replay: [2, 7] },
    'cn-2018-875': { assess: [2, 5, 8, 10], replay: [3, 10] },
    'cn-2024-6': { assess: [3, 6, 9], replay: [1, 4] },
    'bj-2023': { assess: [6], replay: [5] },
    'shanxi-2020': { assess: [8], replay: [] },
    'hebei-2024': { assess: [4], replay: [] },
    'jiangsu-2026': { assess: [5], replay: [6] },
    'chengdu-2017': { assess: [7], replay: [3] },
  }
  const daily: Question[] = [
    { command: 'aqi', standard: 'hj633-2012' },
    { command: 'aqi', standard: 'hj633-2026' },
    ...Object.entries(horizons).flatMap(([rulebook, { assess, replay }]) => [
      ...assess.map((horizon): Question => ({ command: 'assess', rulebook, horizon })),
      ...replay.map((horizon): Question => ({ command: 'replay', rulebook, horizon })),
    ]),
  ]
  const hourly: Question[] = [
    { command: 'aqi', standard: 'hj633-2012' },
    { command: 'aqi', standard: 'hj633-2026' },
    { command: 'assess', rulebook: 'cn-2018-875', horizon: 7 },
    { command: 'assess', rulebook: 'cn-2024-6', horizon: 3 },
    { command: 'assess', rulebook: 'bj-2023', horizon: 5 },
    { command: 'assess', rulebook: 'chengdu-2017', horizon: 4 },
    { command: 'replay', rulebook: 'cn-2017-86', horizon: 7 },
    { command: 'replay', rulebook: 'cn-2024-6', horizon: 4 },
  ]
  const asked = [
    ...daily.map((question): [string, string, string, Question] => [name(question), 'days', DAYS, question]),
    ...hourly.map((question): [string, string, string, Question] => [name(question), 'hours', HOURS, question]),
  ]
  test.for(asked)('on %s over random %s', async ([, file, text, question]) => {
    const { lines, differences } = await compareAnswers(question, text, join(folder, `${file}.csv`))
    expect(lines).toBeGreaterThan(file === 'days' ? 20 : 5)
    expect(differences).toEqual([])
  })

  // What lies between a command and whoever types it is the same for all: one process for each of them.
  test('as a command line, too', { timeout: 60_000 }, async () => {
    for (const command of ['aqi', 'assess', 'replay']) {
      const [, , text, question] = asked.find(([, , , one]) => one.command === command) ?? []
      if (text === undefined || question === undefined) throw new Error(`${command} is not asked`)
      const { lines, differences } = await compareAnswers(question, text, join(folder, 'days.csv'), askProcess)
      expect(lines).toBeGreaterThan(20)
      expect(differences).toEqual([])
    }
  })
})
