import { join } from 'node:path'
import { z } from 'zod'
import type { Day } from '../model/time.ts'
import { RULES } from './books.ts'
import { covers, isActive, mustStand, standing } from './citation.ts'
import { head } from './forms.ts'
import { listRules, readRule, RuleError } from './read.ts'

const code = z.string().regex(/^\d{6}(-[a-z0-9]{1,16})?$/)
/** µg/m³ as it is written, a plain decimal. */
const mass = z.string().regex(/^\d{1,3}(\.\d{1,2})?$/)
const cited = z.strictObject(standing).superRefine(mustStand)

const county = z
  .strictObject({
    area: code,
    before: z.strictObject({ pm25: mass, heavyDays: z.int().min(0) }),
    target: z.strictObject({
      pm25: mass,
      /** Heavy days less than the season before. */
      fewer: z.int().min(0).optional(),
      /** 持续改善: better than before, by no figure. */
      improve: z.literal(true).optional(),
    }),
  })
  .refine(({ target }) => (target.fewer === undefined) !== (target.improve === undefined), {
    error: 'names how many heavy days fewer, or that it is to improve',
  })
  .refine(({ before, target }) => (target.fewer ?? 0) <= before.heavyDays, {
    error: 'asks for more heavy days fewer than there were',
  })

/** `rules/season/*.yaml`: what an area and its counties are to come to in a season, and what follows (秋冬季攻坚目标). */
const seasonFile = z
  .strictObject({
    ...head,
    area: z.string().regex(/^\d{6}$/),
    /** A season has its end. */
    until: z.iso.date(),
    city: z
      .strictObject({ target: z.strictObject({ pm25: mass, heavyDays: z.int().min(0) }), ...standing })
      .superRefine(mustStand),
    counties: z.array(county).min(1),
    heavyAbove: z.strictObject({ value: z.int().min(1).max(500), ...standing }).superRefine(mustStand),
    progress: cited,
    circular: cited,
    reminder: cited,
    talk: cited,
    monthly: z.strictObject({ day: z.int().min(1).max(28), ...standing }).superRefine(mustStand),
    /** Days of the next month: when the offices are asked for their part, and those again who have given none. */
    offices: z
      .strictObject({ ask: z.int().min(1).max(28), remind: z.int().min(1).max(28), ...standing })
      .superRefine(mustStand),
    summary: z.strictObject({ by: z.iso.date(), ...standing }).superRefine(mustStand),
  })
  .superRefine(mustStand)

/** The targets of one season. */
export type SeasonRule = z.output<typeof seasonFile>
export type CountyTarget = SeasonRule['counties'][number]

/** The files of `rules/season`. */
export class Seasons {
  readonly all: readonly SeasonRule[]
  constructor(files: readonly SeasonRule[]) {
    this.all = files.filter(isActive)
  }
  get(id: string): SeasonRule | null {
    return this.all.find((rule) => rule.id === id) ?? null
  }
  inForce(on: Day, area: string): SeasonRule | null {
    return this.all.find((rule) => rule.area === area && covers(rule, on)) ?? null
  }
}

const loaded = new Map<string, Seasons>()

/** Reads `rules/season` once. @throws RuleError that says what is wrong in which file and line */
export function loadSeasons(rules = RULES): Seasons {
  const known = loaded.get(rules)
  if (known) return known
  const files = listRules(rules, 'season').map((path) => {
    const { name, data } = readRule(rules, path, seasonFile)
    if (!name.endsWith(join('season', `${data.id}.yaml`)))
      throw new RuleError(name, null, `the id ${data.id} is not the file's name`)
    const areas = data.counties.map(({ area }) => area)
    const twice = areas.find((area, place) => areas.indexOf(area) < place)
    if (twice !== undefined) throw new RuleError(name, null, `${twice} stands in it twice`)
    if (data.from >= data.until || data.summary.by < data.until)
      throw new RuleError(name, null, 'the season ends before it begins, or is summed up before it ends')
    const { offices, monthly } = data
    if (offices.ask >= offices.remind || offices.remind >= monthly.day)
      throw new RuleError(name, null, 'offices are asked, then asked again, and then the report is due')
    return data
  })
  const overlaps = files.find((one) =>
    files.some((other) => other !== one && other.area === one.area && other.from < one.until && one.from < other.until),
  )
  if (overlaps) throw new RuleError(`season/${overlaps.id}.yaml`, null, 'meets another season of the same area')
  const seasons = new Seasons(files)
  loaded.set(rules, seasons)
  return seasons
}
