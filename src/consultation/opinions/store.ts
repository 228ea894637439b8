import type { Doing } from '../../db/journal.ts'
import type { Reader, Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Level } from '../../model/level.ts'
import type { Instant } from '../../model/time.ts'
import type { PartyId } from '../../rulebook/consultation.ts'
import type { Confidence, Correction } from '../decide.ts'

/** An opinion (会商意见); it is not changed: who thinks otherwise by now gives another one. */
export interface Opinion {
  readonly id: Id
  readonly userId: Id
  readonly party: PartyId
  readonly onBehalf: boolean
  readonly level: Level
  readonly confidence: Confidence | null
  readonly text: string
  readonly givenAt: Instant
  readonly corrections: readonly Correction[]
  /** The bulletin by which these correct the forecast. */
  readonly bulletin: Id | null
}

export type NewOpinion = Omit<Opinion, 'id' | 'givenAt' | 'corrections' | 'bulletin'>

export async function giveOpinion(
  tx: Tx,
  { id: consultation, area }: { id: Id; area: string },
  { userId, party, onBehalf, level, confidence, text }: NewOpinion,
  doing: Doing,
): Promise<Id> {
  const id = newId(doing.now)
  await tx.rows(
    `insert into opinion (id, area, consultation_id, user_id, party, on_behalf, level, confidence, text, given_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [id, area, consultation, userId, party, onBehalf, level, confidence, text, doing.now],
  )
  return id
}

export async function opinionsOn(db: Reader, consultation: Id): Promise<Opinion[]> {
  return await db.rows<Opinion>(
    `select id, user_id as "userId", party, on_behalf as "onBehalf", level, confidence, text, given_at as "givenAt",
       corrections, bulletin_id as bulletin
     from opinion where consultation_id = $1 order by id`,
    [consultation],
  )
}

/** Notes by which bulletin an opinion corrects the forecast. */
export async function noteCorrections(
  tx: Tx,
  opinion: Id,
  corrections: readonly Correction[],
  bulletin: Id,
): Promise<void> {
  await tx.rows('update opinion set corrections = $2::jsonb, bulletin_id = $3 where id = $1', [
    opinion,
    JSON.stringify(corrections),
    bulletin,
  ])
}
