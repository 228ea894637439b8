import { join } from 'node:path'
import { z } from 'zod'
import { RULES } from './books.ts'
import { dated, source, words } from './citation.ts'
import { readRule } from './read.ts'

const form = z.strictObject({
  id: z.string(),
  title: words,
  source,
  ...dated,
  divisions: z.int().positive(),
  /** Groups (three digits) of a division, apart by blanks. */
  groups: z.record(z.string().regex(/^\d{2}$/), z.string().regex(/^\d{3}( \d{3})*$/)),
  moved: z.array(
    z.strictObject({
      code: z.string().regex(/^\d{4}$/),
      was: z.string(),
      /** The industry of the catalogue that betrays the older edition; none where the code itself is gone. */
      industry: z.string().optional(),
      now: z.string().regex(/^\d{4}$/),
    }),
  ),
})

/** Classes of the national economy (国民经济行业代码, GB/T 4754), by edition. */
export class IndustryCodes {
  readonly #file: z.output<typeof form>
  readonly #groups: ReadonlyMap<string, ReadonlySet<string>>
  constructor(file: z.output<typeof form>) {
    this.#file = file
    this.#groups = new Map(
      Object.entries(file.groups).map(([division, groups]) => [division, new Set(groups.split(' '))]),
    )
  }
  /** Whether there can be such a class: four digits of a group that the edition has. */
  has(code: string): boolean {
    if (!/^\d{4}$/.test(code)) return false
    const division = Number(code.slice(0, 2))
    const groups = this.#groups.get(code.slice(0, 2))
    return division >= 1 && division <= this.#file.divisions && (groups === undefined || groups.has(code.slice(0, 3)))
  }
  /** What a code of the edition before meant, and its code now; null where nothing shows that it is one. */
  ofOlderEdition(code: string, industry: string): { was: string; now: string } | null {
    return (
      this.#file.moved.find((one) => one.code === code && (one.industry === undefined || one.industry === industry)) ??
      null
    )
  }
}

/** Reads `rules/codes/gbt4754-2017.yaml`. @throws RuleError */
export function loadIndustryCodes(rules = RULES): IndustryCodes {
  return new IndustryCodes(readRule(rules, join(rules, 'codes/gbt4754-2017.yaml'), form).data)
}
