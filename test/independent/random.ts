/**
 * Series made up from a seed, crowded around the values where a rule changes its mind.
 */
import { showDay, showHour, dayNumber } from './series.ts'

export type Random = () => number

/** mulberry32: small, and the same numbers on every machine. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function below(random: Random, count: number): number {
  return Math.floor(random() * count)
}

function oneOf<T>(random: Random, choices: readonly T[]): T {
  const choice = choices[below(random, choices.length)]
  if (choice === undefined) throw new Error('nothing to choose from')
  return choice
}

/** AQI thresholds, and the concentrations at which a sub-index reaches one, of both editions. */
const CROWDED = {
  aqi: [50, 50, 100, 100, 150, 150, 200, 200, 200, 300, 500],
  pm25: [35, 60, 75, 115, 115, 150, 150, 250, 350, 500],
  pm10: [50, 120, 150, 250, 350, 350, 420, 500, 600],
  so2: [50, 150, 475, 500, 650, 800, 1600, 2620],
  no2: [40, 80, 100, 180, 200, 280, 565, 700, 1200],
  co: [2, 4, 5, 10, 14, 24, 35, 36, 60],
  o3_8h: [100, 160, 215, 265, 265, 800],
  o3_1h: [160, 200, 265, 300, 400, 800, 1000, 1200],
}
type Column = keyof typeof CROWDED

const DECIMALS = ['', '', '', '.0', '.5', '.4', '.49', '.51', '.05', '.001', '.999']

function near(random: Random, column: Column, centre: number): string {
  const value = centre - 1 + below(random, 3)
  if (column === 'co') {
    const tenths = centre * 10 - 2 + below(random, 5)
    return `${Math.floor(tenths / 10)}.${tenths % 10}${oneOf(random, ['', '', '5', '49', '51'])}`
  }
  return `${value}${oneOf(random, DECIMALS)}`
}

function lesser(random: Random, column: Column): string {
  return near(random, column, oneOf(random, CROWDED[column].slice(0, 3)))
}

type Row = Partial<Record<Column | 'cause', string>>

interface Habit {
  columns: readonly Column[]
  causes: readonly string[]
  /** How likely a row, and a cell, is missing. */
  rowGaps: number
  cellGaps: number
}

const GASES = ['so2', 'no2', 'co'] as const

const DAY_HABITS: readonly Habit[] = [
  { columns: ['aqi'], causes: [''], rowGaps: 0, cellGaps: 0 },
  { columns: ['aqi'], causes: [''], rowGaps: 0.08, cellGaps: 0.04 },
  { columns: ['aqi'], causes: ['', 'pm', 'pm', 'pm', 'o3', 'dust', 'fireworks'], rowGaps: 0.02, cellGaps: 0.02 },
  { columns: ['pm25', 'pm10', 'o3_8h', ...GASES], causes: [''], rowGaps: 0.04, cellGaps: 0.1 },
  { columns: ['pm25'], causes: [''], rowGaps: 0.02, cellGaps: 0.05 },
  { columns: ['aqi', 'pm25', 'o3_8h'], causes: [''], rowGaps: 0.03, cellGaps: 0.4 },
]

const HOUR_HABITS: readonly Habit[] = [
  { columns: ['aqi'], causes: [''], rowGaps: 0.03, cellGaps: 0.03 },
  { columns: ['pm25', 'pm10', 'o3_1h', ...GASES], causes: [''], rowGaps: 0.03, cellGaps: 0.04 },
  { columns: ['pm25', 'so2'], causes: [''], rowGaps: 0.08, cellGaps: 0.06 },
  {
    columns: ['aqi'],
    causes: [...Array.from({ length: 60 }, () => 'pm'), 'dust', 'o3'],
    rowGaps: 0.01,
    cellGaps: 0.01,
  },
]

/** A spell has one centre for a while, so that long runs are as common as short ones. */
function rowsOf(random: Random, habit: Habit, slots: number, longest: number): (Row | undefined)[] {
  const rows: (Row | undefined)[] = []
  while (rows.length < slots) {
    const length = 1 + below(random, longest)
    const leading = oneOf(random, habit.columns)
    const centre = oneOf(random, CROWDED[leading])
    for (let i = 0; i < length && rows.length < slots; i += 1) {
      const row: Row = { cause: oneOf(random, habit.causes) }
      for (const column of habit.columns) {
        if (random() < habit.cellGaps) continue
        row[column] = column === leading ? near(random, column, centre) : lesser(random, column)
      }
      rows.push(random() < habit.rowGaps ? undefined : row)
    }
  }
  return rows
}

const FIRST_DAYS = ['2023-12-20', '2024-02-20', '2026-02-15', '2016-12-01'].map(dayNumber)

const HEADER = ['date', 'area', 'cause', 'co', 'aqi', 'no2', 'pm10', 'pm25', 'so2'] as const

interface Shape {
  habits: readonly Habit[]
  areas: number
  slots: number
  longest: number
  header: readonly (Column | 'cause' | 'date' | 'area')[]
  show: (slot: number) => string
  perDay: number
  /** Clean slots at the end. */
  quiet: number
}

function seriesOf(seed: number, shape: Shape): string {
  const random = seeded(seed)
  const lines: { order: number; text: string }[] = []
  for (let n = 0; n < shape.areas; n += 1) {
    const habit = shape.habits[n % shape.habits.length]
    if (habit === undefined) throw new Error('no habit')
    const first = oneOf(random, FIRST_DAYS) * shape.perDay
    const area = n % 5 === 0 ? `"区 ""${n}"", 东"` : `区${n}`
    const rows = rowsOf(random, habit, shape.slots, shape.longest)
    for (let i = 0; i < shape.quiet; i += 1) rows.push(Object.fromEntries(habit.columns.map((column) => [column, '1'])))
    rows.forEach((row, i) => {
      if (row === undefined) return
      const cells = shape.header.map((column) => {
        if (column === 'date') return shape.show(first + i)
        return column === 'area' ? area : (row[column] ?? '')
      })
      lines.push({ order: i, text: cells.join(',') })
    })
  }
  // Areas interleaved, each in its own order of time.
  const body = lines.toSorted((a, b) => a.order - b.order).map((line) => line.text)
  return `${[shape.header.join(','), ...body].join('\n')}\n`
}

export function randomDays(seed: number, areas: number): string {
  return seriesOf(seed, {
    habits: DAY_HABITS,
    areas,
    slots: 40,
    longest: 6,
    header: [...HEADER, 'o3_8h'],
    show: showDay,
    perDay: 1,
    quiet: 0,
  })
}

export function randomHours(seed: number, areas: number): string {
  return seriesOf(seed, {
    habits: HOUR_HABITS,
    areas,
    slots: 24 * 12,
    longest: 80,
    header: [...HEADER, 'o3_1h'],
    show: showHour,
    perDay: 24,
    quiet: 24,
  })
}
