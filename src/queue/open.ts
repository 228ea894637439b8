import type { Config } from '../config.ts'
import { EmbeddedDb } from '../db/embedded.ts'
import type { Db } from '../db/port.ts'
import { openEmbeddedQueue } from './embedded.ts'
import type { EffectQueue, Leases } from './port.ts'
import { openPostgresQueue } from './postgres.ts'
import { openRedisQueue } from './redis.ts'

/** The queue that the configuration asks for: in Redis, or in the database itself. */
export async function openQueue(
  db: Db,
  {
    config,
    schema,
    leases,
  }: { readonly config: Config; readonly schema: string; readonly leases?: Leases | undefined },
): Promise<EffectQueue> {
  if (config.redisUrl !== null) return await openRedisQueue(config.redisUrl, schema, leases)
  if (db instanceof EmbeddedDb) return await openEmbeddedQueue(db.pglite, schema, leases)
  if (config.databaseUrl === null) throw new Error('a PostgreSQL database without an address')
  return await openPostgresQueue(config.databaseUrl, schema, leases)
}
