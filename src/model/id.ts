import { randomFillSync, randomInt } from 'node:crypto'
import { v7 } from 'uuid'
import { epochMs, type Instant } from './time.ts'

/** UUIDv7: ordered by time, and what the queue accepts as a job id (it refuses integers and colons). */
export type Id = string

export function newId(now: Instant): Id {
  sequence = (sequence + 1) >>> 0
  return v7({ msecs: epochMs(now), seq: sequence, random: randomness() })
}

/** No id that was made at this instant or later is smaller. */
export function firstIdOf(at: Instant): Id {
  return v7({ msecs: epochMs(at), seq: 0, random: new Uint8Array(16) })
}

/** Of one process: what it makes in the same millisecond keeps its order, and lies together in every index. */
let sequence = randomInt(2 ** 31)

/** Drawn for some hundred ids at once: one by one it costs more than all the rest of an id. */
const drawn = Buffer.alloc(4096)
let used = drawn.length

function randomness(): Uint8Array {
  if (used === drawn.length) {
    randomFillSync(drawn)
    used = 0
  }
  return drawn.subarray(used, (used += 16))
}

const FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether a text can be asked of a `uuid` column without an error of the database. */
export function isId(text: string): boolean {
  return FORM.test(text)
}
