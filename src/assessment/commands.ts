import { InputError } from '../errors.ts'
import { loadSeries } from '../feed/file.ts'
import { showDay } from '../feed/calendar.ts'
import type { Command, Commands } from '../model/command.ts'
import { readFlags, wholeNumber } from '../model/flags.ts'
import { loadRulebooks, type Rulebooks } from '../rulebook/books.ts'
import type { Rulebook } from '../rulebook/levels.ts'
import { assessSeries } from './assess.ts'
import { benchCard } from './bench.ts'
import { showTime } from './decide.ts'
import { indicesOf } from './indices.ts'
import { rowBar } from './progress.ts'

const aqi: Command = {
  usage: 'aqi --standard hj633-2012|hj633-2026 --series FILE.csv',
  async run(args, io) {
    const { values, positionals } = readFlags(
      args,
      { standard: { type: 'string' }, series: { type: 'string' } },
      this.usage,
    )
    const { standard, series: path } = values
    if (standard === undefined || path === undefined || positionals.length > 0)
      throw new InputError(`use: ${this.usage}`)
    const rules = loadRulebooks()
    const edition = rules.files.aqi.find((file) => file.data.id === standard)?.data
    if (edition === undefined) {
      const known = rules.files.aqi.map((file) => file.data.id)
      throw new InputError(`--standard ${standard}: there is no such standard; known: ${known.join(', ')}`)
    }
    const series = loadSeries(path, io)
    const bar = rowBar(series.rows.length)
    for (const { date, area, aqi, primary } of indicesOf(series, edition)) {
      io.out(JSON.stringify({ date, area, aqi, primary }))
      bar.done(1)
    }
    bar.stop()
    return 0
  },
}

const assess: Command = {
  usage: 'assess --rulebook ID --series FILE.csv [--horizon 7]',
  async run(args, io) {
    const { path, book, horizon, rules } = readJudging(args, this.usage)
    const series = loadSeries(path, io)
    const bar = rowBar(series.rows.length)
    for (const { area, day, judgement } of assessSeries(series, book, rules, horizon)) {
      const { level, first, last, clauses } = judgement
      const from = showTime(first, series.pace)
      const to = showTime(last, series.pace)
      io.out(JSON.stringify({ date: showDay(day), area, level, from, to, clauses }))
      bar.done(1)
    }
    bar.stop()
    return 0
  },
}

const bench: Command = {
  usage: 'bench card [--cities 337] [--rulebook cn-2024-6]',
  async run(args, io) {
    const options = {
      cities: { type: 'string', default: '337' },
      rulebook: { type: 'string', default: 'cn-2024-6' },
    } as const
    const { values, positionals } = readFlags(args, options, this.usage)
    if (positionals.length > 0) throw new InputError(`use: ${this.usage}`)
    const rules = loadRulebooks()
    benchCard(wholeNumber(values.cities, 'cities', 1), rules, bookNamed(rules, values.rulebook), io)
    return 0
  },
}

export const commands: Commands = { aqi, assess, 'bench card': bench }

/** The arguments of `assess` and `replay`, and options of its own. @throws InputError */
export function readJudging<More extends string = never>(
  args: string[],
  usage: string,
  own: readonly More[] = [],
): { path: string; book: Rulebook; horizon: number; rules: Rulebooks; more: Partial<Record<More, string>> } {
  const options = {
    rulebook: { type: 'string' },
    series: { type: 'string' },
    horizon: { type: 'string', default: '7' },
    ...Object.fromEntries(own.map((name) => [name, { type: 'string' } as const])),
  } as const
  const { values, positionals } = readFlags(args, options, usage)
  const { rulebook, series: path, horizon, ...rest } = values
  if (rulebook === undefined || path === undefined || positionals.length > 0) throw new InputError(`use: ${usage}`)
  const rules = loadRulebooks()
  const more = rest as Partial<Record<More, string>>
  return { path, book: bookNamed(rules, rulebook), horizon: wholeNumber(horizon, 'horizon', 1), rules, more }
}

/** @throws InputError naming the books that there are. */
export function bookNamed(rules: Rulebooks, id: string): Rulebook {
  const book = rules.get(id)
  if (book !== null) return book
  const known = rules.all.flatMap((one) => (rules.get(one.id) === null ? [] : [one.id]))
  throw new InputError(`--rulebook ${id}: there is no such active rulebook; known: ${known.join(', ')}`)
}
