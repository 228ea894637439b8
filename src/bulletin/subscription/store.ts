import { createHmac, createSecretKey } from 'node:crypto'
import { ask } from '../../db/effects.ts'
import { note } from '../../db/journal.ts'
import type { Keys } from '../../db/keys.ts'
import { forgetPeople, keepPeople } from '../../db/person.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import { addHours, type Instant } from '../../model/time.ts'

/** A subscription (订阅). */
export interface Subscription {
  readonly id: Id
  readonly area: string
  readonly person: Id
  readonly language: 'zh' | 'en'
  readonly confirmedAt: Instant | null
  readonly endedAt: Instant | null
}

/** For how long a mailbox that nobody has confirmed is kept, and how often it is asked at most. */
export const CONFIRM_HOURS = 48
/** Times that a mail is tried: a server that puts strangers off takes the second one. */
const MOST_TRIES = 3

const SUBSCRIPTION = `id, area, person_id as person, language, confirmed_at as "confirmedAt", ended_at as "endedAt"`

/** A mailbox asks for an area's messages: kept until it is confirmed, or not. The same one asks once. */
export async function subscribe(
  tx: Tx,
  keys: Keys,
  { area, mail, language }: { readonly area: string; readonly mail: string; readonly language: 'zh' | 'en' },
  now: Instant,
): Promise<void> {
  await forgetUnconfirmed(tx, now)
  const mark = createHmac('sha256', createSecretKey(keys.master)).update(`mail ${mail.toLowerCase()}`).digest('hex')
  const known = await first(
    tx,
    'select 1 as found from subscription where area = $1 and mark = $2 and ended_at is null',
    [area, mark],
  )
  if (known !== null) return
  const [person = ''] = await keepPeople(tx, keys, [{ person: { name: '', phone: '', mail }, area }], now)
  const id = newId(now)
  const made = await tx.rows(
    `insert into subscription (id, area, mark, person_id, language, asked_at) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing returning id`,
    [id, area, mark, person, language, now],
  )
  // Asked twice at once: the other one has it.
  if (made.length === 0) return await forgetPeople(tx, [person])
  await note(
    tx,
    { area, kind: 'subscription', subject: id, event: 'SUBSCRIPTION_ASKED', body: {} },
    { now, by: 'public' },
  )
  await ask(tx, [{ kind: 'confirmSubscription', subject: id, area, params: {} }], now)
}

async function forgetUnconfirmed(tx: Tx, now: Instant): Promise<void> {
  const gone = await tx.rows<{ person: Id }>(
    `update subscription set ended_at = $1 where id in (
       select id from subscription where ended_at is null and confirmed_at is null and asked_at < $2 limit 100)
     returning person_id as person`,
    [now, addHours(now, -CONFIRM_HOURS)],
  )
  await forgetPeople(
    tx,
    gone.map(({ person }) => person),
  )
}

export function subscriptionById(db: Reader, id: Id): Promise<Subscription | null> {
  return first(db, `select ${SUBSCRIPTION} from subscription where id = $1 and ended_at is null`, [id])
}

export async function confirm(tx: Tx, { id, area }: Subscription, now: Instant): Promise<void> {
  const done = await tx.rows(
    'update subscription set confirmed_at = $2 where id = $1 and confirmed_at is null and ended_at is null returning id',
    [id, now],
  )
  if (done.length === 0) return
  await note(
    tx,
    { area, kind: 'subscription', subject: id, event: 'SUBSCRIPTION_CONFIRMED', body: {} },
    { now, by: 'public' },
  )
}

/** Nothing is kept of whoever wants to be told no more. */
export async function end(tx: Tx, { id, area, person }: Subscription, now: Instant): Promise<void> {
  const done = await tx.rows('update subscription set ended_at = $2 where id = $1 and ended_at is null returning id', [
    id,
    now,
  ])
  if (done.length === 0) return
  await forgetPeople(tx, [person])
  await note(
    tx,
    { area, kind: 'subscription', subject: id, event: 'SUBSCRIPTION_ENDED', body: {} },
    { now, by: 'public' },
  )
}

/** Those who have not had a message yet, or were put off, in order of their ids. */
export function subscribersAfter(
  db: Reader,
  { area, notice, after }: { readonly area: string; readonly notice: Id; readonly after: string },
  limit: number,
): Promise<Subscription[]> {
  return db.rows(
    `select ${SUBSCRIPTION} from subscription s where s.area = $1 and s.ended_at is null and s.confirmed_at is not null
       and ($3 = '' or s.id::text > $3) and not exists (select from subscription_mail m
         where m.notice_id = $2 and m.subscription_id = s.id and (m.outcome <> 'retry' or m.tries >= ${MOST_TRIES}))
     order by s.id::text limit $4`,
    [area, notice, after, limit],
  )
}

export async function recordMails(
  tx: Tx,
  notice: Id,
  mails: readonly { readonly id: Id; readonly area: string; readonly outcome: string }[],
  now: Instant,
): Promise<void> {
  await tx.rows(
    `insert into subscription_mail (subscription_id, area, notice_id, outcome, at)
     select id, area, $1, outcome, $2 from unnest($3::uuid[], $4::text[], $5::text[]) as m (id, area, outcome)
     on conflict (notice_id, subscription_id) do update set outcome = excluded.outcome, at = excluded.at,
       tries = subscription_mail.tries + 1`,
    [notice, now, mails.map(({ id }) => id), mails.map(({ area }) => area), mails.map(({ outcome }) => outcome)],
  )
}

/** Whether somebody was put off and is tried again. */
export async function isPutOff(db: Reader, notice: Id): Promise<boolean> {
  const query = `select 1 as found from subscription_mail m join subscription s on s.id = m.subscription_id
    where m.notice_id = $1 and m.outcome = 'retry' and m.tries < ${MOST_TRIES} and s.ended_at is null limit 1`
  return (await first(db, query, [notice])) !== null
}
