import { z } from 'zod'
import { mustStand, standing, words } from './citation.ts'
import { byLevel, head, minutes, mustBeActive } from './forms.ts'

const hour = z.strictObject({ hour: z.int().min(0).max(23), ...standing }).superRefine(mustBeActive)
const code = z.string().regex(/^\d{6}(-[a-z0-9]{1,16})?$/)

const clocks = z.strictObject({
  /** From an instruction to its answer. */
  answer: minutes,
  /** Each day by this hour, of the day before. */
  report: hour,
  /** From its lift to the summary. */
  summary: minutes,
  /** From the lift of a warning until its review is written by itself. */
  review: minutes,
  /** From a warning to the receipt of a county. */
  county: byLevel,
})
export type LinkageClocks = z.infer<typeof clocks>

/** Counties that act together (联防联控区域). */
const group = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]{1,60}$/),
    title: words,
    counties: z.array(code).min(2),
    ...standing,
  })
  .superRefine(mustStand)
export type CountyGroup = z.infer<typeof group>

/** `rules/linkage/*.yaml`: clocks of instructions and receipts for all, groups of counties by city. */
export const linkageFile = z
  .strictObject({
    ...head,
    /** The city whose counties the groups are of; absent where the file holds clocks. */
    area: code.optional(),
    clocks: clocks.optional(),
    groups: z.array(group).default([]),
  })
  .superRefine(mustStand)
  .refine(({ area, clocks: own }) => (area === undefined) === (own !== undefined), {
    error: 'a file holds clocks for all, or groups of the city that it names',
  })
export type LinkageFile = z.infer<typeof linkageFile>
