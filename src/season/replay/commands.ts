import { readFileSync, writeFileSync } from 'node:fs'
import { bookNamed, readJudging } from '../../assessment/commands.ts'
import { rowBar } from '../../assessment/progress.ts'
import type { Played } from '../../episode/paper.ts'
import { InputError } from '../../errors.ts'
import { loadSeries } from '../../feed/file.ts'
import { sayFinding } from '../../inventory/finding.ts'
import { areasIn, readListFile, SHIPPED_AREAS, within } from '../../inventory/listFile.ts'
import { referring } from '../../inventory/people.ts'
import type { Command, Commands } from '../../model/command.ts'
import { showInstant } from '../../model/time.ts'
import { loadApplying } from '../../rulebook/applying.ts'
import { loadMeasures } from '../../rulebook/measures.ts'
import { loadReductions } from '../../rulebook/reduction.ts'
import { readHistory } from './history.ts'
import { Playback, type Counting } from './play.ts'

/** Beside what is called for in time, what starts late as the engine starts it; of hourly series. */
const LATE_START = '--late-start'
const OWN = ['beside', 'html', 'history', 'places', 'list', 'areas'] as const

const replay: Command = {
  usage:
    'replay --rulebook ID --series FILE.csv [--horizon 7] [--late-start] [--beside ID] [--list FILE.xlsx [--areas FILE.csv]] [--html FILE] [--history FILE.csv --places A,B]',
  async run(args, io) {
    const { path, book, horizon, rules, more } = readJudging(
      args.filter((arg) => arg !== LATE_START),
      this.usage,
      OWN,
    )
    const lateStart = args.includes(LATE_START)
    const { beside, html, history, places } = more
    if ((history === undefined) !== (places === undefined))
      throw new InputError('--history and --places belong together: whose warnings are laid beside the series')
    const books = [book, ...(beside === undefined ? [] : [bookNamed(rules, beside)])] as const
    const series = loadSeries(path, io)
    const list = more.list === undefined ? null : await listFor(more.list, [...series.areas.keys()], more.areas)
    const reported =
      history === undefined
        ? []
        : readHistory(
            history,
            within(history, () => readFileSync(history, 'utf8')),
            named(places),
          )
    const bar = rowBar(series.rows.length)
    const playback = new Playback(series, books, rules, {
      horizon,
      lateStart,
      counting: list,
      heard: (warnings, rows) => {
        for (const [n, own] of warnings.entries())
          for (const warning of own)
            io.out(JSON.stringify({ ...shown(warning), ...(n > 0 && { rulebook: books[n]?.id }) }))
        bar.done(rows)
      },
    })
    bar.stop()
    const { summary, seasons } = playback
    if (html !== undefined) {
      within(html, () => writeFileSync(html, playback.page(reported)))
      io.err(`the charts are in ${html}`)
    }
    const isMore = beside !== undefined || history !== undefined || list !== null
    io.out(
      JSON.stringify({
        summary,
        ...(isMore && { seasons, ...(history !== undefined && { history: reported }) }),
      }),
    )
    return 0
  },
}

export const commands: Commands = { replay }

function named(places = ''): ReadonlySet<string> {
  return new Set(places.split(','))
}

/**
 * The list of one of the areas of a series, to count by it what that area's warnings would have stopped.
 * @throws InputError where it has an error, or is of none of them
 */
async function listFor(file: string, names: readonly string[], areasFile = SHIPPED_AREAS): Promise<Counting> {
  const areas = areasIn(areasFile)
  const { list, findings } = await readListFile(file, areas)
  if (list === null) {
    const first = findings.find(({ severity }) => severity === 'error')
    throw new InputError(`${file}: it has errors, \`airshed lint\` names each: ${first ? sayFinding(first) : ''}`)
  }
  // Series call a city 运城 as often as 运城市.
  const name = names.find((one) => (areas.find(one) ?? areas.find(`${one}市`))?.code === list.city)
  if (name === undefined) {
    const city = areas.find(list.city)?.name ?? list.city
    throw new InputError(`${file}: it is the list of ${city}, and the series has ${names.join(', ')}`)
  }
  const listed = list.enterprises.map(({ entry }) => {
    // Who is responsible for a step makes no difference to what it stops.
    return { enterprise: entry.creditCode, entry: referring(entry, () => '') }
  })
  const rules = { measures: loadMeasures(), applying: loadApplying() }
  return { name, area: list.city, listed, rules, reductions: loadReductions() }
}

function shown({ area, issued, start, end, peak, changes }: Played) {
  return {
    area,
    issued: showInstant(issued),
    start: showInstant(start),
    end: end === null ? null : showInstant(end),
    peak,
    changes: changes.map(({ at, level }) => ({ at: showInstant(at), level })),
  }
}
