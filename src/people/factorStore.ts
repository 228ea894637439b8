import { first, type Reader, type Tx } from '../db/port.ts'
import type { Wrapped } from '../db/wrapping.ts'
import type { Id } from '../model/id.ts'
import type { Instant } from '../model/time.ts'

/** The second factor (双因素) of an officer, as it is kept. */
export interface Factor {
  readonly sealed: Uint8Array
  readonly version: number
  readonly confirmed: boolean
  readonly lastStep: number
}

export function factorOf(db: Reader, officer: Id): Promise<Factor | null> {
  return first<Factor>(
    db,
    `select secret as sealed, key_version as version, confirmed_at is not null as confirmed, last_step as "lastStep"
     from officer_factor where officer_id = $1`,
    [officer],
  )
}

/** A fresh secret, which counts from its first right code on. */
export async function keepFactor(
  tx: Tx,
  { officer, area }: { officer: Id; area: string },
  { sealed, version }: Wrapped,
): Promise<void> {
  await tx.rows(
    `insert into officer_factor (officer_id, area, secret, key_version) values ($1, $2, decode($3, 'hex'), $4)
     on conflict (officer_id) do update set secret = excluded.secret, key_version = excluded.key_version,
       confirmed_at = null, last_step = 0`,
    [officer, area, sealed.toString('hex'), version],
  )
}

/** Takes the code of a step once; false where somebody has used it, or a later one. */
export async function takeStep(tx: Tx, officer: Id, step: number): Promise<boolean> {
  const taken = await tx.rows(
    'update officer_factor set last_step = $2 where officer_id = $1 and last_step < $2 returning officer_id',
    [officer, step],
  )
  return taken.length > 0
}

/** The first right code: from now on one is asked at every log-in, and these words stand in for it. */
export async function confirmFactor(
  tx: Tx,
  { officer, area }: { officer: Id; area: string },
  codes: readonly Buffer[],
  now: Instant,
): Promise<void> {
  await tx.rows('update officer_factor set confirmed_at = $2 where officer_id = $1', [officer, now])
  await tx.rows('delete from recovery_code where officer_id = $1', [officer])
  await tx.rows(
    `insert into recovery_code (officer_id, area, code_hash) select $1, $2, decode(hash, 'hex') from unnest($3::text[]) as c (hash)`,
    [officer, area, codes.map((hash) => hash.toString('hex'))],
  )
  await tx.rows('update session set pending = false where officer_id = $1', [officer])
  tx.announce('callers')
}

/** Uses a recovery code up; false where it is none, or was used. */
export async function useRecoveryCode(tx: Tx, officer: Id, hash: Buffer, now: Instant): Promise<boolean> {
  const used = await tx.rows(
    `update recovery_code set used_at = $3 where officer_id = $1 and code_hash = decode($2, 'hex') and used_at is null
     returning officer_id`,
    [officer, hash.toString('hex'), now],
  )
  return used.length > 0
}

/** No second factor any more, until another is set up. */
export async function dropFactor(tx: Tx, officer: Id): Promise<boolean> {
  await tx.rows('delete from recovery_code where officer_id = $1', [officer])
  return (await tx.rows('delete from officer_factor where officer_id = $1 returning officer_id', [officer])).length > 0
}
