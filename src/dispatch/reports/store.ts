import { stepCohort } from '../../db/step.ts'
import type { Doing } from '../../db/journal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import { follow, type Attempted } from '../outcomes/store.ts'

/** Notes that an attempt begins; false where it has begun before. */
export async function beginSending(
  db: Reader,
  { delivery, attempt }: { delivery: Id; attempt: number },
): Promise<boolean> {
  const begun = await db.rows(
    'update delivery set sending = $2 where id = $1 and sending is distinct from $2 returning id',
    [delivery, attempt],
  )
  return begun.length > 0
}

/** What a provider reports of a message (状态报告). */
export type Report =
  | { readonly type: 'REPORTED_DELIVERED' }
  | { readonly type: 'REPORTED_FAILED'; readonly why: string }

/** What kinds of things providers call back. */
export type CallbackKind = 'report' | 'reply' | 'key'

/** Notes that a provider called back, once for each message and kind; false where it did before. */
export async function noteCallback(
  tx: Tx,
  { provider, message, kind, said }: { provider: string; message: string; kind: CallbackKind; said: object },
  now: Instant,
): Promise<boolean> {
  const noted = await tx.rows(
    `insert into callback (provider, message, kind, said, at) values ($1, $2, $3, $4::jsonb, $5)
     on conflict do nothing returning kind`,
    [provider, message, kind, JSON.stringify(said), now],
  )
  return noted.length > 0
}

export async function isNoted(db: Reader, provider: string, message: string, kind: CallbackKind): Promise<boolean> {
  const rows = await db.rows('select 1 as one from callback where provider = $1 and message = $2 and kind = $3', [
    provider,
    message,
    kind,
  ])
  return rows.length > 0
}

/** Forgets what was called back before an instant, as much as one transaction may write; returns how much. */
export async function dropCallbacks(db: Reader, before: Instant): Promise<number> {
  const dropped = await db.rows(
    `delete from callback where (provider, message, kind) in
       (select provider, message, kind from callback where at < $1 limit 500) returning kind`,
    [before],
  )
  return dropped.length
}

/** Tells a message what its provider reports; false where no message of ours bears that name yet. */
export async function takeReport(
  tx: Tx,
  channel: string,
  message: string,
  report: Report,
  doing: Doing,
): Promise<boolean> {
  const found = await tx.rows<{ id: Id }>('select id from delivery where channel = $1 and provider_message = $2', [
    channel,
    message,
  ])
  await tell(
    tx,
    found.map(({ id }) => id),
    report,
    doing,
  )
  return found.length > 0
}

async function tell(tx: Tx, ids: readonly Id[], report: Report, doing: Doing): Promise<void> {
  if (ids.length === 0) return
  // A message that has ended refuses, and the refusal is journalled: the first word of a provider counts.
  const { moved } = await stepCohort(tx, 'delivery', ids, report, doing)
  await follow(tx, moved, report, doing)
}

/**
 * Keeps the providers' own names of messages, and takes the reports that were quicker than this: a provider may call back
 * before its answer to us has been written down.
 */
export async function keepNames(tx: Tx, attempted: readonly Attempted[], doing: Doing): Promise<void> {
  const named = attempted.flatMap(({ delivery, named: name }) => (name ? [{ delivery, ...name }] : []))
  if (named.length === 0) return
  await tx.rows(
    `update delivery d set provider_message = n.message
     from unnest($1::uuid[], $2::text[]) as n (delivery, message) where d.id = n.delivery`,
    [named.map(({ delivery }) => delivery), named.map(({ message }) => message)],
  )
  const early = await tx.rows<{ delivery: Id; said: Report }>(
    `select n.delivery, c.said from unnest($1::uuid[], $2::text[], $3::text[]) as n (delivery, provider, message)
       join callback c on c.provider = n.provider and c.message = n.message and c.kind = 'report'`,
    [named.map(({ delivery }) => delivery), named.map(({ provider }) => provider), named.map(({ message }) => message)],
  )
  for (const { delivery, said } of early) await tell(tx, [delivery], said, doing)
}

/** A message in doubt. */
export interface InDoubt {
  state: string
  attempts: number
  providerId: string | null
  /** What the provider has called back of it meanwhile. */
  said: Report | null
}

export async function inDoubt(db: Reader, delivery: Id, provider: string | null): Promise<InDoubt | null> {
  return await first<InDoubt>(
    db,
    `select d.state, (d.context->>'attempts')::int as attempts, d.provider_message as "providerId", c.said
     from delivery d left join callback c on c.provider = $2 and c.message = d.provider_message and c.kind = 'report'
     where d.id = $1`,
    [delivery, provider],
  )
}
