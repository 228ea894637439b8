import { z } from 'zod'
import { note } from '../../db/journal.ts'
import type { App } from '../../http/app-type.ts'
import { newId } from '../../model/id.ts'
import { actorOf, type Caller } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { countByKey, leftBefore, rewrapSome } from './store.ts'

/** Rows of one transaction: each is read and written once (law 14). */
const CHUNK = 240
/** Of one request: the caller asks again until nothing is left, and sees how far it is. */
const CHUNKS = 20

export const rotated = z.object({
  version: z.int().describe('of the newest key'),
  fingerprint: z.string(),
  rewrapped: z.int(),
  left: z.int().describe('still under an older key: ask again'),
  unused: z.array(z.int()).describe('older keys under which nothing lies any more'),
})

/** `/people-keys` (个人信息主密钥): another key for what is kept of people, and everything wrapped by it. */
export function peopleKeyRoutes(app: App, world: World): void {
  const { db, keys, clock } = world
  const tags = ['accounts']
  const may = { action: 'key.people' } as const

  app.post('/people-keys', { config: may, schema: { tags, response: { 200: rotated } } }, async ({ caller }) => {
    const version = keys.wrapping.add()
    await noted(caller, 'PEOPLE_KEY_MADE', { version })
    return await shown(0)
  })

  app.post('/people-keys/rewrap', { config: may, schema: { tags, response: { 200: rotated } } }, async ({ caller }) => {
    let rewrapped = 0
    for (let n = 0; n < CHUNKS; n++) {
      const some = await db.transaction((tx) => rewrapSome(tx, keys, CHUNK))
      rewrapped += some
      if (some === 0) break
    }
    const answer = await shown(rewrapped)
    if (rewrapped > 0) await noted(caller, 'PEOPLE_REWRAPPED', { version: answer.version, rewrapped })
    return answer
  })

  async function shown(rewrapped: number): Promise<z.output<typeof rotated>> {
    const { version } = keys.wrapping.newest()
    const used = new Set((await countByKey(db)).map((one) => one.version))
    // The first is also what links are sealed by: it stays.
    const older = Array.from({ length: Math.max(0, version - 1) }, (_, n) => n + 1)
    const left = await leftBefore(db, version)
    return {
      version,
      fingerprint: keys.wrapping.fingerprint(),
      rewrapped,
      left,
      unused: older.filter((n) => !used.has(n)),
    }
  }

  async function noted(caller: Caller, event: string, body: object): Promise<void> {
    const entry = { area: caller.area, kind: 'peopleKey', subject: newId(clock.now()), event, body }
    await db.transaction((tx) => note(tx, entry, { now: clock.now(), by: actorOf(caller) }))
  }
}
