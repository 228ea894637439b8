import { readFileSync, writeFileSync } from 'node:fs'
import { rowBar } from '../assessment/progress.ts'
import { bookNamed, readJudging } from '../assessment/commands.ts'
import { timelineOf } from '../assessment/timeline.ts'
import { loadSeries } from '../feed/file.ts'
import { InputError } from '../errors.ts'
import type { Command, Commands } from '../model/command.ts'
import { readFlags } from '../model/flags.ts'
import { showInstant } from '../model/time.ts'
import { loadRulebooks } from '../rulebook/books.ts'
import { isActive } from '../rulebook/citation.ts'
import { benchReplay } from './bench.ts'
import { seasonBy } from './compare.ts'
import { readHistory } from './history.ts'
import { pageOf } from './page.ts'
import type { Played } from './paper.ts'
import { replayArea, type PlayedArea } from './replay.ts'
import { Tally } from './summary.ts'

const replay: Command = {
  usage:
    'replay --rulebook ID --series FILE.csv [--horizon 7] [--beside ID] [--html FILE] [--history FILE.csv --places A,B]',
  async run(args, io) {
    const { path, book, horizon, rules, more } = readJudging(args, this.usage, ['beside', 'html', 'history', 'places'])
    const { beside, html, history, places } = more
    if ((history === undefined) !== (places === undefined))
      throw new InputError('--history and --places belong together: whose warnings are laid beside the series')
    const books = [book, ...(beside === undefined ? [] : [bookNamed(rules, beside)])]
    const series = loadSeries(path, io)
    const reported =
      history === undefined
        ? []
        : readHistory(
            history,
            onFile(history, () => readFileSync(history, 'utf8')),
            named(places),
          )
    const bar = rowBar(series.rows.length)
    const played = books.map((): PlayedArea[] => [])
    for (const [name, rows] of series.areas) {
      for (const [n, one] of books.entries()) {
        const area = replayArea(series, name, one, rules, horizon)
        played[n]?.push(area)
        for (const warning of area.warnings)
          io.out(JSON.stringify({ ...shown(warning), ...(n > 0 && { rulebook: one.id }) }))
      }
      bar.done(rows.length)
    }
    bar.stop()
    const seasons = books.map((one, n) => seasonBy(one, played[n] ?? []))
    if (html !== undefined) {
      const charts = [...series.areas].map(([area, rows], k) => ({
        area,
        timeline: timelineOf(series.pace, rows, series.pollutants, book, rules),
        books: books.flatMap(({ id }, n) => (played[n]?.[k] ? [{ id, played: played[n][k] }] : [])),
        // What another area of the file did is not this one's; what its province asked for is.
        history: reported.filter((one) => one.area === area || !series.areas.has(one.area)),
      }))
      onFile(html, () => writeFileSync(html, pageOf(seasons, charts)))
      io.err(`the charts are in ${html}`)
    }
    const tally = new Tally(book)
    for (const area of played[0] ?? []) tally.add(area)
    const isMore = beside !== undefined || history !== undefined
    io.out(
      JSON.stringify({
        summary: tally.summary(),
        ...(isMore && { seasons, ...(history !== undefined && { history: reported }) }),
      }),
    )
    return 0
  },
}

function named(places = ''): ReadonlySet<string> {
  return new Set(places.split(','))
}

/** @throws InputError naming the file that can't be read or written. */
function onFile<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new InputError(`${path}: ${error instanceof Error ? error.message : String(error)}`)
  }
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

const rulebooks: Command = {
  usage: 'rulebooks [--json]',
  async run(args, io) {
    const { values, positionals } = readFlags(args, {}, this.usage)
    if (positionals.length > 0) throw new InputError(`use: ${this.usage}`)
    for (const book of loadRulebooks().all) {
      const { id, title, from, until, datePrecision, area, levels, source, hash } = book
      const active = isActive(book)
      const document = source?.document ?? null
      const above = book.extends ?? null
      if (values.json)
        io.out(
          JSON.stringify({
            id,
            title,
            area,
            from,
            until,
            datePrecision,
            extends: above,
            active,
            levels,
            document,
            hash,
          }),
        )
      else {
        const dates = until === null ? `from ${from}` : `${from} until ${until}`
        const remark = active ? '' : '  (unverified, never active)'
        io.out(`${area.padEnd(6)} ${id.padEnd(14)} ${dates.padEnd(28)} ${title.zh}  ${document ?? ''}${remark}`)
      }
    }
    return 0
  },
}

const bench: Command = {
  usage: 'bench replay [--rulebook cn-2024-6]',
  async run(args, io) {
    const { values, positionals } = readFlags(args, { rulebook: { type: 'string', default: 'cn-2024-6' } }, this.usage)
    if (positionals.length > 0) throw new InputError(`use: ${this.usage}`)
    const rules = loadRulebooks()
    benchReplay(rules, bookNamed(rules, values.rulebook), io)
    return 0
  },
}

export const commands: Commands = { replay, rulebooks, 'bench replay': bench }
