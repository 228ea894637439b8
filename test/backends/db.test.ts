import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { forgetPeople, keepPeople, readPeople } from '../../src/db/person.ts'
import { passingKeys } from '../../src/db/keys.ts'
import { note } from '../../src/db/journal.ts'
import { migrate } from '../../src/db/migrate.ts'
import { DatabaseError, type Db } from '../../src/db/port.ts'
import { seal, verify } from '../../src/db/seal.ts'
import { newId } from '../../src/model/id.ts'
import { eachDatabase, openPostgres } from '../help/databases.ts'
import { until } from '../help/until.ts'
import { postgresUrl } from '../help/postgres.ts'

const NOW = '2020-12-25T10:00:00.000Z'
const doing = { now: NOW, by: 'engine' }

eachDatabase((_, open) => {
  let db: Db
  beforeAll(async () => {
    db = await open()
  })
  afterAll(() => db.close())

  it('gives the same types whatever the driver', async () => {
    const [row] = await db.rows(
      `select 9007199254740991::int8 as big, 1.50::numeric as exact, $1::timestamptz as instant, $2::date as day,
         $3::jsonb as json, $4::bytea as bytes, $5::uuid[] as ids, null as nothing, true as truth, 3::int as small`,
      [NOW, '2020-12-25', JSON.stringify({ b: 1, a: [null] }), Buffer.from([0, 255]), [newId(NOW)]],
    )
    expect(row).toMatchObject({
      big: 9007199254740991,
      exact: '1.50',
      instant: NOW,
      day: '2020-12-25',
      json: { b: 1, a: [null] },
      nothing: null,
      truth: true,
      small: 3,
    })
    expect(Buffer.from((row as { bytes: Uint8Array }).bytes)).toEqual(Buffer.from([0, 255]))
    expect((row as { ids: string[] }).ids).toHaveLength(1)
  })

  it('keeps milliseconds of an instant, and instants before 1970', async () => {
    for (const at of ['2020-12-25T10:00:00.123Z', '1969-12-31T23:59:59.999Z', '2024-02-29T16:00:00.010Z'])
      expect(await db.rows('select $1::timestamptz as at', [at])).toEqual([{ at }])
  })

  it('refuses with the SQLSTATE and leaves nothing of the transaction', async () => {
    const attempt = db.transaction(async (tx) => {
      await tx.rows(`insert into fact (key, value) values ('half', '1')`)
      await tx.rows(`insert into fact (key, value) values ('half', '2')`)
    })
    await expect(attempt).rejects.toMatchObject({ name: 'DatabaseError', state: '23505', constraint: 'fact_pkey' })
    expect(await db.rows(`select key from fact where key = 'half'`)).toEqual([])
    expect(await db.rows('select 1 as alive')).toEqual([{ alive: 1 }])
  })

  it('tells subscribers after a commit and never after a rollback', async () => {
    let told = 0
    const stop = db.subscribe('effects', () => told++)
    await db.transaction(async (tx) => tx.announce('effects'))
    expect(told).toBe(1)
    await expect(
      db.transaction(async (tx) => {
        tx.announce('effects')
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    stop()
    await db.transaction(async (tx) => tx.announce('effects'))
    expect(told).toBe(1)
  })

  it('migrates once and is asked again for nothing', async () => {
    expect(await migrate(db, NOW)).toEqual([])
  })

  it('keeps the journal append-only', async () => {
    await db.transaction((tx) =>
      note(tx, { area: '140800', kind: 'test', subject: newId(NOW), event: 'HAPPENED', body: { b: 1, a: 2 } }, doing),
    )
    for (const change of [`update journal set event = 'X'`, 'delete from journal', 'truncate journal cascade'])
      await expect(db.rows(change)).rejects.toThrow(DatabaseError)
    expect(await db.rows(`select body from journal where kind = 'test'`)).toEqual([{ body: '{"a":2,"b":1}' }])
  })

  it('seals what is committed, in commit order, and verifies the chain', async () => {
    for (let n = 0; n < 3; n++)
      await db.transaction((tx) =>
        note(tx, { area: '140800', kind: 'test', subject: newId(NOW), event: 'HAPPENED', body: { n } }, doing),
      )
    const before = await verify(db)
    expect(before).toMatchObject({ ok: true })
    // Whatever runs elsewhere on the same server holds the horizon of all: it is sealed once that has ended.
    await until(async () => {
      await seal(db)
      return (await verify(db)).sealed === before.entries
    })
    const after = await verify(db)
    expect(after).toMatchObject({ ok: true, sealed: before.entries, entries: before.entries })
    expect(after.head).toMatch(/^[0-9a-f]{64}$/)
  })

  it('finds an entry that was changed behind its back', async () => {
    const alter = (sql: string) =>
      db.transaction(async (tx) => {
        await tx.rows('alter table journal disable trigger journal_is_append_only')
        await tx.rows(sql)
        await tx.rows('alter table journal enable trigger journal_is_append_only')
      })
    const [{ seq, actor } = { seq: 0, actor: '' }] = await db.rows<{ seq: number; actor: string }>(
      'select seq, actor from journal order by seq offset 1 limit 1',
    )
    await alter(`update journal set actor = 'someone' where seq = ${seq}`)
    expect(await verify(db)).toMatchObject({ ok: false, broken: { seq, why: 'the entry is not what was sealed' } })
    await alter(`update journal set actor = '${actor}' where seq = ${seq}`)
    expect(await verify(db)).toMatchObject({ ok: true })
  })

  it('knows people by reference and forgets them with their key', async () => {
    const keys = passingKeys()
    const people = [
      { person: { name: '张三', phone: '10000000001' }, area: '140882' },
      { person: { name: '李四', phone: '' }, area: '140882' },
    ]
    const ids = await db.transaction((tx) => keepPeople(tx, keys, people, NOW))
    expect([...(await readPeople(db, keys, ids)).values()]).toEqual(people.map(({ person }) => person))
    const raw = JSON.stringify(await db.rows(`select encode(sealed, 'escape') as sealed from person`))
    expect(raw).not.toContain('10000000001')
    await db.transaction((tx) => forgetPeople(tx, ids.slice(0, 1)))
    expect([...(await readPeople(db, keys, ids)).keys()]).toEqual(ids.slice(1))
  })
})

it.skipIf(postgresUrl() === null)(
  'takes a broken pipe for a lost connection: EPIPE looks like an SQLSTATE',
  async () => {
    const db = await openPostgres()
    const broken = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })
    const query = vi.spyOn(db.pool, 'query').mockImplementation((): never => {
      throw broken
    })
    await expect(db.rows('select 1 as one')).rejects.toMatchObject({ state: '08006', passes: true })
    query.mockRestore()
    await db.close()
  },
)
