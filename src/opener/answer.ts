import { note, type Doing } from '../db/journal.ts'
import type { World } from '../world.ts'
import type { Id } from '../model/id.ts'
import { noteAnswered } from '../inventory/contacts/store.ts'
import { recordAnswer } from './store.ts'

/**
 * Takes the answer to a test (联络测试回复), by whichever way it came: it counts for every contact that the message tried.
 * Given twice it changes nothing, and it touches no order. False where the message tried nobody who still counts, or was
 * answered before.
 */
export async function answerTest(
  { db, clock }: Pick<World, 'db' | 'clock'>,
  delivery: Id,
  { by, actor }: { readonly by: string; readonly actor: string },
): Promise<boolean> {
  return await db.transaction(async (tx) => {
    const doing: Doing = { now: clock.now(), by: actor }
    const answered = await recordAnswer(tx, delivery, by, doing.now)
    const [one] = answered
    if (!one) return false
    const contacts = answered.map(({ contact }) => contact)
    await noteAnswered(tx, contacts, doing.now)
    const entry = { area: one.area, kind: 'opener', subject: one.opener, event: 'LINE_ANSWERED' }
    await note(tx, { ...entry, body: { delivery, by, contacts } }, doing)
    return true
  })
}
