import { setTimeout as sleep } from 'node:timers/promises'
import type { World } from '../world.ts'

/** A part that does not answer in this time is not reachable; whoever asks about it gives up after some 5 s. */
const PATIENCE_MS = 2_000

/** What a part answered, or null where nothing came: a queue that is away answers nothing at all. */
export async function reach<T>(
  { log }: Pick<World, 'log'>,
  name: string,
  ask: () => Promise<T>,
): Promise<{ readonly answer: T } | null> {
  const answered = new AbortController()
  try {
    const tooLate = sleep(PATIENCE_MS, null, { signal: answered.signal })
    return await Promise.race([ask().then((answer) => ({ answer })), tooLate])
  } catch (error) {
    log.warn({ err: error }, `${name} can not be reached`)
    return null
  } finally {
    answered.abort()
  }
}
