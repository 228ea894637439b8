import { createHash } from 'node:crypto'
import { basename, join } from 'node:path'
import { loadIndustries } from './industries.ts'
import { GRADE_ZH, LISTED_LEVELS, type Grade, type ListedLevel } from '../model/enterprise.ts'
import { baseNamed, type Measure } from '../model/measure.ts'
import type { Day } from '../model/time.ts'
import { RULES } from './books.ts'
import { covers, isActive, type Standing } from './citation.ts'
import { listRules, readRule, RuleError } from './read.ts'
import {
  classFile,
  tableFile,
  type CellForm,
  type ClassFile,
  type ClassRuleId,
  type TableFile,
} from './measureForms.ts'

/** By which document an order says what it says (依据). */
export interface Clause {
  /** `cn-340-2020/cement-clinker/C/orange`, `classes/heating`, `list/1#/orange`. */
  readonly id: string
  readonly document: string
  readonly clause: string
  /** V1 seen in the text, V2 seen in a secondary source, `list` the released list itself. */
  readonly confidence: string
  /** The place whose document it is, where it is not this city's. */
  readonly borrowedFrom?: string
}

/** One cell of a table in force: what a grade does at a level, and by which clause. */
export interface TableCell {
  readonly measures: readonly Measure[]
  /** Words in a line's name, step or device by which it is meant; empty: every line. */
  readonly lines: readonly string[]
  readonly clause: Clause
}

/** A sentence that holds for a whole class or grade. */
export interface ClassRule {
  readonly id: string
  readonly title: { readonly zh: string; readonly en: string }
  readonly clause: Clause
}

/** The tables of measures by industry, grade and level (减排措施表), pinned by the hash of what they say. */
export class MeasureBook {
  /** SHA-256 of the rules read. */
  readonly hash: string
  readonly #files: readonly TableFile[]
  readonly #rules: ReadonlyMap<string, ClassRule>
  readonly #ownGrades: ReadonlySet<Grade>
  readonly #days = new Map<Day, ReadonlyMap<string, TableCell>>()

  constructor(files: readonly TableFile[], classes: ClassFile) {
    this.#files = files
    this.hash = createHash('sha256')
      .update(JSON.stringify([files, classes]))
      .digest('hex')
    this.#rules = new Map(
      classes.rules.map((rule) => [
        rule.id,
        {
          id: rule.id,
          title: rule.title,
          clause: clauseOf(rule, `classes/${rule.id}`, rule.source?.clause ?? rule.title.zh),
        },
      ]),
    )
    this.#ownGrades = new Set(classes.rules.flatMap(({ grades, id }) => (id === 'own-decision' ? grades : [])))
  }

  /** Grades that choose their own reduction. */
  decidesItself(grade: Grade): boolean {
    return this.#ownGrades.has(grade)
  }

  rule(id: ClassRuleId): ClassRule {
    const found = this.#rules.get(id)
    if (!found) throw new Error(`rules/measures/classes.yaml has no rule ${id}`)
    return found
  }

  /** What the tables in force on a day ask of an industry's grade at a level; null where none is verified. */
  cell(industry: string, kind: string | null, grade: Grade, level: ListedLevel, on: Day): TableCell | null {
    let cells = this.#days.get(on)
    if (!cells) this.#days.set(on, (cells = this.#inForce(on)))
    return cells.get(key(industry, kind ?? '', grade, level)) ?? null
  }

  #inForce(on: Day): Map<string, TableCell> {
    const cells = new Map<string, TableCell>()
    for (const file of this.#files) {
      if (!covers(file, on) || !isActive(file)) continue
      for (const table of file.tables)
        for (const entry of table.rows)
          for (const level of LISTED_LEVELS) {
            const measures = measuresOf(entry[level])
            if (measures === null) continue
            const id = `${file.id}/${table.id}/${entry.grade}/${level}`
            const clause = clauseOf(file, id, `${table.clause} ${GRADE_ZH[entry.grade]}`)
            const found: TableCell = { measures, lines: table.lines, clause }
            // A list that names no kind is told by its lines; one that names the kind means every line of the plant.
            cells.set(key(table.industry, '', entry.grade, level), found)
            if (table.kind !== undefined)
              cells.set(key(table.industry, table.kind, entry.grade, level), { ...found, lines: [] })
          }
    }
    return cells
  }
}

function clauseOf({ source, borrowedFrom }: Standing, id: string, clause: string): Clause {
  const { document = '', confidence = 'D' } = source ?? {}
  return { id, document, clause, confidence, ...(borrowedFrom === undefined ? {} : { borrowedFrom }) }
}

function key(industry: string, kind: string, grade: Grade, level: ListedLevel): string {
  return `${industry}|${kind}|${grade}|${level}`
}

/** The measures of a cell, production before transport; null where the cell is not verified. */
function measuresOf(written: CellForm): Measure[] | null {
  if (written === 'own') return [{ kind: 'ownDecision' }]
  if (written === 'none') return [{ kind: 'none' }]
  if (written === 'stop') return [{ kind: 'stop' }]
  if (!isActive(written)) return null
  const measures: Measure[] = []
  if (written.stop) measures.push({ kind: 'stop' })
  if (written.stopLines !== undefined) measures.push({ kind: 'stopLines', share: Math.round(written.stopLines * 100) })
  if (written.reduce !== undefined)
    measures.push({
      kind: 'reduce',
      share: Math.round(written.reduce * 100),
      base: written.base === undefined ? null : baseNamed(written.base),
    })
  if (written.transport !== undefined)
    measures.push({
      kind: 'transport',
      ban: written.transport === 'allRoad' ? 'allRoad' : { heavyTrucksUpToStage: written.transport },
    })
  return measures
}

/**
 * Reads `rules/measures`: `classes.yaml` and a file for each document. Read once; a warning pins what it found by `hash`.
 * @throws RuleError that says what is wrong in which file and line
 */
export function loadMeasures(rules = RULES): MeasureBook {
  const classes = readRule(rules, join(rules, 'measures/classes.yaml'), classFile).data
  const industries = loadIndustries(rules)
  const files = listRules(rules, 'measures').flatMap((path) => {
    if (basename(path) === 'classes.yaml') return []
    const { name, data } = readRule(rules, path, tableFile)
    if (data.id !== basename(path, '.yaml')) throw new RuleError(name, null, `the id ${data.id} is not the file's name`)
    for (const { industry } of data.tables)
      if (!industries.all.some(({ id }) => id === industry))
        throw new RuleError(name, null, `the catalogue of industries has no ${industry}`)
    return [data]
  })
  return new MeasureBook(files, classes)
}
