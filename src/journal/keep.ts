import type { Reader } from '../db/port.ts'
import { hashAt, headOf, stretchesOf } from '../db/seal.ts'
import type { World } from '../world.ts'
import { signCheckpoint, type Checkpoint } from './checkpoint.ts'
import { CheckpointFolder, publicPem } from './folder.ts'
import { verifyCheckpoints } from './hold.ts'
import { insertCheckpoint } from './store.ts'

type Ground = Pick<World, 'clock' | 'keys' | 'checkpoints' | 'kind'> & { readonly db: Reader }

/**
 * Signs where the chain has come to and writes it outside of the database; null where nothing was sealed since.
 * @throws Error where the chain is not the one that was signed last: a second signature would hide that
 */
export async function keepCheckpoint(world: Ground): Promise<Checkpoint | null> {
  const { db, keys, checkpoints, kind } = world
  if (checkpoints === null) return null
  const head = await headOf(db)
  if (head === null) return null
  const folder = new CheckpointFolder(checkpoints)
  if (folder.newest()?.n === head.n) return null
  const { broken } = await verifyCheckpoints(world, 'newest')
  if (broken) throw new Error(`no checkpoint is signed: ${broken.why} (entry ${broken.n})`)
  const checkpoint = signCheckpoint(
    {
      world: kind === 'live' ? 'live' : 'exercise',
      n: head.n,
      algorithm: hashAt(await stretchesOf(db), head.n),
      hash: Buffer.from(head.hash).toString('hex'),
      at: world.clock.now(),
    },
    keys.checkpoint,
  )
  folder.keep(checkpoint, keys.checkpoint)
  const { n, at } = checkpoint
  await insertCheckpoint(db, { n, at, line: JSON.stringify(checkpoint), publicKey: publicPem(keys.checkpoint) })
  return checkpoint
}
