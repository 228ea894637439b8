import { z } from 'zod'
import { areaCode, instant, warningLevel } from './schemas.ts'

/** One stage of a lift (分阶段解除). */
export const stage = z.object({
  at: instant,
  counties: z.array(areaCode).max(200).readonly().default([]).describe('none: all'),
  industries: z
    .array(z.string().min(1).max(100))
    .max(200)
    .readonly()
    .default([])
    .describe('as the list names them; none: all'),
})

/** What is to become of a warning, as it waits for a signature. */
export const change = z
  .object({
    kind: z.enum(['issue', 'raise', 'lower', 'extend', 'move', 'suspend', 'resume', 'lift']),
    ground: z
      .enum(['rule', 'officer', 'instructed'])
      .describe('who calls for it: the rulebook, an officer with a reason, or an instruction from above (上级指令)'),
    ruled: z.boolean().optional().describe('of an officer’s: whether the rule calls for as much'),
    level: warningLevel,
    measures: warningLevel.optional().describe('a stricter level whose measures are asked for (提级措施)'),
    startsAt: instant,
    endsAt: instant.nullable().describe('null: until further notice'),
    rank: z.int().describe('the rank that must sign: 1 office head, 2 vice-mayor, 3 mayor'),
    signBy: instant,
    relieved: z
      .array(z.int())
      .readonly()
      .optional()
      .describe('ranks that were called in since its signer let the hour pass: the lowest of them may sign'),
    resumeBy: instant.optional().describe('of a suspension: by when it is resumed or lifted'),
    stages: z.array(stage).readonly().optional().describe('of a lift: who may start again before the rest'),
  })
  .meta({ id: 'Change' })
