import { z } from 'zod'
import { head, mustBeActive } from './forms.ts'

const percent = z.int().min(1).max(100)
const hours = z.int().min(1).max(24)
/** Percent of what is usual: at most `upTo` shows the measure, more than `beyond` that it was not carried out. */
const band = z
  .strictObject({ upTo: percent, beyond: percent })
  .refine(({ upTo, beyond }) => upTo < beyond, '`upTo` is not below `beyond`')
const classes = z.strictObject({
  site: percent,
  power: percent,
  online: percent,
  gate: percent,
  video: percent,
  ledger: percent,
})

/** `rules/verification/*.yaml`: how evidence is weighed (执行核查判定规则). */
export const verificationFile = z
  .strictObject({
    ...head,
    /** How long after the end of a day, or of an order, it is judged: what was measured has come in by then. */
    waitMinutes: z.int().min(1).max(720),
    /** For how many days evidence that comes in late has a day judged again. */
    reviseDays: z.int().min(1).max(60),
    baseline: z
      .strictObject({ days: z.int().min(7).max(90), leastDays: z.int().min(2).max(30), idleBelow: percent })
      .refine(({ days, leastDays }) => leastDays <= days, '`leastDays` is more than `days`'),
    /** Percent of the hours judged that must have a value, where the values are to show the measure. */
    coverage: percent,
    settleHours: hours,
    displacedHours: hours,
    /** A newest reading that is so many hours older than when it came in: the clock of its meter is late. */
    lagHours: hours,
    stuckHours: z.int().min(2).max(24),
    night: z.strictObject({ from: z.int().min(12).max(23), until: z.int().min(1).max(11) }),
    /** Hours above a band: so many leave a doubt, so many show that it was not carried out. */
    over: z
      .strictObject({ doubt: hours, against: hours })
      .refine(({ doubt, against }) => doubt < against, '`doubt` is not below `against`'),
    /** Kilowatt-hours an hour: a usual use below `least` shows nothing, and `slack` is never held against anybody. */
    smallMeter: z
      .strictObject({ least: z.number().positive(), slack: z.number().positive() })
      .refine(({ least, slack }) => slack < least, '`slack` is not below `least`'),
    still: z.strictObject({ power: band, online: band }),
    hot: z.strictObject({ power: band, online: band }),
    idle: z.strictObject({ power: band, online: band }),
    /** Points above what a share leaves over; a share that is no larger than `upTo` can not be told from chance. */
    share: z.strictObject({ power: band, online: band }),
    /** Percent of the limit of a concentration. */
    ceiling: z.strictObject({ upTo: z.int().min(100).max(200), beyond: z.int().min(101).max(300) }),
    /** Percent of what is usual: treatment that runs while production stands, and that stands while production runs. */
    treatment: z.strictObject({ runs: percent, stands: percent }),
    /** Banned vehicles: one may be a plate that was misread. */
    passages: z.strictObject({ doubt: z.int().min(1).max(10), against: z.int().min(2).max(50) }),
    confidence: z.strictObject({
      ...classes.shape,
      /** Points for each further class that agrees, up to `most`; points off for evidence that can not be used. */
      agreeing: z.int().min(0).max(20),
      most: percent,
      unusable: z.int().min(0).max(50),
      doubtful: percent,
    }),
  })
  .superRefine(mustBeActive)
export type VerificationRule = z.infer<typeof verificationFile>
