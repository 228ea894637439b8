import { describe, inject } from 'vitest'
import type { EmbeddedDb } from '../../src/db/embedded.ts'
import type { Db } from '../../src/db/port.ts'
import { PostgresDb } from '../../src/db/postgres.ts'
import { LentEmbedded } from './lent.ts'
import { copyTemplate } from './postgres.ts'

/** A migrated and empty embedded database in memory. */
export async function openEmbedded(): Promise<EmbeddedDb> {
  return LentEmbedded.lend(inject('embeddedDump'))
}

/** A migrated and empty database of the run's private PostgreSQL. */
export async function openPostgres(): Promise<PostgresDb> {
  const url = inject('postgresUrl')
  if (url === null) throw new Error('no PostgreSQL in this run')
  return PostgresDb.open(await copyTemplate(url, 'test'), { schema: 'test' })
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
