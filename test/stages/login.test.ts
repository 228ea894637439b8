import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SettableClock } from '../../src/clock.ts'
import { addHours, addMinutes, epochMs, instantOf } from '../../src/model/time.ts'
import { createUser } from '../../src/people/admit.ts'
import { base32, codeAt, newRecoveryCodes, plainRecoveryCode, stepOfCode } from '../../src/people/totp.ts'
import { bearer, openTestApp, PASSWORD, START, type TestApp } from '../help/app.ts'
import { ByHand } from '../help/byHand.ts'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
/** The other way round, by another hand. */
const bytesOf = (text: string) => {
  const bits = Array.from(text, (sign) => LETTERS.indexOf(sign).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)))
}
const stepAt = (now: string) => Math.floor(epochMs(now) / 30_000)

describe('a code of the telephone', () => {
  it('is the one of RFC 6238 (its annex B, the last six figures)', () => {
    const secret = Buffer.from('12345678901234567890')
    const times = [59, 1_111_111_109, 1_111_111_111, 1_234_567_890, 2_000_000_000, 20_000_000_000]
    const codes = ['287082', '081804', '050471', '005924', '279037', '353130']
    expect(times.map((seconds) => codeAt(secret, Math.floor(seconds / 30)))).toEqual(codes)
  })

  it('is taken a step early and late, no further, and never twice or backwards', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 20, maxLength: 20 }),
        fc.integer({ min: -4, max: 4 }),
        fc.nat(8),
        (key, off, used) => {
          const secret = Buffer.from(key)
          const now = instantOf(1_600_000_000_000)
          const step = stepAt(now)
          const taken = stepOfCode(secret, codeAt(secret, step + off), now, step - 4 + used)
          // Two steps may have the same six figures, once in a million: then the later one counts.
          const right = Math.abs(off) <= 1 && step + off > step - 4 + used
          if (right) expect(taken).not.toBeNull()
          else if (taken !== null) expect(codeAt(secret, taken)).toBe(codeAt(secret, step + off))
        },
      ),
    )
    expect(stepOfCode(Buffer.alloc(20), '12345', START, 0)).toBeNull()
  })

  it('has a secret that can be typed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), (key) => {
        expect(bytesOf(base32(Buffer.from(key)))).toEqual(Buffer.from(key))
      }),
    )
    const codes = newRecoveryCodes()
    expect(new Set(codes.map(plainRecoveryCode)).size).toBe(10)
    for (const one of codes)
      expect(plainRecoveryCode(` ${one.toLowerCase().replaceAll('-', ' ')}`)).toBe(plainRecoveryCode(one))
  })
})

describe('logging in', () => {
  let t: TestApp
  let hands: ByHand
  const outside = new SettableClock('2020-12-18T00:00:00.000Z')
  beforeAll(async () => {
    t = await openTestApp({ kind: 'live', parts: { outside, proxies: ['127.0.0.1/32'] } })
    hands = new ByHand(t.world)
    const admin = { password: PASSWORD, name: '管理', role: 'administrator', rank: 0, area: '140900' } as const
    await createUser(t.world, { ...admin, login: 'elsewhere' }, START)
  }, 120_000)
  afterAll(async () => {
    await hands.close()
    await t.close()
  })

  interface Body extends Record<string, unknown> {
    code: string
    items: Record<string, unknown>[]
  }
  async function ask(
    token: string | null | undefined,
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    payload?: object,
  ) {
    const answer = await t.app.inject({
      method,
      url: `/api/v1${path}`,
      headers: bearer(token),
      ...(payload ? { payload } : {}),
    })
    return { status: answer.statusCode, body: answer.body === '' ? ({} as Body) : answer.json<Body>() }
  }
  const logIn = (login: string, password = PASSWORD, code?: string) =>
    ask(null, 'POST', '/sessions', { login, password, ...(code === undefined ? {} : { code }) })
  const idOf = async (login: string) =>
    (await t.world.db.rows<{ id: string }>('select id from officer where login = $1', [login.toLowerCase()]))[0]?.id ??
    ''

  it('locks a name after so many wrong ones, says no more than before, and tells the administrator once', async () => {
    const { lock } = t.world.rulebooks.access('2020-12-18')
    const wrong = await logIn('forecaster', 'x')
    for (let n = 1; n < lock.wrong; n++) expect((await logIn('forecaster', 'x')).status).toBe(401)
    // The right one is refused in the very same words, as for a name that nobody has.
    const [locked, unknown] = [await logIn('forecaster'), await logIn('nobody')]
    for (const answer of [locked, unknown]) {
      const { instance: _, ...said } = answer.body
      expect(wrong.body).toMatchObject(said)
    }
    const account = await ask(t.tokens.get('administrator'), 'GET', `/users/${await idOf('forecaster')}`)
    expect(account.body['lockedUntil']).toBe('2020-12-18T08:15:00+08:00')
    // Who is in stays in.
    expect((await ask(t.tokens.get('forecaster'), 'GET', '/sessions/me')).status).toBe(200)
    await hands.settle()
    const wakes = () =>
      t.world.db.rows<{ role: string; tell_zh: string }>(`select role, tell_zh from wake where cause = 'accountLocked'`)
    expect(await wakes()).toMatchObject([{ role: 'administrator', tell_zh: expect.stringContaining('forecaster') }])
    // Wrong ones during the lock do not prolong it.
    for (let n = 0; n < 3; n++) await logIn('forecaster', 'x')
    t.world.clock.set(addMinutes(START, lock.minutes + 1))
    expect((await logIn('forecaster')).status).toBe(201)
    for (let n = 0; n < lock.wrong; n++) await logIn('forecaster', 'x')
    await hands.settle()
    expect(await wakes()).toHaveLength(1)
    // A right one in between begins the count anew.
    t.world.clock.set(addHours(START, 2))
    for (let n = 0; n < lock.wrong - 1; n++) await logIn('forecaster', 'x')
    expect((await logIn('forecaster')).status).toBe(201)
    for (let n = 0; n < lock.wrong - 1; n++) await logIn('forecaster', 'x')
    expect((await logIn('forecaster')).status).toBe(201)
  }, 120_000)

  it('sessions end when nothing is asked in them, and at their last hour', async () => {
    const { session } = t.world.rulebooks.access('2020-12-18')
    const idle = String((await logIn('dutyOfficer')).body['token'])
    const busy = String((await logIn('dutyOfficer')).body['token'])
    const begun = outside.now()
    for (let minutes = 0; minutes < session.idleMinutes; minutes += session.idleMinutes / 3) {
      outside.set(addMinutes(begun, minutes))
      await t.world.db.transaction(async (tx) => tx.announce('callers'))
      expect((await ask(busy, 'GET', '/sessions/me')).status).toBe(200)
    }
    outside.set(addMinutes(begun, session.idleMinutes + 1))
    await t.world.db.transaction(async (tx) => tx.announce('callers'))
    expect((await ask(idle, 'GET', '/sessions/me')).status).toBe(401)
    for (let hours = 4; hours < session.hours; hours += 2) {
      outside.set(addHours(begun, hours))
      await t.world.db.transaction(async (tx) => tx.announce('callers'))
      expect((await ask(busy, 'GET', '/sessions/me')).status).toBe(200)
    }
    outside.set(addHours(begun, session.hours))
    await t.world.db.transaction(async (tx) => tx.announce('callers'))
    expect((await ask(busy, 'GET', '/sessions/me')).status).toBe(401)
  })

  it('sessions are listed and ended, one’s own by oneself, all by the administrator of the area', async () => {
    const [one, two] = [
      String((await logIn('dutyOfficer')).body['token']),
      String((await logIn('dutyOfficer')).body['token']),
    ]
    const { items } = (await ask(one, 'GET', '/sessions')).body
    const other = items.find(({ current, ways }) => current === false && Array.isArray(ways))
    expect(items.filter(({ current }) => current === true)).toHaveLength(1)
    expect(JSON.stringify(items)).not.toContain(one)
    const foreign = String((await logIn('elsewhere')).body['token'])
    expect((await ask(foreign, 'POST', `/sessions/${String(other?.['id'])}/close`)).status).toBe(404)
    const mine = String((await ask(two, 'GET', '/sessions')).body.items.find(({ current }) => current)?.['id'])
    expect((await ask(one, 'POST', `/sessions/${mine}/close`)).body).toEqual({ ended: 1 })
    expect((await ask(two, 'GET', '/sessions/me')).status).toBe(401)
    const path = `/users/${await idOf('dutyOfficer')}/sessions`
    const administrator = t.tokens.get('administrator')
    expect((await ask(administrator, 'POST', `${path}/end`, { reason: '丢手机' })).status).toBe(200)
    expect((await ask(one, 'GET', '/sessions/me')).status).toBe(401)
  })

  it('asks approvers and administrators of a live world for a second factor before anything else', async () => {
    const opened = await logIn('approver')
    expect(opened.body).toMatchObject({ pending: true })
    const token = String(opened.body['token'])
    expect(await ask(token, 'GET', '/warnings')).toMatchObject({ status: 403, body: { code: 'login.factorNeeded' } })
    expect((await ask(token, 'GET', '/sessions/me')).status).toBe(200)
    expect(await ask(token, 'POST', '/sessions/me/factor', { password: 'x' })).toMatchObject({ status: 403 })
    const shown = await ask(token, 'POST', '/sessions/me/factor', { password: PASSWORD })
    expect(shown.body).toMatchObject({
      uri: expect.stringMatching(/^otpauth:\/\/totp\/Airshed:approver\?secret=/),
      qr: expect.stringContaining('<svg'),
    })
    const secret = bytesOf(String(shown.body['secret']))
    const now = () => stepAt(outside.now())
    const confirm = (code: string) => ask(token, 'POST', '/sessions/me/factor/confirm', { code })
    expect((await confirm(codeAt(secret, now() + 5))).body.code).toBe('login.codeWrong')
    const confirmed = await confirm(codeAt(secret, now()))
    const codes = confirmed.body['recoveryCodes'] as string[]
    expect(codes).toHaveLength(10)
    expect((await ask(token, 'GET', '/warnings')).status).toBe(200)
    // Whoever had come in by the password alone is out, and the same code opens nothing more.
    expect((await ask(t.tokens.get('approver'), 'GET', '/sessions/me')).status).toBe(401)
    expect((await logIn('approver')).body.code).toBe('login.codeNeeded')
    expect((await logIn('approver', 'x', codeAt(secret, now()))).body.code).toBe('login.failed')
    expect((await logIn('approver', PASSWORD, codeAt(secret, now()))).body.code).toBe('login.codeWrong')
    const next = codeAt(secret, now() + 1)
    const both = await Promise.all([logIn('approver', PASSWORD, next), logIn('approver', PASSWORD, next)])
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([201, 401]))
    expect(both.find(({ status }) => status === 201)?.body).toMatchObject({ pending: false })
    const [word = ''] = codes
    const lost = await Promise.all([logIn('approver', PASSWORD, word), logIn('approver', PASSWORD, word.toLowerCase())])
    expect(new Set(lost.map(({ status }) => status))).toEqual(new Set([201, 401]))
    const rows = JSON.stringify([
      await t.world.db.rows('select * from officer_factor'),
      await t.world.db.rows('select * from recovery_code'),
      await t.world.db.rows('select body from journal'),
    ])
    for (const open of [String(shown.body['secret']), secret.toString('hex'), ...codes])
      expect(rows).not.toContain(open)
  }, 60_000)

  it('has a lost factor reset by the administrator of the area, never by oneself, and set up anew', async () => {
    const approver = await idOf('approver')
    const administrator = t.tokens.get('administrator')
    const foreign = String((await logIn('elsewhere')).body['token'])
    const reset = (token: string | null | undefined, who: string) =>
      ask(token, 'POST', `/users/${who}/factor/reset`, { reason: '手机丢失' })
    expect((await reset(foreign, approver)).status).toBe(403)
    expect((await reset(administrator, await idOf('administrator'))).body.code).toBe('user.oneself')
    expect((await reset(administrator, approver)).status).toBe(200)
    expect((await reset(administrator, approver)).body.code).toBe('user.noFactor')
    expect((await logIn('approver')).body).toMatchObject({ pending: true })
  })

  it('gives a cookie that only https and this very site send, where a known proxy says that it is https', async () => {
    const through = (headers: Record<string, string>, remoteAddress = '127.0.0.1') =>
      t.app.inject({
        method: 'POST',
        url: '/api/v1/sessions',
        payload: { login: 'auditor', password: PASSWORD },
        headers,
        remoteAddress,
      })
    const [cookie] = (await through({ 'x-forwarded-proto': 'https', 'x-forwarded-for': '198.51.100.1' })).cookies
    expect(cookie).toMatchObject({
      name: '__Host-airshed',
      secure: true,
      httpOnly: true,
      sameSite: 'Strict',
      path: '/',
    })
    expect(cookie).not.toHaveProperty('domain')
    const [plain] = (await through({ 'x-forwarded-proto': 'https' }, '192.0.2.9')).cookies
    expect(plain).toMatchObject({ name: 'airshed' })
  })
})
