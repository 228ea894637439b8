import { EFFECTS, type EffectKind, type EffectParams } from '../../machines/effects.ts'
import { newId, type Id } from '../model/id.ts'
import type { Instant } from '../model/time.ts'
import type { World } from '../world.ts'
import type { Reader, Tx } from './port.ts'
import { currentTrace } from './trace.ts'

/** What was decided and is still to be done (待办效果). */
export interface Effect<K extends EffectKind = EffectKind> {
  readonly id: Id
  readonly kind: K
  readonly subject: Id
  readonly area: string
  readonly params: EffectParams[K]
  /** What it came of (`trace.ts`). */
  readonly trace?: string | null
  /** From when on it is due: no earlier than the instant at which it was decided. */
  readonly notBefore: Instant
}

/**
 * The instant at which an effect is carried out: a process whose clock stands a little behind, because it was stopped or
 * its machine's is slow, does nothing before it was decided.
 */
export function nowFor({ clock }: Pick<World, 'clock'>, { notBefore }: Pick<Effect, 'notBefore'>): Instant {
  const now = clock.now()
  return notBefore > now ? notBefore : now
}

/**
 * Carries an effect out. It writes the consequence and calls `finish` in one transaction, so that doing it twice changes
 * nothing; a throw has it tried again later.
 */
export type EffectHandler<K extends EffectKind = EffectKind> = (world: World, effect: Effect<K>) => Promise<void>
export type EffectHandlers = { readonly [K in EffectKind]: EffectHandler<K> }

export interface Asked<K extends EffectKind = EffectKind> {
  kind: K
  subject: Id
  area: string
  params: EffectParams[K]
  /** Not before this instant of the world's clock; at once when missing. */
  notBefore?: Instant | undefined
  /** Lower is sooner; the kind's own when missing. */
  priority?: number | undefined
}

/** Stores effects in the transaction that decided them; the relay is woken after the commit. */
export async function ask(tx: Tx, asked: readonly Asked[], now: Instant): Promise<Id[]> {
  if (asked.length === 0) return []
  const ids = asked.map(() => newId(now))
  await tx.rows(
    // Only at the desk is something asked for days after it was begun; of messages there are a hundred thousand.
    `insert into effect (id, kind, lane, subject, area, params, priority, not_before, trace)
     select id, kind, lane, subject, area, params::jsonb, priority, not_before,
       coalesce(case when lane = 'desk' then (select t.trace from thread t where t.subject = asked.subject) end, $9)
     from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::int[], $8::timestamptz[])
       as asked (id, kind, lane, subject, area, params, priority, not_before)`,
    [
      ids,
      asked.map(({ kind }) => kind),
      asked.map(({ kind }) => EFFECTS[kind].lane),
      asked.map(({ subject }) => subject),
      asked.map(({ area }) => area),
      asked.map(({ params }) => JSON.stringify(params)),
      asked.map(({ kind, priority }) => priority ?? EFFECTS[kind].priority),
      asked.map(({ notBefore }) => notBefore ?? now),
      currentTrace(),
    ],
  )
  tx.announce('effects')
  return ids
}

/** Marks effects done, in the transaction of their consequence: the row goes, the journal keeps the fact. */
export async function finish(tx: Tx, ids: readonly Id[]): Promise<void> {
  if (ids.length === 0) return
  await tx.rows('delete from effect where id = any($1::uuid[])', [ids])
}

/**
 * Effects by id, those that are not done yet. What is parked is left out here, not there: of a table that fills and
 * empties all day the planner knows nothing, and takes whatever index a second condition offers it.
 */
export async function loadEffects(db: Reader, ids: readonly Id[]): Promise<Effect[]> {
  const rows = await db.rows<Effect & { parked: boolean }>(
    `select id, kind, subject, area, params, trace, not_before as "notBefore", parked_at is not null as parked from effect where id = any($1::uuid[])`,
    [ids],
  )
  return rows.flatMap(({ parked, ...effect }) => (parked ? [] : [effect]))
}

/** Effects of one kind that wait, up to `limit`, held in this transaction: whoever does them finishes them all at once. */
export async function takeAlike(
  tx: Tx,
  kind: EffectKind,
  limit: number,
): Promise<{ id: Id; subject: Id; area: string }[]> {
  return await tx.rows(
    `select id, subject, area from effect where kind = $1 and parked_at is null order by id limit $2
     for update skip locked`,
    [kind, limit],
  )
}
