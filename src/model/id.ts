import { v7 } from 'uuid'
import { epochMs, type Instant } from './time.ts'

/** UUIDv7: ordered by time, and what the queue accepts as a job id (it refuses integers and colons). */
export type Id = string

export function newId(now: Instant): Id {
  return v7({ msecs: epochMs(now) })
}

const FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether a text can be asked of a `uuid` column without an error of the database. */
export function isId(text: string): boolean {
  return FORM.test(text)
}
