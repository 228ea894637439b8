import type { Doing } from '../../db/journal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import type { Letter } from '../../dispatch/letters/letter.ts'
import { insertLetters } from '../../dispatch/letters/store.ts'
import type { Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import type { Document } from '../../document/document.ts'
import type { Receiver, ReceiverKind } from './decide.ts'

/** With the orders, as what departments have to do is. */
const PRIORITY = 3

/** Stores those who get a notice, and the message for each; whoever has it already is left alone. */
export async function sendTo(
  tx: Tx,
  notice: Id,
  all: readonly (Receiver & { readonly letter: Letter })[],
  doing: Doing,
): Promise<void> {
  const rows = all.map((one) => ({ ...one, key: one.to === null ? null : `notice.${notice}.${one.receiver}` }))
  await insertLetters(
    tx,
    rows.flatMap(({ area, letter, key, to }) => (to === null || key === null ? [] : [{ area, letter, key, ...to }])),
    doing,
    PRIORITY,
  )
  await tx.rows(
    `insert into notice_receiver (notice_id, kind, area, receiver, name, key)
     select $1, kind, area, receiver, name, key
     from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) as r (kind, area, receiver, name, key)
     on conflict do nothing`,
    [
      notice,
      rows.map(({ kind }) => kind),
      rows.map(({ area }) => area),
      rows.map(({ receiver }) => receiver),
      rows.map(({ name }) => name),
      rows.map(({ key }) => key),
    ],
  )
}

/** How a notice stands with one of those whom it is for (送达情况). */
export interface Reached {
  readonly kind: ReceiverKind
  readonly area: string
  readonly name: string
  readonly channel: string | null
  /** Of its message; null where nobody there can be written to. */
  readonly state: string | null
  readonly why: string | null
  readonly sentAt: Instant | null
  readonly receivedAt: Instant | null
}

/** Whoever has not said that it has arrived stands first, and before them those whom nothing reaches. */
export async function receiversOf(db: Reader, notice: Id): Promise<Reached[]> {
  return await db.rows<Reached>(
    `select r.kind, r.area, r.name, d.channel, d.state, d.last_why as why, d.created_at as "sentAt",
       r.received_at as "receivedAt"
     from notice_receiver r left join delivery d on d.key = r.key where r.notice_id = $1
     order by r.received_at is not null, case d.state when 'delivered' then 2 when 'givenUp' then 0 else 1 end,
       r.area, r.kind, r.name, r.receiver`,
    [notice],
  )
}

/** The notice that a message carried, and whether it was said that it has arrived. */
export async function noticeBy(
  db: Reader,
  delivery: Id,
): Promise<{ notice: Id; key: string; receiver: string; area: string; receivedAt: Instant | null } | null> {
  return await first(
    db,
    `select r.notice_id as notice, r.key, r.receiver, r.area, r.received_at as "receivedAt"
     from delivery d join notice_receiver r on r.key = d.key where d.id = $1`,
    [delivery],
  )
}

/** Answers whether it was said for the first time. */
export async function recordReceived(tx: Tx, key: string, now: Instant): Promise<boolean> {
  const rows = await tx.rows(
    'update notice_receiver set received_at = $2 where key = $1 and received_at is null returning 1',
    [key, now],
  )
  return rows.length > 0
}

/** A notice that an office has to acknowledge (待回执通知). */
export interface OwnNotice {
  readonly id: Id
  readonly area: string
  /** Who issued it. */
  readonly issuer: string
  readonly warning: Id
  readonly document: Document
  readonly sentAt: Instant
  readonly receivedAt: Instant | null
}

/** Sent to this officer, or to an office where nobody could be written to: then it waits here for whoever comes. */
const OWN = `r.area = any($1::text[]) and r.kind <> 'department' and r.receiver in ('', 'officer:' || $2::text)`

/** Those that wait stand first, then the newest. */
export async function noticesTo(
  db: Reader,
  { areas, officer, notice }: { areas: readonly string[]; officer: string; notice: Id | null },
  limit: number,
): Promise<OwnNotice[]> {
  return await db.rows<OwnNotice>(
    `select n.id, r.area, n.area as issuer, n.warning_id as warning, n.document, n.written_at as "sentAt",
       min(r.received_at) as "receivedAt"
     from notice_receiver r join warning_notice n on n.id = r.notice_id
     where ${OWN} and ($3::uuid is null or n.id = $3) and n.document is not null
     group by n.id, r.area order by min(r.received_at) is not null, n.written_at desc, n.id, r.area limit $4`,
    [areas, officer, notice, limit],
  )
}

/** The areas of whose office it was said for the first time. */
export async function recordOwnReceived(
  tx: Tx,
  { areas, officer, notice }: { areas: readonly string[]; officer: string; notice: Id },
  now: Instant,
): Promise<{ area: string }[]> {
  return await tx.rows<{ area: string }>(
    `update notice_receiver r set received_at = $4
     where ${OWN} and r.notice_id = $3 and r.received_at is null returning r.area`,
    [areas, officer, notice, now],
  )
}
