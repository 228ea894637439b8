import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import type { Db } from '../db/port.ts'
import { EmbeddedDb } from '../db/embedded.ts'
import { PostgresDb } from '../db/postgres.ts'
import { openEmbeddedQueue } from '../queue/embedded.ts'
import type { EffectQueue } from '../queue/port.ts'
import { openPostgresQueue } from '../queue/postgres.ts'
import { openRedisQueue } from '../queue/redis.ts'
import { dropSchema } from './store.ts'
import type { Ground } from './world.ts'

type Place = Pick<Ground, 'directory' | 'databaseUrl' | 'redisUrl' | 'schema'>

/**
 * Somewhere for a world that nobody else can meet (law 13): a directory of its own and, where PostgreSQL or Redis are
 * configured, a schema and a queue prefix of its own in them.
 */
export interface ThrowAway extends Place {
  /** A queue on the same backend beside the world's, and how to close it: for floors. */
  openQueue(): Promise<{ queue: EffectQueue; close: () => Promise<void> }>
  /** The world's database while no engine has it open. */
  openDb(): Promise<Db>
  /** Takes all of it away. */
  remove(): Promise<void>
}

export function throwAway(
  { databaseUrl, redisUrl }: Pick<Config, 'databaseUrl' | 'redisUrl'>,
  keep?: string,
): ThrowAway {
  const directory = keep ?? mkdtempSync(join(tmpdir(), 'airshed-'))
  mkdirSync(directory, { recursive: true })
  const schema = `airshed_drill_${randomBytes(6).toString('hex')}`
  const openQueue = async (prefix: string) => {
    if (redisUrl !== null) return bare(await openRedisQueue(redisUrl, prefix))
    if (databaseUrl !== null) return bare(await openPostgresQueue(databaseUrl, prefix))
    const db = await EmbeddedDb.open(join(directory, prefix))
    const queue = await openEmbeddedQueue(db.pglite, prefix)
    return {
      queue,
      close: async () => {
        await queue.close()
        await db.close()
      },
    }
  }
  return {
    directory,
    databaseUrl,
    redisUrl,
    schema,
    openQueue: () => openQueue(`${schema}_floor`),
    openDb: () =>
      databaseUrl === null
        ? EmbeddedDb.open(join(directory, 'world', 'pglite'))
        : PostgresDb.open(databaseUrl, { schema }),
    async remove() {
      if (keep !== undefined) return
      if (databaseUrl !== null) {
        const { queue, close } = await openQueue(schema)
        await queue.wipe()
        await close()
        const db = await PostgresDb.open(databaseUrl, { schema })
        await dropSchema(db, schema)
        await db.close()
      }
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

function bare(queue: EffectQueue): { queue: EffectQueue; close: () => Promise<void> } {
  return { queue, close: () => queue.close() }
}
