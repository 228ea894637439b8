import { setTimeout as sleep } from 'node:timers/promises'
import { seal } from '../db/seal.ts'
import type { World } from '../world.ts'

/** A journal entry is sealed within this time; the auditor's window of doubt is no longer. */
const SEAL_MS = 1_000

/** Chains what was committed, soon after it was. */
export function startSealer({ db, log }: World): { close(): Promise<void> } {
  const closing = new AbortController()
  async function loop(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        while ((await seal(db)) > 0 && !closing.signal.aborted);
      } catch (error) {
        log.error({ err: error }, 'the journal could not be sealed; trying again')
      }
      await sleep(SEAL_MS, undefined, { signal: closing.signal }).catch(() => undefined)
    }
  }
  const running = loop()
  return {
    async close() {
      closing.abort()
      await running
    },
  }
}
