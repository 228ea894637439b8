import { first, type Reader, type Tx } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import type { Relation } from './decide.ts'
import type { Cap } from './parse.ts'

/** A message of another installation (外部预警信息), as it was received for one area. */
export interface CapMessage {
  readonly id: Id
  readonly area: string
  readonly relation: Relation
  readonly content: Cap
  readonly sha256: string
  readonly receivedAt: Instant
  readonly receivedBy: string
  /** The newer message of the same sender that names it. */
  readonly replacedBy: Id | null
  readonly decision: 'adopted' | 'dismissed' | null
  readonly decidedAt: Instant | null
  readonly because: string | null
  /** What an officer entered for it, or for an earlier one that it names. */
  readonly instruction: Id | null
}

/** Those that a message $1 names, of its own sender: nobody replaces what another has said. */
const NAMES = (
  newer: string,
  older: string,
): string => `${newer}.area = ${older}.area and ${newer}.sender = ${older}.sender
  and ${newer}.content->'references' @> jsonb_build_array(
    jsonb_build_object('sender', ${older}.sender, 'identifier', ${older}.identifier))`

const MESSAGE = `m.id, m.area, m.relation, m.content, m.sha256, m.received_at as "receivedAt",
  m.received_by as "receivedBy", m.replaced_by as "replacedBy", m.decision, m.decided_at as "decidedAt",
  m.decided_because as because,
  coalesce(m.instruction_id, (select e.instruction_id from cap_message e
    where ${NAMES('m', 'e')} and e.instruction_id is not null order by e.sent_at desc, e.id limit 1)) as instruction`

export interface NewCap {
  readonly id: Id
  readonly area: string
  readonly relation: Relation
  readonly content: Cap
  readonly sha256: string
  /** As it came. */
  readonly body: string
  readonly now: Instant
  readonly by: string
}

/** Keeps a message, and marks what it replaces; where a newer one that names it came first, it is replaced already. */
export async function keepCap(tx: Tx, { id, area, relation, content, sha256, body, now, by }: NewCap): Promise<void> {
  const { sender, identifier, sent, expires } = content
  await tx.rows(
    `insert into cap_message (id, area, relation, sender, identifier, sent_at, expires_at, content, sha256, body,
       received_at, received_by) values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10, $11, $12)`,
    [id, area, relation, sender, identifier, sent, expires, JSON.stringify(content), sha256, body, now, by],
  )
  await tx.rows(
    `update cap_message o set replaced_by = $1 from cap_message m
     where m.id = $1 and o.id <> m.id and ${NAMES('m', 'o')} and o.replaced_by is null`,
    [id],
  )
  await tx.rows(
    `update cap_message m set replaced_by = (
       select n.id from cap_message n where n.id <> m.id and ${NAMES('n', 'm')} order by n.sent_at desc, n.id limit 1)
     where m.id = $1`,
    [id],
  )
}

/** The same message, where it was received before. */
export function capNamed(
  db: Reader,
  area: string,
  { sender, identifier }: Pick<Cap, 'sender' | 'identifier'>,
): Promise<{ id: Id; sha256: string } | null> {
  return first(db, `select id, sha256 from cap_message where area = $1 and sender = $2 and identifier = $3`, [
    area,
    sender,
    identifier,
  ])
}

export function capById(db: Reader, id: Id): Promise<CapMessage | null> {
  return first(db, `select ${MESSAGE} from cap_message m where m.id = $1`, [id])
}

/** Held until the transaction ends. */
export async function holdCap(tx: Tx, id: Id): Promise<CapMessage | null> {
  await tx.rows('select id from cap_message where id = $1 for update', [id])
  return await capById(tx, id)
}

/** The bytes as they came, as text. */
export async function bodyOfCap(db: Reader, id: Id): Promise<string> {
  return (await first<{ body: string }>(db, 'select body from cap_message where id = $1', [id]))?.body ?? ''
}

/** Newest first; `standing`: neither replaced nor run out. */
export function listCaps(
  db: Reader,
  { areas, standing, now }: { areas: readonly string[]; standing: boolean; now: Instant },
  before: Id | null,
  limit: number,
): Promise<CapMessage[]> {
  return db.rows(
    `select ${MESSAGE} from cap_message m
     where m.area = any($1::text[]) and ($2::uuid is null or m.id < $2)
       and ($3 = false or (m.replaced_by is null and (m.expires_at is null or m.expires_at > $4)))
     order by m.id desc limit $5`,
    [areas, before, standing, now, limit],
  )
}

export async function recordDecision(
  tx: Tx,
  one: { id: Id; decision: 'adopted' | 'dismissed'; by: string; because: string; instruction: Id | null },
  now: Instant,
): Promise<void> {
  await tx.rows(
    `update cap_message set decision = $2, decided_by = $3, decided_because = $4, instruction_id = $5, decided_at = $6
     where id = $1`,
    [one.id, one.decision, one.by, one.because, one.instruction, now],
  )
}
