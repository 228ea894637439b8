import { setTimeout as sleep } from 'node:timers/promises'
import { forgetPast } from '../accounts/persons/forget.ts'
import type { Db, Reader } from '../db/port.ts'
import { dropHanded } from '../dispatch/line/store.ts'
import { dropPassages } from '../evidence/gates/store.ts'
import { dropDays } from '../evidence/partitions/store.ts'
import { dropCallbacks } from '../dispatch/reports/store.ts'
import { addDays, addHours, dayOf, startOfDay, type Instant } from '../model/time.ts'
import type { World } from '../world.ts'

/** Each look reads the two tables through; rows of an hour are few beside those of a month. */
const EVERY_MS = 60 * 60_000
/**
 * Forgets what is only needed for a while: what was let pass to the providers, what they called back, what was measured so
 * many days ago, and people whom no duty keeps any more (`rules/retention`).
 */
export function startSweeper(
  { db, clock, log, rulebooks }: Pick<World, 'db' | 'clock' | 'log' | 'rulebooks'>,
  evidenceDays: number,
): { close(): Promise<void> } {
  const closing = new AbortController()
  async function loop(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        const retention = rulebooks.retention(dayOf(clock.now()))
        await sweep(db, clock.now(), retention.messageTraceDays, closing.signal)
        await sweepEvidence(db, clock.now(), evidenceDays, closing.signal)
        while (!closing.signal.aborted && (await forgetPast(db, retention, clock.now())) > 0);
      } catch (error) {
        log.error({ err: error }, 'what is no longer needed could not be dropped; trying again in an hour')
      }
      await sleep(EVERY_MS, undefined, { signal: closing.signal }).catch(() => undefined)
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

/** A few hundred rows at a time, so that a first look over years of them keeps nobody waiting. */
export async function sweep(db: Reader, now: Instant, days: number, until?: AbortSignal): Promise<void> {
  const before = addHours(now, -days * 24)
  for (const drop of [dropHanded, dropCallbacks]) while (until?.aborted !== true && (await drop(db, before)) > 0);
}

/** What was measured and passed before the last `days` days; the newest of what is kept is always whole. */
export async function sweepEvidence(db: Db, now: Instant, days: number, until?: AbortSignal): Promise<void> {
  const first = addDays(dayOf(now), -days)
  await dropDays(db, first)
  while (until?.aborted !== true && (await dropPassages(db, startOfDay(first))) > 0);
}
