import { createPostgresBackend, isPgPool, type PgPool, Queue, runMigrations, Worker } from 'bullmq'
import pg from 'pg'
import { BullQueue, QUEUE_OPTIONS } from './bull.ts'
import { LEASES, type EffectQueue } from './port.ts'

/** Each of the five workers of the two lanes keeps one connection for LISTEN; the rest carry out their single statements. */
const POOL = 11

/**
 * The queue of the world `prefix` in the schema `bullmq` of a PostgreSQL database. BullMQ looks for its own tables there
 * when it is handed a pool (in an ES module it can make none itself), so worlds differ by the name of the queue.
 */
export async function openPostgresQueue(url: string, prefix: string, leases = LEASES): Promise<EffectQueue> {
  const pool = new pg.Pool({
    connectionString: url,
    max: POOL,
    keepAlive: true,
    // A ticket that a power failure loses is added again by the reconciler: no commit of the queue waits for the disk.
    options: '-c search_path=bullmq -c synchronous_commit=off',
  })
  pool.on('error', () => undefined)
  const connection = asBullPool(pool)
  const migrator = await connection.connect()
  try {
    await runMigrations(migrator)
  } finally {
    migrator.release()
  }
  return new BullQueue(
    {
      queue: (name) => new Queue(name, { ...QUEUE_OPTIONS, connection }, createPostgresBackend),
      worker: (name, processor, options) =>
        new Worker(name, processor, { ...options, connection }, createPostgresBackend),
      close: () => pool.end(),
    },
    prefix,
    leases,
  )
}

/** The two declare `on` in ways that TypeScript can't reconcile; BullMQ's own check of the shape does. */
function asBullPool(pool: unknown): PgPool {
  if (!isPgPool(pool)) throw new TypeError('BullMQ does not take this pool of pg')
  return pool
}
