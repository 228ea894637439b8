import { z } from 'zod'
import { mustBeActive, head } from './forms.ts'

const minutes = z.int().min(1).max(720)

/** `rules/duty/*.yaml`: minutes around a shift (值班到岗与交接时限). */
export const dutyFile = z
  .strictObject({
    ...head,
    /** From the beginning of a shift until whoever has not checked in is absent. */
    checkInMinutes: z.int().min(1).max(59),
    /** The same for the heads of a county. */
    headMinutes: minutes,
    /** How long before its beginning it may be checked in. */
    earlyMinutes: minutes,
    /** How long after its end it may be handed over. */
    handOverMinutes: minutes,
  })
  .superRefine(mustBeActive)
export type DutyFile = z.infer<typeof dutyFile>
