import { join } from 'node:path'
import { z } from 'zod'
import { CLASS_ZH, LISTED_LEVELS, type EnterpriseClass, type ListedLevel } from '../model/enterprise.ts'
import type { Day } from '../model/time.ts'
import type { BasisPoints, EmittedPollutant } from '../model/tonnes.ts'
import { RULES } from './books.ts'
import { governs, reach } from './reach.ts'
import { covers, dated, isActive, mustStand, standing, words } from './citation.ts'
import { listRules, readRule, RuleError } from './read.ts'

/** Percent as documents write it to ten-thousandths. */
const share = z
  .number()
  .gt(0)
  .lte(200)
  .transform((percent): BasisPoints => Math.round(percent * 100))
const shares = z.strictObject({ so2: share, nox: share, pm: share, vocs: share })
const CLASSES = Object.keys(CLASS_ZH) as [EnterpriseClass, ...EnterpriseClass[]]

/** `rules/reduction/*.yaml`: how much of all emissions a list must save at each level. */
const floorsFile = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]+$/),
    title: words,
    area: z
      .string()
      .regex(/^(CN|\d{6})$/)
      .default('CN'),
    ...dated,
    ...standing,
    floors: z.strictObject({ yellow: shares, orange: shares, red: shares }),
    swap: z
      .array(z.strictObject({ level: z.enum(LISTED_LEVELS), sum: share, ...standing }).superRefine(mustStand))
      .default([]),
    idle: z.strictObject({ classes: z.array(z.enum(CLASSES)), ...standing }).superRefine(mustStand),
    small: z
      .strictObject({ spare: z.boolean(), ...standing })
      .superRefine(mustStand)
      .optional(),
  })
  .superRefine(mustStand)
type FloorsFile = z.output<typeof floorsFile>

/** The reduction floors (减排比例) in force on a day for a city. */
export interface Floors {
  readonly id: string
  readonly title: { readonly zh: string; readonly en: string }
  readonly document: string
  readonly borrowedFrom: string | null
  readonly least: Readonly<Record<ListedLevel, Readonly<Record<EmittedPollutant, BasisPoints>>>>
  /** What the shares of SO2 and NOx must be together where they may stand in for each other; null where they may not. */
  readonly swap: Readonly<Record<ListedLevel, BasisPoints | null>>
  /** Classes that count neither in the base nor in what is saved. */
  readonly idle: ReadonlySet<EnterpriseClass>
  /** Small emitters need not stop at a level whose floors hold without them. */
  readonly sparesSmall: boolean
}

/** The files of `rules/reduction`. */
export class Reductions {
  readonly #files: readonly FloorsFile[]
  constructor(files: readonly FloorsFile[]) {
    this.#files = files
  }

  /** The floors of the smallest area that holds the city; null before 2017-09-20. */
  floors(on: Day, area: string): Floors | null {
    const found = this.#files
      .filter((file) => isActive(file) && covers(file, on) && governs(file.area, area))
      .sort((a, b) => reach(b.area) - reach(a.area))[0]
    return found === undefined ? null : floorsOf(found)
  }
}

function floorsOf(file: FloorsFile): Floors {
  const { id, title, source, borrowedFrom = null, floors, swap, idle, small } = file
  const summed = (level: ListedLevel) => swap.find((one) => one.level === level && isActive(one))?.sum ?? null
  return {
    id,
    title,
    document: source?.document ?? '',
    borrowedFrom,
    least: floors,
    swap: { yellow: summed('yellow'), orange: summed('orange'), red: summed('red') },
    idle: new Set(isActive(idle) ? idle.classes : []),
    sparesSmall: small !== undefined && small.spare && isActive(small),
  }
}

const loaded = new Map<string, Reductions>()

/** Reads `rules/reduction` once. @throws RuleError that says what is wrong in which file and line */
export function loadReductions(rules = RULES): Reductions {
  const known = loaded.get(rules)
  if (known) return known
  const files = listRules(rules, 'reduction').map((path) => readRule(rules, path, floorsFile))
  for (const { name, data } of files) {
    if (!name.endsWith(join('reduction', `${data.id}.yaml`)))
      throw new RuleError(name, null, `the id ${data.id} is not the file's name`)
    const other = files.find((one) => one.data !== data && one.data.area === data.area && overlap(one.data, data))
    if (other) throw new RuleError(name, null, `overlaps ${other.data.id}: both are in force on the same days`)
  }
  const reductions = new Reductions(files.map(({ data }) => data))
  loaded.set(rules, reductions)
  return reductions
}

function overlap(a: FloorsFile, b: FloorsFile): boolean {
  const [one, other] = [isActive(a), isActive(b)]
  return one && other && (b.until === null || a.from < b.until) && (a.until === null || b.from < a.until)
}
