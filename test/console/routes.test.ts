import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildConsole, builtConsole } from '../../src/console/build.ts'
import { consoleRoutes } from '../../src/console/routes.ts'
import { bearer, openTestApp, type TestApp } from '../help/app.ts'

let t: TestApp
beforeAll(async () => {
  await buildConsole()
  t = await openTestApp({ parts: { besides: [consoleRoutes] } })
})
afterAll(() => t.close())

const get = (url: string, headers: Record<string, string> = {}) => t.app.inject({ url, headers })

describe('the console over HTTP', () => {
  test('is where people come in', async () => {
    for (const url of ['/', '/console']) {
      const answer = await get(url)
      expect([answer.statusCode, answer.headers.location]).toEqual([302, '/console/'])
    }
  })

  test('every address below it is the same page, under a policy and a nonce of its own', async () => {
    const [first, second] = [await get('/console/'), await get('/console/warnings/x')]
    const nonces = [first, second].map(({ body }) => /data-nonce="([^"]{20,})"/.exec(body)?.[1] ?? '')
    expect(new Set(nonces).size).toBe(2)
    expect(first.statusCode).toBe(200)
    expect(first.headers['cache-control']).toBe('no-store')
    const policy = String(first.headers['content-security-policy'])
    expect(policy).toContain(`style-src 'self' 'nonce-${nonces[0]}'`)
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("connect-src 'self'")
    expect(first.body).toContain('data-world="drill"')
    expect(first.body).not.toMatch(/<script>|<style>|https?:\/\/(?!www\.w3\.org)/)
  })

  test('the page knows whether somebody is logged in, and nothing else of them', async () => {
    expect((await get('/console/')).body).toContain('data-who="nobody"')
    const known = await get('/console/', bearer(t.tokens.get('dutyOfficer')))
    expect(known.body).toContain('data-who="somebody"')
  })

  test('its parts are kept for ever, packed once, each as whoever asks can read it', async () => {
    const [, path = ''] = /src="(\/console\/assets\/[^"]+\.js)"/.exec((await get('/console/')).body) ?? []
    const plain = await get(path)
    const gzip = await get(path, { 'accept-encoding': 'gzip' })
    const brotli = await get(path, { 'accept-encoding': 'gzip, deflate, br' })
    const refused = await get(path, { 'accept-encoding': 'br;q=0, gzip' })
    const encodings = [plain, gzip, brotli, refused].map(({ headers }) => headers['content-encoding'])
    expect(encodings).toEqual([undefined, 'gzip', 'br', 'gzip'])
    expect(plain.headers['cache-control']).toContain('immutable')
    expect(gzip.rawPayload.length).toBeLessThan(plain.rawPayload.length / 2)
    // What the first page needs: one piece of script beside the page's own.
    expect(gzip.rawPayload.length).toBeLessThan(350_000)
  })

  test('what is not there is refused, whatever the address tries', async () => {
    for (const url of ['/console/assets/none.js', '/console/assets/%2e%2e%2findex.html'])
      expect([url, (await get(url)).statusCode]).toEqual([url, 404])
    expect((await get('/console/warnings', { accept: 'application/json' })).statusCode).toBe(404)
  })

  test('is built once for the same sources', async () => {
    expect(await buildConsole()).toBe(builtConsole())
  })

  test('is built for people, whoever builds it: nothing in it warns developers', () => {
    expect(process.env['NODE_ENV']).toBe('test')
    const assets = join(builtConsole() ?? '', 'assets')
    const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'))
    expect(scripts.length).toBeGreaterThan(5)
    // React's and antd's own words for developers.
    for (const name of scripts)
      expect(readFileSync(join(assets, name), 'utf8')).not.toMatch(/same shadow root|unique "key" prop/)
  })

  test('who is logged in learns what the role may do, and the names of the own areas', async () => {
    const me = await t.app.inject({ url: '/api/v1/sessions/me', headers: bearer(t.tokens.get('dutyOfficer')) })
    const { may, areas } = me.json<{ may: string[]; areas: { code: string; name: string }[] }>()
    expect(may).toContain('consultation.decide')
    expect(may).not.toContain('warning.sign')
    expect(areas).toContainEqual({ code: '140802', name: '盐湖区', kind: 'county', parent: '140800' })
    const county = await t.app.inject({ url: '/api/v1/sessions/me', headers: bearer(t.tokens.get('countyOfficer')) })
    expect(county.json<{ areas: unknown[] }>().areas).toHaveLength(1)
  })
})
