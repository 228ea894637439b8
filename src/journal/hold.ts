import type { Reader } from '../db/port.ts'
import { verify, type Verdict } from '../db/seal.ts'
import type { World } from '../world.ts'
import { isSigned, type Checkpoint, type KnownKeys } from './checkpoint.ts'
import { CheckpointFolder } from './folder.ts'
import { hashesAt } from './store.ts'

type Ground = Pick<World, 'keys' | 'checkpoints'> & { readonly db: Reader }
type Broken = NonNullable<Verdict['broken']>

/** Places that are asked for in one statement. */
const IN_TURN = 5_000

/** The whole chain, and every checkpoint that lies outside of the database (全面校验). */
export async function verifyWhole(ground: Ground): Promise<Verdict & { checkpoints: number }> {
  const verdict = await verify(ground.db)
  const { count, broken } = await verifyCheckpoints(ground)
  if (!verdict.ok || broken === null) return { ...verdict, checkpoints: count }
  return { ...verdict, ok: false, head: null, broken, checkpoints: count }
}

/** Every checkpoint of the folder, or its newest alone, held against the chain. */
export async function verifyCheckpoints(
  { db, keys, checkpoints }: Ground,
  which: 'all' | 'newest' = 'all',
): Promise<{ count: number; broken: Broken | null }> {
  if (checkpoints === null) return { count: 0, broken: null }
  const folder = new CheckpointFolder(checkpoints)
  const newest = which === 'newest' ? folder.newest() : null
  const signed = which === 'all' ? folder.all() : newest === null ? [] : [newest]
  const known = folder.keys(keys.checkpoint)
  for (let k = 0; k < signed.length; k += IN_TURN) {
    const some = signed.slice(k, k + IN_TURN)
    const hashes = await hashesAt(
      db,
      some.map(({ n }) => n),
    )
    for (const each of some) {
      const why = faultOf(each, hashes.get(each.n) ?? null, known)
      if (why !== null) return { count: signed.length, broken: { n: each.n, seq: null, why } }
    }
  }
  return { count: signed.length, broken: null }
}

/** Why a chain that has this hash at that place (null: has come not so far) is not the one that was signed. */
export function faultOf(checkpoint: Checkpoint, hash: string | null, known: KnownKeys): string | null {
  if (!isSigned(checkpoint, known)) return `the checkpoint of ${checkpoint.at} is not signed by a known key`
  if (hash === null) return `the journal ends before the signed checkpoint of ${checkpoint.at}`
  if (hash !== checkpoint.hash) return `the chain is not the one that the checkpoint of ${checkpoint.at} was signed for`
  return null
}
