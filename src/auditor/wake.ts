import { createHash } from 'node:crypto'
import { ask } from '../db/effects.ts'
import type { World } from '../world.ts'
import { type Breach, nameOf } from './invariants.ts'
import { alarmId } from './store.ts'

/** Two clocks that find the same within the hour wake for it once: an occasion lasts as long as its reminder waits. */
const HOUR = 'YYYY-MM-DDTHH'.length

/**
 * Has the duty officer of each city woken that a breach is about (值班员叫应), of every city where it is the whole
 * installation's. It goes through the engine that has just been found wanting: the way outside, `AIRSHED_ALARM`, is the
 * one that depends on nothing.
 */
export async function wakeOfficers(
  { db, clock, areas }: Pick<World, 'db' | 'clock' | 'areas'>,
  breaches: readonly Breach[],
): Promise<void> {
  const now = clock.now()
  const cities = areas.all().filter(({ kind }) => kind === 'city')
  await db.transaction(async (tx) => {
    const subject = await alarmId(tx, now)
    const asked = cities.flatMap(({ code: area }) => {
      const own = breaches.filter(({ area: of }) => of === '' || areas.contains(area, of) || areas.contains(of, area))
      if (own.length === 0) return []
      const hash = createHash('sha256').update(own.map(nameOf).toSorted().join('\n')).digest('hex')
      const occasion = `${now.slice(0, HOUR)} ${hash}`
      return [{ kind: 'wake', subject, area, params: { cause: 'auditorAlarm', occasion } } as const]
    })
    await ask(tx, asked, now)
  })
}
