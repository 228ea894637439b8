import type { Reader } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import type { Contact } from '../store.ts'

/** The contacts of some enterprises as one version names them, first to be told first; by enterprise. */
export async function contactsOn(db: Reader, list: Id, enterprises: readonly Id[]): Promise<Map<Id, Contact[]>> {
  const rows = await db.rows<Contact>(
    `select id, enterprise_id as enterprise, person_id as person, post, position, sms, url from contact
     where list_id = $1 and enterprise_id = any($2::uuid[]) order by enterprise_id, position, id`,
    [list, enterprises],
  )
  return Map.groupBy(rows, ({ enterprise }) => enterprise)
}
