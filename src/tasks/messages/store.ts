import { first, type Reader, type Tx } from '../../db/port.ts'
import type { Doing } from '../../db/journal.ts'
import type { Letter } from '../../dispatch/letters/letter.ts'
import { insertLetters, type NewLetter } from '../../dispatch/letters/store.ts'
import type { Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'

/** Why a department is written to: 下达, 变更, 第二联系人, 负责人, 值班员答复. */
export type TaskPurpose = 'issued' | 'changed' | 'secondContact' | 'head' | 'answered'

export interface TaskMessage {
  readonly warning: Id
  readonly department: Id
  readonly contact: Id
  readonly purpose: TaskPurpose
  readonly letter: NewLetter
}

/** Departments are told with the orders, not after them: what they do begins as soon. */
const PRIORITY = 3

/** Stores messages to departments, each under a key of its own. */
export async function sendTaskMessages(tx: Tx, messages: readonly TaskMessage[], doing: Doing): Promise<void> {
  if (messages.length === 0) return
  await insertLetters(
    tx,
    messages.map(({ letter }) => letter),
    doing,
    PRIORITY,
  )
  await tx.rows(
    `insert into department_message (delivery_id, area, warning_id, department_id, contact_id, purpose)
     select d.id, d.area, m.warning, m.department, m.contact, m.purpose
     from unnest($1::text[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[])
       as m (key, warning, department, contact, purpose) join delivery d on d.key = m.key
     on conflict do nothing`,
    [
      messages.map(({ letter }) => letter.key),
      messages.map(({ warning }) => warning),
      messages.map(({ department }) => department),
      messages.map(({ contact }) => contact),
      messages.map(({ purpose }) => purpose),
    ],
  )
}

/** A message with the ways by which its contact has been tried with it. */
export interface SentMessage {
  readonly warning: Id
  readonly area: string
  readonly department: Id
  readonly contact: Id
  readonly purpose: TaskPurpose
  readonly letter: Letter
  readonly tried: readonly string[]
}

export async function messageByDelivery(db: Reader, delivery: Id): Promise<SentMessage | null> {
  return await first<SentMessage>(
    db,
    `select m.warning_id as warning, m.area, m.department_id as department, m.contact_id as contact, m.purpose,
       own.said as letter,
       (select array_agg(distinct d.channel) from department_message o join delivery d on d.id = o.delivery_id
        where o.warning_id = m.warning_id and o.contact_id = m.contact_id and o.purpose = m.purpose
          and d.said::text = own.said::text) as tried
     from department_message m join delivery own on own.id = m.delivery_id where m.delivery_id = $1`,
    [delivery],
  )
}

/** The newest message to a department that a telephone was sent, and when. */
export function messageAt(db: Reader, channel: string, receiver: string): Promise<{ id: Id; at: Instant } | null> {
  return first(
    db,
    `select d.id, h.at from handed h join delivery d on d.id = h.delivery_id
       join department_message m on m.delivery_id = d.id
     where h.receiver = decode($2, 'hex') and d.channel = $1 order by d.id desc limit 1`,
    [channel, receiver],
  )
}

/** The message to a department that a provider names so. */
export async function messageAs(db: Reader, channel: string, message: string): Promise<Id | null> {
  const found = await first<{ id: Id }>(
    db,
    `select d.id from delivery d join department_message m on m.delivery_id = d.id
     where d.channel = $1 and d.provider_message = $2 limit 1`,
    [channel, message],
  )
  return found?.id ?? null
}

/** Of each department the contacts that have been told of its tasks under a warning. */
export async function toldOf(db: Reader, warning: Id): Promise<Map<Id, Set<Id>>> {
  const rows = await db.rows<{ department: Id; contacts: Id[] }>(
    `select department_id as department, array_agg(distinct contact_id) as contacts from department_message
     where warning_id = $1 group by department_id`,
    [warning],
  )
  return new Map(rows.map(({ department, contacts }) => [department, new Set(contacts)]))
}

/** How the messages to a department stand, the newest first. */
export async function messagesTo(
  db: Reader,
  warning: Id,
  department: Id,
): Promise<{ purpose: string; channel: string; state: string; why: string | null; at: string; post: string | null }[]> {
  return await db.rows(
    `select m.purpose, d.channel, d.state, d.last_why as why, d.created_at as at, c.post
     from department_message m join delivery d on d.id = m.delivery_id join department_contact c on c.id = m.contact_id
     where m.warning_id = $1 and m.department_id = $2 order by d.id desc`,
    [warning, department],
  )
}
