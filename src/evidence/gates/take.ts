import type { Id } from '../../model/id.ts'
import { dayOf } from '../../model/time.ts'
import type { World } from '../../world.ts'
import { codesIn, type RefusedReading } from '../inbox/decide.ts'
import { slotsOf } from '../inbox/store.ts'
import { readPassages } from './decide.ts'
import { addPassages } from './store.ts'

/** Rows of one transaction: with their beats less than 500 on the embedded database (law 14). */
const CHUNK = 400

/** Takes rows of gates' ledgers in, each once however often it comes. */
export async function takePassages(
  { db, clock, rulebooks }: Pick<World, 'db' | 'clock' | 'rulebooks'>,
  key: Id,
  given: readonly unknown[],
): Promise<{ accepted: number; repeated: number; refused: RefusedReading[] }> {
  const now = clock.now()
  const slots = await slotsOf(db, key, codesIn(given))
  const byCode = new Map(slots.map((slot) => [slot.code, slot]))
  const { arriving, refused } = readPassages(given, byCode, now, rulebooks.evidence(dayOf(now)))
  let accepted = 0
  for (let from = 0; from < arriving.length; from += CHUNK) {
    const some = arriving.slice(from, from + CHUNK)
    accepted += await db.transaction((tx) => addPassages(tx, some, now))
  }
  return { accepted, repeated: arriving.length - accepted, refused }
}
