import { ask } from '../db/effects.ts'
import { first, type Reader, type Tx } from '../db/port.ts'
import { note, type Doing } from '../db/journal.ts'
import { newId, type Id } from '../model/id.ts'
import type { Instant } from '../model/time.ts'
import { callFor, type ComplaintKind, type Outcome } from './decide.ts'

/** A complaint (举报投诉). Who made it is a person by reference, or nobody. */
export interface Complaint {
  readonly id: Id
  readonly area: string
  readonly number: string
  readonly kind: ComplaintKind
  readonly text: string
  readonly place: string
  readonly person: Id | null
  readonly receivedAt: Instant
  readonly answerBy: Instant
  readonly officer: Id | null
  readonly enterprise: Id | null
  readonly assignedAt: Instant | null
  readonly outcome: Outcome | null
  readonly answer: string | null
  readonly answeredBy: string | null
  readonly answeredAt: Instant | null
  readonly reward: 'granted' | 'refused' | null
  readonly rewardReason: string | null
  readonly photos: number
}

const COMPLAINT = `c.id, c.area, c.number, c.kind, c.text, c.place, c.person_id as person, c.received_at as "receivedAt",
  c.answer_by as "answerBy", c.officer_id as officer, c.enterprise_id as enterprise, c.assigned_at as "assignedAt",
  c.outcome, c.answer, c.answered_by as "answeredBy", c.answered_at as "answeredAt", c.reward,
  c.reward_reason as "rewardReason",
  (select count(*)::int from complaint_photo p where p.complaint_id = c.id) as photos`

export type NewComplaint = Pick<Complaint, 'area' | 'number' | 'kind' | 'text' | 'place' | 'person' | 'answerBy'>

/** What it says stays out of the journal: it may name people. */
export async function keepComplaint(tx: Tx, made: NewComplaint, codeHash: Buffer, doing: Doing): Promise<Id> {
  const id = newId(doing.now)
  const { area, number, kind, text, place, person, answerBy } = made
  await tx.rows(
    `insert into complaint (id, area, number, code_hash, kind, text, place, person_id, received_at, answer_by)
     values ($1, $2, $3, decode($4, 'hex'), $5, $6, $7, $8, $9, $10)`,
    [id, area, number, codeHash.toString('hex'), kind, text, place, person, doing.now, answerBy],
  )
  await told(tx, { id, area }, 'COMPLAINT_RECEIVED', { number, kind, answerBy }, doing)
  await watch(tx, { id, area, answerBy }, doing)
  return id
}

export function complaintById(db: Reader, id: Id): Promise<Complaint | null> {
  return first(db, `select ${COMPLAINT} from complaint c where c.id = $1`, [id])
}

/** The same, held until the transaction ends. */
export function holdComplaint(tx: Tx, id: Id): Promise<Complaint | null> {
  return first(tx, `select ${COMPLAINT} from complaint c where c.id = $1 for update of c`, [id])
}

/** By number and code, as whoever made it asks for it. */
export function complaintOf(db: Reader, number: string, codeHash: Buffer): Promise<Complaint | null> {
  return first(db, `select ${COMPLAINT} from complaint c where c.number = $1 and c.code_hash = decode($2, 'hex')`, [
    number,
    codeHash.toString('hex'),
  ])
}

/** The newest first; continued after a row. */
export function complaintsIn(
  db: Reader,
  { areas, open }: { readonly areas: readonly string[]; readonly open: boolean },
  before: Id | null,
  limit: number,
): Promise<Complaint[]> {
  return db.rows(
    `select ${COMPLAINT} from complaint c where c.area = any($1::text[])
       and ($2::boolean is false or c.answered_at is null) and ($3::uuid is null or c.id < $3)
     order by c.id desc limit $4`,
    [areas, open, before, limit],
  )
}

export async function assign(
  tx: Tx,
  { id, area }: Complaint,
  { officer, enterprise }: { readonly officer: Id | null; readonly enterprise: Id | null },
  doing: Doing,
): Promise<void> {
  await tx.rows(
    `update complaint set officer_id = coalesce($2::uuid, officer_id), enterprise_id = coalesce($3::uuid, enterprise_id),
       assigned_at = $4 where id = $1`,
    [id, officer, enterprise, doing.now],
  )
  await told(tx, { id, area }, 'COMPLAINT_ASSIGNED', { officer, enterprise }, doing)
}

/** To another area: whose it is answers it. */
export async function passOn(tx: Tx, { id, area, answerBy }: Complaint, to: string, doing: Doing): Promise<void> {
  await tx.rows('update complaint set area = $2, officer_id = null where id = $1', [id, to])
  await told(tx, { id, area }, 'COMPLAINT_PASSED_ON', { to }, doing)
  await told(tx, { id, area: to }, 'COMPLAINT_RECEIVED', { from: area }, doing)
  await watch(tx, { id, area: to, answerBy }, doing)
  await lookAgain(tx, { id, area, answerBy }, doing)
}

export async function answer(
  tx: Tx,
  { id, area, answerBy }: Complaint,
  { outcome, text }: { readonly outcome: Outcome; readonly text: string },
  doing: Doing,
): Promise<void> {
  await tx.rows(
    'update complaint set outcome = $2, answer = $3, answered_by = $4, answered_at = $5 where id = $1 and answered_at is null',
    [id, outcome, text, doing.by, doing.now],
  )
  await told(tx, { id, area }, 'COMPLAINT_ANSWERED', { outcome }, doing)
  await lookAgain(tx, { id, area, answerBy }, doing)
}

export async function reward(
  tx: Tx,
  { id, area }: Complaint,
  decision: 'granted' | 'refused',
  doing: Doing,
): Promise<void> {
  await tx.rows('update complaint set reward = $2, reward_reason = $3, reward_by = $4, reward_at = $5 where id = $1', [
    id,
    decision,
    doing.because ?? '',
    doing.by,
    doing.now,
  ])
  await told(tx, { id, area }, 'COMPLAINT_REWARDED', { decision }, doing)
}

/** The same picture twice is one. */
export async function keepPhoto(
  tx: Tx,
  { id, area }: Complaint,
  photo: { readonly sha256: string; readonly type: string; readonly bytes: Buffer },
  now: Instant,
): Promise<void> {
  await tx.rows(
    `insert into complaint_photo (complaint_id, area, sha256, type, bytes, received_at) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing`,
    [id, area, photo.sha256, photo.type, photo.bytes, now],
  )
}

export function photosOf(db: Reader, complaint: Id): Promise<{ sha256: string }[]> {
  return db.rows('select sha256 from complaint_photo where complaint_id = $1 order by received_at, sha256', [complaint])
}

export function photoOf(
  db: Reader,
  complaint: Id,
  sha256: string,
): Promise<{ type: string; bytes: Uint8Array } | null> {
  return first(db, 'select type, bytes from complaint_photo where complaint_id = $1 and sha256 = $2', [
    complaint,
    sha256,
  ])
}

type Due = Pick<Complaint, 'id' | 'area' | 'answerBy'>

/** Has somebody of the area called once its hour has passed, if nobody has answered by then. */
async function watch(tx: Tx, { id: subject, area, answerBy }: Due, { now }: Doing): Promise<void> {
  const { at, occasion } = callFor(answerBy)
  const notBefore = at > now ? at : now
  await ask(tx, [{ kind: 'wake', subject, area, params: { cause: 'complaintOverdue', occasion }, notBefore }], now)
}

/** Whoever is called for it need not be any more; before its hour nobody is. */
async function lookAgain(tx: Tx, { id: subject, area, answerBy }: Due, { now }: Doing): Promise<void> {
  const { at, occasion } = callFor(answerBy)
  if (at <= now) await ask(tx, [{ kind: 'wake', subject, area, params: { cause: 'complaintOverdue', occasion } }], now)
}

async function told(
  tx: Tx,
  { id: subject, area }: { id: Id; area: string },
  event: string,
  body: object,
  doing: Doing,
): Promise<void> {
  await note(tx, { area, kind: 'complaint', subject, event, body }, doing)
}
