import { firstAtOrAfter } from '../../assessment/column.ts'
import type { Timeline } from '../../assessment/timeline.ts'
import { showDay } from '../../feed/calendar.ts'
import { GRADE_EN, GRADE_ZH, type Grade } from '../../model/enterprise.ts'
import { LEVEL_ZH, type Level } from '../../model/level.ts'
import { epochMs, showInstant, type Instant } from '../../model/time.ts'
import type { Season } from './compare.ts'
import type { Reported } from './history.ts'
import type { PlayedArea } from '../../episode/replay.ts'

/** One area with its air, what each book made of it and what was really done. */
export interface Chart {
  readonly area: string
  readonly timeline: Timeline
  readonly books: readonly { readonly id: string; readonly played: PlayedArea }[]
  readonly history: readonly Reported[]
}

const DAY = 8
const PLOT = 160
const ROW = 16
const LEFT = 90
const TOP = 500
/** 蓝 黄 橙 红, as the levels are printed. */
const COLOUR: Readonly<Record<Level, string>> = {
  none: '#ddd',
  blue: '#3b7dd8',
  yellow: '#f2c500',
  orange: '#f28500',
  red: '#d01c1c',
}

/** A page for a browser without a network: charts drawn in it, nothing loaded from anywhere. */
export function pageOf(seasons: readonly Season[], charts: readonly Chart[]): string {
  return `<!doctype html><html lang="zh"><meta charset="utf-8"><title>预警回放</title>
<style>body{font:14px/1.5 sans-serif;margin:2em}table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:2px 8px;text-align:right}th:first-child{text-align:left}figure{margin:2em 0;overflow-x:auto}text{font:10px sans-serif}</style>
<h1>预警回放 <small>replay</small></h1>
${tableOf(seasons)}
${charts.map(chartOf).join('\n')}
<p>预报取自实况本身，签批即时：只比较规则，不评价当时的处置。The forecast is what came, every approval at once: rules are compared, not people.</p></html>
`
}

function tableOf(seasons: readonly Season[]): string {
  const rows: readonly (readonly [string, (season: Season) => string])[] = [
    ['预警次数 warnings', ({ warnings }) => String(warnings)],
    ['预警天数 days in force', ({ days }) => String(days)],
    ['各级天数 by level', ({ daysByLevel }) => Object.entries(daysByLevel).map(sayDays).join('、')],
    ['升级、降级 raised, lowered', ({ upgrades, downgrades }) => `${upgrades}、${downgrades}`],
    ['解除后 72 小时内再启动 flips', ({ flips }) => String(flips)],
    ['平均提前量（小时）mean lead, h', ({ leadHoursMean }) => leadHoursMean?.toFixed(1) ?? '–'],
    ['漏报天数 missed days', ({ missedDays }) => String(missedDays)],
    ['空报天数 needless days', ({ falseDays }) => String(falseDays)],
    ...stopRows(seasons),
  ]
  const head = seasons.map(({ rulebook }) => `<th>${escaped(rulebook)}</th>`).join('')
  const body = rows.map(
    ([name, of]) => `<tr><th>${name}</th>${seasons.map((one) => `<td>${of(one)}</td>`).join('')}</tr>`,
  )
  return `<table><tr><th></th>${head}</tr>${body.join('')}</table>`
}

/** Lines times days that stood still, of all and of each grade that stood in any of the seasons. */
function stopRows(seasons: readonly Season[]): (readonly [string, (season: Season) => string])[] {
  const counted = seasons.flatMap(({ stopDays }) => stopDays ?? [])
  if (counted[0] === undefined) return []
  const grades = [...new Set(counted.flatMap(({ byGrade }) => Object.keys(byGrade)))].sort() as Grade[]
  return [
    [`${counted[0].area}停产（线·天）line days stopped`, ({ stopDays }) => String(stopDays?.lineDays ?? '–')],
    ...grades.map((grade) => {
      const of = ({ stopDays }: Season) => String(stopDays?.byGrade[grade]?.lineDays ?? 0)
      return [`其中${GRADE_ZH[grade]} of which ${GRADE_EN[grade]}`, of] as const
    }),
  ]
}

function sayDays([level, days]: [string, number]): string {
  return `${LEVEL_ZH[level as Level]} ${days}`
}

function chartOf({ area, timeline, books, history }: Chart): string {
  const [first, last] = [dayOf(timeline, 0), dayOf(timeline, timeline.at.length - 1)]
  const x = (at: number) => LEFT + (at - first) * DAY
  const y = (index: number) => PLOT - (Math.min(index, TOP) / TOP) * PLOT
  const bars = Array.from({ length: last - first + 1 }, (_, n) => barOf(timeline, first + n, x, y))
  const lines = [150, 200, 300].map(
    (index) =>
      `<line x1="${LEFT}" x2="${x(last + 1)}" y1="${y(index)}" y2="${y(index)}" stroke="#999" stroke-dasharray="2 3"/><text x="${LEFT - 26}" y="${y(index) + 3}">${index}</text>`,
  )
  const rows = books.map(({ id, played }, n) => {
    const top = PLOT + 8 + n * ROW
    const spans = played.warnings.flatMap(({ start, end, changes }) =>
      changes.map(({ at, level }, k) => {
        const [from, until] = [dayAt(at > start ? at : start), dayAt(changes[k + 1]?.at ?? end ?? start)]
        const title = `${LEVEL_ZH[level]} ${showInstant(at > start ? at : start)}`
        return `<rect x="${x(from)}" y="${top}" width="${Math.max(0, (until - from) * DAY)}" height="${ROW - 4}" fill="${COLOUR[level]}"><title>${escaped(title)}</title></rect>`
      }),
    )
    return `<text x="0" y="${top + 9}">${escaped(id)}</text>${spans.join('')}`
  })
  const top = PLOT + 8 + books.length * ROW
  const real = history
    .filter(({ at }) => dayAt(at) >= first && dayAt(at) <= last + 1)
    .map(({ at, action, level, note, source, confidence }) => {
      const title = `${showInstant(at)} ${action} ${level} ${note} ${source} (${confidence})`
      const colour = COLOUR[level as Level] ?? '#555'
      return `<circle cx="${x(dayAt(at))}" cy="${top + 6}" r="5" fill="${colour}"><title>${escaped(title)}</title></circle><text x="${x(dayAt(at)) + 7}" y="${top + 10}">${escaped(`${action} ${level}`)}</text>`
    })
  const height = top + ROW + 16
  const dates = `<text x="${LEFT}" y="${height - 2}">${showDay(first)}</text><text x="${x(last) - 40}" y="${height - 2}">${showDay(last)}</text>`
  const label = real.length > 0 ? `<text x="0" y="${top + 10}">实际 as it was</text>` : ''
  return `<figure><figcaption>${escaped(area)}</figcaption><svg xmlns="http://www.w3.org/2000/svg" width="${x(last + 1) + 80}" height="${height}">${[...bars, ...lines, ...rows, label, ...real, dates].join('')}</svg></figure>`
}

/** A day's index; of an hourly series that of the 24 hours from its 00:00. */
function barOf({ at, value, pace }: Timeline, day: number, x: (day: number) => number, y: (index: number) => number) {
  const time = pace === 'day' ? day : day * 24
  const place = firstAtOrAfter(at, time)
  const index = at[place] === time ? (value[place] ?? Number.NaN) / 1000 : Number.NaN
  if (Number.isNaN(index)) return ''
  const colour = index > 300 ? '#7e0023' : index > 200 ? '#99004c' : index > 150 ? '#d9534f' : '#b9c4cc'
  return `<rect x="${x(day)}" y="${y(index)}" width="${DAY - 1}" height="${PLOT - y(index)}" fill="${colour}"><title>${showDay(day)} AQI ${index}</title></rect>`
}

function dayOf({ at, pace }: Timeline, place: number): number {
  const time = at[place] ?? 0
  return pace === 'day' ? time : Math.floor(time / 24)
}

/** Days since 1970 in the jurisdiction, with a fraction for the hour. */
function dayAt(at: Instant): number {
  return (epochMs(at) / 3_600_000 + 8) / 24
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
