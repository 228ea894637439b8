import type { Doing } from '../../../db/journal.ts'
import { note } from '../../../db/journal.ts'
import { first, type Reader, type Tx } from '../../../db/port.ts'
import { newId, type Id } from '../../../model/id.ts'
import type { Instant } from '../../../model/time.ts'

/** An installation that gets the warnings of an area, and of all that lies in it (预警信息接收方). */
export interface CapReceiver {
  readonly id: Id
  readonly area: string
  readonly name: string
  readonly url: string
  readonly openedAt: Instant
  readonly closedAt: Instant | null
}

const RECEIVER = `id, area, name, url, opened_at as "openedAt", closed_at as "closedAt"`

export async function openReceiver(
  tx: Tx,
  { area, name, url, token }: Pick<CapReceiver, 'area' | 'name' | 'url'> & { readonly token: string | null },
  doing: Doing,
): Promise<Id> {
  const id = newId(doing.now)
  await tx.rows(
    `insert into cap_receiver (id, area, name, url, token, opened_by, opened_at) values ($1, $2, $3, $4, $5, $6, $7)`,
    [id, area, name, url, token, doing.by, doing.now],
  )
  await note(tx, { area, kind: 'capReceiver', subject: id, event: 'CAP_RECEIVER_OPENED', body: { name, url } }, doing)
  return id
}

/** Answers whether it was open. */
export async function closeReceiver(tx: Tx, { id, area }: CapReceiver, doing: Doing): Promise<boolean> {
  const closed = await tx.rows(
    'update cap_receiver set closed_at = $2 where id = $1 and closed_at is null returning 1',
    [id, doing.now],
  )
  if (closed.length === 0) return false
  await note(tx, { area, kind: 'capReceiver', subject: id, event: 'CAP_RECEIVER_CLOSED', body: {} }, doing)
  return true
}

export function receiverById(db: Reader, id: Id): Promise<CapReceiver | null> {
  return first(db, `select ${RECEIVER} from cap_receiver where id = $1`, [id])
}

/** The open ones first. */
export function receiversIn(db: Reader, areas: readonly string[], limit: number): Promise<CapReceiver[]> {
  return db.rows(
    `select ${RECEIVER} from cap_receiver where area = any($1::text[]) order by closed_at is not null, id limit $2`,
    [areas, limit],
  )
}

/** Those who get what is made known in one of some areas now, with what opens their door, as ciphertext. */
export function openReceivers(
  db: Reader,
  areas: readonly string[],
): Promise<(CapReceiver & { token: string | null })[]> {
  return db.rows(
    `select ${RECEIVER}, token from cap_receiver where area = any($1::text[]) and closed_at is null order by id`,
    [areas],
  )
}

/** How the messages to a receiver stand (送达情况), newest first. */
export interface SentCap {
  readonly notice: Id
  readonly title: string
  readonly state: string
  readonly attempts: number
  readonly why: string | null
  readonly sentAt: Instant
  readonly changedAt: Instant
}

export function sentTo(db: Reader, receiver: Id, limit: number): Promise<SentCap[]> {
  return db.rows(
    `select (d.said->>'subject')::uuid as notice, d.said->'say'->>'zh' as title, d.state,
       (d.context->>'attempts')::int as attempts, d.last_why as why, d.created_at as "sentAt", d.updated_at as "changedAt"
     from delivery d where d.key like 'cap.%.' || $1::text order by d.id desc limit $2`,
    [receiver, limit],
  )
}
