import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseDocument } from 'yaml'
import { z } from 'zod'
import { InputError } from '../errors.ts'
import { plain } from '../model/yaml.ts'
import { readSeries, type Row, type Series } from '../feed/series.ts'
import { addDays, startOfDay, type Day, type Instant } from '../model/time.ts'
import { metersForm } from './meters/truth.ts'
import { incidentForm, Incidents, instant, lasting } from './incidents.ts'

const day = z.iso.date()
const hour = z.string().regex(/^([01]\d|2[0-3]):00$/)
const minutes = z.int().min(0).max(1440)
const share = z.number().min(0).max(1)

/** A drill as it is written (演练方案), one YAML file in `fixtures/drills`. Paths are relative to the file. */
const scenarioForm = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9-]+$/),
    title: z.strictObject({ zh: z.string(), en: z.string() }),
    city: z.string(),
    rulebook: z.string(),
    list: z.string(),
    series: z.strictObject({ file: z.string(), area: z.string() }),
    from: day,
    to: day,
    forecast: z.strictObject({
      at: hour,
      days: z.int().min(1).max(15),
      /** INVENTED error of the forecaster: more than `aqi` is foreseen only for the next `within` days. */
      peaks: z.strictObject({ aqi: z.int().min(1).max(500), within: z.int().min(1).max(15) }).optional(),
    }),
    observation: z.strictObject({ at: hour }),
    officers: z.strictObject({ confer: minutes, sign: minutes }),
    enterprises: z
      .strictObject({ slow: share, silent: share, refusing: share, faulty: share })
      .refine(({ slow, silent, refusing, faulty }) => slow + silent + refusing + faulty <= 1, {
        message: 'the shares are more than all enterprises',
      }),
    /** When an officer starts the season opener (开季联络测试), and for how long answers are waited for. */
    opener: z.strictObject({ at: instant, minutes: lasting }).optional(),
    /** What meters and monitors send, and who of the metered does not do as told. */
    meters: metersForm.optional(),
    /** What goes wrong on the way (插曲). */
    incidents: z.array(incidentForm).default([]),
    seed: z.int(),
  })
  .refine(({ from, to }) => from <= to, { message: '`to` is before `from`', path: ['to'] })
  .refine(
    ({ from, to, incidents }) =>
      incidents.every((one) => one.from >= startOfDay(from) && one.from < startOfDay(to, 24)),
    { message: 'an incident begins before `from` or after `to`', path: ['incidents'] },
  )

export type Scenario = z.output<typeof scenarioForm>

/** One bulletin that the drill's feed sends, at an instant of the world's clock (时间线). */
export interface Line {
  readonly at: Instant
  readonly kind: 'forecast' | 'observation'
  /** `values` of the body (contract §4). */
  readonly values: readonly object[]
}

/** A scenario with its files found and its lines drawn up. */
export interface Play {
  readonly scenario: Scenario
  readonly listFile: string
  /** Where the world's clock stands at first, and where the drill is over. */
  readonly start: Instant
  readonly end: Instant
  readonly lines: readonly Line[]
  readonly incidents: Incidents
}

const FOLDER = join(import.meta.dirname, '../../fixtures/drills')

/** The drills of a folder (演练方案), by name; of those that ship where none is named. @throws InputError */
export function scenariosIn(folder = FOLDER): { readonly file: string; readonly scenario: Scenario }[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => join(folder, name))
    .map((file) => ({ file, scenario: readScenario(readFileSync(file, 'utf8'), file) }))
}

/**
 * Reads a scenario by its name in `fixtures/drills` or by the path of a YAML file.
 * @throws InputError that names the file, the place in it and why.
 */
export function readPlay(nameOrPath: string): Play {
  const file = /[/.]/.test(nameOrPath) ? resolve(nameOrPath) : join(FOLDER, `${nameOrPath}.yaml`)
  const scenario = readScenario(read(file, 'scenario').toString('utf8'), file)
  const here = dirname(file)
  const seriesFile = join(here, scenario.series.file)
  const listFile = join(here, scenario.list)
  if (!statSync(listFile, { throwIfNoEntry: false })?.isFile())
    throw new InputError(`${file}: list: there is no file ${listFile}`)
  const series = readSeries(read(seriesFile, 'series'), seriesFile)
  return {
    scenario,
    listFile,
    start: startOfDay(scenario.from),
    end: startOfDay(scenario.to, 24),
    lines: linesOf(scenario, series, seriesFile),
    incidents: new Incidents(scenario.incidents, scenario.seed),
  }
}

/** @throws InputError with line and column, or the path of what is not as described. */
export function readScenario(text: string, file: string): Scenario {
  const document = parseDocument(text)
  const [broken] = document.errors
  if (broken) throw new InputError(`${file}: ${broken.message.split('\n')[0]}`)
  const result = scenarioForm.safeParse(plain(document, file))
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new InputError(`${file}: ${issue?.path.join('.') || 'the scenario'}: ${issue?.message}`)
}

/** A forecast of the next days each evening, yesterday's measurement each morning: what the series knows of them. */
export function linesOf(scenario: Scenario, series: Series, file: string): Line[] {
  const rows = series.areas.get(scenario.series.area)
  if (series.pace !== 'day' || rows === undefined)
    throw new InputError(`${file}: no daily rows of ${scenario.series.area}`)
  const byDay = new Map(rows.map((row) => [row.date, row]))
  const values = (days: readonly Day[], most: (n: number) => number) =>
    days.flatMap((date, n) => {
      const row = byDay.get(date)
      return row === undefined ? [] : [valueOf(row, series, most(n))]
    })
  const { peaks } = scenario.forecast
  const foreseen = (n: number) => (peaks === undefined || n < peaks.within ? Infinity : peaks.aqi)
  const lines: Line[] = []
  for (let today: Day = scenario.from; today <= scenario.to; today = addDays(today, 1)) {
    const ahead = Array.from({ length: scenario.forecast.days }, (_, n) => addDays(today, n + 1))
    lines.push(
      {
        at: at(today, scenario.observation.at),
        kind: 'observation',
        values: values([addDays(today, -1)], () => Infinity),
      },
      { at: at(today, scenario.forecast.at), kind: 'forecast', values: values(ahead, foreseen) },
    )
  }
  return lines.filter(({ values: some }) => some.length > 0).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

function at(date: Day, time: string): Instant {
  return startOfDay(date, Number(time.slice(0, 2)))
}

/** A value as a feed sends it; where the forecaster sees no more than `most`, the index says so and nothing else is given. */
function valueOf(row: Row, { pollutants }: Series, most: number): object {
  if (Number(row.aqi) > most) return { at: row.date, aqi: most }
  const measured = pollutants.flatMap((name, n) => {
    const text = row.concentrations[n] ?? ''
    return text === '' ? [] : [[name, Number(text)] as const]
  })
  return { at: row.date, ...(row.aqi === '' ? {} : { aqi: Number(row.aqi) }), ...Object.fromEntries(measured) }
}

function read(file: string, what: string): Buffer {
  try {
    return readFileSync(file)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new InputError(`${file}: the ${what} can not be read (${code})`, { cause })
  }
}
