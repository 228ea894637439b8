import { join } from 'node:path'
import { z } from 'zod'
import { readMeasureText } from '../inventory/measureText.ts'
import { partsOf } from '../model/measure.ts'
import { addHours, startOfDay } from '../model/time.ts'
import { NO_EMISSIONS } from '../model/tonnes.ts'
import { RULES } from '../rulebook/books.ts'
import type { Rulebooks } from '../rulebook/books.ts'
import { listRules, readRule } from '../rulebook/read.ts'
import { decideVerdict, type Charge, type Judgement } from './decide.ts'
import type { Evidence, Hour, Metered } from './evidence.ts'
import { CLASSES, OUTCOMES } from './verdict.ts'
import { formAt } from './asked.ts'

/** `0-22: 20`: from the first hour until the second so much an hour; `none`: nothing came in. */
const shown = z.record(
  z.string().regex(/^\d{1,2}-\d{1,2}$/),
  z.union([z.number().min(0), z.literal('none'), z.string().regex(/^stuck \d+(\.\d+)?$/)]),
)
const meter = z.strictObject({
  kind: z.enum(['power', 'online']).default('power'),
  of: z.enum(['production', 'treatment', 'whole', 'stack']).default('production'),
  /** Of the line itself, or of the whole enterprise. */
  line: z.enum(['own', 'whole']).default('own'),
  unit: z.string().default('kWh'),
  pollutant: z.enum(['so2', 'nox', 'pm', 'vocs']).optional(),
  /** What it usually shows in an hour; null where too few running days are known. */
  usual: z.number().min(0).nullable(),
  shows: shown,
  shifted: z.boolean().default(false),
})
const passage = z.strictObject({
  hour: z.int().min(0).max(23),
  vehicle: z.enum(['heavyTruck', 'truck', 'inPlant', 'machine', 'other']).default('heavyTruck'),
  stage: z.int().min(0).max(6).nullable().default(null),
  fuel: z.string().default('diesel'),
  times: z.int().min(1).default(1),
})
const caseForm = z.strictObject({
  name: z.string(),
  /** The day that is judged. */
  day: z.iso.date(),
  given: z.strictObject({
    /** In the words of a list. */
    measure: z.string(),
    /** The hours of the day that the order holds, and hours of the day from which it is judged, if later. */
    from: z.int().min(0).max(23).default(0),
    until: z.int().min(1).max(24).default(24),
    /** How many hours before the day it began. */
    since: z.int().min(0).default(48),
    /** Whether the order ended with the last hour judged. */
    ended: z.boolean().default(false),
    reached: z.boolean().default(true),
    /** Whether every line of the enterprise has to stand. */
    whole: z.boolean().default(false),
    meters: z.array(meter).default([]),
    gate: z
      .strictObject({
        heard: z.boolean().default(true),
        usualADay: z.int().nullable().default(null),
        passages: z.array(passage).default([]),
      })
      .optional(),
    seen: z
      .array(
        z.strictObject({
          by: z.enum(['site', 'video', 'ledger']),
          shows: z.enum(['running', 'stopped', 'unclear']),
          hint: z.boolean().default(false),
          hour: z.int().min(0).max(23).default(14),
        }),
      )
      .default([]),
    saidDone: z.boolean().default(false),
  }),
  expect: z.strictObject({
    outcome: z.enum(OUTCOMES),
    rests: z.enum(CLASSES).optional(),
    /** Words that stand in the sentence why. */
    says: z.array(z.string()).optional(),
    /** Percent of what was promised that is shown. */
    shown: z.int().min(0).max(100).optional(),
  }),
  why: z.string(),
})
const casesFile = z.strictObject({ stage: z.literal('verification'), cases: z.array(caseForm).min(1) })
export type VerdictCase = z.output<typeof caseForm>

/** The cases of verdicts (核查用例) in `rules/cases/verdicts*.yaml`, by file. @throws RuleError */
export function verdictCases(rules = RULES): { file: string; cases: VerdictCase[] }[] {
  return listRules(rules, 'cases')
    .filter((path) => path.startsWith(join(rules, 'cases', 'verdicts')))
    .map((path) => {
      const { name, data } = readRule(rules, path, casesFile)
      return { file: name, cases: data.cases }
    })
}

/** In what the verdict differs from what the case expects. */
export function faultsOfVerdict(one: VerdictCase, rules: Rulebooks): string[] {
  const found = judgeCase(one, rules)
  if (typeof found === 'string') return [found]
  const { outcome, rests, says, shown: share } = one.expect
  const cut = Math.round((found.shown.pm * 100) / Math.max(1, found.promised.pm))
  return [
    ...(found.outcome === outcome ? [] : [`is ${found.outcome}, not ${outcome}: ${found.say.zh}`]),
    ...(rests === undefined || found.rests === rests ? [] : [`rests on ${found.rests}, not on ${rests}`]),
    ...(says ?? []).flatMap((words) =>
      found.say.zh.includes(words) ? [] : [`does not say “${words}”: ${found.say.zh}`],
    ),
    ...(share === undefined || cut === share ? [] : [`shows ${cut} % of what was promised, not ${share} %`]),
  ]
}

/** The verdict of a case; a sentence where its measure can not be read or asks nothing. */
function judgeCase({ day, given }: VerdictCase, rules: Rulebooks): Judgement | string {
  const measure = readMeasureText(given.measure)
  if (measure === null) return `“${given.measure}” is not read as a measure`
  const start = startOfDay(day)
  const [from, until] = [addHours(start, given.from), addHours(start, given.until)]
  const since = given.from > 0 ? from : addHours(start, -given.since)
  const charge: Charge = {
    line: '1#',
    name: '1#',
    forms: partsOf(measure).map((part) => formAt(part.measure, since, until)),
    asks: { zh: given.measure, en: given.measure },
    from,
    until,
    judgedFrom: addHours(since, 1),
    since,
    ended: given.ended ? until : null,
    reached: given.reached,
    whole: given.whole,
    promised: { ...NO_EMISSIONS, pm: 1_000_000 },
  }
  return decideVerdict([charge], evidenceOf(given, start), rules.verification(day))
}

function evidenceOf(given: VerdictCase['given'], start: string): Evidence {
  const { gate } = given
  return {
    meters: given.meters.map((one, n) => meterOf(one, n, start)),
    gates:
      gate === undefined
        ? []
        : [
            {
              source: 'gate',
              name: '1 号门',
              heard: gate.heard,
              usualADay: gate.usualADay,
              passages: gate.passages.flatMap(({ hour, times, ...rest }) =>
                Array.from({ length: times }, (_, n) => ({
                  ...rest,
                  at: addHours(start, hour),
                  plate: `晋M0000${n}`,
                  direction: 'in' as const,
                })),
              ),
            },
          ],
    seen: given.seen.map(({ by, shows, hint, hour }, n) => ({
      id: `seen ${n}`,
      class: by,
      name: { zh: by, en: by },
      hint,
      line: '1#',
      from: addHours(start, hour),
      until: addHours(start, hour + 1),
      shows,
      text: '',
    })),
    said: given.saidDone ? [{ at: start }] : [],
  }
}

function meterOf(one: z.output<typeof meter>, n: number, start: string): Metered {
  const { kind, of, usual, shows, unit, pollutant = null } = one
  return {
    source: `meter ${n}`,
    name: kind === 'power' ? '电表' : '在线',
    class: kind,
    of: kind === 'online' ? 'stack' : of,
    line: one.line === 'own' ? '1#' : null,
    unit,
    pollutant,
    hours: Array.from({ length: 24 }, (_, hour) => hourOf(shows, hour, start)),
    baseline:
      usual === null
        ? null
        : { hours: Array.from({ length: 24 }, () => Math.round(usual * 1000)), runningDays: 20, idleDays: 4 },
    faults: one.shifted ? [{ shifted: true, say: { zh: '时钟偏移', en: 'its clock is off' } }] : [],
  }
}

function hourOf(shows: z.output<typeof shown>, hour: number, start: string): Hour {
  const entry = Object.entries(shows).find(([span]) => {
    const [from = 0, until = 0] = span.split('-').map(Number)
    return hour >= from && hour < until
  })
  const said = entry?.[1] ?? 'none'
  const at = addHours(start, hour)
  if (said === 'none') return { at, hour, value: null, alike: false }
  if (typeof said === 'string') return { at, hour, value: Math.round(Number(said.slice(6)) * 1000), alike: true }
  return { at, hour, value: Math.round(said * 1000), alike: false }
}
