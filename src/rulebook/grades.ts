import { basename } from 'node:path'
import { z } from 'zod'
import { GRADE_ZH, type Grade } from '../model/enterprise.ts'
import { isLowerGrade } from '../model/gradeOrder.ts'
import type { Day } from '../model/time.ts'
import { RULES } from './books.ts'
import { covers, dated, standing, words, type Source } from './citation.ts'
import { mustStand } from './measureForms.ts'
import { listRules, readRule, RuleError } from './read.ts'

const GRADES = Object.keys(GRADE_ZH) as [Grade, ...Grade[]]
const grade = z.enum(GRADES)

/** `rules/grades/*.yaml`: which performance grades (绩效等级) exist, from the best to the worst. */
const schemeForm = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]+$/),
    title: words,
    ...dated,
    ...standing,
    /** Each from the best to the worst; grades of two ladders are not comparable unless `alike` joins them. */
    ladders: z.array(z.array(grade).min(2)).min(1),
    alike: z.array(z.strictObject({ grades: z.tuple([grade, grade]), ...standing }).superRefine(mustStand)).default([]),
    /** The fewer grades of simple industries. */
    simple: z
      .strictObject({ grades: z.array(grade).min(1), ...standing })
      .superRefine(mustStand)
      .optional(),
    /** A grade that nobody applies for: picked by the ministry among another after years. */
    picked: z
      .strictObject({ grade, among: grade, years: z.int().positive(), ...standing })
      .superRefine(mustStand)
      .optional(),
    /** Several industries in one enterprise: rated together or apart, its grade as a whole is the worst. */
    several: z
      .strictObject({ rated: z.enum(['together', 'apart']), overall: z.literal('worst'), ...standing })
      .superRefine(mustStand),
    /** One indicator that is not met pulls the grade down (短板原则). */
    shortestBoard: z.strictObject(standing).superRefine(mustStand).optional(),
    /** The scheme whose grades are still read while this one is in force. */
    keeps: z
      .strictObject({ scheme: z.string(), ...standing })
      .superRefine(mustStand)
      .optional(),
  })
  .superRefine(mustStand)
  .superRefine(({ ladders, alike, simple, picked }, context) => {
    const all = ladders.flat()
    const known = (grades: readonly Grade[], path: string) => {
      for (const one of grades)
        if (!all.includes(one))
          context.addIssue({ code: 'custom', path: [path], message: `${one} stands on no ladder` })
    }
    // Machines know the order of grades without reading a rule: a document that ranked them otherwise would split the two.
    for (const ladder of ladders)
      for (const [place, worse] of ladder.entries()) {
        const better = ladder[place - 1]
        if (better !== undefined && !isLowerGrade(worse, better))
          context.addIssue({ code: 'custom', path: ['ladders'], message: `${worse} does not stand below ${better}` })
      }
    if (new Set(all).size !== all.length)
      context.addIssue({ code: 'custom', path: ['ladders'], message: 'a grade stands twice' })
    known(
      alike.flatMap(({ grades }) => grades),
      'alike',
    )
    known(simple?.grades ?? [], 'simple')
    known(picked ? [picked.grade, picked.among] : [], 'picked')
  })
type SchemeForm = z.output<typeof schemeForm>

/** The performance grades of one document (绩效分级), with what is still read of the one before. */
export class GradeScheme {
  readonly id: string
  readonly title: { readonly zh: string; readonly en: string }
  /** Whether each industry of an enterprise is rated by itself, and by which clause its grade as a whole is the worst. */
  readonly several: { readonly rated: 'together' | 'apart'; readonly source: Source | null }
  /** By which clause one indicator that is not met pulls the grade down; null where none was seen. */
  readonly shortestBoard: Source | null
  /** The grade that nobody applies for, among which it is picked, after how many years. */
  readonly picked: { readonly grade: Grade; readonly among: Grade; readonly years: number } | null
  /** Every grade that may stand in a list, from the best to the worst of each ladder. */
  readonly grades: readonly Grade[]
  /** Each grade with those a step down the ladder, and those that stand alike. */
  readonly #down = new Map<Grade, Grade[]>()
  constructor(own: SchemeForm, kept: SchemeForm | null) {
    this.id = own.id
    this.title = own.title
    this.several = { rated: own.several.rated, source: own.several.source ?? null }
    this.shortestBoard = (own.shortestBoard ?? kept?.shortestBoard)?.source ?? null
    const { picked } = own
    this.picked = picked ? { grade: picked.grade, among: picked.among, years: picked.years } : null
    const ladders = [...own.ladders, ...(kept?.ladders ?? [])]
    this.grades = [...new Set(ladders.flat())]
    const step = (better: Grade, worse: Grade) => this.#down.set(better, [...(this.#down.get(better) ?? []), worse])
    for (const ladder of ladders)
      for (const [place, worse] of ladder.entries()) {
        const better = ladder[place - 1]
        if (better !== undefined) step(better, worse)
      }
    for (const { grades } of [...own.alike, ...(kept?.alike ?? [])]) {
      const [one, other] = grades
      step(one, other)
      step(other, one)
    }
  }

  /** Whether `a` is as good as `b`, or worse; grades that no ladder joins are neither. */
  noBetter(a: Grade, b: Grade): boolean {
    return this.#reaches(b, a, new Set())
  }

  /**
   * The worst of several grades: of an enterprise's industries, or of those that its indicators reach (短板原则). Null
   * where there is none, or where two can't be compared (B beside 非引领性): then each industry goes by its own.
   */
  worstOf(grades: readonly Grade[]): Grade | null {
    return grades.find((one) => grades.every((other) => this.noBetter(one, other))) ?? null
  }

  #reaches(from: Grade, to: Grade, past: Set<Grade>): boolean {
    if (from === to) return true
    if (past.has(from)) return false
    past.add(from)
    return (this.#down.get(from) ?? []).some((next) => this.#reaches(next, to, past))
  }
}

/** The schemes of grades by their dates. */
export class GradeSchemes {
  readonly #files: readonly SchemeForm[]
  constructor(files: readonly SchemeForm[]) {
    this.#files = files
  }
  /** The scheme in force on a day; null before the first: grades of before 2020 are read by no document here. */
  schemeOn(day: Day): GradeScheme | null {
    const own = this.#files.find((file) => covers(file, day))
    if (!own) return null
    return new GradeScheme(own, this.#files.find(({ id }) => id === own.keeps?.scheme) ?? null)
  }
}

/** How a grade comes about (procedure of rating) stands beside the schemes and is read by who rates. */
const PROCEDURE = 'procedure.yaml'

/** Reads `rules/grades`. @throws RuleError for a faulty file, and where the dates leave a gap or overlap */
export function loadGrades(rules = RULES): GradeSchemes {
  const files = listRules(rules, 'grades')
    .filter((path) => basename(path) !== PROCEDURE)
    .map((path) => readRule(rules, path, schemeForm))
    .sort((a, b) => (a.data.from < b.data.from ? -1 : 1))
  for (const [place, { name, data }] of files.entries()) {
    const { id, until, keeps } = data
    const next = files[place + 1]
    if (id !== basename(name, '.yaml')) throw new RuleError(name, null, `the id ${id} is not the file's name`)
    if (next && until !== next.data.from)
      throw new RuleError(name, null, `must end on ${next.data.from}, the day on which ${next.data.id} begins`)
    if (keeps && !files.some((file) => file.data.id === keeps.scheme))
      throw new RuleError(name, null, `keeps ${keeps.scheme}, which is not there`)
  }
  return new GradeSchemes(files.map(({ data }) => data))
}
