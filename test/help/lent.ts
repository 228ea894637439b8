import { openAsBlob } from 'node:fs'
import { EmbeddedDb } from '../../src/db/embedded.ts'

/**
 * An embedded database in memory that is lent to one test after another, migrated and empty each time: to start PGlite
 * takes a second of both cores, to empty it a tenth of one. Whoever asks while it is lent gets one of its own.
 */
export class LentEmbedded {
  static #free: LentEmbedded | null = null

  readonly #db: EmbeddedDb
  readonly #shut: () => Promise<void>
  readonly #tables: readonly string[]
  /** Tables that migrations have filled. */
  readonly #filled: readonly string[]

  private constructor(db: EmbeddedDb, tables: readonly string[], filled: readonly string[]) {
    this.#db = db
    this.#shut = db.close.bind(db)
    this.#tables = tables
    this.#filled = filled
    db.close = () => this.#takeBack()
  }

  /** @param dump the path of a migrated and empty one */
  static async lend(dump: string): Promise<EmbeddedDb> {
    const free = LentEmbedded.#free
    LentEmbedded.#free = null
    if (free && (await free.#emptied())) return free.#db
    const db = await EmbeddedDb.open(undefined, await openAsBlob(dump))
    const tables = await tablesOf(db)
    const filled = await withRows(db, tables)
    await db.pglite.exec(
      ['create schema as_migrated', ...filled.map((table) => `create table ${keptOf(table)} as table ${table}`)].join(
        ';',
      ),
    )
    return new LentEmbedded(db, tables, filled).#db
  }

  async #takeBack(): Promise<void> {
    if (this.#db.pglite.closed || LentEmbedded.#free === this) return
    if (LentEmbedded.#free === null) LentEmbedded.#free = this
    else await this.#shut()
  }

  /** False where a test has left it closed or changed its tables: it is not lent again. */
  async #emptied(): Promise<boolean> {
    const { pglite } = this.#db
    if (pglite.closed) return false
    if (String(await tablesOf(this.#db)) !== String(this.#tables)) {
      await this.#shut()
      return false
    }
    const used = await withRows(this.#db, this.#tables)
    const again = this.#filled.map((table) => `insert into ${table} overriding system value table ${keptOf(table)}`)
    await pglite.exec(
      [
        // Rows that may never go, or be changed, are held by triggers.
        'set session_replication_role = replica',
        ...(used.length > 0 ? [`truncate ${used.join(', ')} restart identity cascade`] : []),
        ...again,
        'reset session_replication_role',
        'select pg_advisory_unlock_all()',
      ].join(';'),
    )
    return true
  }
}

const keptOf = (table: string) => `as_migrated.${table.replaceAll(/\W+/g, '_')}`

async function tablesOf(db: EmbeddedDb): Promise<string[]> {
  const rows = await db.rows<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('airshed', 'bullmq') and c.relkind = 'r' order by 1`,
  )
  return rows.map(({ name }) => name)
}

async function withRows(db: EmbeddedDb, tables: readonly string[]): Promise<string[]> {
  const each = tables.map((table) => `select '${table}' as name where exists (select from ${table})`)
  return (await db.rows<{ name: string }>(each.join(' union all '))).map(({ name }) => name)
}
