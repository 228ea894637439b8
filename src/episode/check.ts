import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { parse } from 'yaml'
import { Rulebooks } from '../rulebook/books.ts'
import { casesFile, type RuleCase } from '../rulebook/cases.ts'
import { citedIn, isActive, type Dated, type Standing } from '../rulebook/citation.ts'
import { addDays } from '../model/time.ts'
import { listRules, readRule, RuleError, type RuleFile } from '../rulebook/read.ts'
import { runCase } from './cases.ts'

/** What was found in one file of the rules; nothing means that it holds. */
export interface Checked {
  readonly file: string
  readonly faults: readonly string[]
  /** How many cases it holds. */
  readonly cases: number
}

/** Runs the cases of another stage, by file. @throws RuleError for a file that is wrong in itself. */
export type CasesOfStage = (dir: string) => readonly Checked[]

/**
 * Checks a directory of rules (contract §3, `rules check`): every file has its form, every document that is cited
 * stands in sources.yaml, the dates of each kind follow each other without gap or overlap, and every case holds.
 */
export function checkRules(dir: string, stages: readonly CasesOfStage[]): Checked[] {
  let rules: Rulebooks
  let elsewhere: ReadonlyMap<string, Checked>
  try {
    rules = new Rulebooks(dir)
    elsewhere = new Map(stages.flatMap((cases) => cases(dir)).map((checked) => [checked.file, checked]))
  } catch (error) {
    if (!(error instanceof RuleError)) throw error
    return [{ file: error.file, faults: [error.message], cases: 0 }]
  }
  const known = new Set(rules.sources.data.map((source) => source.document))
  const dates = faultsOfDates(rules)
  return filesOf(dir).map((path) => {
    const file = join('rules', relative(dir, path))
    const cited = uncited(path, known).map((document) => `cites ${document}, which is not in sources.yaml`)
    const faults = [...cited, ...(dates.get(file) ?? [])]
    const other = elsewhere.get(file)
    if (other !== undefined) return { file, faults: [...faults, ...other.faults], cases: other.cases }
    const cases = casesIn(dir, path)
    if (cases instanceof RuleError) return { file, faults: [...faults, cases.message], cases: 0 }
    for (const one of cases) {
      const fault = faultOfCase(one, rules)
      if (fault !== null) faults.push(`${one.name}: ${fault}`)
    }
    return { file, faults, cases: cases.length }
  })
}

/** Null when the case holds. */
export function faultOfCase(one: RuleCase, rules: Rulebooks): string | null {
  try {
    const { found, expected } = runCase(one, rules)
    return isDeepStrictEqual(found, expected)
      ? null
      : `expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`
  } catch (error) {
    if (error instanceof RangeError) return error.message
    throw error
  }
}

function filesOf(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => join(dir, name))
}

function casesIn(dir: string, path: string): readonly RuleCase[] | RuleError {
  if (!listRules(dir, 'cases').includes(path)) return []
  try {
    return readRule(dir, path, casesFile).data
  } catch (error) {
    if (error instanceof RuleError) return error
    throw error
  }
}

/** Documents that the file cites and nobody knows. */
function uncited(path: string, known: ReadonlySet<string>): string[] {
  const found = new Set(citedIn(parse(readFileSync(path, 'utf8'))).map(({ document }) => document))
  return [...found].filter((document) => !known.has(document))
}

type DatedRule = Dated & Standing & { readonly id: string; readonly area?: string | undefined }

/** Faults by file: of one kind and one area each active file begins where the one before ends. */
function faultsOfDates(rules: Rulebooks): Map<string, string[]> {
  const faults = new Map<string, string[]>()
  const blame = (name: string, fault: string) => faults.set(name, [...(faults.get(name) ?? []), fault])
  const kinds: readonly (readonly RuleFile<DatedRule>[])[] = Object.values(rules.files)
  for (const files of kinds) {
    const ids = new Set<string>()
    for (const { name, data } of files) {
      if (ids.has(data.id)) blame(name, `the id ${data.id} is used twice`)
      ids.add(data.id)
      if (data.until !== null && data.until <= data.from) blame(name, `ends on ${data.until}, before it begins`)
    }
    const chains = Map.groupBy(
      files.filter(({ data }) => isActive(data)),
      ({ data }) => data.area ?? 'CN',
    )
    for (const chain of chains.values()) {
      chain.sort((a, b) => (a.data.from < b.data.from ? -1 : 1))
      for (const [k, { name, data }] of chain.entries()) {
        const next = chain[k + 1]
        if (next === undefined) continue
        const { until } = data
        if (until === null || until > next.data.from)
          blame(name, `overlaps ${next.data.id} from ${next.data.from}: until should be that day`)
        // What a layer leaves open is governed by the book above it.
        else if (until < next.data.from && !/^\d/.test(data.area ?? 'CN'))
          blame(
            name,
            `leaves a gap before ${next.data.id}: nothing is in force from ${until} to ${addDays(next.data.from, -1)}`,
          )
      }
    }
  }
  return faults
}
