import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request, createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createFeedKey } from '../../src/people/admit.ts'
import { bearer, openTestApp, OWNER_TOKEN, START, type TestApp } from '../help/app.ts'

/* 双向 TLS: a reverse proxy asks each caller for a certificate and hands on what was proved; a key may ask for its own. */

const folder = mkdtempSync(join(tmpdir(), 'airshed-tls-'))
let t: TestApp
let engine = ''
let proxy: Server
let id = ''
let key = ''

const openssl = (...words: string[]) => execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' })
const read = (name: string) => readFileSync(join(folder, name))

/** A certificate of its own, by one authority or by itself. */
function certify(name: string, authority: string | null): void {
  const by = authority === null ? [] : ['-CA', `${authority}.crt`, '-CAkey', `${authority}.key`]
  const names = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1']
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30']
  openssl('req', '-x509', ...curve, '-keyout', `${name}.key`, '-out', `${name}.crt`, ...names, ...by)
}
const fingerprint = (name: string) => new X509Certificate(read(`${name}.crt`)).fingerprint256

beforeAll(async () => {
  certify('authority', null)
  for (const name of ['proxy', 'feed', 'next', 'other']) certify(name, 'authority')
  t = await openTestApp({ parts: { proxies: ['127.0.0.1/32'] } })
  ;({ id, key } = await createFeedKey(t.world, { provider: '省预报中心', areas: ['140800'] }, START))
  engine = await t.app.listen({ host: '127.0.0.1', port: 0 })
  const own = { key: read('proxy.key'), cert: read('proxy.crt'), ca: read('authority.crt') }
  proxy = createServer({ ...own, requestCert: true, rejectUnauthorized: false }, (asked, answer) => {
    const headers = new Headers({ authorization: asked.headers.authorization ?? '' })
    const socket = asked.socket
    if (!(socket instanceof TLSSocket)) throw new Error('not by TLS')
    const shown = socket.authorized ? socket.getPeerX509Certificate() : undefined
    const escaped = asked.url === '/as-nginx'
    if (shown)
      headers.set('client-cert', escaped ? encodeURIComponent(String(shown)) : `:${shown.raw.toString('base64')}:`)
    void fetch(`${engine}/api/v1/sessions/me`, { headers }).then(({ status }) => answer.writeHead(status).end())
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
})
afterAll(async () => {
  proxy.close()
  await t.close()
  rmSync(folder, { recursive: true })
})

/** The feed asks through the proxy, with a certificate or none. */
async function by(name: string | null, path = '/'): Promise<number | undefined> {
  const { port } = proxy.address() as AddressInfo
  const own = name === null ? {} : { key: read(`${name}.key`), cert: read(`${name}.crt`) }
  const options = {
    port,
    path,
    host: '127.0.0.1',
    ca: read('authority.crt'),
    headers: bearer(key),
    agent: false,
    ...own,
  }
  const asked = request(options)
  asked.end()
  const [answer] = await once(asked, 'response')
  answer.resume()
  return answer.statusCode
}
const certificates = async (all: string[]) => {
  const { statusCode, body } = await t.app.inject({
    method: 'POST',
    url: `/api/v1/feeds/keys/${id}/certificates`,
    headers: bearer(OWNER_TOKEN),
    payload: { certificates: all, reason: '双向认证' },
  })
  return { status: statusCode, body: JSON.parse(body) as Record<string, unknown> }
}

it('is not asked of a key that names no certificate', async () => {
  expect([await by(null), await by('feed')]).toEqual([200, 200])
})

it('is asked of a key that names one, and another is none, by either form of the header', async () => {
  const { status, body } = await certificates([fingerprint('feed')])
  expect(status).toBe(200)
  expect(body).toMatchObject({ certificates: [fingerprint('feed').replaceAll(':', '').toLowerCase()] })
  expect([await by('feed'), await by('feed', '/as-nginx')]).toEqual([200, 200])
  certify('forged', null)
  const others = [await by(null), await by('other'), await by('other', '/as-nginx'), await by('forged')]
  expect(others).toEqual([403, 403, 403, 403])
})

it('is changed without a gap: the next is named beside the one that is used', async () => {
  await certificates([fingerprint('feed'), fingerprint('next')])
  expect([await by('feed'), await by('next')]).toEqual([200, 200])
  await certificates([fingerprint('next')])
  expect([await by('feed'), await by('next')]).toEqual([403, 200])
})

it('counts by the word of a known proxy alone, and garbage is none', async () => {
  const header = `:${new X509Certificate(read('next.crt')).raw.toString('base64')}:`
  const from = (remoteAddress: string, shown: string) =>
    t.app.inject({ url: '/api/v1/sessions/me', remoteAddress, headers: { ...bearer(key), 'client-cert': shown } })
  expect((await from('127.0.0.1', header)).statusCode).toBe(200)
  const elsewhere = await from('192.0.2.7', header)
  expect([elsewhere.statusCode, elsewhere.json<{ code: string }>().code]).toEqual([403, 'key.otherCertificate'])
  for (const shown of ['', '::', ':AAAA:', '%', '%00', 'x'.repeat(20_000), `${header},${header}`])
    expect((await from('127.0.0.1', shown)).statusCode).toBe(403)
  expect((await certificates(['12:34'])).status).toBe(400)
})
