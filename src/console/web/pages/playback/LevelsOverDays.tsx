import type { ReactNode } from 'react'
import type { PlayedArea, PlayedWarning } from '../../api/playback.ts'
import { LEVEL_WORDS } from '../../levels.ts'
import { Wide } from '../../parts/Panel.tsx'
import { useSay, useSettings } from '../../settings.tsx'
import { showTime } from '../../times.ts'
import { playback as words } from '../../words/playback.ts'

const DAY = 8
const PLOT = 160
const ROW = 36
const TOP = 500
const DAY_MS = 86_400_000
/** Cities keep Beijing time. */
const ZONE_MS = 8 * 3_600_000

/** The index of each day as a thin bar, and under it, for each book, the levels that would have been in force. */
export function LevelsOverDays({
  area: { area, days, books },
  titleOf,
}: {
  area: PlayedArea
  titleOf: (rulebook: string) => string
}): ReactNode {
  const say = useSay()
  const { language } = useSettings()
  const first = dayNumber(days[0]?.day ?? '')
  const last = dayNumber(days.at(-1)?.day ?? '')
  if (Number.isNaN(first)) return null
  const x = (day: number): number => (day - first) * DAY
  const width = Math.max(x(last + 1), 320)
  const height = PLOT + books.length * ROW + 20
  return (
    <Wide label={say(words.timelineOf, { area })}>
      <svg className="levels-over-days" width={width} height={height} role="img" aria-label={say(words.timeline)}>
        {[150, 200, 300].map((index) => (
          <g key={index}>
            <line x1={0} x2={width} y1={y(index)} y2={y(index)} className="rule" />
            <text x={2} y={y(index) - 2}>
              {index}
            </text>
          </g>
        ))}
        {days.map(({ day, aqi }) =>
          aqi === null ? null : (
            <rect
              key={day}
              x={x(dayNumber(day)) + 2}
              y={y(aqi)}
              width={DAY - 4}
              height={PLOT - y(aqi)}
              className={`fill-${category(aqi)}`}
            >
              <title>{`${day} AQI ${aqi}`}</title>
            </rect>
          ),
        )}
        {books.map(({ rulebook, warnings }, n) => (
          <g key={rulebook}>
            <text x={2} y={PLOT + n * ROW + 14}>
              {titleOf(rulebook)}
            </text>
            {warnings.flatMap(bandsOf).map(({ level, from, until }) => {
              const [left, right] = [x(dayAt(from)), until === null ? x(last + 1) : x(dayAt(until))]
              const name = say(LEVEL_WORDS[level])
              return (
                <g key={`${from}/${level}`} className={`band-of-${level}`}>
                  <rect x={left} y={PLOT + n * ROW + 18} width={Math.max(0, right - left)} height={14}>
                    <title>{`${name} ${showTime(from, language)}`}</title>
                  </rect>
                  {right - left >= 12 && (
                    <text x={left + 2} y={PLOT + n * ROW + 29}>
                      {name.slice(0, 1)}
                    </text>
                  )}
                </g>
              )
            })}
          </g>
        ))}
        <text x={2} y={height - 4}>
          {days[0]?.day}
        </text>
        <text x={width - 2} y={height - 4} textAnchor="end">
          {days.at(-1)?.day}
        </text>
      </svg>
    </Wide>
  )
}

/** From when to when each level was in force; one that was replaced before the start never was. */
function bandsOf({ start, end, changes }: PlayedWarning) {
  return changes.flatMap(({ at, level }, n) => {
    const from = Date.parse(at) > Date.parse(start) ? at : start
    const until = changes[n + 1]?.at ?? end
    return until !== null && Date.parse(until) <= Date.parse(from) ? [] : [{ level, from, until }]
  })
}

function y(index: number): number {
  return PLOT - (Math.min(index, TOP) / TOP) * (PLOT - 8)
}

function dayNumber(day: string): number {
  return Date.parse(day) / DAY_MS
}

function dayAt(at: string): number {
  return (Date.parse(at) + ZONE_MS) / DAY_MS
}

/** The categories of HJ 633, from 1. */
function category(aqi: number): number {
  return [50, 100, 150, 200, 300].filter((limit) => aqi > limit).length + 1
}
