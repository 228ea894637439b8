import { z } from 'zod'
import { head, mustBeActive } from './forms.ts'

/** `rules/access/*.yaml`: passwords, sessions, the lock and the second factor (登录与账号). */
export const accessFile = z
  .strictObject({
    ...head,
    password: z.strictObject({
      /** Characters. */
      shortest: z.int().min(8).max(64),
      /** For how long a one-time link sets one. */
      linkHours: z.int().min(1).max(168),
    }),
    session: z.strictObject({
      hours: z.int().min(1).max(48),
      /** Without a request. */
      idleMinutes: z.int().min(5).max(2_880),
    }),
    tokens: z.strictObject({
      /** How long an enterprise’s own token (企业令牌) is taken. */
      enterpriseDays: z.int().min(1).max(800),
      /** How long that of an order (回执凭证) is, from the message that brought it. */
      orderDays: z.int().min(1).max(400),
    }),
    lock: z.strictObject({
      /** Wrong ones in a row. */
      wrong: z.int().min(3).max(100),
      minutes: z.int().min(1).max(1_440),
    }),
    secondFactor: z.strictObject({
      /** Of whom it is demanded; everybody may set it up. */
      roles: z.array(z.string()),
      /** In which worlds it is demanded. */
      worlds: z.array(z.enum(['live', 'demo', 'drill'])),
    }),
  })
  .superRefine(mustBeActive)
export type AccessFile = z.infer<typeof accessFile>
