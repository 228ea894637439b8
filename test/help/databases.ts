import { randomUUID } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { describe, inject } from 'vitest'
import { EmbeddedDb } from '../../src/db/embedded.ts'
import { migrate } from '../../src/db/migrate.ts'
import type { Db } from '../../src/db/port.ts'
import { PostgresDb } from '../../src/db/postgres.ts'

/** Any instant will do for the migrations of a test. */
const START = '2020-12-01T00:00:00.000Z'

/** A migrated and empty embedded database in memory: a copy of the run's, which is five times faster than a new one. */
export async function openEmbedded(): Promise<EmbeddedDb> {
  return EmbeddedDb.open(undefined, await openAsBlob(inject('embeddedDump')))
}

/** A migrated and empty schema of the run's private PostgreSQL. */
export async function openPostgres(): Promise<PostgresDb> {
  const url = inject('postgresUrl')
  if (url === null) throw new Error('no PostgreSQL in this run')
  const db = await PostgresDb.open(url, { schema: `t_${randomUUID().replaceAll('-', '')}` })
  await migrate(db, START)
  return db
}

/** A migrated and empty database for a test that is not about it: PostgreSQL where this run has it, as it is faster. */
export async function openAny(): Promise<Db> {
  return inject('postgresUrl') === null ? openEmbedded() : openPostgres()
}

/** Runs a suite over each database that this run has; what is missing is named at the end of the run. */
export function eachDatabase(suite: (name: string, open: () => Promise<Db>) => void): void {
  describe('embedded', () => suite('embedded', openEmbedded))
  if (inject('postgresUrl') !== null) describe('PostgreSQL', () => suite('PostgreSQL', openPostgres))
}
