import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readOidc } from '../../src/config/oidc.ts'
import { openTestApp, type TestApp } from '../help/app.ts'

const ISSUER = fileURLToPath(new URL('../help/oidcIssuer.mjs', import.meta.url))
const BASE = 'http://127.0.0.1:8080'
const START_AT = '/api/v1/sessions/oidc'

describe('the settings of a city’s own log-in', () => {
  const whole = { AIRSHED_OIDC_ISSUER: 'https://login.example', AIRSHED_OIDC_CLIENT: 'a', AIRSHED_OIDC_SECRET: 's' }

  it('are none, or whole', () => {
    expect(readOidc({})).toBeNull()
    expect(readOidc(whole)).toEqual({ issuer: 'https://login.example', clientId: 'a', secret: 's', claim: 'sub' })
  })

  it.each([
    [{ AIRSHED_OIDC_ISSUER: 'login' }, 'AIRSHED_OIDC_ISSUER'],
    [{ AIRSHED_OIDC_ISSUER: 'http://login.example' }, 'https:'],
    [{ AIRSHED_OIDC_CLIENT: '' }, 'AIRSHED_OIDC_CLIENT'],
    [{ AIRSHED_OIDC_SECRET: '' }, 'AIRSHED_OIDC_SECRET_FILE'],
    [{ AIRSHED_OIDC_SECRET: '', AIRSHED_OIDC_SECRET_FILE: '/nowhere' }, '/nowhere'],
  ])('are refused by name where they are %j', (change, named) => {
    expect(() => readOidc({ ...whole, ...change })).toThrow(named)
  })
})

describe('logging in by the city’s own issuer', () => {
  let issuer: ChildProcess
  let t: TestApp
  beforeAll(async () => {
    issuer = spawn(process.execPath, [ISSUER, `${BASE}${START_AT}/callback`], { stdio: ['ignore', 'pipe', 'inherit'] })
    const lines = createInterface({ input: issuer.stdout ?? expect.fail('no output') })
    const [address] = (await once(lines, 'line')) as [string]
    const oidc = { issuer: address, clientId: 'airshed', secret: 'a-secret-of-the-city', claim: 'sub' }
    t = await openTestApp({ kind: 'live', parts: { oidc } })
    const approver = await idOf('approver')
    const body = { name: 'city-7', reason: '统一身份认证' }
    expect((await ask('administrator', `/users/${approver}/outside-name`, body)).statusCode).toBe(200)
    expect((await ask('owner', `/users/${approver}/confirm`, { reason: '核对本人' })).statusCode).toBe(200)
    // One name is one person.
    const twice = await ask('administrator', `/users/${await idOf('auditor')}/outside-name`, body)
    expect(twice.statusCode).toBe(409)
    const own = await ask('administrator', `/users/${await idOf('administrator')}/outside-name`, { ...body, name: 'x' })
    expect(own.statusCode).toBe(403)
  }, 120_000)
  afterAll(async () => {
    await t.close()
    issuer.kill()
    await once(issuer, 'exit')
  })

  const idOf = async (login: string) =>
    (await t.world.db.rows<{ id: string }>('select id from officer where login = $1', [login]))[0]?.id ?? ''
  const ask = (who: string, path: string, payload: object) =>
    t.app.inject({
      method: 'POST',
      url: `/api/v1${path}`,
      headers: { authorization: `Bearer ${t.tokens.get(who)}` },
      payload,
    })

  /** A browser that begins here, is sent to the issuer, and comes back to an address here. */
  async function goThere(who: string): Promise<{ back: URL; cookie: string }> {
    const begun = await t.app.inject({ url: START_AT })
    expect(begun.statusCode).toBe(302)
    const [cookie] = begun.cookies
    expect(cookie).toMatchObject({ name: 'airshed-oidc', httpOnly: true, sameSite: 'Lax', path: START_AT })
    let at = new URL(String(begun.headers.location))
    expect(Object.fromEntries(at.searchParams)).toMatchObject({ code_challenge_method: 'S256', response_type: 'code' })
    at.searchParams.set('login_hint', who)
    const jar = new Map<string, string>()
    while (at.origin !== BASE) {
      const cookies = [...jar].map((pair) => pair.join('=')).join('; ')
      const answer = await fetch(at, { redirect: 'manual', headers: { cookie: cookies } })
      for (const set of answer.headers.getSetCookie()) {
        const [pair = ''] = set.split(';')
        jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
      }
      at = new URL(answer.headers.get('location') ?? expect.fail(`${at.pathname}: ${await answer.text()}`), at)
    }
    return { back: at, cookie: cookie?.value ?? '' }
  }
  const comeBack = (back: URL, cookie: string | null) =>
    t.app.inject({
      url: `${back.pathname}${back.search}`,
      ...(cookie === null ? {} : { cookies: { 'airshed-oidc': cookie } }),
    })

  it('opens a session for the officer who is entered under that name, with no second factor of ours', async () => {
    const { back, cookie } = await goThere('city-7')
    const answer = await comeBack(back, cookie)
    expect([answer.statusCode, answer.headers.location]).toEqual([302, '/'])
    const session = answer.cookies.find(({ name }) => name === 'airshed')?.value ?? ''
    const me = await t.app.inject({ url: '/api/v1/sessions/me', cookies: { airshed: session } })
    expect(me.json()).toMatchObject({ user: { role: 'approver', rank: 2, area: '140800' } })
    expect((await t.app.inject({ url: '/api/v1/warnings', cookies: { airshed: session } })).statusCode).toBe(200)
    // The code was used: a second browser that has seen the address comes in by nothing.
    expect((await comeBack(back, cookie)).json()).toMatchObject({ status: 401, code: 'login.oidcFailed' })
  })

  it('makes nobody: who is not entered, or whose account is closed, stays outside', async () => {
    const before = await t.world.db.rows('select id from officer')
    const stranger = await goThere('city-8')
    expect((await comeBack(stranger.back, stranger.cookie)).json()).toMatchObject({
      status: 403,
      code: 'login.oidcUnknown',
    })
    expect(await t.world.db.rows('select id from officer')).toHaveLength(before.length)
    expect((await ask('administrator', `/users/${await idOf('approver')}/close`, { reason: '调离' })).statusCode).toBe(
      200,
    )
    const left = await goThere('city-7')
    expect((await comeBack(left.back, left.cookie)).json()).toMatchObject({ code: 'login.oidcUnknown' })
  })

  it('takes no answer that this browser has not asked for', async () => {
    const [one, two] = [await goThere('city-7'), await goThere('city-7')]
    const swapped = new URL(one.back)
    swapped.searchParams.set('state', 'another')
    for (const [back, cookie] of [
      [one.back, null],
      [one.back, two.cookie],
      [one.back, 'made-up'],
      [swapped, one.cookie],
      [new URL(`${START_AT}/callback?error=access_denied`, BASE), one.cookie],
      [new URL(`${START_AT}/callback`, BASE), one.cookie],
    ] as const) {
      const answer = await comeBack(back, cookie)
      expect(answer.json()).toMatchObject({ status: 401, code: 'login.oidcFailed' })
      expect(answer.cookies.find(({ name }) => name === 'airshed')).toBeUndefined()
    }
  })

  it('says that the issuer is away, and comes back with it', async () => {
    const oidc = { issuer: 'http://127.0.0.1:9', clientId: 'airshed', secret: 'x', claim: 'sub' }
    const alone = await openTestApp({ parts: { oidc } })
    const answer = await alone.app.inject({ url: START_AT })
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '30'])
    await alone.close()
  })
})
