import type { Tx } from '../db/port.ts'
import { Refusal } from '../errors.ts'
import type { Id } from '../model/id.ts'
import { mustSee, type Caller } from '../people/caller.ts'
import type { World } from '../world.ts'
import { consultationById, holdConsultation, type Consultation } from './store.ts'

/** A consultation that a caller may see. @throws Refusal `thing.unknown` */
export async function seenConsultation(world: World, id: Id, caller: Caller): Promise<Consultation> {
  const found = await consultationById(world.db, id)
  if (found === null) throw new Refusal('thing.unknown', { what: 'consultation', id })
  mustSee(world, caller, found.area, 'consultation', id)
  return found
}

/** The same, held until the transaction ends. */
export async function heldUntilEnd(tx: Tx, id: Id): Promise<Consultation> {
  const held = await holdConsultation(tx, id)
  if (held === null) throw new Refusal('thing.unknown', { what: 'consultation', id })
  return held
}

/** The same, still open, held until the transaction ends: nobody concludes it meanwhile. */
export async function heldOpen(tx: Tx, id: Id): Promise<Consultation> {
  const held = await heldUntilEnd(tx, id)
  if (held.decidedAt !== null) throw new Refusal('consultation.closed', { name: held.name })
  return held
}
