import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { note } from '../../src/db/journal.ts'
import { migrate } from '../../src/db/migrate.ts'
import { PostgresDb } from '../../src/db/postgres.ts'
import { seal, verify } from '../../src/db/seal.ts'
import { newId } from '../../src/model/id.ts'
import { postgresUrl } from '../help/postgres.ts'
import { until } from '../help/until.ts'

/* The processes log in as a role that owns everything but the journal: what it may do there the database itself says. */

const url = postgresUrl()
const NOW = '2020-12-25T10:00:00.000Z'
const name = randomUUID().replaceAll('-', '').slice(0, 12)
const [schema, app, keeper] = [`s_${name}`, `app_${name}`, `keeper_${name}`]

describe.skipIf(url === null)('a role that is not the owner', () => {
  let db: PostgresDb
  const superuser = new pg.Client({ connectionString: url ?? '' })
  beforeAll(async () => {
    await superuser.connect()
    await superuser.query(
      `create role ${app} login; create role ${keeper}; create schema ${schema} authorization ${app}`,
    )
    const address = new URL(url ?? '')
    address.username = app
    db = await PostgresDb.open(address.href, { schema })
    await migrate(db, NOW)
    const rights = readFileSync(new URL('../../src/journal/rights.sql', import.meta.url), 'utf8')
    const names: Record<string, string> = { schema, app, keeper }
    await superuser.query(rights.replaceAll(/:"(\w+)"/g, (_, variable: string) => names[variable] ?? ''))
  })
  afterAll(async () => {
    await db.close()
    await superuser.query(`drop schema ${schema} cascade; drop owned by ${app}; drop role ${app}; drop role ${keeper}`)
    await superuser.end()
  })

  it('starts, adds to the journal and seals it', async () => {
    expect(await migrate(db, NOW)).toEqual([])
    const entry = { area: '140800', kind: 'test', subject: newId(NOW), event: 'HAPPENED', body: {} }
    await db.transaction((tx) => note(tx, entry, { now: NOW, by: 'engine' }))
    await until(async () => {
      await seal(db)
      return (await verify(db)).sealed === 1
    })
    expect(await verify(db)).toMatchObject({ ok: true, entries: 1, sealed: 1 })
  })

  it.each(
    ['journal', 'seal', 'seal_stretch', 'checkpoint'].flatMap((table) => [
      `update ${table} set ${table === 'journal' ? `event = 'X'` : table === 'checkpoint' ? `line = ''` : `hash = hash`}`,
      `delete from ${table}`,
      `truncate ${table} cascade`,
      `alter table ${table} disable trigger all`,
      `alter table ${table} disable trigger ${table}_is_append_only`,
      `drop trigger ${table}_is_append_only on ${table}`,
      `drop table ${table} cascade`,
      `alter table ${table} rename to other`,
    ]),
  )('can not %s', async (sql) => {
    await expect(db.rows(sql)).rejects.toMatchObject({ state: '42501' })
  })

  it.each([
    `create or replace function refuse_change() returns trigger language plpgsql as 'begin return null; end'`,
    `drop schema ${schema} cascade`,
    `set session_replication_role = replica`,
    `set role ${keeper}`,
  ])('can not %s', async (sql) => {
    await expect(db.rows(sql)).rejects.toMatchObject({ state: '42501' })
  })

  it('and even the owner is refused by the trigger', async () => {
    await superuser.query(`set search_path = ${schema}`)
    for (const sql of [
      `update journal set event = 'X'`,
      'delete from journal',
      'truncate journal, seal',
      'delete from seal',
    ])
      await expect(superuser.query(sql)).rejects.toThrow('append-only')
    for (const sql of ['delete from seal_stretch', 'truncate checkpoint'])
      await expect(superuser.query(sql)).rejects.toThrow('append-only')
  })
})
