import { first, type Reader } from '../db/port.ts'
import type { Instant } from '../model/time.ts'

/** The sealed hashes of some entries, hex, by their place in the chain. */
export async function hashesAt(db: Reader, places: readonly number[]): Promise<Map<number, string>> {
  const rows = await db.rows<{ n: number; hash: string }>(
    `select n, encode(hash, 'hex') as hash from seal where n = any($1::bigint[])`,
    [places],
  )
  return new Map(rows.map(({ n, hash }) => [n, hash]))
}

/** A checkpoint as it was written, and the public key that it is checked with. */
export interface CheckpointRow {
  readonly n: number
  readonly at: Instant
  readonly line: string
  readonly publicKey: string
}

/** Two processes that sign the same place keep one of the two lines here; each has its own in its folder. */
export async function insertCheckpoint(db: Reader, { n, at, line, publicKey }: CheckpointRow): Promise<void> {
  await db.rows('insert into checkpoint (n, at, line, public_key) values ($1, $2, $3, $4) on conflict do nothing', [
    n,
    at,
    line,
    publicKey,
  ])
}

/** Newest first, before a place in the chain. */
export async function checkpointsBefore(db: Reader, before: number | null, limit: number): Promise<CheckpointRow[]> {
  return await db.rows<CheckpointRow>(
    `select n, at, line, public_key as "publicKey" from checkpoint where $1::bigint is null or n < $1
     order by n desc limit $2`,
    [before, limit],
  )
}

export async function checkpointAt(db: Reader, n: number): Promise<CheckpointRow | null> {
  return await first<CheckpointRow>(db, 'select n, at, line, public_key as "publicKey" from checkpoint where n = $1', [
    n,
  ])
}

/** Every public key that has signed a checkpoint, PEM. */
export async function checkpointKeys(db: Reader): Promise<string[]> {
  const rows = await db.rows<{ pem: string }>('select distinct public_key as pem from checkpoint')
  return rows.map(({ pem }) => pem)
}
