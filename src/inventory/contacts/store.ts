import type { Tx } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'

/** Another person, or another way, at one seat of an enterprise; the person who sat there, and the enterprise's area. */
export async function replaceContact(
  tx: Tx,
  { contact, enterprise, person, sms }: { contact: Id; enterprise: Id; person: Id; sms: boolean },
): Promise<{ area: string; before: Id } | null> {
  const [row] = await tx.rows<{ area: string; before: Id }>(
    `update contact c set person_id = $3, sms = $4 from contact old
     where c.id = $1 and old.id = c.id and c.enterprise_id = $2 returning c.area, old.person_id as before`,
    [contact, enterprise, person, sms],
  )
  return row ?? null
}
