import { z } from 'zod'

/** Something that happened in a drill, by its own world's time. */
export const told = z.looseObject({ at: z.string(), event: z.string() })
export type Told = z.output<typeof told>

/** A line of a drill that is played in a process of its own: what happened, how far it is, what came of it. */
export const line = z.union([
  z.object({ progress: z.object({ now: z.string(), orders: z.int() }) }),
  z.object({
    played: z.object({ summary: z.record(z.string(), z.unknown()), report: z.string(), holds: z.boolean() }),
  }),
  z.object({ told }),
])
export type Line = z.output<typeof line>

/** What such a process is asked to play. */
export const asked = z.object({ file: z.string(), speed: z.number().positive().nullable() })
