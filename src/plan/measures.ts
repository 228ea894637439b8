import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import {
  CLASS_ZH,
  GRADE_ZH,
  LISTED_LEVELS,
  type EnterpriseClass,
  type Grade,
  type ListedLevel,
} from '../model/enterprise.ts'
import { baseNamed, type Measure } from '../model/measure.ts'
import type { Day } from '../model/time.ts'

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

const GRADES = Object.keys(GRADE_ZH) as [Grade, ...Grade[]]
const CLASSES = Object.keys(CLASS_ZH) as [EnterpriseClass, ...EnterpriseClass[]]
const words = z.strictObject({ zh: z.string(), en: z.string() })
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
const percent = z.number().gt(0).lte(100)
const source = z.strictObject({
  document: z.string(),
  clause: z.string(),
  confidence: z.enum(['V1', 'V2', 'M+', 'M?']),
  borrowedFrom: z.string().optional(),
})

const cell = z.union([
  z.enum(['own', 'none', 'stop']),
  z
    .strictObject({
      status: z.enum(['verified', 'unverified']).default('verified'),
      stop: z.literal(true).optional(),
      stopLines: percent.optional(),
      reduce: percent.optional(),
      base: z.string().optional(),
      transport: z.union([z.literal('allRoad'), z.int().min(1).max(7)]).optional(),
    })
    .refine((c) => [c.stop, c.stopLines, c.reduce].filter((part) => part !== undefined).length <= 1, {
      error: 'a cell names one of stop, stopLines and reduce',
    }),
])
const row = z.strictObject({ grade: z.enum(GRADES), yellow: cell, orange: cell, red: cell })
const tableFile = z.strictObject({
  id: z.string(),
  title: words,
  source,
  from: day,
  until: day.optional(),
  tables: z.array(
    z.strictObject({
      id: z.string(),
      title: words,
      clause: z.string(),
      industry: z.string(),
      /** Rows bind a plant that the list names as another kind not at all. */
      kind: z.string().optional(),
      lines: z.array(z.string()).default([]),
      rows: z.array(row),
    }),
  ),
})
const classFile = z.strictObject({
  id: z.literal('classes'),
  title: words,
  from: day,
  rules: z.array(
    z.strictObject({
      id: z.string(),
      title: words,
      grades: z.array(z.enum(GRADES)).default([]),
      classes: z.array(z.enum(CLASSES)).default([]),
      stopCause: z.literal(true).optional(),
      measure: z.enum(['own', 'none', 'stop', 'listed']).optional(),
      asGrade: z.enum(GRADES).optional(),
      source,
    }),
  ),
})

type TableFile = z.output<typeof tableFile>
type ClassFile = z.output<typeof classFile>
export type ClassRuleId =
  | 'own-decision'
  | 'heating'
  | 'small'
  | 'protected'
  | 'stop-for-cause'
  | 'should-be-rated'
  | 'by-line'
  | 'law'

/** A confidence that lets a measure bind (a memory never does). */
const BINDING = new Set(['V1', 'V2'])

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
      classes.rules.map(({ id, title, source: from }) => [
        id,
        { id, title, clause: clauseOf(from, `classes/${id}`, from.clause) },
      ]),
    )
    this.#ownGrades = new Set(classes.rules.flatMap((rule) => (rule.measure === 'own' ? rule.grades : [])))
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
      if (on < file.from || (file.until !== undefined && on >= file.until) || !BINDING.has(file.source.confidence))
        continue
      for (const table of file.tables)
        for (const entry of table.rows)
          for (const level of LISTED_LEVELS) {
            const measures = measuresOf(entry[level])
            if (measures === null) continue
            const id = `${file.id}/${table.id}/${entry.grade}/${level}`
            const clause = clauseOf(file.source, id, `${table.clause} ${GRADE_ZH[entry.grade]}`)
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

function clauseOf(from: z.output<typeof source>, id: string, clause: string): Clause {
  const { document, confidence, borrowedFrom } = from
  return { id, document, clause, confidence, ...(borrowedFrom === undefined ? {} : { borrowedFrom }) }
}

function key(industry: string, kind: string, grade: Grade, level: ListedLevel): string {
  return `${industry}|${kind}|${grade}|${level}`
}

/** The measures of a cell, production before transport; null where the cell is not verified. */
function measuresOf(written: z.output<typeof cell>): Measure[] | null {
  if (written === 'own') return [{ kind: 'ownDecision' }]
  if (written === 'none') return [{ kind: 'none' }]
  if (written === 'stop') return [{ kind: 'stop' }]
  if (written.status === 'unverified') return null
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

/** Reads `rules/measures`: `classes.yaml` and a file for each document. Throws what is wrong in which file. */
export function loadMeasures(rules = join(import.meta.dirname, '../../rules')): MeasureBook {
  const folder = join(rules, 'measures')
  const read = <T>(name: string, form: z.ZodType<T>): T => {
    const result = form.safeParse(parse(readFileSync(join(folder, name), 'utf8')))
    if (!result.success) throw new Error(`rules/measures/${name}: ${z.prettifyError(result.error)}`)
    return result.data
  }
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml') && name !== 'classes.yaml')
  const files = names.sort().map((name) => {
    const file = read(name, tableFile)
    if (file.id !== basename(name, '.yaml'))
      throw new Error(`rules/measures/${name}: the id ${file.id} is not the file's name`)
    return file
  })
  return new MeasureBook(files, read('classes.yaml', classFile))
}
