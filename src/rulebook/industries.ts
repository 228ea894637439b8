import { join } from 'node:path'
import { z } from 'zod'
import { GRADE_ZH, type Grade } from '../model/enterprise.ts'
import { RULES } from './books.ts'
import { confidence, dated, source, words } from './citation.ts'
import { readRule } from './read.ts'

const GRADES = Object.keys(GRADE_ZH) as [Grade, ...Grade[]]
const scheme = z.array(z.enum(GRADES))
const kind = z.strictObject({
  id: z.string(),
  zh: z.string(),
  en: z.string(),
  scheme,
  aliases: z.array(z.string()).default([]),
})
/** A catalogue orders nothing: a scheme that is only remembered (M?) may stand in it, and `lint` says so. */
const catalogueForm = z.strictObject({
  id: z.string(),
  title: words,
  source,
  ...dated,
  industries: z.array(
    z.strictObject({
      no: z.int().positive(),
      id: z.string(),
      zh: z.string(),
      en: z.string(),
      scheme,
      /** How sure the scheme is; names and order are V2 throughout. */
      confidence,
      aliases: z.array(z.string()).default([]),
      kinds: z.array(kind).default([]),
    }),
  ),
  outside: z.strictObject({ id: z.string(), zh: z.string(), en: z.string(), aliases: z.array(z.string()).default([]) }),
})

export type Industry = z.output<typeof catalogueForm>['industries'][number]

/** The industries of a guide (行业目录): what a list may write in its column 行业, and in which grades each is rated. */
export class Industries {
  readonly all: readonly Industry[]
  readonly #byName = new Map<string, { industry: string; kind: string | null }>()
  readonly #names = new Map<string, { zh: string; en: string }>()
  constructor(file: z.output<typeof catalogueForm>) {
    this.all = file.industries
    for (const industry of [...file.industries, { ...file.outside, kinds: [] }]) {
      this.#names.set(industry.id, { zh: industry.zh, en: industry.en })
      for (const name of [industry.zh, ...industry.aliases])
        this.#byName.set(plain(name), { industry: industry.id, kind: null })
      for (const { id, zh, aliases } of industry.kinds)
        for (const name of [zh, ...aliases]) this.#byName.set(plain(name), { industry: industry.id, kind: id })
    }
  }
  /** The industry, and the kind of plant where the name tells it; null if the catalogue has no such name. */
  find(name: string): { industry: string; kind: string | null } | null {
    return this.#byName.get(plain(name)) ?? null
  }
  nameOf(id: string): { zh: string; en: string } {
    return this.#names.get(id) ?? { zh: id, en: id }
  }
}

/** Lists write brackets and blanks in both widths. */
function plain(name: string): string {
  return name.normalize('NFKC').replace(/\s/g, '')
}

/** Reads `rules/industries/catalogue.yaml`. @throws RuleError */
export function loadIndustries(rules = RULES): Industries {
  return new Industries(readRule(rules, join(rules, 'industries/catalogue.yaml'), catalogueForm).data)
}
