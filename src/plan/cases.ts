import { join } from 'node:path'
import { z } from 'zod'
import { loadIndustries } from '../rulebook/industries.ts'
import { basesOf } from '../inventory/lineRows.ts'
import { readMeasure } from '../inventory/measureCell.ts'
import {
  CLASS_ZH,
  GRADE_ZH,
  LISTED_LEVELS,
  STOP_CAUSE_ZH,
  type Entry,
  type Line,
  type ListedMeasure,
  type Rated,
  type StopForCause,
} from '../model/enterprise.ts'
import { startOfDay } from '../model/time.ts'
import { NO_EMISSIONS } from '../model/tonnes.ts'
import { RULES } from '../rulebook/books.ts'
import { listRules, readRule, RuleError } from '../rulebook/read.ts'
import { decideOrder } from './decide.ts'
import type { Rules } from './asked.ts'
import type { OrderContent } from './order.ts'
import { sayDuties } from './wording.ts'

const ownRow = z.strictObject({
  type: z.string(),
  value: z.number().optional(),
  unit: z.string().default(''),
  base: z.string().default(''),
  text: z.string().default(''),
})
const cause = z.strictObject({
  cause: z.enum(Object.values(STOP_CAUSE_ZH)),
  deadline: z.iso.date(),
  from: z.iso.date(),
})
const days = z.strictObject({ from: z.iso.date(), until: z.iso.date() })
const expected = z.strictObject({
  basis: z.string().optional(),
  /** What each line is told, in Chinese. */
  lines: z.record(z.string(), z.string()).optional(),
  transport: z.string().nullable().optional(),
  flags: z.record(z.string(), z.array(z.string())).optional(),
  /** Clauses that the order must name; it may name more. */
  clauses: z.array(z.string()).optional(),
})
const caseForm = z.strictObject({
  name: z.string(),
  /** The day on which the warning is signed. */
  asOf: z.iso.date(),
  level: z.enum(LISTED_LEVELS),
  /** The day on which the order begins; without it the second day after `asOf`. */
  on: z.iso.date().optional(),
  /** The first day on which it is over; without it until it is lifted. */
  until: z.iso.date().optional(),
  given: z.strictObject({
    industry: z.string(),
    class: z.enum(Object.values(CLASS_ZH)).default('重点'),
    grade: z.enum(Object.values(GRADE_ZH)),
    /** Further industries with their grades. */
    also: z.record(z.string(), z.enum(Object.values(GRADE_ZH))).optional(),
    protection: z
      .strictObject({ ground: z.string(), cap: z.string(), until: z.iso.date().nullable().default(null) })
      .optional(),
    gradeUntil: z.iso.date().optional(),
    stopCause: cause.optional(),
    /** Code of the county, and the zone as the list writes it. */
    county: z.string().default('140882'),
    zone: z.string().optional(),
    code: z.string().optional(),
    /** Percent of clean transport. */
    clean: z.number().optional(),
    /** Whether the floors of its county and of the list hold without the small emitters. */
    floorsHoldWithoutSmall: z.boolean().default(false),
    blacklistedFrom: z.iso.date().optional(),
    /** By line: its own cause for stop, its standstill of the season, what shares of it are taken of. */
    processes: z.record(z.string(), cause).default({}),
    season: z.record(z.string(), days).default({}),
    /** By line, as the columns of a list say them: `{ 许可日均产能: 2500 吨/日 }`. */
    bases: z.record(z.string(), z.record(z.string(), z.string())).default({}),
    uninterruptible: z.array(z.string()).default([]),
    /** The own measure of each line at the level asked; null where the list has none. */
    lines: z.record(z.string(), ownRow.nullable()),
  }),
  expect: expected,
  why: z.string(),
})
/** One enterprise asked again and again: each row may change the level, the days and anything that is given. */
const tableForm = caseForm.omit({ expect: true }).extend({
  table: z
    .array(
      caseForm
        .pick({ expect: true })
        .extend(caseForm.pick({ asOf: true, level: true, on: true, until: true }).partial().shape)
        .extend({ given: z.record(z.string(), z.unknown()).default({}), why: z.string().optional() })
        .strict(),
    )
    .min(1),
})
const casesFile = z.strictObject({ stage: z.literal('plan'), cases: z.array(z.union([caseForm, tableForm])).min(1) })
export type MeasureCase = z.output<typeof caseForm>

/** The cases of measures (用例) in `rules/cases`, by file. @throws RuleError */
export function measureCases(rules = RULES): { file: string; cases: MeasureCase[] }[] {
  return listRules(rules, 'cases')
    .filter((path) => path.startsWith(join(rules, 'cases', 'measures-')))
    .map((path) => {
      const { name, data } = readRule(rules, path, casesFile)
      return { file: name, cases: data.cases.flatMap((one) => ('table' in one ? rowsOf(one) : [one])) }
    })
}

/** Each row of a table as a case of its own. */
function rowsOf({ table, ...whole }: z.output<typeof tableForm>): MeasureCase[] {
  return table.map(({ given, why = whole.why, ...row }, place) =>
    caseForm.parse({
      ...whole,
      ...row,
      why,
      name: `${whole.name} (${place + 1})`,
      given: { ...whole.given, ...given },
    }),
  )
}

/** In what the order differs from what the case expects. */
export function faultsOf(one: MeasureCase, by: Rules, rules = RULES): string[] {
  const { given } = one
  const terms = {
    level: one.level,
    starts: one.on === undefined ? startOfDay(one.asOf, 48) : startOfDay(one.on),
    ends: one.until === undefined ? null : startOfDay(one.until),
    issuedAt: startOfDay(one.asOf, 18),
    asOf: one.asOf,
    list: { id: 'case', name: '应急减排清单' },
    spares: new Set(given.floorsHoldWithoutSmall ? [given.county] : []),
  }
  const season = {
    standstills: Object.entries(given.season).map(([line, window]) => ({
      ...window,
      line,
      plan: { id: 'case', name: '错峰生产方案' },
    })),
    blacklistedFrom: given.blacklistedFrom ?? null,
  }
  const order = decideOrder({ entry: entryOf(one, rules), season }, terms, by)
  if (order === null) return ['no order']
  const { expect } = one
  const told = Object.fromEntries(order.lines.map((line) => [line.name, sayDuties(line).zh]))
  const flags = Object.fromEntries(order.lines.map((line) => [line.name, line.flags]))
  return [
    ...(expect.basis === undefined ? [] : differs('basis', expect.basis, order.basis)),
    ...Object.entries(expect.lines ?? {}).flatMap(([line, words]) => differs(line, words, told[line])),
    ...(expect.transport === undefined
      ? []
      : differs('transport', expect.transport ?? '无', order.transport?.say.zh ?? '无')),
    ...Object.entries(expect.flags ?? {}).flatMap(([line, all]) =>
      differs(`flags of ${line}`, all.join(), flags[line]?.join()),
    ),
    ...missing(expect.clauses ?? [], order),
  ]
}

function differs(what: string, expected: string, found: string | undefined): string[] {
  return expected === found ? [] : [`${what} is “${found}”, not “${expected}”`]
}

function missing(clauses: readonly string[], order: OrderContent): string[] {
  const named = order.clauses.map(({ id }) => id)
  return clauses.flatMap((id) => (named.includes(id) ? [] : [`it does not name ${id}, only ${named.join(', ')}`]))
}

function entryOf({ name, level, given }: MeasureCase, rules: string): Entry {
  const industries = loadIndustries(rules)
  const industry = industries.find(given.industry)
  if (!industry) throw new RuleError('rules/cases', null, `${name}: no industry ${given.industry}`)
  return {
    creditCode: '91140882MA0TE5T16T',
    name: '示例企业',
    county: given.county,
    township: null,
    permit: null,
    industry: industry.industry,
    industryKind: industry.kind,
    industryCode: given.code ?? null,
    class: idOf(CLASS_ZH, given.class),
    grade: idOf(GRADE_ZH, given.grade),
    gradeUntil: given.gradeUntil ?? null,
    ...(given.also ? { alsoRated: Object.entries(given.also).map(([of, grade]) => rated(of, grade)) } : {}),
    protection: given.protection ?? null,
    stopCause: causeOf(given.stopCause),
    zone: given.zone ?? null,
    builder: null,
    trucksADay: null,
    daily: NO_EMISSIONS,
    planDated: null,
    monitoring: [],
    cleanTransport: given.clean === undefined ? null : Math.round(given.clean * 100),
    lines: Object.entries(given.lines).map(([line, own]): Line<string> => ({
      number: line,
      name: line,
      step: '',
      device: '',
      capacity: null,
      capacityUnit: null,
      interruptible: !given.uninterruptible.includes(line),
      safeStopHours: 0,
      meanwhile: null,
      coupledTo: [],
      stopCause: causeOf(given.processes[line]),
      bases: basesOf(given.bases[line] ?? {}),
      daily: NO_EMISSIONS,
      measures: own === null ? {} : { [level]: listed(own), ...(level === 'red' ? {} : { red: listed(own) }) },
    })),
  }

  function rated(of: string, grade: (typeof GRADE_ZH)[keyof typeof GRADE_ZH]): Rated {
    const found = industries.find(of)
    if (!found) throw new RuleError('rules/cases', null, `${name}: no industry ${of}`)
    return { industry: found.industry, industryKind: found.kind, grade: idOf(GRADE_ZH, grade) }
  }
}

function causeOf(given: z.output<typeof cause> | undefined): StopForCause | null {
  return given === undefined ? null : { ...given, cause: idOf(STOP_CAUSE_ZH, given.cause) }
}

function listed({ type, value, unit, base, text }: z.output<typeof ownRow>): ListedMeasure<string> {
  const read = readMeasure({ type, value: value === undefined ? '' : String(value), unit, base, text })
  // A case about something else may leave out the base of its shares.
  if ('fault' in read && read.fault.code !== 'measure-base-missing')
    throw new RuleError('rules/cases', null, read.fault.message)
  return { text, measure: read.measure, noticeHours: 0, means: [], responsible: null, reduction: NO_EMISSIONS }
}

function idOf<Id extends string>(words: Readonly<Record<Id, string>>, word: string): Id {
  for (const id in words) if (words[id] === word) return id
  throw new RangeError(`no ${word}`)
}
