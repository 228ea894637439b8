import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { DatabaseError, type Db, type Topic, type Tx } from './port.ts'
import { Topics } from './topics.ts'
import { OID, readInt8, readTimestamptz } from './types.ts'

/** Serialisation failure and deadlock: the transaction did nothing and may simply be run again. */
const AGAIN = new Set(['40001', '40P01'])
/** Three more runs end any deadlock seen in the crash runs; a lasting one is a fault that must show. */
const RUNS = 4
/** Ten serve the workers, the clock and the desk of one process; PostgreSQL allows 100 by default for all of them. */
const POOL = 10

/** A server that comes back is met at once: whoever does not see the lock by then takes this process for dead. */
const HOLD_AGAIN_MS = 250

export interface PostgresOptions {
  /** The world's own schema: a drill never shares one with the live world. */
  readonly schema: string
  readonly poolSize?: number
}

/** PostgreSQL 15 or newer through `pg`. */
export class PostgresDb implements Db {
  readonly kind = 'postgres'
  readonly pool: pg.Pool
  readonly #topics = new Topics()

  private constructor(pool: pg.Pool) {
    this.pool = pool
  }

  static async open(url: string, { schema, poolSize = POOL }: PostgresOptions): Promise<PostgresDb> {
    if (!/^[a-z_][a-z0-9_]*$/.test(schema)) throw new Error(`not a schema name: ${schema}`)
    const pool = new pg.Pool({
      connectionString: url,
      max: poolSize,
      // No statement here runs for so long that compiling it pays: loading the compiler costs the first of each
      // connection a third of a second, which is what somebody waits for who opens a board.
      options: `-c search_path=${schema} -c timezone=UTC -c jit=off`,
      types: { getTypeParser },
    })
    // A server that goes away is reported by the statement that meets it; without a listener it would end the process.
    pool.on('error', () => undefined)
    const db = new PostgresDb(pool)
    try {
      await db.rows(`create schema if not exists ${schema}`)
    } catch (error) {
      // A role that may make no schema finds it made by its owner, or every statement after this one says so.
      if (error instanceof DatabaseError && error.state === '42501') return db
      await pool.end()
      // Two processes that start at once may both try; the loser finds the schema there.
      if (!(error instanceof DatabaseError && error.state === '23505')) throw error
      return PostgresDb.open(url, { schema, poolSize })
    }
    return db
  }

  rows<R extends object>(sql: string, params?: readonly unknown[]): Promise<R[]> {
    return ask<R>(this.pool, sql, params)
  }

  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let run = 1; ; run++) {
      try {
        return await this.#once(work)
      } catch (error) {
        if (run === RUNS || !(error instanceof DatabaseError && AGAIN.has(error.state))) throw error
      }
    }
  }

  async #once<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const topics = new Set<Topic>()
    const client = await this.pool.connect().catch((error: unknown) => {
      throw translate(error)
    })
    let broken: Error | undefined
    // A connection that dies between two statements says so by this event alone.
    const onError = (error: Error) => {
      broken = error
    }
    client.on('error', onError)
    try {
      await ask(client, 'begin')
      const result = await work({
        transaction: true,
        rows: (sql, params) => ask(client, sql, params),
        script: async (sql) => {
          await ask(client, sql)
        },
        announce: (topic) => topics.add(topic),
      })
      await ask(client, 'commit')
      this.#topics.announce(topics)
      return result
    } catch (error) {
      await ask(client, 'rollback').catch((failure: Error) => {
        broken = failure
      })
      throw error
    } finally {
      client.off('error', onError)
      client.release(broken)
    }
  }

  subscribe(topic: Topic, run: () => void): () => void {
    return this.#topics.subscribe(topic, run)
  }

  async hold(group: number, member: number): Promise<() => Promise<void>> {
    let held: pg.Client | null = null
    let closing = false
    const take = async (): Promise<void> => {
      const client = new pg.Client({ ...this.pool.options, keepAlive: true })
      client.on('error', () => undefined)
      await client.connect()
      // Somebody may have asked for it to be given up meanwhile.
      if (closing) return await client.end()
      client.once('end', () => void again())
      held = client
      await client.query('select pg_advisory_lock($1, $2)', [group, member])
    }
    const again = async (): Promise<void> => {
      while (!closing) {
        await sleep(HOLD_AGAIN_MS)
        const lost = await take().catch((error: unknown) => error)
        if (lost === undefined) return
      }
    }
    await take().catch((error: unknown) => {
      throw translate(error)
    })
    return async () => {
      closing = true
      await held?.end()
    }
  }

  async close(): Promise<void> {
    await this.pool.end()
  }
}

function getTypeParser(oid: number, format?: 'text' | 'binary') {
  if (oid === OID.int8) return readInt8
  if (oid === OID.timestamptz) return readTimestamptz
  if (oid === OID.date) return (text: string) => text
  return pg.types.getTypeParser(oid, format) as (text: string) => unknown
}

async function ask<R extends object>(
  on: Pick<pg.Pool, 'query'> | pg.PoolClient,
  sql: string,
  params?: readonly unknown[],
): Promise<R[]> {
  try {
    return (await on.query<R>(sql, params && [...params])).rows
  } catch (error) {
    throw translate(error)
  }
}

/** The server's own SQLSTATE. What does not come from the server is a lost connection, `EPIPE` with its five letters too. */
function translate(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const said = error instanceof pg.DatabaseError ? error : null
  return new DatabaseError(error.message, said?.code ?? '08006', said?.constraint, { cause: error })
}
