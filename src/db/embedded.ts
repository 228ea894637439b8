import { setFlagsFromString } from 'node:v8'
import { PGlite, type Results } from '@electric-sql/pglite'
import { DatabaseError, type Db, type Reader, type Topic, type Tx } from './port.ts'
import { Topics } from './topics.ts'
import { OID, readInt8, readTimestamptz } from './types.ts'

/** Our tables live here; the queue's own live in `bullmq`. The search path is shared by everything on the connection. */
const SEARCH_PATH = 'airshed, bullmq, public'

/**
 * While V8 optimises one function of PostgreSQL (2272, seconds after the start) it takes 600 MB for a moment: that is
 * the peak of the whole process. One such compilation at a time and a young generation that stays small keep it 65 MB
 * lower, below 900, for a few per cent of speed.
 */
const FLAGS = ['--wasm-num-compilation-tasks=1', '--semi-space-growth-factor=1'] as const

interface Statements {
  query<R>(sql: string, params?: unknown[]): Promise<Results<R>>
}

/**
 * PostgreSQL inside the process (PGlite), one connection for everything. It survives a kill but not a power cut: PGlite
 * never calls fsync. For drills, tests, demonstrations and small stations.
 */
export class EmbeddedDb implements Db {
  readonly kind = 'embedded'
  readonly pglite: PGlite
  readonly #topics = new Topics()

  private constructor(pglite: PGlite) {
    this.pglite = pglite
  }

  /**
   * Opens a directory, or memory when none is named; what is new begins with `backup` (`dumpDataDir`) where there is
   * one. The caller holds the directory's lock.
   */
  static async open(directory?: string, backup?: Blob): Promise<EmbeddedDb> {
    for (const flag of FLAGS) setFlagsFromString(flag)
    const pglite = await PGlite.create({
      ...(directory === undefined ? {} : { dataDir: directory }),
      ...(backup === undefined ? {} : { loadDataDir: backup }),
      parsers: { [OID.int8]: readInt8, [OID.timestamptz]: readTimestamptz, [OID.date]: (text: string) => text },
    })
    await pglite.exec(`set timezone = 'UTC'; create schema if not exists airshed; create schema if not exists bullmq`)
    await pglite.exec(`set search_path = ${SEARCH_PATH}`)
    return new EmbeddedDb(pglite)
  }

  rows<R extends object>(sql: string, params?: readonly unknown[]): Promise<R[]> {
    return ask<R>(this.pglite, sql, params)
  }

  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const topics = new Set<Topic>()
    const result = await this.pglite.transaction((inner) =>
      work({
        transaction: true,
        rows: (sql, params) => ask(inner, sql, params),
        script: async (sql) => {
          await inner.exec(sql)
        },
        announce: (topic) => topics.add(topic),
      }),
    )
    this.#topics.announce(topics)
    return result
  }

  subscribe(topic: Topic, run: () => void): () => void {
    return this.#topics.subscribe(topic, run)
  }

  /** The one session there is: it ends with the process. */
  async hold(group: number, member: number): Promise<() => Promise<void>> {
    await this.rows('select pg_advisory_lock($1, $2)', [group, member])
    return async () => {
      await this.rows('select pg_advisory_unlock($1, $2)', [group, member])
    }
  }

  async close(): Promise<void> {
    if (!this.pglite.closed) await this.pglite.close()
  }
}

const ask: <R extends object>(on: Statements, ...statement: Parameters<Reader['rows']>) => Promise<R[]> = async (
  on,
  sql,
  params,
) => {
  try {
    return (await on.query<never>(sql, params && [...params])).rows
  } catch (error) {
    throw translate(error)
  }
}

function translate(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { code, constraint } = error as Error & { code?: string; constraint?: string }
  return code === undefined ? error : new DatabaseError(error.message, code, constraint, { cause: error })
}
