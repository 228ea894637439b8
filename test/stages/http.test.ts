import { spawnSync } from 'node:child_process'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { DatabaseError } from '../../src/db/port.ts'
import { Refusal } from '../../src/errors.ts'
import type { App } from '../../src/http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../src/http/cursor.ts'
import { Limiter } from '../../src/http/limits.ts'
import { languageOf } from '../../src/http/problem.ts'
import { day, id, instant } from '../../src/http/schemas.ts'
import { bearer, openTestApp, type TestApp } from '../help/app.ts'

const SECRET = 'a word that must not go out'

/** Routes that do what stages do, and what they should never do. */
function trialRoutes(app: App): void {
  app.get('/trial/fails', { config: { action: 'public.read' } }, () => {
    throw Object.assign(new Error(SECRET), { statusCode: 400, code: 'EVIL' })
  })
  app.get('/trial/unstorable', { config: { action: 'public.read' } }, () => {
    throw new DatabaseError(SECRET, '22003', undefined)
  })
  app.get('/trial/away', { config: { action: 'public.read' } }, () => {
    throw new DatabaseError(SECRET, '08006', undefined)
  })
  app.get('/trial/refused', { config: { action: 'public.read' } }, () => {
    throw new Refusal('event.refused', { name: 'X', state: 'a', event: 'b', allowed: 'c' })
  })
  app.get(
    '/trial/wrongAnswer',
    { config: { action: 'public.read' }, schema: { response: { 200: z.object({ n: z.number() }) } } },
    // An answer that is not of its form is our fault; the type is bent here because the compiler would not let it out.
    async (_request, reply) => reply.send(JSON.parse(`{"n":"${SECRET}"}`)),
  )
  app.post(
    '/trial/things/:id',
    {
      config: { action: 'public.read' },
      schema: {
        params: z.object({ id }),
        body: z.object({ at: instant, on: day.optional() }),
        response: { 200: z.object({ at: instant }) },
      },
    },
    (request) => ({ at: request.body.at }),
  )
  app.get(
    '/trial/list',
    {
      config: { action: 'public.read' },
      schema: { querystring: z.object(pageQuery), response: { 200: pageOf(z.int()) } },
    },
    (request) => {
      const { cursor, limit } = request.query
      const [after = 0] = readCursor(cursor, z.tuple([z.int()])) ?? []
      const rows = Array.from({ length: 25 }, (_, n) => n + 1).filter((n) => n > after)
      return cutPage(
        rows.slice(0, limit + 1),
        limit,
        (n) => [n],
        (n) => n,
      )
    },
  )
}

describe('the server', () => {
  let t: TestApp
  beforeAll(async () => {
    t = await openTestApp({ routes: [trialRoutes] })
  })
  afterAll(() => t.close())

  const get = (url: string, headers: Record<string, string> = {}) => t.app.inject({ url: `/api/v1${url}`, headers })
  const thing = '/api/v1/trial/things/0176752c-0000-7000-8000-000000000001'
  const post = (payload: string | Buffer, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
    t.app.inject({ method: 'POST', url: thing, payload, headers })

  it('answers every refusal as problem+json, in the language that was asked for', async () => {
    const zh = await get('/trial/refused')
    expect(zh.statusCode).toBe(409)
    expect(zh.headers).toMatchObject({ 'content-type': 'application/problem+json', 'content-language': 'zh' })
    expect(zh.json()).toMatchObject({ status: 409, code: 'event.refused', detail: 'X 现为“a”，不能“b”；现在可以：c。' })
    const en = await get('/trial/refused', { 'accept-language': 'en-GB,zh;q=0.5' })
    expect(en.json()).toMatchObject({ detail: 'X is a: b is not possible; possible now: c.' })
  })

  it('lets nothing out of what fails inside, whatever status the error bears', async () => {
    for (const [url, status, code] of [
      ['/trial/fails', 500, 'engine.failed'],
      ['/trial/wrongAnswer', 500, 'engine.failed'],
      ['/trial/unstorable', 400, 'request.invalid'],
      ['/trial/away', 503, 'engine.unavailable'],
    ] as const) {
      const answer = await get(url, { 'x-request-id': 'look-here-7' })
      expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([status, code])
      expect(answer.body).not.toContain(SECRET)
      expect(answer.json()).toMatchObject({ instance: 'look-here-7' })
    }
  })

  it('gives each request an id, the caller’s own where it is a decent one', async () => {
    expect((await get('/trial/list')).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    expect((await get('/trial/list', { 'x-request-id': 'feed-7:12' })).headers['x-request-id']).toBe('feed-7:12')
    expect((await get('/trial/list', { 'x-request-id': 'a b' })).headers['x-request-id']).not.toBe('a b')
  })

  it('reads T24:00 and writes the next day with the offset', async () => {
    const answer = await post('{"at":"2020-12-25T24:00"}')
    expect(answer.json()).toEqual({ at: '2020-12-26T00:00:00+08:00' })
  })

  it.each([
    '0000-01-01T00:00',
    '2020-13-01T00:00',
    '2020-12-25',
    '2020-12-25T25:00',
    '2020-12-25T00:00+99:00',
    '9999-12-31T00:00Z',
  ])('refuses %s as an instant and names the place', async (at) => {
    const answer = await post(JSON.stringify({ at }))
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({ code: 'request.invalid', errors: [{ place: 'body.at' }] })
  })

  it('names each place that is wrong', async () => {
    const answer = await t.app.inject({ method: 'POST', url: '/api/v1/trial/things/7', payload: { on: '2020-02-30' } })
    expect(answer.json()).toMatchObject({ code: 'request.invalid', errors: [{ place: 'path.id' }] })
    expect((await post('{"at":"2020-01-01T00:00","on":"2020-02-30"}')).json()).toMatchObject({
      errors: [{ place: 'body.on', message: '没有这一天' }],
    })
  })

  it.each([
    ['broken JSON', '{"at":', 400],
    ['a body that is not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 400],
    ['a body that nests for ever', '['.repeat(50_000), 400],
    ['a NUL in a text', String.raw`{"at":"\u0000"}`, 400],
    ['half a character', String.raw`{"at":"\ud800"}`, 400],
    ['a prototype', '{"__proto__":{"x":1},"at":"2020-01-01T00:00"}', 400],
    ['nothing', '', 400],
    ['too much', `{"at":"${'x'.repeat(1_100_000)}"}`, 413],
  ])('refuses %s', async (_, body, status) => {
    const answer = await post(body)
    expect(answer.statusCode).toBe(status)
    expect(answer.headers['content-type']).toBe('application/problem+json')
  })

  it('refuses another content type, takes a whole emoji and a byte order mark', async () => {
    expect((await post('<a/>', { 'content-type': 'text/xml' })).statusCode).toBe(415)
    expect((await post('x', { 'content-type': ';;;' })).statusCode).toBe(415)
    expect((await post(String.raw`{"at":"2020-01-01T00:00","note":"\ud83d\ude37"}`)).statusCode).toBe(200)
    expect((await post('\uFEFF{"at":"2020-01-01T00:00"}')).statusCode).toBe(200)
  })

  it('says 404 where nothing is and 405 with Allow where something else is', async () => {
    expect((await get('/nothing')).json()).toMatchObject({ code: 'route.unknown' })
    const answer = await t.app.inject({ method: 'PATCH', url: thing, payload: 'x', headers: { 'content-type': 'a/b' } })
    expect([answer.statusCode, answer.headers['allow']]).toEqual([405, 'POST'])
  })

  it.each([
    '/%',
    '/%ff',
    '/trial/things/%00',
    `/trial/things/${'9'.repeat(400)}`,
    '/trial/list?limit=%00',
    '/trial/list?cursor=%ff',
  ])('takes %s as the caller’s fault', async (url) => {
    const answer = await get(url)
    expect(answer.statusCode).toBeGreaterThanOrEqual(400)
    expect(answer.statusCode).toBeLessThan(500)
  })

  it('pages by a cursor that nobody can make up', async () => {
    const seen: number[] = []
    let next: string | null = ''
    while (next !== null) {
      const page: { items: number[]; next: string | null } = (
        await get(`/trial/list?limit=10&cursor=${next}`.replace(/&cursor=$/, ''))
      ).json()
      seen.push(...page.items)
      next = page.next
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, n) => n + 1))
    for (const cursor of ['x', 'e30', Buffer.from('["a"]').toString('base64url')])
      expect((await get(`/trial/list?cursor=${cursor}`)).json()).toMatchObject({ code: 'request.invalid' })
    expect((await get('/trial/list?limit=0')).statusCode).toBe(400)
  })

  it('answers what is not even HTTP', async () => {
    const { port } = new URL(await t.app.listen({ port: 0, host: '127.0.0.1' }))
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.write('NONSENSE\r\n\r\n'))
      let text = ''
      socket.on('data', (data) => (text += data.toString()))
      socket.on('close', () => resolve(text))
      socket.on('error', reject)
    })
    expect(answer).toMatch(/^HTTP\/1\.1 400 .*"code":"request\.unreadable"/s)
  })

  it('describes each route with its form, its action and how it refuses', async () => {
    const document = (await t.app.inject({ url: '/api/openapi.json' })).json<{
      openapi: string
      paths: Record<string, Record<string, { responses: Record<string, unknown> }>>
      components: { schemas: Record<string, unknown> }
    }>()
    expect(document.openapi).toBe('3.1.0')
    const operation = document.paths['/api/v1/trial/things/{id}']?.['post']
    expect(operation).toMatchObject({ 'x-airshed-action': 'public.read', responses: { default: {} } })
    const named = JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)
    for (const [, name = ''] of named) expect(document.components.schemas).toHaveProperty(name)
    expect(document.components.schemas).toHaveProperty('Problem')
  })

  it('says whether it lives and can work, and counts', async () => {
    expect((await t.app.inject({ url: '/healthz' })).json()).toEqual({ status: 'ok' })
    expect((await t.app.inject({ url: '/readyz' })).json()).toMatchObject({
      ready: true,
      parts: { database: 'ok', queue: 'ok', migrations: 'ok', rules: 'ok' },
    })
    const metrics = (await t.app.inject({ url: '/metrics' })).body
    expect(metrics).toContain('airshed_effects_outstanding 0')
    expect(metrics).toContain('route="/api/v1/trial/things/:id"')
    expect(metrics).not.toContain('0176752c')
  })

  it('refuses framing, foreign scripts and sniffing', async () => {
    const { headers } = await get('/trial/list')
    expect(headers['content-security-policy']).toContain("default-src 'self'")
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect((await t.app.inject({ url: '/api/docs' })).statusCode).toBe(200)
  })
})

describe('who may come in', () => {
  it('is asked of each route at the start: one without an action stops it by name', async () => {
    await expect(openTestApp({ routes: [(app) => app.get('/forgotten', () => 'x')] })).rejects.toThrow(
      'GET /api/v1/forgotten names no action',
    )
    const routes = [(app: App) => app.get('/odd', { config: { action: 'warning.burn' } }, () => 'x')]
    await expect(openTestApp({ routes })).rejects.toThrow('GET /api/v1/odd does warning.burn')
  })

  it('depends on the role, before the body is read', async () => {
    const routes = [
      (app: App) => app.post('/signed', { config: { action: 'warning.sign' } }, async () => ({ signed: true })),
    ]
    const t = await openTestApp({ routes })
    const sign = (role: string) =>
      t.app.inject({
        method: 'POST',
        url: '/api/v1/signed',
        payload: role === 'approver' ? '{}' : '{broken',
        headers: { ...bearer(t.tokens.get(role)), 'content-type': 'application/json', 'accept-language': 'en' },
      })
    expect((await sign('approver')).statusCode).toBe(200)
    expect((await sign('public')).json()).toMatchObject({ status: 401, code: 'login.required' })
    expect((await sign('dutyOfficer')).json()).toMatchObject({
      code: 'role.forbidden',
      detail: 'The role duty officer may not do this.',
    })
    await t.close()
  })

  it('is limited for strangers, for guesses of a password, and not for a right one', async () => {
    const t = await openTestApp({ parts: { limits: { stranger: 40, logins: 100, wrongPasswords: 3 } } })
    const log = (password: string) =>
      t.app.inject({ method: 'POST', url: '/api/v1/sessions', payload: { login: 'approver', password } })
    for (let n = 0; n < 5; n++) expect((await log('雾里看花 2020')).statusCode).toBe(201)
    const wrong = []
    for (let n = 0; n < 4; n++) wrong.push((await log('x')).statusCode)
    expect(wrong).toEqual([401, 401, 401, 429])
    const refused = await log('雾里看花 2020')
    expect(refused.json()).toMatchObject({ code: 'request.tooFast' })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    const made = []
    for (let n = 0; n < 40; n++)
      made.push((await t.app.inject({ url: '/healthz', headers: bearer(`afk_${'x'.repeat(43)}`) })).statusCode)
    expect(made.at(-1)).toBe(429)
    expect(
      (await t.app.inject({ url: '/api/v1/sessions/me', headers: bearer(t.tokens.get('owner')) })).statusCode,
    ).toBe(200)
    await t.close()
  })
})

describe('small rules', () => {
  it('Chinese unless English is preferred', () => {
    const read = [undefined, '', 'en', 'en;q=0.4, zh-CN;q=0.9', 'fr', 'fr, en;q=0.1', '*', 'zh, en', 'en;q=x']
    expect(read.map(languageOf)).toEqual(['zh', 'zh', 'en', 'zh', 'zh', 'en', 'zh', 'zh', 'zh'])
  })

  it('a limiter fills evenly, waits whole seconds and takes a token back', () => {
    const limiter = new Limiter(60)
    for (let n = 0; n < 60; n++) expect(limiter.take('a', 0)).toBe(0)
    expect(limiter.take('a', 0)).toBe(1)
    expect(limiter.take('b', 0)).toBe(0)
    expect(limiter.take('a', 1_000)).toBe(0)
    expect(limiter.take('a', 1_000)).toBe(1)
    limiter.giveBack('a')
    expect(limiter.take('a', 1_000)).toBe(0)
    expect(new Limiter(6).take('a', 0)).toBe(0)
  })
})

describe('the log', () => {
  it('never holds what opens a door or rings a phone', () => {
    const script = `import { openLog } from './src/http/log.ts'
      openLog('info').info({ password: 'p1', req: { headers: { authorization: 'p2', cookie: 'p3' } }, people: { one: { phone: 'p4', name: 'n' } } }, 'said')`
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
    expect(run.stdout).toBe('')
    expect(run.stderr).toContain('"said"')
    expect(run.stderr).not.toMatch(/p[1-4]/)
  })
})
