import type { Reader } from '../../db/port.ts'
import type { Caller } from '../../people/caller.ts'
import type { Party, PartyId } from '../../rulebook/consultation.ts'
import { partySetFor } from './store.ts'

/** For whom somebody speaks (所属会商单位): as was set for him, else as his role says; whoever else confers is the bureau's. */
export async function partyOf(db: Reader, caller: Caller, parties: readonly Party[]): Promise<PartyId> {
  const set = await partySetFor(db, caller.id)
  return set ?? parties.find(({ roles }) => roles.includes(caller.role))?.id ?? 'bureau'
}
