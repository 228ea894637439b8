import { EventEmitter } from 'node:events'
import type { PGlite, Results, Transaction } from '@electric-sql/pglite'
import { createPostgresBackend, Queue, runMigrations, Worker } from 'bullmq'
import { BullQueue, QUEUE_OPTIONS } from './bull.ts'
import { LEASES, type EffectQueue } from './port.ts'

/** BullMQ reads numbers and instants from text, as `pg` gives them; the database's own port reads them otherwise. */
const AS_TEXT = { parsers: { 20: (text: string) => text, 1184: (text: string) => text } }

/**
 * The queue inside the embedded database, in its schema `bullmq`. One connection serves everything, so a statement of
 * the queue waits while a transaction is open; that BullMQ sends only single statements after its migration is what
 * makes the sharing possible.
 */
export async function openEmbeddedQueue(pglite: PGlite, prefix: string, leases = LEASES): Promise<EffectQueue> {
  await pglite.transaction((tx) => runMigrations(new MigrationSession(tx)))
  const connection = new OneConnection(pglite)
  return new BullQueue(
    {
      queue: (name) => new Queue(name, { ...QUEUE_OPTIONS, connection }, createPostgresBackend),
      worker: (name, processor, options) =>
        new Worker(name, processor, { ...options, connection }, createPostgresBackend),
      close: () => connection.end(),
    },
    prefix,
    leases,
  )
}

/** BullMQ's migrator has the connection to itself inside one transaction of PGlite, and need not open its own. */
class MigrationSession {
  readonly #tx: Transaction
  constructor(tx: Transaction) {
    this.#tx = tx
  }
  async query<R>(text: string, params?: readonly unknown[]): Promise<{ rows: R[] }> {
    // What fails is rolled back by PGlite, which sees the error leave the transaction.
    if (/^(begin|commit|rollback)$/i.test(text)) return { rows: [] }
    if (params !== undefined || /^\s*select/i.test(text)) return this.#tx.query<R>(text, params && [...params], AS_TEXT)
    // Only `exec` takes the several statements of a migration file.
    await this.#tx.exec(text)
    return { rows: [] }
  }
}

/** The shape of a `pg.Pool` over the one connection. */
class OneConnection extends EventEmitter {
  /** There is no socket that could die unnoticed, so a worker may wait for its notification as long as it likes. */
  readonly options = { keepAlive: true }
  readonly #pglite: PGlite
  #ended = false

  constructor(pglite: PGlite) {
    super()
    this.#pglite = pglite
  }
  query<R>(text: string, params?: readonly unknown[]): Promise<Results<R>> {
    // BullMQ knows this sentence of `pg` and lets stragglers rest that it raises while it is closing.
    if (this.#ended) return Promise.reject(new Error('Cannot use a pool after calling end on the pool'))
    return this.#pglite.query<R>(text, params && [...params], AS_TEXT)
  }
  async connect(): Promise<Borrowed> {
    return new Borrowed(this, this.#pglite)
  }
  async end(): Promise<void> {
    this.#ended = true
  }
}

/** A client "checked out" of the pool: what a worker listens on. */
class Borrowed extends EventEmitter {
  readonly #pool: OneConnection
  readonly #stop: () => void

  constructor(pool: OneConnection, pglite: PGlite) {
    super()
    this.#pool = pool
    this.#stop = pglite.onNotification((channel, payload) => this.emit('notification', { channel, payload }))
  }
  query<R>(text: string, params?: readonly unknown[]): Promise<Results<R>> {
    return this.#pool.query<R>(text, params)
  }
  release(): void {
    this.#stop()
    this.removeAllListeners()
  }
}
