import { join } from 'node:path'
import { z } from 'zod'
import { STOP_CAUSE_ZH } from '../model/enterprise.ts'
import { RULES } from './books.ts'
import { mustStand, standing } from './citation.ts'
import { head, mustBeActive } from './forms.ts'
import { readRule, RuleError } from './read.ts'
import { loadGradeProcedure } from './gradeProcedure.ts'

const hours = z.strictObject({ value: z.int().min(1).max(720), ...standing }).superRefine(mustBeActive)
const percent = z.int().min(0).max(100)
const days = z.strictObject({ value: z.int().min(1).max(60), ...standing }).superRefine(mustBeActive)

/** What may follow from a finding (处理建议); each is proposed, and two officers decide. */
export const FOLLOWS = ['lowerGrade', 'stopForCause', 'blacklist', 'fraud', 'protectionLost', 'failAssessment'] as const
/** Of these it is said for what: the ground of the lower grade, the cause of the stop. */
const GROUNDED: ReadonlySet<string> = new Set(['lowerGrade', 'stopForCause'])
export type FollowKind = (typeof FOLLOWS)[number]
export const SEVERITIES = ['serious', 'common'] as const
export type Severity = (typeof SEVERITIES)[number]

const finding = z.strictObject({
  id: z.string().regex(/^[a-z][A-Za-z]*$/),
  zh: z.string().min(1),
  en: z.string().min(1),
  severity: z.enum(SEVERITIES),
  follows: z.array(
    z
      .strictObject({ what: z.enum(FOLLOWS), ground: z.string().optional(), ...standing })
      .superRefine(mustBeActive)
      .refine(({ what, ground }) => GROUNDED.has(what) === (ground !== undefined), {
        error: 'a lower grade or a stop for cause, and nothing else, names its ground',
      })
      .refine(({ what, ground = '' }) => what !== 'stopForCause' || ground in STOP_CAUSE_ZH, {
        error: 'nobody is stopped for this cause',
      }),
  ),
})

/** `rules/inspection/procedure.yaml` (现场核查、陈述申辩与问题销号程序). */
const procedureForm = z
  .strictObject({
    ...head,
    answerHours: hours,
    rulingHours: hours,
    fixDays: z
      .strictObject({ serious: z.int().min(1).max(90), common: z.int().min(1).max(180), ...standing })
      .superRefine(mustBeActive),
    checkDays: days,
    letterDays: days,
    risk: z
      .strictObject({
        doubt: z.strictObject({
          notCompliant: percent,
          doubtful: percent,
          insufficient: percent,
          compliant: percent,
          none: percent,
        }),
        eachFinding: z.int().min(0).max(500),
        most: z.int().min(0).max(20),
        ...standing,
      })
      .superRefine(mustBeActive),
    random: z
      .strictObject({
        percent: z.strictObject({ blue: percent, yellow: percent, orange: percent, red: percent }),
        ...standing,
      })
      .superRefine(mustBeActive),
    /** What is drawn each morning of a response where nobody has drawn: at which hour, and how many by verdict and risk. */
    daily: z
      .strictObject({ hour: z.int().min(3).max(12), most: z.int().min(1).max(50), ...standing })
      .superRefine(mustBeActive),
    /** Words in the name of a plant that is told of sites that stand still. */
    stoppedSites: z.strictObject({ words: z.array(z.string().min(2)).min(1), ...standing }).superRefine(mustBeActive),
    checks: z.array(
      z.strictObject({ id: z.string().regex(/^[a-z][A-Za-z]*$/), zh: z.string().min(1), en: z.string().min(1) }),
    ),
    findings: z
      .array(finding)
      .refine((rows) => new Set(rows.map(({ id }) => id)).size === rows.length, { error: 'an id stands twice' }),
  })
  .superRefine(mustStand)

export type InspectionProcedure = z.output<typeof procedureForm>
export type FindingRule = InspectionProcedure['findings'][number]

/** Reads `rules/inspection/procedure.yaml`. @throws RuleError */
export function loadInspectionProcedure(rules = RULES): InspectionProcedure {
  const { name, data, at } = readRule(rules, join(rules, 'inspection/procedure.yaml'), procedureForm)
  const grounds = new Set(loadGradeProcedure(rules).downgrades.map(({ id }) => id))
  for (const [n, { follows }] of data.findings.entries())
    for (const [m, { what, ground }] of follows.entries())
      if (what === 'lowerGrade' && ground !== undefined && !grounds.has(ground))
        throw new RuleError(name, at(['findings', n, 'follows', m, 'ground']), `no grade is lowered for ${ground}`)
  return data
}
