import type { Doing } from '../../db/journal.ts'
import type { Reader, Tx } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import type { ToldIn } from '../texts/told.ts'
import { insertDeliveries, type Attemptable, type NewDelivery } from '../store.ts'
import type { Letter } from './letter.ts'

/** A letter to be sent, by one way. */
export type NewLetter = Pick<NewDelivery, 'area' | 'contactId' | 'channel' | 'address' | 'key'> & {
  readonly letter: Letter
}

/** After every order and every question about one: a letter can wait. */
const PRIORITY = 7

/**
 * Stores letters that wait for their first attempt. A key that exists is left alone.
 * @param priority of their first attempts, where they can not wait
 */
export async function insertLetters(
  tx: Tx,
  letters: readonly NewLetter[],
  doing: Doing,
  priority = PRIORITY,
): Promise<void> {
  const deliveries = letters.map(({ letter, ...to }) => ({
    ...to,
    orderRow: null,
    purpose: 'letter' as const,
    said: letter,
  }))
  await insertDeliveries(tx, deliveries, doing, priority)
}

/** What an attempt to send a letter needs to know. */
export interface SendableLetter extends Attemptable {
  letter: Letter
  writtenAt: Instant
  /** Of the contact of an enterprise whom it is for; Chinese for everybody else. */
  language: ToldIn
}

/** Letters among some messages. What is not to go out any more was withdrawn: of a letter nothing is ever stale. */
export async function loadLetters(db: Reader, ids: readonly Id[]): Promise<SendableLetter[]> {
  return await db.rows<SendableLetter>(
    `select d.id, d.channel, d.address, d.key, (d.context->>'attempts')::int as attempts,
       coalesce((d.context->>'repeated')::boolean, false) as repeated, d.sending,
       d.state in ('queued', 'retrying') as open, false as stale, d.said as letter, d.created_at as "writtenAt",
       coalesce(c.language, 'zh') as language
     from delivery d left join contact c on c.id = d.contact_id
     where d.id = any($1::uuid[]) and d.purpose = 'letter'`,
    [ids],
  )
}
