import { createHmac } from 'node:crypto'
import type { Keys } from '../../db/keys.ts'

/** What the database keeps of a device's password: six characters, which from a plain hash would be guessed at once. */
export function hashOfPassword({ master }: Pick<Keys, 'master'>, device: { mn: string; password: string }): Buffer {
  return createHmac('sha256', master).update(`hj212\n${device.mn}\n${device.password}`).digest()
}
