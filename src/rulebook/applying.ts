import { join } from 'node:path'
import { z } from 'zod'
import { GRADE_ZH, type Entry, type Grade } from '../model/enterprise.ts'
import type { Measure } from '../model/measure.ts'
import type { Day } from '../model/time.ts'
import type { BasisPoints } from '../model/tonnes.ts'
import { RULES } from './books.ts'
import { governs } from './reach.ts'
import { covers, dated, isActive, mustStand, standing, words, type Standing } from './citation.ts'
import { loadGrades, type GradeSchemes } from './grades.ts'
import type { Clause } from './measures.ts'
import { listRules, readRule } from './read.ts'

const GRADES = Object.keys(GRADE_ZH) as [Grade, ...Grade[]]
const head = { id: z.string().regex(/^[a-z0-9-]+$/), title: words, ...dated }
const city = z.string().regex(/^\d{6}$/)
const percent = z
  .number()
  .gt(0)
  .lte(100)
  .transform((value): BasisPoints => Math.round(value * 100))

const PRINCIPLES = [
  'process-cause',
  'protected-grade',
  'small-spared',
  'grade-expired',
  'b-minus',
  'idle',
  'blacklist',
  'rotation',
  'clean-transport',
] as const
export type PrincipleId = (typeof PRINCIPLES)[number]

/** `rules/applying/principles.yaml`: how a measure is found where class, grade and own row do not say it. */
const principlesFile = z.strictObject({
  ...head,
  rules: z
    .array(
      z
        .strictObject({
          id: z.enum(PRINCIPLES),
          title: words,
          grades: z.array(z.enum(GRADES)).default([]),
          ...standing,
        })
        .superRefine(mustStand),
    )
    .refine((rules) => PRINCIPLES.every((id) => rules.some((rule) => rule.id === id && isActive(rule))), {
      error: `each of ${PRINCIPLES.join(', ')} must be there and active`,
    }),
})

/** `rules/applying/clean-transport.yaml`: the least share of clean transport by industry. */
const transportFile = z
  .strictObject({
    ...head,
    ...standing,
    area: city,
    least: z.array(
      z.strictObject({
        industries: z.array(z.string()).default([]),
        /** Beginnings of a GB/T 4754 class: for what is outside the guide. */
        codes: z.array(z.string()).default([]),
        percent,
      }),
    ),
  })
  .superRefine(mustStand)

/** `rules/zones/*.yaml`: places where more is asked while a warning is in force. */
const zonesFile = z
  .strictObject({
    ...head,
    ...standing,
    area: city,
    zones: z.array(
      z.strictObject({
        /** As the list's column 管控分区 has it. */
        name: z.string().min(1),
        /** Counties that lie in it with all that is in them. */
        counties: z.array(z.string()).default([]),
        /** By how many levels the measures are raised (提级); the warning keeps its own. */
        raise: z.int().min(0).max(2).default(0),
        transport: z.union([z.literal('allRoad'), z.int().min(1).max(7)]).optional(),
      }),
    ),
  })
  .superRefine(mustStand)

/** What a zone of control (管控分区) asks of who lies in it. */
export interface Zone {
  readonly name: string
  readonly raise: number
  readonly transport: Measure | null
  readonly clause: Clause
}

type ZonesFile = z.output<typeof zonesFile>

/** The principles, zones and shares by which a measure is found for one enterprise. */
export class Applying {
  readonly #principles: ReadonlyMap<string, Clause>
  readonly #bMinus: Grade | null
  readonly #transport: readonly z.output<typeof transportFile>[]
  readonly #zones: readonly ZonesFile[]
  readonly #schemes: GradeSchemes
  constructor(
    principles: z.output<typeof principlesFile>,
    transport: readonly z.output<typeof transportFile>[],
    zones: readonly ZonesFile[],
    schemes: GradeSchemes,
  ) {
    this.#schemes = schemes
    this.#principles = new Map(
      principles.rules.map((rule) => [
        rule.id,
        clauseOf(rule, `applying/${rule.id}`, rule.source?.clause ?? rule.title.zh),
      ]),
    )
    this.#bMinus = principles.rules.find(({ id }) => id === 'b-minus')?.grades[0] ?? null
    this.#transport = transport.filter(isActive)
    this.#zones = zones.filter(isActive)
  }

  clause(id: PrincipleId): Clause {
    const found = this.#principles.get(id)
    if (!found) throw new Error(`rules/applying/principles.yaml has no rule ${id}`)
    return found
  }

  /** The grade that counts for an enterprise rated in several industries on a day, and by which clause; null for one grade. */
  worst(grades: readonly Grade[], on: Day): { readonly grade: Grade; readonly clause: Clause } | null {
    const scheme = new Set(grades).size > 1 ? this.#schemes.schemeOn(on) : null
    const grade = scheme?.worstOf(grades) ?? null
    if (scheme === null || grade === null) return null
    const { document = '', clause = '', confidence = 'D' } = scheme.several.source ?? {}
    return { grade, clause: { id: `grades/${scheme.id}/several`, document, clause, confidence } }
  }

  /** The row that holds for a grade of which a table has none. */
  fallsTo(grade: Grade): Grade | null {
    return grade === 'B-' ? this.#bMinus : null
  }

  /** The zone in force on a day in which an enterprise lies; the one that raises most where there are several. */
  zone({ zone, county }: Pick<Entry, 'zone' | 'county'>, on: Day): Zone | null {
    let found: Zone | null = null
    for (const data of this.#zones) {
      if (!covers(data, on) || !governs(data.area, county)) continue
      for (const { name, counties, raise, transport } of data.zones)
        if ((name === zone || counties.includes(county)) && (found === null || raise > found.raise))
          found = {
            name,
            raise,
            transport: transport === undefined ? null : transportBan(transport),
            clause: clauseOf(data, `zones/${data.id}/${name}`, data.source?.clause ?? name),
          }
    }
    return found
  }

  /** The share of clean transport that an enterprise must reach on a day; null where none is asked. */
  cleanTransport(
    { industry, industryCode, county }: Pick<Entry, 'industry' | 'industryCode' | 'county'>,
    on: Day,
  ): { readonly least: BasisPoints; readonly clause: Clause } | null {
    for (const file of this.#transport) {
      if (!covers(file, on) || !governs(file.area, county)) continue
      const row = file.least.find(
        ({ industries, codes }) =>
          industries.includes(industry) || codes.some((code) => industryCode?.startsWith(code) === true),
      )
      if (row)
        return { least: row.percent, clause: clauseOf(file, `applying/${file.id}/share`, file.source?.clause ?? '') }
    }
    return null
  }
}

/** A ban as rule files write it: all road transport, or heavy trucks of a stage and below. */
function transportBan(ban: 'allRoad' | number): Measure {
  return { kind: 'transport', ban: ban === 'allRoad' ? 'allRoad' : { heavyTrucksUpToStage: ban } }
}

/** What was seen in a text but is read by this engine is shown as a design (D), whatever the text is. */
function clauseOf({ source, status, borrowedFrom }: Standing, id: string, clause: string): Clause {
  const { document = '', confidence = 'D' } = source ?? {}
  const shown = status === 'design' ? 'D' : confidence
  return { id, document, clause, confidence: shown, ...(borrowedFrom === undefined ? {} : { borrowedFrom }) }
}

const loaded = new Map<string, Applying>()

/** Reads `rules/applying` and `rules/zones` once. @throws RuleError that says what is wrong in which file and line */
export function loadApplying(rules = RULES): Applying {
  const known = loaded.get(rules)
  if (known) return known
  const principles = readRule(rules, join(rules, 'applying/principles.yaml'), principlesFile).data
  const transport = readRule(rules, join(rules, 'applying/clean-transport.yaml'), transportFile).data
  const zones = listRules(rules, 'zones').map((path) => readRule(rules, path, zonesFile).data)
  const applying = new Applying(principles, [transport], zones, loadGrades(rules))
  loaded.set(rules, applying)
  return applying
}
