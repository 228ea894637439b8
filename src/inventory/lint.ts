import type { Entry } from '../model/enterprise.ts'
import type { CheckContext, Check, ListCheck } from './checks/check.ts'
import { phones, shared } from './checks/contacts.ts'
import { alsoRated, expiry, lowest, retrofit, scheme, table } from './checks/grade.ts'
import { duplicates, permit } from './checks/identity.ts'
import { coupledRatio, coupling } from './checks/lines.ts'
import { causes, heating, levels, rows, tables } from './checks/measures.ts'
import { baselines, reductions } from './checks/numbers.ts'
import { industryCode } from './checks/place.ts'
import { plan } from './checks/plan.ts'
import { ratios } from './checks/sums.ts'
import { Findings, type Finding, type FindingCode } from './finding.ts'
import type { ContactRow, Subject } from './list.ts'
import { SHEET_NAMES } from './sheets.ts'
import { RowsOfEnterprise } from './whereabouts.ts'

/** What an enterprise answers for itself, in its own plan: its lines, their measures, its figures and its plan's date. */
const OF_PLAN: readonly Check[] = [
  retrofit,
  coupling,
  baselines,
  reductions,
  heating,
  causes,
  tables,
  rows,
  levels,
  coupledRatio,
  plan,
]

/** In the order in which they are to be believed: of a cell that several doubt the first speaks. */
const OF_ENTERPRISE: readonly Check[] = [industryCode, lowest, scheme, alsoRated, expiry, ...OF_PLAN, phones]
const OF_LIST: readonly ListCheck[] = [duplicates]
/** Said last, so that it keeps nothing else from being said. */
const LAST: readonly Check[] = [permit, table]

/** A row of 措施 at no known level is missing from every sum. */
const LEVEL = '预警级别'
/** Faults after which a sum over the list is no news: rows that are missing from it, or count twice. */
const STRUCTURAL: ReadonlySet<FindingCode> = new Set([
  'sheet-missing',
  'header-missing',
  'credit-code-duplicate',
  'class-unknown',
  'line-missing',
  'line-duplicate',
  'line-of-unknown-enterprise',
  'measure-missing-level',
  'measure-duplicate',
])

/** Checks a list as far as it could be read; what is found goes to the findings of the reading. */
export function checkList(subjects: readonly Subject[], context: CheckContext, findings: Findings): void {
  for (const check of OF_LIST) for (const remark of check(subjects, context)) findings.consider(remark)
  for (const subject of subjects)
    for (const check of OF_ENTERPRISE) for (const remark of check(subject, context)) findings.consider(remark)
  for (const check of LAST)
    for (const subject of subjects) for (const remark of check(subject, context)) findings.consider(remark)
  for (const remark of shared(subjects, context)) findings.consider(remark)
  findings.sayLast()
  const found = findings.all()
  if (found.some(({ code, severity, column }) => severity === 'error' && (STRUCTURAL.has(code) || column === LEVEL)))
    return
  const doubted = new Set(found.map(({ column }) => column.replace('排放量', '减排量')))
  for (const remark of ratios(subjects, context)) if (!doubted.has(remark.at.column)) findings.sum(remark)
}

/**
 * Checks one enterprise without a workbook, such as the plan that it drafts itself: what the list would say about its
 * lines, measures, figures and plan. Places are the sheets of the list with rows counted from 1: line 2 is row 2 of 生产线,
 * its measures are rows of 措施 in the order of lines and levels. Without `contacts` nothing is said about them.
 */
export function checkEntry(
  entry: Entry<unknown>,
  context: CheckContext,
  contacts: readonly ContactRow[] = [],
): Finding[] {
  const findings = new Findings(SHEET_NAMES)
  const at = RowsOfEnterprise.counted(entry)
  at.contacts.push(...contacts.map((_, place) => place + 1))
  const subject: Subject = { entry, contacts, at }
  const checks = contacts.length > 0 ? [...OF_PLAN, phones] : OF_PLAN
  for (const check of checks) for (const remark of check(subject, context)) findings.consider(remark)
  return findings.all()
}
