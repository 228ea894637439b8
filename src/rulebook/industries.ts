import { basename, join } from 'node:path'
import { z } from 'zod'
import { GRADE_ZH, type Grade } from '../model/enterprise.ts'
import type { Day } from '../model/time.ts'
import { RULES } from './books.ts'
import { governs } from './reach.ts'
import { confidence, covers, dated, faultOf, isActive, source, standing, words } from './citation.ts'
import { listRules, readRule, RuleError } from './read.ts'

const GRADES = Object.keys(GRADE_ZH) as [Grade, ...Grade[]]
const scheme = z.array(z.enum(GRADES))
/** A class of GB/T 4754 (`2521`), or all from one to another (`2021-2029`). */
const codes = z.array(z.string().regex(/^\d{4}(-\d{4})?$/)).default([])
const kind = z.strictObject({
  id: z.string(),
  zh: z.string(),
  en: z.string(),
  scheme,
  /** How sure its scheme is, where it is another than that of the industry. */
  confidence: confidence.optional(),
  aliases: z.array(z.string()).default([]),
})
const industry = z.strictObject({
  /** Its number in the guide; what a city adds has none. */
  no: z.int().positive().nullable().default(null),
  id: z.string().regex(/^[a-z0-9-]+$/),
  zh: z.string(),
  en: z.string(),
  scheme,
  /** How sure the scheme is; names and order are V2 throughout. */
  confidence,
  aliases: z.array(z.string()).default([]),
  codes,
  kinds: z.array(kind).default([]),
})
/** A catalogue orders nothing: a scheme that is only remembered (M?) may stand in it, and `lint` says so. */
const catalogueForm = z.strictObject({
  id: z.string(),
  title: words,
  source,
  ...dated,
  classes: z.strictObject({
    edition: z.string(),
    source,
    /** What a code meant in the edition before: a list that still writes it so names another trade. */
    formerly: z.record(z.string().regex(/^\d{4}$/), z.string()),
  }),
  industries: z.array(industry),
  outside: z.strictObject({ id: z.string(), zh: z.string(), en: z.string(), aliases: z.array(z.string()).default([]) }),
})
/** Further industries of a province or a city (“39+9”), beside those of the nation. */
const additionForm = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]+$/),
    title: words,
    ...standing,
    ...dated,
    area: z.string().regex(/^\d{6}$/),
    industries: z.array(industry).min(1),
  })
  .superRefine((file, context) => {
    const fault = faultOf(file)
    if (fault !== null) context.addIssue({ code: 'custom', message: fault })
  })

export type Industry = z.output<typeof industry>
type Catalogue = z.output<typeof catalogueForm>
type Addition = z.output<typeof additionForm>

/** The industries of a guide (行业目录): what a list may write in its column 行业, and in which grades each is rated. */
export class Industries {
  readonly all: readonly Industry[]
  readonly #catalogue: Catalogue
  readonly #additions: readonly Addition[]
  readonly #byName = new Map<string, { industry: string; kind: string | null }>()
  readonly #names = new Map<string, { zh: string; en: string }>()
  constructor(catalogue: Catalogue, additions: readonly Addition[] = [], own: readonly Addition[] = []) {
    this.#catalogue = catalogue
    this.#additions = additions
    this.all = [...catalogue.industries, ...own.flatMap(({ industries }) => industries)]
    for (const industry of [...this.all, { ...catalogue.outside, kinds: [] }]) {
      this.#names.set(industry.id, { zh: industry.zh, en: industry.en })
      for (const name of [industry.zh, ...industry.aliases])
        this.#byName.set(plain(name), { industry: industry.id, kind: null })
      for (const { id, zh, aliases } of industry.kinds)
        for (const name of [zh, ...aliases]) this.#byName.set(plain(name), { industry: industry.id, kind: id })
    }
  }
  /**
   * The catalogue of one place on one day: with what its province and its city add to that of the nation; on whatever day
   * where none is known.
   */
  within(area: string, on: Day | null): Industries {
    const own = this.#additions.filter(
      (file) => isActive(file) && (on === null || covers(file, on)) && governs(file.area, area),
    )
    return own.length === 0 ? this : new Industries(this.#catalogue, this.#additions, own)
  }
  /** Whether some place has such an industry, and such a kind of its plants where one is named. */
  knows(id: string, kind?: string): boolean {
    return [...this.#catalogue.industries, ...this.#additions.flatMap(({ industries }) => industries)].some(
      (one) => one.id === id && (kind === undefined || one.kinds.some((of) => of.id === kind)),
    )
  }
  /** The industry, and the kind of plant where the name tells it; null if the catalogue has no such name. */
  find(name: string): { industry: string; kind: string | null } | null {
    return this.#byName.get(plain(name)) ?? null
  }
  nameOf(id: string): { zh: string; en: string } {
    return this.#names.get(id) ?? { zh: id, en: id }
  }
  kindName(id: string, kind: string): string {
    return this.all.find((one) => one.id === id)?.kinds.find((of) => of.id === kind)?.zh ?? kind
  }
  /** The grades in which an industry, or one kind of its plants, is rated; null for what the guide does not rate. */
  schemeOf(id: string, kindId: string | null = null): { grades: readonly Grade[]; verified: boolean } | null {
    const found = this.all.find((one) => one.id === id)
    if (!found) return null
    const own = found.kinds.find((one) => one.id === kindId)
    const sure = own?.confidence ?? found.confidence
    return { grades: own?.scheme ?? found.scheme, verified: sure === 'V1' || sure === 'V2' }
  }
  /** Whether a class of GB/T 4754 is among those that enterprises of an industry have; null where none is known. */
  hasClass(id: string, code: string): boolean | null {
    const known = this.all.find((one) => one.id === id)?.codes ?? []
    return known.length === 0 ? null : known.some((range) => holds(range, code))
  }
  /** What a code meant in the edition before the present one, where it moved between them; null where it did not. */
  formerly(code: string): string | null {
    return this.#catalogue.classes.formerly[code] ?? null
  }
}

function holds(range: string, code: string): boolean {
  const [from = '', to = from] = range.split('-')
  return /^\d{4}$/.test(code) && from <= code && code <= to
}

/** Lists write brackets and blanks in both widths. */
function plain(name: string): string {
  return name.normalize('NFKC').replace(/\s/g, '')
}

/**
 * Reads `rules/industries`: `catalogue.yaml` of the nation, and a file for each province or city that adds to it.
 * @throws RuleError
 */
export function loadIndustries(rules = RULES): Industries {
  const catalogue = readRule(rules, join(rules, 'industries/catalogue.yaml'), catalogueForm)
  mustBeUnlike(catalogue.name, catalogue.data.industries)
  const additions: Addition[] = []
  for (const path of listRules(rules, 'industries')) {
    if (basename(path) === 'catalogue.yaml') continue
    const { name, data } = readRule(rules, path, additionForm)
    if (data.id !== basename(path, '.yaml')) throw new RuleError(name, null, `the id ${data.id} is not the file's name`)
    const beside = additions.filter((other) => meet(data, other)).flatMap(({ industries }) => industries)
    mustBeUnlike(name, [...catalogue.data.industries, ...beside, ...data.industries])
    additions.push(data)
  }
  return new Industries(catalogue.data, additions)
}

/** Whether some place has both on some day. */
function meet(a: Addition, b: Addition): boolean {
  const sameDays = (a.until === null || b.from < a.until) && (b.until === null || a.from < b.until)
  return sameDays && (governs(a.area, b.area) || governs(b.area, a.area))
}

/** One name that two industries bear would put a plant under the wrong table. */
function mustBeUnlike(name: string, industries: readonly Industry[]): void {
  const seen = new Map<string, string>()
  const claim = (word: string, by: string): void => {
    const other = seen.get(plain(word))
    if (other !== undefined) throw new RuleError(name, null, `${word} names both ${other} and ${by}`)
    seen.set(plain(word), by)
  }
  for (const { id, zh, aliases, kinds } of industries) {
    for (const word of [id, zh, ...aliases]) claim(word, id)
    for (const one of kinds) for (const word of [one.zh, ...one.aliases]) claim(word, `${id}/${one.id}`)
  }
}
