import { z } from 'zod'
import { standing, words } from './citation.ts'
import { head, mustBeActive } from './forms.ts'

const monthDay = z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)
const hour = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
const hours = z
  .array(hour)
  .min(1)
  .refine((all) => all.every((one, n) => n === 0 || one > (all[n - 1] ?? '')), 'hours must rise')
const minutes = z.int().min(5).max(1440)

/** Who confers (会商单位). */
export const PARTIES = ['bureau', 'monitoring', 'weather', 'experts'] as const
export type PartyId = (typeof PARTIES)[number]

const party = z.strictObject({ id: z.enum(PARTIES), title: words, roles: z.array(z.string()) })
export type Party = z.infer<typeof party>

/** `rules/consultation/*.yaml`: who confers, when one calls itself, how long it may wait (会商制度). */
export const consultationFile = z
  .strictObject({
    ...head,
    season: z.strictObject({ from: monthDay, until: monthDay, ...standing }).superRefine(mustBeActive),
    daily: z.strictObject({ every: z.literal('day'), ...standing }).superRefine(mustBeActive),
    denser: z.strictObject({ while: z.literal('warning'), ...standing }).superRefine(mustBeActive),
    hours: z
      .strictObject({ daily: hours, episode: hours, hold: minutes, conclude: minutes, late: minutes, ...standing })
      .superRefine(mustBeActive),
    parties: z
      .array(party)
      .refine((all) => PARTIES.every((id) => all.filter((one) => one.id === id).length === 1), 'names each party once'),
    denserMonitoring: z.strictObject({ graceMinutes: z.int().min(0).max(240), ...standing }).superRefine(mustBeActive),
  })
  .superRefine(mustBeActive)
export type ConsultationFile = z.infer<typeof consultationFile>
