import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chownSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { inject } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { PostgresDb } from '../../src/db/postgres.ts'
import { openPostgresQueue } from '../../src/queue/postgres.ts'
import { findProgram, freePort, type Served, serve, unprivileged, untilReady } from './server.ts'

const FOLDERS = [
  '/usr/lib/postgresql/*/bin',
  '/usr/local/bin',
  '/usr/local/pgsql/bin',
  '/opt/homebrew/opt/postgresql*/bin',
]

/** Nothing survives a test run, so nothing waits for the disk; and no table of it lives long enough to be vacuumed. */
const FAST = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'autovacuum=off']

/** The zone differs from UTC on purpose: SQL that takes the server's day for the jurisdiction's fails here. */
const ALWAYS = ['timezone=America/New_York', 'max_connections=200', 'jit=off', 'listen_addresses=127.0.0.1']

export interface PrivatePostgres {
  readonly url: string
  /** Like a power failure of the server. */
  kill(): Promise<void>
  /** Comes back on the same port with the same data. */
  start(): Promise<void>
  /** Ends it and deletes its data. */
  remove(): Promise<void>
}

/** The run's PostgreSQL; null where none is installed. Each test makes its own schema in it. */
export function postgresUrl(): string | null {
  return inject('postgresUrl')
}

/** The database that each test's own is copied from, and the schema in it: migrations take PostgreSQL longer than most tests. */
const TEMPLATE = 'empty'
const TEMPLATE_SCHEMA = 'airshed'

/** Makes the template of a fresh server: migrated and empty, the queue's tables included. */
export async function fillTemplate(url: string): Promise<void> {
  await inDatabase(url, `create database ${TEMPLATE}`)
  const template = databaseOf(url, TEMPLATE)
  const db = await PostgresDb.open(template, { schema: TEMPLATE_SCHEMA })
  await migrate(db, '2020-12-01T00:00:00.000Z')
  await db.close()
  const queue = await openPostgresQueue(template, 'none')
  await queue.close()
}

/** A copy of the template with its tables in `schema`; answers its address. It goes with the server. */
export async function copyTemplate(url: string, schema: string): Promise<string> {
  const name = `t_${randomUUID().replaceAll('-', '')}`
  await inDatabase(url, `create database ${name} template ${TEMPLATE} strategy file_copy`)
  const copy = databaseOf(url, name)
  if (schema !== TEMPLATE_SCHEMA) await inDatabase(copy, `alter schema ${TEMPLATE_SCHEMA} rename to ${schema}`)
  return copy
}

function databaseOf(url: string, name: string): string {
  return Object.assign(new URL(url), { pathname: `/${name}` }).href
}

async function inDatabase(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** Where the programs of PostgreSQL lie; null where it is not installed. */
export function findPostgres(): string | null {
  const initdb = findProgram('initdb', FOLDERS)
  return initdb === null ? null : dirname(initdb)
}

/** A private PostgreSQL in a temporary directory; `durable` for tests that kill it and look at what survived. */
export async function startPostgres(bin: string, { durable }: { durable: boolean }): Promise<PrivatePostgres> {
  const as = unprivileged()
  const home = mkdtempSync(join(tmpdir(), 'airshed-postgres-'))
  if (as !== null) chownSync(home, as.uid, as.gid)
  const data = join(home, 'data')
  const init = ['-D', data, '-U', 'airshed', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']
  await promisify(execFile)(join(bin, 'initdb'), init, { cwd: home, ...as })

  const port = await freePort()
  const url = `postgres://airshed@127.0.0.1:${port}/postgres`
  const settings = [...ALWAYS, ...(durable ? [] : FAST), `port=${port}`, `unix_socket_directories=`]
  const command = [join(bin, 'postgres'), '-D', data, ...settings.flatMap((setting) => ['-c', setting])]
  let served: Served | null = null
  const server: PrivatePostgres = {
    url,
    async start() {
      served = await serve(home, command, as)
      await untilReady('PostgreSQL', home, () => answers(url))
    },
    async kill() {
      await served?.kill()
    },
    async remove() {
      await served?.remove()
    },
  }
  await server.start()
  return server
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end()
  }
}
