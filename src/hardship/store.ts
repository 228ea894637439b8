import type { ChannelName } from '../dispatch/channel.ts'
import type { HardshipState } from '../../machines/tables/hardship.ts'
import type { HardshipInput } from '../../machines/hardship.ts'
import type { Doing } from '../db/journal.ts'
import { first, type Reader, type Tx } from '../db/port.ts'
import { begun, initial } from '../db/step.ts'
import { newId, type Id } from '../model/id.ts'
import type { Instant } from '../model/time.ts'
import { nameOf, type HardshipGround, type HardshipKind } from './decide.ts'

/** One case: a difficulty (执行困难) or an appeal (申诉). */
export interface Hardship {
  readonly id: Id
  readonly area: string
  readonly state: HardshipState
  readonly name: string
  readonly kind: HardshipKind
  readonly rung: number
  readonly answerBy: Instant | null
  readonly orderRow: Id
  readonly order: Id
  readonly number: string
  readonly revision: number
  readonly warning: Id
  readonly enterprise: Id
  readonly ground: HardshipGround
  readonly line: string
  readonly text: string
  readonly couldFrom: Instant | null
  readonly saidBy: string
  readonly saidAt: Instant
  readonly officer: string | null
  readonly answer: string | null
  readonly answeredBy: string | null
}

const HARDSHIP = `h.id, h.area, h.state, h.name, h.kind, (h.context->>'rung')::int as rung, h.due_at as "answerBy",
  h.order_row as "orderRow", h.order_id as "order", o.number, o.revision, h.warning_id as warning,
  h.enterprise_id as enterprise, h.ground, h.line, h.text, h.could_from as "couldFrom", h.said_by as "saidBy",
  h.created_at as "saidAt", h.officer, h.answer, h.answered_by as "answeredBy"`
const FROM = 'from hardship h join enterprise_order o on o.id = h.order_row'
/** States in which a case waits for somebody. */
const OPEN = `('reported', 'lookedInto', 'adjusting')`

/** What was said against an order. */
export interface NewHardship {
  readonly kind: HardshipKind
  readonly order: { readonly id: Id; readonly orderId: Id; readonly number: string; readonly area: string }
  readonly warning: Id
  readonly enterprise: Id
  readonly ground: HardshipGround
  readonly line: string
  readonly text: string
  readonly couldFrom: Instant | null
  readonly patience: HardshipInput['patience']
  readonly by: string
}

/** Opens cases; what is said again while its case is open is the same case. */
export async function openHardships(tx: Tx, cases: readonly NewHardship[], now: Instant): Promise<void> {
  for (const alike of Map.groupBy(cases, ({ patience, by }) => `${JSON.stringify(patience)} ${by}`).values()) {
    const [example] = alike
    if (example === undefined) continue
    const input = { patience: example.patience, now }
    const doing: Doing = { now, by: example.by }
    const { state, context, version, due } = initial('hardship', input)
    const rows = await tx.rows<{ id: Id; area: string }>(
      `insert into hardship (id, area, state, context, machine_version, due_at, created_at, updated_at, name, kind,
         order_row, order_id, warning_id, enterprise_id, ground, line, text, could_from, said_by)
       select id, area, $1, $2::jsonb, $3, $4::timestamptz, $5::timestamptz, $5::timestamptz, name, kind, order_row,
         order_id, warning, enterprise, ground, line, text, could_from, $6
       from unnest($7::uuid[], $8::text[], $9::text[], $10::text[], $11::uuid[], $12::uuid[], $13::uuid[], $14::uuid[],
         $15::text[], $16::text[], $17::text[], $18::timestamptz[])
         as c (id, area, name, kind, order_row, order_id, warning, enterprise, ground, line, text, could_from)
       on conflict do nothing returning id, area`,
      [
        state,
        context,
        version,
        due,
        now,
        example.by,
        alike.map(() => newId(now)),
        alike.map(({ order }) => order.area),
        alike.map(({ kind, order, line }) => nameOf(kind, order.number, line)),
        alike.map(({ kind }) => kind),
        alike.map(({ order }) => order.id),
        alike.map(({ order }) => order.orderId),
        alike.map(({ warning }) => warning),
        alike.map(({ enterprise }) => enterprise),
        alike.map(({ ground }) => ground),
        alike.map(({ line }) => line),
        alike.map(({ text }) => text),
        alike.map(({ couldFrom }) => couldFrom),
      ],
    )
    await begun(tx, 'hardship', rows, input, doing)
  }
}

export function hardshipById(db: Reader, id: Id): Promise<Hardship | null> {
  return first(db, `select ${HARDSHIP} ${FROM} where h.id = $1`, [id])
}

export interface HardshipFilter {
  readonly areas: readonly string[]
  readonly enterprise: Id | null
  readonly kind: HardshipKind | null
  /** Only what waits for somebody. */
  readonly open: boolean
}

/** Newest first. */
export function hardshipsIn(
  db: Reader,
  { areas, enterprise, kind, open }: HardshipFilter,
  before: Id | null,
  limit: number,
): Promise<Hardship[]> {
  return db.rows(
    `select ${HARDSHIP} ${FROM}
     where h.area = any($1::text[]) and ($2::uuid is null or h.enterprise_id = $2) and ($3::text is null or h.kind = $3)
       and ($4::boolean is false or h.state in ${OPEN}) and ($5::uuid is null or h.id < $5)
     order by h.id desc limit $6`,
    [areas, enterprise, kind, open, before, limit],
  )
}

export async function nameOfficer(tx: Tx, id: Id, officer: string): Promise<void> {
  await tx.rows('update hardship set officer = $2 where id = $1', [id, officer])
}

export async function saveAnswer(tx: Tx, id: Id, answer: string, by: string): Promise<void> {
  await tx.rows('update hardship set answer = $2, answered_by = $3 where id = $1', [id, answer, by])
}

/** Where an enterprise was reached with its order, or null: then nobody is told but by its own page. */
export function reachedAt(
  db: Reader,
  orderRow: Id,
): Promise<{ contactId: Id | null; channel: ChannelName; address: string } | null> {
  return first(
    db,
    `select contact_id as "contactId", channel, address from delivery
     where order_row = $1 and purpose = 'order' order by id limit 1`,
    [orderRow],
  )
}
