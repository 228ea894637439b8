import { join } from 'node:path'
import { z } from 'zod'
import { GRADE_ZH, type Grade } from '../model/enterprise.ts'
import { EXEMPTION_GROUNDS } from '../model/exemption.ts'
import type { Day } from '../model/time.ts'
import { RULES } from './books.ts'
import { governs, reach } from './reach.ts'
import { covers, dated, isActive, mustStand, standing, words } from './citation.ts'
import { loadIndustries } from './industries.ts'
import { listRules, readRule, RuleError } from './read.ts'

const GRADES = Object.keys(GRADE_ZH) as [Grade, ...Grade[]]
const grades = z.array(z.enum(GRADES))

/** `rules/rotation/*.yaml`: staggered production of one season in one area. */
const rotationFile = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]+$/),
    title: words,
    area: z.string().regex(/^\d{6}$/),
    ...dated,
    /** A season has its end. */
    until: z.iso.date(),
    ...standing,
    /** Absent where it was not seen which industries are meant: then only whoever a plan names is held to the rule. */
    industries: z
      .strictObject({ of: z.array(z.string()), ...standing })
      .superRefine(mustStand)
      .optional(),
    byGrade: z.strictObject({ stop: grades, rotate: grades, exempt: grades }),
    unfinishedRetrofit: z.literal('stop').optional(),
    exemptions: z
      .array(
        z.strictObject({
          ground: z.enum(EXEMPTION_GROUNDS),
          industries: z.array(z.string()).optional(),
          grades: grades.optional(),
        }),
      )
      .default([]),
    /** Lines and furnaces stop; lowering load does not stand for it. */
    byLine: z.strictObject(standing).superRefine(mustStand).optional(),
    /** Lines with these words stagger at least in the share of those that they serve. */
    coupled: z
      .strictObject({ words: z.array(z.string()).min(1), ...standing })
      .superRefine(mustStand)
      .optional(),
    /** Days on which every line of an industry stands still. */
    windows: z
      .array(
        z
          .strictObject({
            industries: z.array(z.string()),
            days: z.array(z.strictObject({ from: z.iso.date(), until: z.iso.date() })).min(1),
            ...standing,
          })
          .superRefine(mustStand),
      )
      .default([]),
  })
  .superRefine(mustStand)

/** The rule of one season (错峰生产规则). */
export type RotationRule = z.output<typeof rotationFile>

/** The files of `rules/rotation`. */
export class Rotations {
  readonly all: readonly RotationRule[]
  constructor(files: readonly RotationRule[]) {
    this.all = files
  }

  /** By id; null where there is none or it is not verified. */
  get(id: string): RotationRule | null {
    return this.all.find((rule) => rule.id === id && isActive(rule)) ?? null
  }

  /** The rule of the smallest area that holds a place, in the season of a day; null outside the seasons held here. */
  inForce(on: Day, area: string): RotationRule | null {
    const found = this.all.filter((rule) => isActive(rule) && covers(rule, on) && governs(rule.area, area))
    return found.sort((a, b) => reach(b.area) - reach(a.area))[0] ?? null
  }
}

const loaded = new Map<string, Rotations>()

/** Reads `rules/rotation` once. @throws RuleError that says what is wrong in which file and line */
export function loadRotations(rules = RULES): Rotations {
  const known = loaded.get(rules)
  if (known) return known
  const industries = new Set(loadIndustries(rules).all.map(({ id }) => id))
  const files = listRules(rules, 'rotation').map((path) => {
    const { name, data } = readRule(rules, path, rotationFile)
    if (!name.endsWith(join('rotation', `${data.id}.yaml`)))
      throw new RuleError(name, null, `the id ${data.id} is not the file's name`)
    const named = [data.industries?.of, ...[...data.exemptions, ...data.windows].map((one) => one.industries)]
    for (const id of named.flatMap((some) => some ?? []))
      if (!industries.has(id)) throw new RuleError(name, null, `the catalogue of industries has no ${id}`)
    for (const day of data.windows.flatMap(({ days }) => days))
      if (day.from < data.from || day.until > data.until || day.from >= day.until)
        throw new RuleError(name, null, `the days from ${day.from} until ${day.until} do not lie in the season`)
    const { stop, rotate, exempt } = data.byGrade
    const twice = [...stop, ...rotate, ...exempt].find((grade, place, all) => all.indexOf(grade) < place)
    if (twice !== undefined) throw new RuleError(name, null, `the grade ${twice} stands in two lists`)
    return data
  })
  const rotations = new Rotations(files)
  loaded.set(rules, rotations)
  return rotations
}
