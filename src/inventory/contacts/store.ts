import type { Reader, Tx } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'

/**
 * Another person, or another way, at one seat of an enterprise; the person who sat there, and the enterprise's area. Of
 * what plants a telephone stands for follows from its mark: the old one would speak for the plants of whoever has gone.
 */
export async function replaceContact(
  tx: Tx,
  seat: {
    contact: Id
    enterprise: Id
    person: Id
    phoneMark: string | null
    sms: boolean
    language: 'zh' | 'en' | null
  },
): Promise<{ area: string; before: Id } | null> {
  const { contact, enterprise, person, phoneMark, sms, language } = seat
  const [row] = await tx.rows<{ area: string; before: Id }>(
    `update contact c set person_id = $3, sms = $4, phone_mark = $5, answered_at = null, language = coalesce($6, c.language) from contact old
     where c.id = $1 and old.id = c.id and c.enterprise_id = $2 returning c.area, old.person_id as before`,
    [contact, enterprise, person, sms, phoneMark, language],
  )
  return row ?? null
}

/** Whether a person still sits at some plant, of this list or of an earlier one. */
export async function sitsSomewhere(tx: Tx, person: Id): Promise<boolean> {
  const seats = await tx.rows('select 1 from contact where person_id = $1 limit 1', [person])
  return seats.length > 0
}

/** Notes that contacts have answered a test of their line. */
export async function noteAnswered(tx: Tx, contacts: readonly Id[], now: Instant): Promise<void> {
  await tx.rows('update contact set answered_at = $2 where id = any($1::uuid[])', [contacts, now])
}

/** When contacts last answered a test, also under an earlier version of the list; those that never did are left out. */
export async function lastAnswered(db: Reader, contacts: readonly Id[]): Promise<Map<Id, Instant>> {
  const rows = await db.rows<{ id: Id; at: Instant }>(
    `select c.id, max(o.answered_at) as at from contact c
       join contact o on o.enterprise_id = c.enterprise_id and (o.id = c.id or o.phone_mark = c.phone_mark)
     where c.id = any($1::uuid[]) and o.answered_at is not null group by c.id`,
    [contacts],
  )
  return new Map(rows.map(({ id, at }) => [id, at]))
}
