import { argon2Sync, randomBytes, scryptSync } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { monotonicMs } from '../../src/clock.ts'
import type { Db } from '../../src/db/port.ts'
import { InputError } from '../../src/errors.ts'
import { createEnterpriseTokens, createFeedKey, createUser } from '../../src/people/admit.ts'
import { areasSeen, mustSee, PUBLIC, sees } from '../../src/people/caller.ts'
import { checkPassword, hashPassword } from '../../src/people/password.ts'
import { Matrix } from '../../src/people/roles.ts'
import { hasDemonstrationLogins } from '../../src/people/store.ts'
import { hashToken, kindOfToken, newToken } from '../../src/people/token.ts'
import { bearer, openTestApp, PASSWORD, START, TEST_AREAS, type TestApp } from '../help/app.ts'
import { cheapPasswords, dearPasswords } from '../help/argon2.ts'
import { eachDatabase } from '../help/databases.ts'

const world = { areas: TEST_AREAS }

describe('the matrix', () => {
  const matrix = Matrix.load()

  it('lets only an approver sign, and no one who may not see a warning', () => {
    const may = matrix.roles().filter((role) => matrix.scopeOf(role, 'warning.sign') !== null)
    expect(may).toEqual(['approver'])
  })

  it('keeps an enterprise to its own and to what is open', () => {
    const scopes = matrix.show().actions.map(({ action }) => matrix.scopeOf('enterprise', action))
    expect(new Set(scopes)).toEqual(new Set([null, 'own', 'open']))
    expect(matrix.scopeOf('enterprise', 'order.read')).toBeNull()
    expect(matrix.scopeOf('enterprise', 'me.orders')).toBe('own')
  })

  it('gives everybody what the public has, and the public nothing else', () => {
    for (const { action, may } of matrix.show().actions) {
      const open = Object.keys(may).includes('public')
      for (const role of matrix.roles()) if (open) expect(matrix.scopeOf(role, action)).not.toBeNull()
      expect(matrix.scopeOf('public', action) !== null).toBe(open)
    }
  })

  it('knows nothing of a role or an action that it does not name', () => {
    expect(matrix.scopeOf('constructor', 'warning.sign')).toBeNull()
    expect(matrix.scopeOf('approver', 'warning.burn')).toBeNull()
    expect(matrix.knows('toString')).toBe(false)
  })

  it('answers in far less than 20 µs', () => {
    const started = monotonicMs()
    for (let n = 0; n < 100_000; n++) matrix.scopeOf('approver', 'warning.sign')
    expect((monotonicMs() - started) / 100_000).toBeLessThan(0.02)
  })

  it.each([
    ['roles: {}\nactions: { a.b: { zh: 甲, en: a, may: { nobody: open } } }', 'actions.a.b.may.nobody: no such role'],
    ['roles: { public: { zh: 公众, en: p } }\nactions: { a.b: { zh: 甲, en: a, may: { public: area } } }', 'public'],
    [
      'roles: { enterprise: { zh: 企, en: e } }\nactions: { a.b: { zh: 甲, en: a, may: { enterprise: area } } }',
      'itself',
    ],
    ['roles: {}\nactions: { a.b: { zh: 甲, may: {} } }', 'actions.a.b.en'],
    ['roles: {}', 'actions'],
  ])('refuses a file such as %j and names the place', (text, place) => {
    expect(() => Matrix.of(text)).toThrow(InputError)
    expect(() => Matrix.of(text)).toThrow(place)
  })
})

describe('areas', () => {
  const county = { ...PUBLIC, area: '140802', areas: ['140802'] }
  const city = { ...PUBLIC, area: '140800', areas: ['140800'] }

  it('reach downwards and not sideways or up', () => {
    expect(sees(world, city, '140800-kfq')).toBe(true)
    expect(sees(world, city, '140902')).toBe(false)
    expect(sees(world, county, '140800')).toBe(false)
    expect(sees(world, PUBLIC, '140800')).toBe(false)
    expect(areasSeen(world, city)).toEqual(['140800', '140802', '140800-kfq'])
  })

  it('hide what lies outside as if it did not exist', () => {
    expect(() => mustSee(world, county, '140902', 'warning', 'x')).toThrow(
      expect.objectContaining({ code: 'thing.unknown' }),
    )
    expect(() => mustSee(world, county, '140802', 'warning', 'x')).not.toThrow()
  })
})

describe('passwords and tokens', () => {
  beforeAll(dearPasswords)
  afterAll(cheapPasswords)

  it('are checked against the stored hash alone', async () => {
    const stored = await hashPassword('霾')
    expect(stored).not.toContain('霾')
    expect(await checkPassword('霾', stored)).toBe(true)
    expect(await checkPassword('雾', stored)).toBe(false)
    expect(await checkPassword('霾', null)).toBe(false)
  })

  it('are stored with what they cost, which is read from there', async () => {
    expect(await hashPassword('霾')).toMatch(/^argon2id\$m=65536,t=1,p=1\$[\w-]{22}\$[\w-]{43}$/)
    const salt = randomBytes(16)
    const byScrypt = scryptSync('霾', salt, 32, { N: 1_024 }).toString('base64url')
    expect(await checkPassword('霾', `scrypt$N=1024$${salt.toString('base64url')}$${byScrypt}`)).toBe(true)
    const cheaper = argon2Sync('argon2id', {
      message: '霾',
      nonce: salt,
      memory: 64,
      passes: 2,
      parallelism: 1,
      tagLength: 32,
    })
    const stored = `argon2id$m=64,t=2,p=1$${salt.toString('base64url')}$${cheaper.toString('base64url')}`
    expect(await checkPassword('霾', stored)).toBe(true)
    expect(await checkPassword('雾', stored)).toBe(false)
  })

  it('take one typed in full-width letters as the same', async () => {
    expect(await checkPassword('abc１２３', await hashPassword('abc123'))).toBe(true)
  })

  it('take as much work for a name that does not exist', async () => {
    const stored = await hashPassword('x')
    // What the processor spent, not what the clock on the wall says: other tests run beside this one. The least of a
    // few, because the collector may come by.
    const work = async (hash: string | null): Promise<number> => {
      const before = process.cpuUsage()
      await checkPassword('wrong', hash)
      const { user, system } = process.cpuUsage(before)
      return user + system
    }
    await work(null)
    const [known, unknown]: [number[], number[]] = [[], []]
    for (let n = 0; n < 6; n++) {
      known.push(await work(stored))
      unknown.push(await work(null))
    }
    const ratio = Math.min(...unknown) / Math.min(...known)
    expect(ratio).toBeGreaterThan(0.5)
    expect(ratio).toBeLessThan(2)
  })

  it('say what they open by their first letters', () => {
    expect(kindOfToken(newToken('feed'))).toBe('feed')
    expect(kindOfToken(newToken('session'))).toBe('session')
    expect(kindOfToken(newToken('enterprise'))).toBe('enterprise')
    expect(kindOfToken(newToken('source'))).toBe('source')
    expect(kindOfToken(`axx_${'x'.repeat(43)}`)).toBeNull()
    expect(kindOfToken('afk_short')).toBeNull()
    expect(hashToken('a')).toHaveLength(32)
  })
})

eachDatabase((name, open) => {
  describe(`people on ${name}`, () => {
    let t: TestApp
    let db: Db
    beforeAll(async () => {
      db = await open()
      t = await openTestApp({ db })
    })
    afterAll(() => t.close())

    const me = async (token: string | null | undefined) =>
      t.app.inject({ url: '/api/v1/sessions/me', headers: bearer(token) })

    it('know every caller by token, with role, rank and area', async () => {
      const approver = await me(t.tokens.get('approver'))
      expect(approver.json()).toMatchObject({
        user: { kind: 'officer', name: '签发丙', role: 'approver', rank: 2, area: '140800', areaName: '运城市' },
      })
      expect((await me(t.tokens.get('feed'))).json()).toMatchObject({ user: { kind: 'feed', name: 'test-centre' } })
      expect((await me(t.tokens.get('enterprise'))).json()).toMatchObject({
        user: { kind: 'enterprise', name: '盐湖水泥', area: '140802' },
      })
      expect((await me(t.tokens.get('owner'))).json()).toMatchObject({ user: { kind: 'owner', areas: ['140000'] } })
      expect((await me(null)).statusCode).toBe(401)
      expect((await me(newToken('session'))).statusCode).toBe(401)
    })

    it('answer an unknown name and a wrong password alike', async () => {
      const log = (login: string, password: string) =>
        t.app.inject({ method: 'POST', url: '/api/v1/sessions', payload: { login, password } })
      const [wrong, unknown] = [await log('approver', 'x'), await log('nobody', 'x')]
      expect(wrong.statusCode).toBe(401)
      const { instance: _, ...said } = wrong.json<Record<string, unknown>>()
      expect(unknown.json()).toMatchObject(said)
    })

    it('log in whatever the case of the name, and by cookie too', async () => {
      const answer = await t.app.inject({
        method: 'POST',
        url: '/api/v1/sessions',
        payload: { login: ' APPROVER ', password: PASSWORD },
      })
      expect(answer.statusCode).toBe(201)
      const [cookie] = answer.cookies
      expect(cookie).toMatchObject({ name: 'airshed', httpOnly: true, sameSite: 'Strict', path: '/' })
      const cookies = { airshed: cookie?.value ?? '' }
      expect((await t.app.inject({ url: '/api/v1/sessions/me', cookies })).statusCode).toBe(200)
      const out = { method: 'DELETE', url: '/api/v1/sessions/me', cookies } as const
      const forged = await t.app.inject(out)
      expect([forged.statusCode, forged.json<{ code: string }>().code]).toEqual([403, 'request.forged'])
      // A form of a page for anybody, in the browser of an officer, is taken as anybody's.
      const open = { url: '/api/v1/sessions', cookies, payload: { login: 'approver', password: PASSWORD } }
      expect((await t.app.inject({ ...open, method: 'POST' })).statusCode).toBe(201)
      expect((await t.app.inject({ ...out, headers: { 'x-airshed': '1' } })).statusCode).toBe(204)
      expect((await t.app.inject({ url: '/api/v1/sessions/me', cookies })).statusCode).toBe(401)
    })

    it('keep no name, password or token in the clear', async () => {
      const text = JSON.stringify([
        await db.rows('select * from officer'),
        await db.rows('select * from session'),
        await db.rows('select * from feed_key'),
        await db.rows('select * from enterprise_token'),
        await db.rows('select * from journal'),
      ])
      for (const secret of [PASSWORD, '值班甲', ...t.tokens.values()])
        if (secret !== null) expect(text).not.toContain(secret)
    })

    it('stop a key that was revoked, as soon as it is no longer remembered', async () => {
      const { id, key } = await createFeedKey(t.world, { provider: 'p', areas: ['140900'] }, START)
      await db.rows('update feed_key set revoked_at = $2 where id = $1', [id, START])
      expect((await me(key)).statusCode).toBe(401)
    })

    it('make tokens for thousands of enterprises at once', async () => {
      const holders = Array.from({ length: 1_201 }, (_, n) => ({
        enterprise: `e${n}`,
        name: `企业${n}`,
        area: '140802',
      }))
      const tokens = await createEnterpriseTokens(t.world, holders, START)
      expect(tokens.size).toBe(1_201)
      expect((await me(tokens.get('e1200'))).json()).toMatchObject({ user: { id: 'e1200' } })
    })

    it('say whether a demonstration log-in is there', async () => {
      expect(await hasDemonstrationLogins(db)).toBe(false)
      const user = {
        login: 'demo',
        password: 'demo',
        name: '演示',
        role: 'dutyOfficer',
        rank: 0,
        area: '140800',
      } as const
      await createUser(t.world, { ...user, demo: true }, START)
      expect(await hasDemonstrationLogins(db)).toBe(true)
      await expect(createUser(t.world, user, START)).rejects.toMatchObject({ state: '23505' })
    })
  })
})
