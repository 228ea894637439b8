import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { Instant } from '../model/time.ts'
import type { Db, Reader } from './port.ts'

const FOLDER = new URL('./migrations/', import.meta.url)

/** Any number will do, as long as all processes of one database use the same. */
const LOCK = 633_2026

/**
 * Brings the schema up to this release: numbered files, forward only, each in its own transaction and never edited
 * after it has shipped (the stored hash would refuse to start). Returns the names that were applied.
 */
export async function migrate(db: Db, now: Instant): Promise<string[]> {
  const files = migrationFiles()
  await db.rows(
    'create table if not exists migration (name text primary key, sha256 text not null, applied_at timestamptz not null)',
  )
  // A database that is up to date, as at nearly every start, is asked once and not for each file.
  const known = await hashesOf(db)
  const applied: string[] = []
  for (const name of files) {
    const sql = readFileSync(new URL(name, FOLDER), 'utf8')
    const sha256 = createHash('sha256').update(sql).digest('hex')
    if (known.get(name) === sha256) continue
    await db.transaction(async (tx) => {
      await tx.rows('select pg_advisory_xact_lock($1)', [LOCK])
      const [done] = await tx.rows<{ sha256: string }>('select sha256 from migration where name = $1', [name])
      if (done?.sha256 === sha256) return
      if (done) throw new Error(`migration ${name} was edited after it had been applied to this database`)
      await tx.script(sql)
      await tx.rows('insert into migration (name, sha256, applied_at) values ($1, $2, $3)', [name, sha256, now])
      applied.push(name)
    })
  }
  return applied
}

/** What this release needs and this database does not have: it was restored from an older backup under a running server. */
export async function missingMigrations(db: Reader): Promise<string[]> {
  const applied = await hashesOf(db)
  return migrationFiles().filter((name) => !applied.has(name))
}

async function hashesOf(db: Reader): Promise<Map<string, string>> {
  const rows = await db.rows<{ name: string; sha256: string }>('select name, sha256 from migration')
  return new Map(rows.map(({ name, sha256 }) => [name, sha256]))
}

function migrationFiles(): string[] {
  return readdirSync(FOLDER)
    .filter((name) => /^\d{3}-[a-z-]+\.sql$/.test(name))
    .sort()
}
