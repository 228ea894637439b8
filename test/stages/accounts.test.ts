import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { passwordPageRoutes } from '../../src/accounts/passwords/routes.ts'
import { wallClock } from '../../src/clock.ts'
import { isWeak } from '../../src/accounts/passwords/decide.ts'
import { faultOfStanding, isLastAdministrator, type Standing } from '../../src/accounts/users/decide.ts'
import { maskPhone } from '../../src/model/phone.ts'
import { addHours } from '../../src/model/time.ts'
import { wrap } from '../../src/db/wrapping.ts'
import { createUser } from '../../src/people/admit.ts'
import { confirmFactor, keepFactor } from '../../src/people/factorStore.ts'
import { officerByOutsideName } from '../../src/people/store.ts'
import { codeAt } from '../../src/people/totp.ts'
import { isWithin } from '../../src/people/networks.ts'
import { Matrix, OFFICER_ROLES } from '../../src/people/roles.ts'
import { bearer, openTestApp, PASSWORD, START, type TestApp } from '../help/app.ts'

const NEW = '四个不相干的词 2020'

describe('a standing', () => {
  const county = { code: '140802', kind: 'county' } as const
  const area = '140802'
  const one = (change: Partial<Standing>): Standing => ({
    role: 'dutyOfficer',
    rank: 0,
    area,
    township: null,
    department: null,
    ...change,
  })

  it('has a rank with an approver, a township in a county, a department of its area, and nobody else has', () => {
    const department = '0176752c-0000-7000-8000-00000000d001'
    const cases: [Partial<Standing>, string | null, string | null][] = [
      [{}, null, null],
      [{ rank: 1 }, null, 'user.rankOfRole'],
      [{ role: 'approver' }, null, 'user.rankOfRole'],
      [{ role: 'approver', rank: 3 }, null, null],
      [{ role: 'townshipOfficer' }, null, 'user.township'],
      [{ role: 'townshipOfficer', township: '解州镇' }, null, null],
      [{ township: '解州镇' }, null, 'user.township'],
      [{ role: 'departmentOfficer' }, null, 'user.department'],
      [{ role: 'departmentOfficer', department }, '140802', null],
      [{ role: 'departmentOfficer', department }, '140900', 'user.department'],
      [{ role: 'departmentOfficer', department }, null, 'user.department'],
      [{ department }, '140802', 'user.department'],
    ]
    for (const [change, of, fault] of cases) expect(faultOfStanding(one(change), county, of)).toBe(fault)
    const inCity = one({ role: 'townshipOfficer', township: '解州镇', area: '140800' })
    expect(faultOfStanding(inCity, { code: '140800', kind: 'city' }, null)).toBe('user.township')
  })

  it('of every role of people is in the matrix, and no role of a machine is among them', () => {
    const roles = Matrix.load().roles()
    expect(roles).toEqual(expect.arrayContaining([...OFFICER_ROLES]))
    const others = roles.filter((role) => !OFFICER_ROLES.some((known) => known === role))
    expect(others.toSorted()).toEqual(['enterprise', 'feed', 'owner', 'public', 'source'])
  })

  it('leaves an area with somebody who looks after it', () => {
    expect(isLastAdministrator(['140802', '140800', '140000'], ['140800'])).toBe(false)
    expect(isLastAdministrator(['140800', '140000'], ['140802', '140900'])).toBe(true)
    expect(isLastAdministrator(['140800', '140000'], [])).toBe(true)
  })

  it('shows of a telephone never more than seven figures, and its length', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{0,15}$/), (phone) => {
        const masked = maskPhone(phone)
        expect(masked).toHaveLength(phone.length)
        expect(masked.replaceAll('*', '').length).toBeLessThanOrEqual(phone.length < 8 ? 0 : 7)
      }),
    )
  })

  it('finds passwords weak that are short, of one sign, or the name', () => {
    expect(isWeak('雾里看花一二三四五', 'duty', 10)).toBe(true)
    expect(isWeak('雾里看花一二三四五六', 'duty', 10)).toBe(false)
    expect(isWeak('aaaaaaaaaaaa', 'duty', 10)).toBe(true)
    expect(isWeak('my-DUTY-2020!', 'duty', 10)).toBe(true)
    expect(isWeak('          duty', 'x', 10)).toBe(true)
  })
})

describe('networks', () => {
  it('are asked of an address as a socket writes it', () => {
    expect(isWithin([], 'anything')).toBe(true)
    expect(isWithin(['10.20.0.0/16'], '::ffff:10.20.3.4')).toBe(true)
    expect(isWithin(['10.20.0.0/16'], '10.21.0.1')).toBe(false)
    expect(isWithin(['fd00::/8', '10.20.0.0/16'], 'fd12::1')).toBe(true)
    expect(isWithin(['10.20.0.0/16'], 'garbage')).toBe(false)
  })
})

describe('accounts', () => {
  let t: TestApp
  beforeAll(async () => {
    t = await openTestApp({ parts: { besides: [passwordPageRoutes], proxies: ['127.0.0.1/32'] } })
    for (const area of ['140802', '140900'])
      await createUser(
        t.world,
        { login: `admin-${area}`, password: PASSWORD, name: '管理', role: 'administrator', rank: 0, area },
        START,
      )
  }, 120_000)
  afterAll(() => t.close())

  interface Answer {
    status: number
    body: Record<string, unknown> & { items: Record<string, unknown>[]; account: Record<string, unknown> }
  }
  const logins = new Map<string, string>()

  async function ask(
    who: string,
    method: 'GET' | 'POST',
    path: string,
    payload?: object,
    headers = {},
  ): Promise<Answer> {
    const token = t.tokens.get(who) ?? logins.get(who)
    const answer = await t.app.inject({
      method,
      url: `/api/v1${path}`,
      headers: { ...bearer(token), 'accept-language': 'en', ...headers },
      ...(payload ? { payload } : {}),
    })
    return { status: answer.statusCode, body: answer.json<Answer['body']>() }
  }

  async function logIn(login: string, password: string): Promise<number> {
    const answer = await t.app.inject({ method: 'POST', url: '/api/v1/sessions', payload: { login, password } })
    if (answer.statusCode === 201) logins.set(login, answer.json<{ token: string }>().token)
    return answer.statusCode
  }

  const setBy = (link: string, password: string) =>
    t.app.inject({
      method: 'POST',
      url: new URL(link).pathname,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
      payload: new URLSearchParams({ login: 'x', password }).toString(),
    })

  const officer = { role: 'dutyOfficer', area: '140802', name: '新来的', phone: '13900001234', reason: '轮岗' }
  const idOf = async (login: string): Promise<string> => {
    const [row] = await t.world.db.rows<{ id: string }>('select id from officer where login = $1', [login])
    return row?.id ?? ''
  }

  it('are opened by the administrator of the area, without a password, and come in by a link that works once', async () => {
    const made = await ask('administrator', 'POST', '/users', { ...officer, login: 'Newcomer' })
    expect(made.status).toBe(201)
    expect(made.body.account).toMatchObject({ login: 'newcomer', hasPassword: false, phone: '139****1234', rank: 0 })
    expect(await logIn('newcomer', '')).toBe(400)
    expect(await logIn('newcomer', NEW)).toBe(401)
    const link = String(made.body['link'])
    const page = await t.app.inject({ url: new URL(link).pathname, headers: { accept: 'text/html' } })
    expect([page.statusCode, page.headers['cache-control']]).toEqual([200, 'no-store'])
    expect(page.body).toContain('newcomer')
    expect((await setBy(link, 'short')).statusCode).toBe(422)
    const both = await Promise.all([setBy(link, NEW), setBy(link, `${NEW}!`)])
    expect(new Set(both.map(({ statusCode }) => statusCode))).toEqual(new Set([200, 410]))
    expect((await setBy(link, NEW)).statusCode).toBe(410)
    expect((await logIn('newcomer', NEW)) === 201 || (await logIn('newcomer', `${NEW}!`)) === 201).toBe(true)
    const taken = await ask('administrator', 'POST', '/users', { ...officer, login: 'ＮＥＷcomer' })
    expect([taken.status, taken.body['code']]).toEqual([400, 'request.invalid'])
    // A sign that turns the direction of writing makes one name look like another's.
    for (const bad of [{ name: '\u202e王' }, { login: 'a\u202eb' }])
      expect((await ask('administrator', 'POST', '/users', { ...officer, login: 'turned', ...bad })).status).toBe(400)
    const again = await ask('administrator', 'POST', '/users', { ...officer, login: 'NEWCOMER' })
    expect([again.status, again.body['code']]).toEqual([409, 'user.loginTaken'])
  })

  it('keep neither name, telephone, link nor password in the journal', async () => {
    const rows = await t.world.db.rows<{ event: string; body: string }>(
      `select event, body from journal where kind = 'officer' order by seq`,
    )
    expect(rows.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['USER_ADMITTED', 'PASSWORD_LINK_MADE', 'PASSWORD_SET']),
    )
    const text = JSON.stringify(rows)
    for (const secret of ['新来的', '13900001234', NEW, '/p/']) expect(text).not.toContain(secret)
  })

  it('end a link with the next one, and with time', async () => {
    const of = `/users/${await idOf('newcomer')}/password`
    const first = await ask('administrator', 'POST', of, { reason: '忘了' })
    const second = await ask('administrator', 'POST', of, { reason: '忘了' })
    expect((await setBy(String(first.body['link']), NEW)).statusCode).toBe(410)
    t.world.clock.set(addHours(START, 25))
    expect((await setBy(String(second.body['link']), NEW)).statusCode).toBe(410)
    const third = await ask('administrator', 'POST', of, { reason: '忘了' })
    expect((await ask('newcomer', 'GET', '/sessions/me')).status).toBe(200)
    expect((await setBy(String(third.body['link']), NEW)).statusCode).toBe(200)
    // Whoever was logged in under the old password is not any more, at once.
    expect((await ask('newcomer', 'GET', '/sessions/me')).status).toBe(401)
    expect(await logIn('newcomer', NEW)).toBe(201)
  })

  it('are nobody’s outside of the area, in no way', async () => {
    const own = await idOf('newcomer')
    expect(await logIn('admin-140900', PASSWORD)).toBe(201)
    expect(await logIn('admin-140802', PASSWORD)).toBe(201)
    const standing = { role: 'inspector', area: '140802', reason: 'x' }
    for (const [who, path, body] of [
      ['admin-140900', '/users', { ...officer, login: 'x' }],
      ['admin-140802', '/users', { ...officer, login: 'x', area: '140800' }],
      ['admin-140900', `/users/${own}/standing`, standing],
      ['admin-140802', `/users/${own}/standing`, { ...standing, area: '140800' }],
      ['admin-140900', `/users/${own}/close`, { reason: 'x' }],
      ['admin-140900', `/users/${own}/password`, { reason: 'x' }],
      ['admin-140802', `/users/${await idOf('approver')}/password`, { reason: 'x' }],
    ] as const)
      expect([path, (await ask(who, 'POST', path, body)).status]).toEqual([path, 404])
    expect((await ask('admin-140900', 'GET', `/users/${own}`)).status).toBe(404)
    const seen = await ask('admin-140802', 'GET', '/users?limit=500')
    expect(new Set(seen.body.items.map(({ area }) => area))).toEqual(new Set(['140802']))
    for (const who of ['dutyOfficer', 'approver', 'countyOfficer', 'feed', 'enterprise'])
      expect((await ask(who, 'POST', '/users', { ...officer, login: 'x' })).status).toBe(403)
    expect((await ask('auditor', 'GET', '/users')).status).toBe(200)
    expect((await ask('auditor', 'POST', `/users/${own}/close`, { reason: 'x' })).status).toBe(403)
  })

  it('are changed by others only: nobody gives himself a role, a rank or an area', async () => {
    const self = await idOf('administrator')
    for (const [path, body] of [
      ['standing', { role: 'approver', rank: 3, area: '140800', reason: 'x' }],
      ['close', { reason: 'x' }],
    ] as const) {
      const answer = await ask('administrator', 'POST', `/users/${self}/${path}`, body)
      expect([answer.status, answer.body['code']]).toEqual([403, 'user.oneself'])
    }
  })

  it('have a role of people, with the rank that goes with it', async () => {
    const of = `/users/${await idOf('newcomer')}/standing`
    const put = (body: object) => ask('administrator', 'POST', of, { reason: 'x', area: '140802', ...body })
    for (const role of ['feed', 'owner', 'enterprise', 'public', 'source'])
      expect((await put({ role })).status).toBe(400)
    expect((await put({ role: 'approver', rank: 4 })).status).toBe(400)
    expect((await put({ role: 'dutyOfficer', rank: 1 })).body['code']).toBe('user.rankOfRole')
    expect((await put({ role: 'townshipOfficer' })).body['code']).toBe('user.township')
    const department = '0176752c-0000-7000-8000-00000000d001'
    expect((await put({ role: 'departmentOfficer', department })).body['code']).toBe('user.department')
  })

  it('are what they are at once: a session of before the change opens nothing', async () => {
    const of = `/users/${await idOf('newcomer')}/standing`
    expect((await ask('newcomer', 'GET', '/warnings')).status).toBe(200)
    const changed = await ask('administrator', 'POST', of, { role: 'inspector', area: '140802', reason: '改任' })
    expect(changed.body).toMatchObject({ role: 'inspector' })
    expect((await ask('newcomer', 'GET', '/warnings')).status).toBe(401)
    expect(await logIn('newcomer', NEW)).toBe(201)
    expect((await ask('newcomer', 'GET', '/warnings')).status).toBe(403)
  })

  it('are closed for good, at once, and refused by name afterwards', async () => {
    const own = await idOf('newcomer')
    expect((await ask('administrator', 'POST', `/users/${own}/close`, { reason: '调离' })).body).toMatchObject({
      closedAt: expect.any(String),
      hasPassword: false,
    })
    expect((await ask('newcomer', 'GET', '/sessions/me')).status).toBe(401)
    expect(await logIn('newcomer', NEW)).toBe(401)
    for (const [path, body] of [
      ['close', { reason: 'x' }],
      ['password', { reason: 'x' }],
      ['standing', { role: 'inspector', area: '140802', reason: 'x' }],
    ] as const) {
      const answer = await ask('administrator', 'POST', `/users/${own}/${path}`, body)
      expect([path, answer.status, answer.body['code']]).toEqual([path, 409, 'user.closed'])
    }
    const ids = async (query: string) =>
      (await ask('administrator', 'GET', `/users${query}`)).body.items.map(({ id }) => id)
    expect(await ids('?limit=500')).not.toContain(own)
    expect(await ids('?closed=true&limit=500')).toContain(own)
  })

  it('leave the last administrator in place, even when two close each other at once', async () => {
    const city = await idOf('administrator')
    // The county's may go, the city's looks after it; the city's may not.
    const last = await ask('owner', 'POST', `/users/${city}/close`, { reason: 'x' })
    expect([last.status, last.body['code']]).toEqual([409, 'user.lastAdministrator'])
    const demoted = await ask('owner', 'POST', `/users/${city}/standing`, {
      role: 'auditor',
      area: '140800',
      reason: 'x',
    })
    expect(demoted.body['code']).toBe('user.lastAdministrator')
    // One who has never set a password looks after nothing.
    const second = { ...officer, login: 'second', role: 'administrator', area: '140800' }
    const made = await ask('administrator', 'POST', '/users', second)
    expect((await ask('owner', 'POST', `/users/${city}/close`, { reason: 'x' })).status).toBe(409)
    await setBy(String(made.body['link']), NEW)
    expect(await logIn('second', NEW)).toBe(201)
    const both = await Promise.all([
      ask('administrator', 'POST', `/users/${await idOf('second')}/close`, { reason: 'x' }),
      ask('second', 'POST', `/users/${city}/close`, { reason: 'x' }),
    ])
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  describe('of those who sign', () => {
    let own = ''
    let link = ''
    // Not by a log-in: the hours that this world has moved on may have ended it.
    const account = async () => (await ask('owner', 'GET', `/users/${own}`)).body
    const confirm = (who: string) => ask(who, 'POST', `/users/${own}/confirm`, { reason: '核对本人' })
    const setWith = (password: string, code = '') =>
      t.app.inject({
        method: 'POST',
        url: new URL(link).pathname,
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
        payload: new URLSearchParams({ login: 'x', password, code }).toString(),
      })

    it('are let in by two persons: who made the link does not confirm it, nor does anybody of elsewhere', async () => {
      const made = await ask('owner', 'POST', '/users', {
        ...officer,
        login: 'newmayor',
        role: 'approver',
        rank: 3,
        area: '140800',
      })
      expect(made.body.account).toMatchObject({ waits: true, hasPassword: false })
      own = String(made.body.account['id'])
      link = String(made.body['link'])
      const waits = await setWith(NEW)
      expect([waits.statusCode, waits.body.includes('第二人确认')]).toEqual([409, true])
      expect((await t.app.inject({ url: new URL(link).pathname, headers: { accept: 'text/html' } })).statusCode).toBe(
        409,
      )
      expect(await logIn('newmayor', NEW)).toBe(401)
      expect((await confirm('owner')).body['code']).toBe('user.samePerson')
      expect((await confirm('dutyOfficer')).status).toBe(403)
      expect((await confirm('admin-140900')).status).toBe(404)
      expect((await confirm('approver')).body).toMatchObject({ waits: false })
      expect((await confirm('approver')).body['code']).toBe('user.nothingWaits')
      expect((await setWith(NEW)).statusCode).toBe(200)
      expect(await logIn('newmayor', NEW)).toBe(201)
    })

    it('keep their password until then, and a newer link waits anew', async () => {
      const again = async () => {
        link = String((await ask('owner', 'POST', `/users/${own}/password`, { reason: '忘了' })).body['link'])
      }
      await again()
      expect((await confirm('approver')).status).toBe(200)
      await again()
      expect((await setWith(`${NEW}!`)).statusCode).toBe(409)
      expect(await logIn('newmayor', NEW)).toBe(201)
      expect((await ask('newmayor', 'GET', '/warnings')).status).toBe(200)
      // Nor do they confirm their own.
      expect((await confirm('newmayor')).body['code']).toBe('user.samePerson')
    })

    it('do it alone where they have a second factor; three wrong codes end the link', async () => {
      const secret = Buffer.from('12345678901234567890')
      await t.world.db.transaction(async (tx) => {
        await keepFactor(tx, { officer: own, area: '140800' }, wrap(t.world.keys, secret))
        await confirmFactor(tx, { officer: own, area: '140800' }, [], START)
      })
      const code = () => codeAt(secret, Math.floor(Date.parse(wallClock.now()) / 30_000))
      const form = await t.app.inject({ url: new URL(link).pathname, headers: { accept: 'text/html' } })
      expect(form.body).toContain('动态口令')
      const wrong = String((Number(code()) + 500_000) % 1_000_000).padStart(6, '0')
      expect((await setWith(`${NEW}!`)).statusCode).toBe(401)
      for (const expected of [401, 401, 401, 410]) expect((await setWith(`${NEW}!`, wrong)).statusCode).toBe(expected)
      link = String((await ask('owner', 'POST', `/users/${own}/password`, { reason: '忘了' })).body['link'])
      expect((await setWith(`${NEW}!`, code())).statusCode).toBe(200)
      expect((await account())['waits']).toBe(false)
    })

    it('are not made of somebody who has a password already, and not named to the city’s log-in by one alone', async () => {
      const standing = { area: '140800', reason: '改任' }
      await ask('owner', 'POST', `/users/${own}/standing`, { ...standing, role: 'dutyOfficer' })
      const raised = await ask('owner', 'POST', `/users/${own}/standing`, { ...standing, role: 'approver', rank: 2 })
      expect(raised.body).toMatchObject({ role: 'approver', hasPassword: false })
      expect(await logIn('newmayor', `${NEW}!`)).toBe(401)
      const named = await ask('owner', 'POST', `/users/${own}/outside-name`, { name: 'mayor@city', reason: '登记' })
      expect(named.body).toMatchObject({ outsideName: 'mayor@city', waits: true })
      expect(await officerByOutsideName(t.world.db, 'mayor@city')).toBeNull()
      expect((await confirm('owner')).body['code']).toBe('user.samePerson')
      expect((await confirm('approver')).body).toMatchObject({ waits: false })
      expect(await officerByOutsideName(t.world.db, 'mayor@city')).toMatchObject({ id: own })
    })
  })

  describe('keys of feeds', () => {
    let own = ''
    const keys: string[] = []
    const from = (key: string | undefined, address = '127.0.0.1') =>
      t.app.inject({ url: '/api/v1/sessions/me', headers: { ...bearer(key), 'x-forwarded-for': address } })
    const made = (body: object) =>
      ask('owner', 'POST', '/feeds/keys', { provider: '省预报中心', name: '一号机', reason: '接入', ...body })

    it('are made for areas that whoever makes them sees, and shown once', async () => {
      const answer = await made({ areas: ['140800', '140900'] })
      expect(answer.status).toBe(201)
      own = String(answer.body['id'])
      keys.push(String(answer.body['key']))
      expect((await from(keys[0])).json()).toMatchObject({ user: { kind: 'feed', areas: ['140800', '140900'] } })
      const shown = await ask('owner', 'GET', '/feeds/keys')
      expect(JSON.stringify(shown.body)).not.toContain(keys[0])
      // A city sees no key that also speaks of the other one, and changes none.
      expect((await ask('auditor', 'GET', '/feeds/keys')).body.items.map(({ id }) => id)).not.toContain(own)
      for (const path of ['close', 'rotate'])
        expect((await ask('admin-140900', 'POST', `/feeds/keys/${own}/${path}`, { reason: 'x' })).status).toBe(404)
      const sideways = { areas: ['140800'], provider: 'p', name: 'n', reason: 'x' }
      expect((await ask('admin-140900', 'POST', '/feeds/keys', sideways)).status).toBe(404)
      expect((await ask('dutyOfficer', 'POST', '/feeds/keys', sideways)).status).toBe(403)
      expect((await made({ areas: [] })).status).toBe(400)
    })

    it('are changed without a gap: the old one is taken until the given instant, and not after it', async () => {
      const oldUntil = addHours(t.world.clock.now(), 2)
      const rotate = (body: object) =>
        ask('owner', 'POST', `/feeds/keys/${own}/rotate`, { reason: '到期更换', ...body })
      for (const wrong of [t.world.clock.now(), addHours(t.world.clock.now(), 32 * 24)])
        expect((await rotate({ oldUntil: wrong })).body['code']).toBe('key.past')
      const next = await rotate({ oldUntil })
      expect(next.status).toBe(201)
      keys.push(String(next.body['key']))
      const both = await Promise.all(keys.map((key) => from(key)))
      expect(both.map(({ statusCode }) => statusCode)).toEqual([200, 200])
      // The same feed by either, so that what it sent under one key is known under the other.
      expect(new Set(both.map((answer) => answer.json<{ user: { id: string } }>().user.id)).size).toBe(1)
      // Changed once more while the first is still taken: of three, two are.
      keys.push(String((await rotate({ oldUntil })).body['key']))
      expect(await Promise.all(keys.map(async (key) => (await from(key)).statusCode))).toEqual([401, 200, 200])
      t.world.clock.set(oldUntil)
      await t.world.db.transaction(async (tx) => tx.announce('callers'))
      expect(await Promise.all(keys.map(async (key) => (await from(key)).statusCode))).toEqual([401, 401, 200])
      keys.push(String((await rotate({})).body['key']))
      expect(await Promise.all(keys.slice(2).map(async (key) => (await from(key)).statusCode))).toEqual([401, 200])
    })

    it('are taken from their networks alone, and nobody says from where he comes but a known proxy', async () => {
      const moved = await ask('owner', 'POST', `/feeds/keys/${own}/networks`, {
        networks: ['10.20.0.0/16'],
        reason: 'x',
      })
      expect(moved.body).toMatchObject({ networks: ['10.20.0.0/16'] })
      const answers = await Promise.all([
        from(keys.at(-1), '10.20.1.2'),
        from(keys.at(-1), '10.21.1.2'),
        from(keys.at(-1)),
      ])
      expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 403, 403])
      const faked = await t.app.inject({
        url: '/api/v1/sessions/me',
        remoteAddress: '192.0.2.7',
        headers: { ...bearer(keys.at(-1)), 'x-forwarded-for': '10.20.1.2' },
      })
      expect(faked.statusCode).toBe(403)
      const wrong = await ask('owner', 'POST', `/feeds/keys/${own}/networks`, {
        networks: ['10.20.0.0/99'],
        reason: 'x',
      })
      expect(wrong.status).toBe(400)
    })

    it('are closed once, with the one before', async () => {
      const close = () => ask('owner', 'POST', `/feeds/keys/${own}/close`, { reason: '退出' })
      expect((await close()).body).toMatchObject({ closedAt: expect.any(String), oldUntil: null })
      expect([(await close()).status, (await close()).body['code']]).toEqual([409, 'key.closed'])
      expect((await from(keys.at(-1), '10.20.1.2')).statusCode).toBe(401)
    })
  })
})
