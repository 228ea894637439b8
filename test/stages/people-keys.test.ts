import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../src/accounts/peopleKeys/commands.ts'
import { decrypt } from '../../src/db/cipher.ts'
import { KeyRing } from '../../src/db/keyRing.ts'
import { forgetPeople, keepPeople, readPeople } from '../../src/db/person.ts'
import { unwrap, wrap } from '../../src/db/wrapping.ts'
import type { Io } from '../../src/model/command.ts'
import { keepFactor } from '../../src/people/factorStore.ts'
import { bearer, openTestApp, OWNER_TOKEN, START, type TestApp } from '../help/app.ts'

describe('the keys outside of the database', () => {
  const folder = mkdtempSync(join(tmpdir(), 'airshed-keys-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('are added one by one, readable by nobody else, and found by a process that runs', () => {
    const first = Buffer.alloc(32, 1)
    const [one, other] = [new KeyRing(first, folder), new KeyRing(first, folder)]
    const before = wrap({ wrapping: one, cipher: 'aes' }, Buffer.from('before'))
    expect(one.add()).toBe(1)
    expect(statSync(join(folder, 'people-1.key')).mode & 0o777).toBe(0o600)
    const after = wrap({ wrapping: one, cipher: 'aes' }, Buffer.from('after'))
    expect([before.version, after.version]).toEqual([0, 1])
    // The other process has not read it yet, and reads it now.
    for (const [text, { sealed, version }] of Object.entries({ before, after }))
      expect(unwrap({ wrapping: other }, sealed, version).toString()).toBe(text)
    expect(() => decrypt(first, after.sealed)).toThrow()
    expect(() => other.of(2)).toThrow(/key 2, which is not here/)
    // Two that rotate at once: the second writes its own.
    expect(other.add()).toBe(2)
    expect(new KeyRing(first, folder).newest().version).toBe(2)
  })
})

describe('rotation', () => {
  let t: TestApp
  let people: string[] = []
  const secret = Buffer.from('a secret of twenty b')
  beforeAll(async () => {
    t = await openTestApp()
    const many = Array.from({ length: 400 }, (_, n) => ({
      person: { name: `某${n}`, phone: `139${n}` },
      area: '140802',
    }))
    people = await t.world.db.transaction((tx) => keepPeople(tx, t.world.keys, many, START))
    const [officer] = await t.world.db.rows<{ id: string }>(`select id from officer where login = 'approver'`)
    const of = { officer: officer?.id ?? '', area: '140800' }
    await t.world.db.transaction((tx) => keepFactor(tx, of, wrap(t.world.keys, secret)))
  }, 120_000)
  afterAll(() => t.close())

  const post = (path: string, token: string | null | undefined = OWNER_TOKEN) =>
    t.app.inject({ method: 'POST', url: `/api/v1${path}`, headers: bearer(token) })
  const versions = () =>
    t.world.db.rows<{ version: number; count: number }>(
      'select key_version as version, count(*)::int as count from person_key group by 1 order by 1',
    )

  it('is the owner’s of this machine alone', async () => {
    for (const role of ['administrator', 'dutyOfficer', 'auditor'])
      expect((await post('/people-keys', t.tokens.get(role))).statusCode).toBe(403)
  })

  it('wraps everybody by the next key, and nobody is lost or readable by the old one', async () => {
    const lines: string[] = []
    const io = {
      out: (line: string) => lines.push(line),
      err: () => undefined,
      engine:
        async () =>
        async ({ method, path }: { method: string; path: string }) => {
          const answer = await t.app.inject({
            method: method as 'POST',
            url: `/api/v1${path}`,
            headers: bearer(OWNER_TOKEN),
          })
          return { status: answer.statusCode, body: answer.json<unknown>() }
        },
    } as unknown as Io
    const [before] = await versions()
    expect(await commands['keys rotate']?.run(['--json'], io)).toBe(0)
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      version: 1,
      rewrapped: (before?.count ?? 0) + 1,
      unused: [],
    })
    expect(await versions()).toEqual([{ version: 1, count: before?.count }])
    const read = await readPeople(t.world.db, t.world.keys, people)
    expect([read.size, read.get(people[399] ?? '')]).toEqual([400, { name: '某399', phone: '139399' }])
    const rows = await t.world.db.rows<{ wrapped: Uint8Array }>('select wrapped from person_key limit 20')
    for (const { wrapped } of rows) expect(() => decrypt(t.world.keys.master, wrapped)).toThrow()
    const [factor] = await t.world.db.rows<{ secret: Uint8Array; version: number }>(
      'select secret, key_version as version from officer_factor',
    )
    expect(unwrap(t.world.keys, factor?.secret ?? Buffer.alloc(0), factor?.version ?? 0)).toEqual(secret)
  })

  it('goes on after it was cut off, says which keys hold nothing, and forgets whom it should', async () => {
    await post('/people-keys')
    // One more comes while it stands half done, and somebody is deleted.
    const late = { person: { name: '后来', phone: '1' }, area: '140802' }
    const [added = ''] = await t.world.db.transaction((tx) => keepPeople(tx, t.world.keys, [late], START))
    await t.world.db.transaction((tx) => forgetPeople(tx, people.slice(0, 1)))
    const done = (await post('/people-keys/rewrap')).json<{ left: number; unused: number[] }>()
    expect(done).toMatchObject({ left: 0, unused: [1] })
    const read = await readPeople(t.world.db, t.world.keys, [...people, added])
    expect(read.size).toBe(400)
    expect((await post('/people-keys/rewrap')).json()).toMatchObject({ rewrapped: 0, left: 0 })
    const [entries] = await t.world.db.rows<{ events: string[] }>(
      `select array_agg(event order by seq) as events from journal where kind = 'peopleKey'`,
    )
    expect(entries?.events).toEqual(['PEOPLE_KEY_MADE', 'PEOPLE_REWRAPPED', 'PEOPLE_KEY_MADE', 'PEOPLE_REWRAPPED'])
  })
})
