/**
 * The one way to the database: plain SQL with `$1` parameters over two adapters, embedded PGlite (`embedded.ts`) and
 * PostgreSQL through `pg` (`postgres.ts`). What comes back is the same from both: `int8` a number, `numeric` a string,
 * `timestamptz` an `Instant`, `date` a `Day` string, `jsonb` parsed, `bytea` a `Uint8Array`.
 */
export interface Reader {
  /** Rows of one statement. Errors of the driver come as `DatabaseError` with the SQLSTATE. */
  rows<R extends object>(sql: string, params?: readonly unknown[]): Promise<R[]>
}

/** An open transaction. Nothing outside is waited for while one is open (law 14). */
export interface Tx extends Reader {
  readonly transaction: true
  /** Several statements without parameters, for migrations. */
  script(sql: string): Promise<void>
  /** Tells this process's subscribers after the commit, never if it fails. A hint to look early, not a message. */
  announce(topic: Topic): void
}

/** `effects`: there is something for the relay; `journal`: there is something for the sealer and for watchers. */
/** `callers`: whom somebody is, or may, has changed. */
export type Topic = 'effects' | 'journal' | 'callers'

export interface Db extends Reader {
  readonly kind: 'embedded' | 'postgres'
  /** Runs `work` in one transaction (read committed); a throw rolls back. Never nested. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Returns the way to stop listening. */
  subscribe(topic: Topic, run: () => void): () => void
  /**
   * Holds an advisory lock in a session of its own for as long as the process lives, through a server that goes away
   * and comes back. Returns the way to give it up.
   */
  hold(group: number, member: number): Promise<() => Promise<void>>
  close(): Promise<void>
}

/** The first row, or null. */
export async function first<R extends object>(db: Reader, sql: string, params?: readonly unknown[]): Promise<R | null> {
  return (await db.rows<R>(sql, params))[0] ?? null
}

/** The server goes away, starts, is full, or two got into each other's way: nothing is wrong with what was asked. */
const PASSING = /^(08...|57P0[1-3]|53300|53400|40001|40P01|25006)$/

export class DatabaseError extends Error {
  /** SQLSTATE, as `23505`; `08006` when the server is gone. */
  readonly state: string
  readonly constraint: string | undefined
  constructor(message: string, state: string, constraint: string | undefined, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DatabaseError'
    this.state = state
    this.constraint = constraint
  }
  /** The same may go well in a moment. */
  get passes(): boolean {
    return PASSING.test(this.state)
  }
}
