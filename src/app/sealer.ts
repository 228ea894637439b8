import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicMs } from '../clock.ts'
import type { HashName } from '../db/digest.ts'
import { seal } from '../db/seal.ts'
import { keepCheckpoint } from '../journal/keep.ts'
import type { World } from '../world.ts'

/** A journal entry is sealed within this time; the auditor's window of doubt is no longer. */
const SEAL_MS = 1_000
/**
 * What was sealed since the last checkpoint can be cut off without a trace: longer leaves more to cut, shorter fills the
 * folder with lines that say little more.
 */
const CHECKPOINT_MS = 10 * 60_000

/** Chains what was committed, soon after it was, and signs from time to time how far that has come. */
export function startSealer(world: World, hash: HashName): { close(): Promise<void> } {
  const { db, log } = world
  const closing = new AbortController()
  async function loop(): Promise<void> {
    let signed = -Infinity
    while (!closing.signal.aborted) {
      try {
        while ((await seal(db, hash)) > 0 && !closing.signal.aborted);
      } catch (error) {
        log.error({ err: error }, 'the journal could not be sealed; trying again')
      }
      if (monotonicMs() - signed >= CHECKPOINT_MS) {
        signed = monotonicMs()
        await sign()
      }
      await sleep(SEAL_MS, undefined, { signal: closing.signal }).catch(() => undefined)
    }
  }
  async function sign(): Promise<void> {
    try {
      await keepCheckpoint(world)
    } catch (error) {
      log.error({ err: error }, 'no checkpoint of the journal could be signed')
    }
  }
  const running = loop()
  return {
    async close() {
      closing.abort()
      await running
      // So that what happens to the database while nobody watches shows against the last word.
      await sign()
    },
  }
}
