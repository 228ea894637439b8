import { join } from 'node:path'
import { z } from 'zod'
import { compareMeasures } from '../model/compareMeasures.ts'
import { sayMeasure } from '../model/sayMeasure.ts'
import { RULES } from '../rulebook/books.ts'
import { listRules, readRule } from '../rulebook/read.ts'
import { readMeasure } from './measureCell.ts'
import { readMeasureText } from './measureText.ts'

const cell = z.string().default('')
const caseForm = z.strictObject({
  name: z.string(),
  words: z.string(),
  cells: z
    .strictObject({ type: cell, value: cell, unit: cell, base: cell })
    .default({ type: '', value: '', unit: '', base: '' }),
  /** What was understood, in the engine's own words; left out where nothing is. */
  says: z.string().optional(),
  /** Code of the finding; left out where there is none. */
  fault: z.string().optional(),
  beside: z
    .strictObject({ words: z.string(), is: z.enum(['stricter', 'equal', 'weaker', 'notComparable']) })
    .optional(),
  why: z.string(),
})
const casesFile = z.strictObject({ stage: z.literal('language'), cases: z.array(caseForm).min(1) })
type LanguageCase = z.output<typeof caseForm>

/** The cases of the measure language (用例) in `rules/cases/language-*.yaml`, by file. @throws RuleError */
export function languageCases(rules = RULES): { file: string; cases: LanguageCase[] }[] {
  return listRules(rules, 'cases')
    .filter((path) => path.startsWith(join(rules, 'cases', 'language-')))
    .map((path) => {
      const { name, data } = readRule(rules, path, casesFile)
      return { file: name, cases: data.cases }
    })
}

/** In what the reading of the words differs from what the case expects. */
export function faultsOfLanguage({ words, cells, says, fault, beside }: LanguageCase): string[] {
  const read = readMeasure({ text: words, ...cells })
  const found = 'fault' in read ? read.fault.code : undefined
  const said = read.measure.kind === 'other' ? undefined : sayMeasure(read.measure).zh
  const other = beside && readMeasureText(beside.words)
  return [
    ...(said === says ? [] : [`says “${said}”, not “${says}”`]),
    ...(found === fault ? [] : [`finds ${found}, not ${fault}`]),
    ...(other === null ? [`“${beside?.words}” is not read`] : []),
    ...(beside && other && compareMeasures(read.measure, other) !== beside.is
      ? [`is ${compareMeasures(read.measure, other)} beside “${beside.words}”, not ${beside.is}`]
      : []),
  ]
}
