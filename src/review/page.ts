import type { Instant } from '../model/time.ts'
import type { Curve, Figures } from './figures.ts'
import type { ForecastDay } from './record.ts'
import { sectionsOf, shownAt, type Section, type Sheet } from './sections.ts'

/** A review as it is shown in any form. */
export interface ShownReview {
  readonly title: string
  /** 演练, 未签发, 已更正作废 …; null on what counts. */
  readonly mark: string | null
  readonly at: Instant
  readonly figures: Figures
  readonly notes: readonly { readonly at: Instant; readonly by: string; readonly text: string }[]
  /** The signature's line; null before it. */
  readonly signed: string | null
}

/** A page for a browser without a network: charts drawn in it, nothing loaded from anywhere. */
export function asPage(review: ShownReview): string {
  const { title, mark, at, figures } = review
  const sections = sectionsOf(review)
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>${escaped(title)}</title><style>${STYLE}</style></head>
<body${mark === null ? '' : ' class="marked"'}>
<h1>${mark === null ? '' : `〔${escaped(mark)}〕`}${escaped(title)}</h1>
<p class="meta">统计截至 ${shownAt(at)}。各项数字均由日志统计，括号内为所依据的日志条数。</p>
${sections.map((one) => sectionOf(one, chartIn(one, figures))).join('\n')}
${review.signed === null ? '' : `<p class="signed">${escaped(review.signed)}</p>`}
</body></html>
`
}

function chartIn({ name }: Section, { curve, skill }: Figures): string {
  if (name === 'curve') return curveChart(curve.value)
  if (name === 'skill') return skillChart(skill.value.days)
  return ''
}

function sectionOf({ title, entries, paragraphs, sheets }: Section, chart: string): string {
  const told = entries === null ? '' : ` <small>（日志 ${entries} 条）</small>`
  return `<section><h2>${escaped(title)}${told}</h2>
${paragraphs.map((text) => `<p>${escaped(text)}</p>`).join('\n')}
${chart}
${sheets.map(tableOf).join('\n')}</section>`
}

function tableOf({ title, columns, rows }: Sheet): string {
  const head = columns.map((name) => `<th>${escaped(name)}</th>`).join('')
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${escaped(String(cell))}</td>`).join('')}</tr>`)
  return `<table><caption>${escaped(title)}</caption><thead><tr>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table>`
}

const WIDTH = 640
const HEIGHT = 180
const LEFT = 40

/** How many had it and had answered, over the minutes since it was issued; the axis is stretched where it matters. */
function curveChart({ planned, points }: Curve): string {
  if (planned === 0) return ''
  const last = points.at(-1)?.minutes ?? 1
  const x = (minutes: number) => LEFT + (Math.log1p(minutes) / Math.log1p(last)) * (WIDTH - LEFT - 10)
  const y = (count: number) => HEIGHT - 20 - (count / planned) * (HEIGHT - 40)
  const path = (of: 'delivered' | 'acknowledged') =>
    points.map((point, n) => `${n === 0 ? 'M' : 'L'}${x(point.minutes).toFixed(1)} ${y(point[of]).toFixed(1)}`).join('')
  const ticks = points.map(
    ({ minutes }) => `<text x="${x(minutes).toFixed(1)}" y="${HEIGHT - 4}" text-anchor="middle">${minutes}分</text>`,
  )
  const lines = [0, 0.5, 1].map(
    (share) =>
      `<line x1="${LEFT}" x2="${WIDTH - 10}" y1="${y(planned * share)}" y2="${y(planned * share)}" stroke="#ccc"/><text x="2" y="${y(planned * share) + 4}">${share * 100}%</text>`,
  )
  return `<figure><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="送达与回执曲线">${lines.join('')}<path d="${path('delivered')}" fill="none" stroke="#888" stroke-width="2"/><path d="${path('acknowledged')}" fill="none" stroke="#1e63b8" stroke-width="2"/>${ticks.join('')}</svg><figcaption>灰线：已送达；蓝线：已回执（下达后的分钟数）</figcaption></figure>`
}

/** What was observed as bars, what had been said of each day as dots, the nearer the darker. */
function skillChart(days: readonly ForecastDay[]): string {
  const most = Math.max(
    100,
    ...days.flatMap(({ observed, forecasts }) => [observed ?? 0, ...forecasts.map(({ aqi }) => aqi)]),
  )
  const step = Math.min(60, (WIDTH - LEFT) / Math.max(1, days.length))
  const y = (aqi: number) => HEIGHT - 20 - (aqi / most) * (HEIGHT - 40)
  const marks = days.map(({ day, observed, forecasts }, n) => {
    const left = LEFT + n * step
    const bar =
      observed === null
        ? ''
        : `<rect x="${left + 4}" y="${y(observed)}" width="${step - 8}" height="${HEIGHT - 20 - y(observed)}" fill="#b9c4cc"><title>${day} 实况 ${observed}</title></rect>`
    const dots = forecasts.map(
      ({ provider, lead, aqi }) =>
        `<circle cx="${left + step / 2}" cy="${y(aqi)}" r="3.5" fill="#1e63b8" fill-opacity="${(1 / (1 + lead / 2)).toFixed(2)}"><title>${escaped(provider)} 提前 ${lead} 天：${aqi}</title></circle>`,
    )
    return `${bar}${dots.join('')}<text x="${left + step / 2}" y="${HEIGHT - 4}" text-anchor="middle">${day.slice(5)}</text>`
  })
  const lines = [150, 200, 300]
    .filter((aqi) => aqi < most)
    .map(
      (aqi) =>
        `<line x1="${LEFT}" x2="${WIDTH}" y1="${y(aqi)}" y2="${y(aqi)}" stroke="#ccc"/><text x="2" y="${y(aqi) + 4}">${aqi}</text>`,
    )
  return `<figure><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="预报与实况">${lines.join('')}${marks.join('')}</svg><figcaption>柱：实况 AQI；点：此前对当日的预报，越近越深</figcaption></figure>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

const STYLE = `
body { font: 14px/1.6 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #1a1a1a; margin: 24px auto; max-width: 1000px; padding: 0 16px }
h1 { font-size: 24px } h2 { font-size: 17px; margin: 28px 0 8px } small, .meta, caption, figcaption { color: #666; font-size: 12px; font-weight: normal }
table { border-collapse: collapse; margin: 8px 0 16px; font-variant-numeric: tabular-nums }
caption { text-align: left; padding: 4px 0 }
th, td { border: 1px solid #ccc; padding: 3px 8px; text-align: right; vertical-align: top }
th:first-child, td:first-child { text-align: left }
th { background: #f3f4f6; font-weight: 600 }
figure { margin: 8px 0; max-width: ${WIDTH}px } text { font: 10px sans-serif; fill: #666 }
.signed { margin-top: 32px; text-align: right }
body.marked { outline: 3px dashed #999; outline-offset: 8px }
@media print { section { break-inside: avoid } }
`
