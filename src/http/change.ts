import { z } from 'zod'
import { instant, warningLevel } from './schemas.ts'

/** What is to become of a warning, as it waits for a signature. */
export const change = z
  .object({
    kind: z.enum(['issue', 'raise', 'lower', 'extend', 'lift']),
    ground: z.enum(['rule', 'officer']).describe('who calls for it: the rulebook, or an officer with a reason'),
    level: warningLevel,
    startsAt: instant,
    endsAt: instant.nullable().describe('null: until further notice'),
    rank: z.int().describe('the rank that must sign: 1 office head, 2 vice-mayor, 3 mayor'),
    signBy: instant,
  })
  .meta({ id: 'Change' })
