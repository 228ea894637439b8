import { parentPort, workerData } from 'node:worker_threads'
import { numberOfDay } from '../../feed/calendar.ts'
import type { Row, Series } from '../../feed/series.ts'
import { POLLUTANTS } from '../../model/pollutant.ts'
import { outlook } from '../../outlook/decide.ts'
import { aqiOfHours, massOfHours } from '../../outlook/judge.ts'
import { loadApplying } from '../../rulebook/applying.ts'
import { loadRulebooks, type Rulebooks } from '../../rulebook/books.ts'
import { decimalOf } from '../../rulebook/decimal.ts'
import { rulebookOf } from '../../rulebook/levels.ts'
import { loadMeasures } from '../../rulebook/measures.ts'
import { loadReductions } from '../../rulebook/reduction.ts'
import type { Job, Observed, Played, Written } from './job.ts'
import { Playback } from './play.ts'

/*
 * One playback in a thread of its own: the engine goes on judging and sending meanwhile.
 */

function play({ air, books: [first, ...more], horizon, counting, wants }: Job): Played {
  const rules = loadRulebooks()
  const series = 'series' in air ? air.series : seriesOf(air.area, air.observed, rules)
  const playback = new Playback(series, [bookOf(first), ...more.map(bookOf)], rules, {
    horizon,
    counting: counting && {
      ...counting,
      rules: { measures: loadMeasures(), applying: loadApplying() },
      reductions: loadReductions(),
    },
  })
  if (wants === 'page') return { page: playback.page() }
  return { data: { summary: playback.summary, seasons: playback.seasons, areas: playback.areas() } }
}

function bookOf({ content, hash }: Written) {
  return rulebookOf(content, hash)
}

/** What was observed, as a series of days: the index as the engine has judged it. */
function seriesOf(area: string, observed: Observed, rules: Rulebooks): Series {
  const days = outlook({ ...observed, aqiOfHours: aqiOfHours(rules), massOfHours: massOfHours(rules) })
  const pollutants = POLLUTANTS.filter((name) => name !== 'o3_1h')
  const rows = days.flatMap(({ day, aqi, cause, concentrations }, row): Row[] => {
    if (aqi === null) return []
    const texts = pollutants.map((name) => {
      const value = concentrations?.[name]
      return value === undefined ? '' : decimalOf(value)
    })
    return [{ area, date: day, at: numberOfDay(day), aqi: decimalOf(aqi), concentrations: texts, cause, row }]
  })
  return { pace: 'day', pollutants, rows, areas: new Map([[area, rows]]), ignored: [] }
}

parentPort?.postMessage(play(workerData as Job), [])
