import { join } from 'node:path'
import { z } from 'zod'
import { loadIndustries } from '../rulebook/industries.ts'
import { readMeasure } from '../inventory/measureCell.ts'
import {
  CLASS_ZH,
  GRADE_ZH,
  LISTED_LEVELS,
  STOP_CAUSE_ZH,
  type Entry,
  type Line,
  type ListedMeasure,
} from '../model/enterprise.ts'
import { startOfDay } from '../model/time.ts'
import { NO_EMISSIONS } from '../model/tonnes.ts'
import { RULES } from '../rulebook/books.ts'
import { listRules, readRule, RuleError } from '../rulebook/read.ts'
import { decideOrder } from './decide.ts'
import type { MeasureBook } from '../rulebook/measures.ts'
import type { LineOrder, OrderContent } from './order.ts'
import { sayDuty } from './wording.ts'

const ownRow = z.strictObject({
  type: z.string(),
  value: z.number().optional(),
  unit: z.string().default(''),
  base: z.string().default(''),
  text: z.string().default(''),
})
const caseForm = z.strictObject({
  name: z.string(),
  asOf: z.iso.date(),
  level: z.enum(LISTED_LEVELS),
  given: z.strictObject({
    industry: z.string(),
    class: z.enum(Object.values(CLASS_ZH)).default('重点'),
    grade: z.enum(Object.values(GRADE_ZH)),
    protection: z
      .strictObject({ ground: z.string(), cap: z.string(), until: z.iso.date().nullable().default(null) })
      .optional(),
    stopCause: z
      .strictObject({ cause: z.enum(Object.values(STOP_CAUSE_ZH)), deadline: z.iso.date(), from: z.iso.date() })
      .optional(),
    /** The own measure of each line at the level asked; null where the list has none. */
    lines: z.record(z.string(), ownRow.nullable()),
  }),
  expect: z.strictObject({
    basis: z.string().optional(),
    /** What each line is told, in Chinese. */
    lines: z.record(z.string(), z.string()).optional(),
    transport: z.string().optional(),
    flags: z.record(z.string(), z.array(z.string())).optional(),
    /** Clauses that the order must name; it may name more. */
    clauses: z.array(z.string()).optional(),
  }),
  why: z.string(),
})
const casesFile = z.strictObject({ stage: z.literal('plan'), cases: z.array(caseForm).min(1) })
export type MeasureCase = z.output<typeof caseForm>

/** The cases of measures (用例) in `rules/cases`, by file. @throws RuleError */
export function measureCases(rules = RULES): { file: string; cases: MeasureCase[] }[] {
  return listRules(rules, 'cases')
    .filter((path) => path.startsWith(join(rules, 'cases', 'measures-')))
    .map((path) => {
      const { name, data } = readRule(rules, path, casesFile)
      return { file: name, cases: data.cases }
    })
}

/** In what the order differs from what the case expects. */
export function faultsOf(one: MeasureCase, book: MeasureBook, rules = RULES): string[] {
  const at = startOfDay(one.asOf, 18)
  const terms = {
    level: one.level,
    starts: startOfDay(one.asOf, 48),
    ends: null,
    issuedAt: at,
    asOf: one.asOf,
    list: { id: 'case', name: '应急减排清单' },
  }
  const order = decideOrder(entryOf(one, rules), terms, book)
  if (order === null) return ['no order']
  const { expect } = one
  const told = Object.fromEntries(order.lines.map((line) => [line.name, tell(line)]))
  const flags = Object.fromEntries(order.lines.map((line) => [line.name, line.flags]))
  return [
    ...(expect.basis === undefined ? [] : differs('basis', expect.basis, order.basis)),
    ...Object.entries(expect.lines ?? {}).flatMap(([line, words]) => differs(line, words, told[line])),
    ...(expect.transport === undefined ? [] : differs('transport', expect.transport, order.transport?.say.zh)),
    ...Object.entries(expect.flags ?? {}).flatMap(([line, all]) =>
      differs(`flags of ${line}`, all.join(), flags[line]?.join()),
    ),
    ...missing(expect.clauses ?? [], order),
  ]
}

function tell({ action, also }: LineOrder): string {
  return also ? `${sayDuty(action).zh}，并${sayDuty(also).zh}` : sayDuty(action).zh
}

function differs(what: string, expected: string, found: string | undefined): string[] {
  return expected === found ? [] : [`${what} is “${found}”, not “${expected}”`]
}

function missing(clauses: readonly string[], order: OrderContent): string[] {
  const named = order.clauses.map(({ id }) => id)
  return clauses.flatMap((id) => (named.includes(id) ? [] : [`it does not name ${id}, only ${named.join(', ')}`]))
}

function entryOf({ name, level, given }: MeasureCase, rules: string): Entry {
  const industry = loadIndustries(rules).find(given.industry)
  if (!industry) throw new RuleError('rules/cases', null, `${name}: no industry ${given.industry}`)
  return {
    creditCode: '91140882MA0TE5T16T',
    name: '示例企业',
    county: '140882',
    township: null,
    permit: null,
    industry: industry.industry,
    industryKind: industry.kind,
    industryCode: null,
    class: idOf(CLASS_ZH, given.class),
    grade: idOf(GRADE_ZH, given.grade),
    gradeUntil: null,
    protection: given.protection ?? null,
    stopCause: given.stopCause ? { ...given.stopCause, cause: idOf(STOP_CAUSE_ZH, given.stopCause.cause) } : null,
    zone: null,
    builder: null,
    trucksADay: null,
    daily: NO_EMISSIONS,
    planDated: null,
    monitoring: [],
    cleanTransport: null,
    lines: Object.entries(given.lines).map(([line, own]): Line<string> => ({
      number: line,
      name: line,
      step: '',
      device: '',
      capacity: null,
      capacityUnit: null,
      interruptible: true,
      safeStopHours: 0,
      meanwhile: null,
      coupledTo: [],
      stopCause: null,
      bases: {},
      daily: NO_EMISSIONS,
      measures: own === null ? {} : { [level]: listed(own), ...(level === 'red' ? {} : { red: listed(own) }) },
    })),
  }
}

function listed({ type, value, unit, base, text }: z.output<typeof ownRow>): ListedMeasure<string> {
  const read = readMeasure({ type, value: value === undefined ? '' : String(value), unit, base, text })
  if ('fault' in read) throw new RuleError('rules/cases', null, read.fault.message)
  return { text, measure: read.measure, noticeHours: 0, means: [], responsible: null, reduction: NO_EMISSIONS }
}

function idOf<Id extends string>(words: Readonly<Record<Id, string>>, word: string): Id {
  for (const id in words) if (words[id] === word) return id
  throw new RangeError(`no ${word}`)
}
