import { createHash } from 'node:crypto'
import { basename, join } from 'node:path'
import { loadIndustries, type Industries } from './industries.ts'
import { GRADE_ZH, LISTED_LEVELS, type Grade, type ListedLevel } from '../model/enterprise.ts'
import type { Measure } from '../model/measure.ts'
import type { Day } from '../model/time.ts'
import { RULES } from './books.ts'
import { covers, isActive, type Dated, type Standing } from './citation.ts'
import { listRules, readRule, RuleError, type RuleFile } from './read.ts'
import { classFile, OWN_DECISION, tableFile, type ClassFile, type ClassRuleId, type TableFile } from './measureForms.ts'
import { measuresOf } from './tableCell.ts'

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
  readonly #classes: ClassFile
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
    this.#classes = classes
  }

  /** The rule by which a grade chooses its own reduction on a day; null where none is in force for it. */
  ownDecision(grade: Grade, on: Day): ClassRule | null {
    const { from, until, rules } = this.#classes
    const id = OWN_DECISION.find((one) =>
      rules.some(
        (rule) => rule.id === one && rule.grades.includes(grade) && covers({ from: rule.from ?? from, until }, on),
      ),
    )
    return id === undefined ? null : this.rule(id)
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
    return (
      cells.get(key(industry, kind ?? '', grade, level)) ?? cells.get(key(industry, ALL_KINDS, grade, level)) ?? null
    )
  }

  /** Whether any row of an industry's table is verified and in force: elsewhere an enterprise's own row governs. */
  verified(industry: string, on: Day): boolean {
    return this.#files.some(
      (file) =>
        covers(file, on) &&
        isActive(file) &&
        file.tables.some(
          (table) =>
            table.industry === industry &&
            table.rows.some((row) => LISTED_LEVELS.some((level) => measuresOf(row[level]) !== null)),
        ),
    )
  }

  #inForce(on: Day): Map<string, TableCell> {
    const cells = new Map<string, TableCell>()
    for (const file of this.#files)
      if (covers(file, on) && isActive(file))
        for (const { keys, cell } of cellsOf(file)) for (const one of keys) cells.set(one, cell)
    return cells
  }
}

/** Stands for every kind of plant: a table that names none means them all. */
const ALL_KINDS = '*'

/** The verified cells of a file, with the keys under which each is found. */
function cellsOf(file: TableFile): { keys: string[]; cell: TableCell }[] {
  return file.tables.flatMap((table) =>
    table.rows.flatMap((row) =>
      row.grade.flatMap((grade) =>
        LISTED_LEVELS.flatMap((level) => {
          const measures = measuresOf(row[level])
          if (measures === null) return []
          const id = `${file.id}/${table.id}/${grade}/${level}`
          const clause = clauseOf(file, id, `${table.clause} ${GRADE_ZH[grade]}`)
          const cell: TableCell = { measures, lines: table.lines, clause }
          if (table.kind === undefined) return [{ keys: [key(table.industry, ALL_KINDS, grade, level)], cell }]
          // A list that names no kind is told by its lines; one that names the kind means every line of the plant.
          return [
            { keys: [key(table.industry, '', grade, level)], cell },
            { keys: [key(table.industry, table.kind, grade, level)], cell: { ...cell, lines: [] } },
          ]
        }),
      ),
    ),
  )
}

/** What was seen in a text but is read by this engine is shown as a design (D), whatever the text is. */
function clauseOf({ source, status, borrowedFrom }: Standing, id: string, clause: string): Clause {
  const { document = '', confidence = 'D' } = source ?? {}
  const shown = status === 'design' ? 'D' : confidence
  return { id, document, clause, confidence: shown, ...(borrowedFrom === undefined ? {} : { borrowedFrom }) }
}

function key(industry: string, kind: string, grade: Grade, level: ListedLevel): string {
  return `${industry}|${kind}|${grade}|${level}`
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
    for (const { industry, kind } of data.tables) mustBeListed(industries, name, industry, kind)
    return [{ name, data }]
  })
  mustBeWhole(industries, files)
  return new MeasureBook(
    files.map(({ data }) => data),
    classes,
  )
}

function mustBeListed(industries: Industries, name: string, id: string, kind: string | undefined): void {
  if (!industries.knows(id)) throw new RuleError(name, null, `the catalogue of industries has no ${id}`)
  if (kind !== undefined && !industries.knows(id, kind))
    throw new RuleError(name, null, `the industry ${id} has no kind ${kind}`)
}

/** Every industry has its table, if only one that says that nothing was verified; no cell is said twice for one day. */
function mustBeWhole(industries: Industries, files: readonly RuleFile<TableFile>[]): void {
  const [first] = files
  for (const { id } of industries.all)
    if (first && !files.some(({ data }) => data.tables.some(({ industry }) => industry === id)))
      throw new RuleError(first.name, null, `no table names the industry ${id}; add one without rows if none was seen`)
  const active = files.filter(({ data }) => isActive(data))
  for (const [place, { name, data }] of active.entries()) {
    const own = new Set<string>()
    for (const one of cellsOf(data).flatMap(({ keys }) => keys)) {
      if (own.has(one)) throw new RuleError(name, null, `two rows say ${one.replaceAll('|', ' ')}`)
      own.add(one)
    }
    for (const other of active.slice(0, place))
      if (overlap(data, other.data) && cellsOf(other.data).some(({ keys }) => keys.some((one) => own.has(one))))
        throw new RuleError(name, null, `says what ${other.data.id} says for the same days: end one of them`)
  }
}

function overlap(a: Dated, b: Dated): boolean {
  return (a.until === null || b.from < a.until) && (b.until === null || a.from < b.until)
}
