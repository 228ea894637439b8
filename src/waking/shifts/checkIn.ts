import { inStep, step } from '../../db/step.ts'
import { Refusal } from '../../errors.ts'
import type { Id } from '../../model/id.ts'
import { dayOf, showInstant, type Instant } from '../../model/time.ts'
import { isSealed, sealedWord, thingOfWord } from '../../people/orderLink.ts'
import type { World } from '../../world.ts'
import { opensAt } from './decide.ts'
import { holdShift, recordCheckIn, shiftById, type ShiftRow } from './store.ts'

/**
 * Checks somebody in at the post (到岗签到). Done already by the same shift, it is done: a second tap changes nothing.
 * @param by who says so: the officer, whoever holds the link, or an officer on behalf
 */
export async function checkIn(
  world: World,
  { id }: { readonly id: Id },
  how: NonNullable<ShiftRow['checkedInHow']>,
  by: string,
): Promise<void> {
  const { db, clock } = world
  const doing = { now: clock.now(), by }
  await inStep(db, async (tx) => {
    const shift = await holdShift(tx, id)
    if (shift === null) throw new Refusal('thing.unknown', { what: 'shift', id })
    if (shift.state === 'present' || shift.state === 'handingOver') return
    if (shift.person === null) throw new Refusal('shift.nobody', { name: shift.name })
    mustBeOpen(world, shift, doing.now)
    await step(db, tx, { kind: 'shift', id }, { type: 'CHECKED_IN', now: doing.now }, doing)
    await recordCheckIn(tx, id, how, doing)
  })
}

/** @throws Refusal `shift.tooEarly` */
export function mustBeOpen(
  { rulebooks }: Pick<World, 'rulebooks'>,
  { name, from }: Pick<ShiftRow, 'name' | 'from'>,
  now: Instant,
): void {
  const opens = opensAt(from, rulebooks.duty(dayOf(from)))
  if (now < opens) throw new Refusal('shift.tooEarly', { name, opens: showInstant(opens) })
}

/** The word of the link to check in by (签到链接): it speaks for this person at this shift, and nobody else. */
export function checkInWord({ keys }: Pick<World, 'keys'>, shift: Pick<ShiftRow, 'id' | 'officer' | 'person'>): string {
  return sealedWord(keys, shift.id, purposeOf(shift))
}

/** The shift that a link checks in; null when it is not one of this world's, or of one who is on duty there no longer. */
export async function shiftOfWord({ keys, db }: World, word: string): Promise<ShiftRow | null> {
  const id = thingOfWord(word)
  const shift = id === null ? null : await shiftById(db, id)
  return shift !== null && isSealed(keys, word, purposeOf(shift)) ? shift : null
}

/** Whoever holds the link: the officer, or a person who has no log-in and is known to this world alone. */
export function byLink({ officer, person }: Pick<ShiftRow, 'officer' | 'person'>): string {
  return officer === null ? `person:${person ?? ''}` : `user:${officer}`
}

function purposeOf({ id, officer, person }: Pick<ShiftRow, 'id' | 'officer' | 'person'>): string {
  return `shift ${id} ${officer ?? person ?? ''}`
}
