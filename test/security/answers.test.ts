import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { brickworks, Desk } from '../help/desk.ts'
import { ByHand } from '../help/byHand.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'

/*
 * Every answer of every route, of whatever type and status, says to a browser what it may not do with it; and no page
 * asks anything of another place than this server.
 */

const SRC = join(import.meta.dirname, '../../src')
let story: StoryEngine
let hands: ByHand
let pages: string[]

beforeAll(async () => {
  story = await StoryEngine.open(anyBackend(), {
    list: brickworks(2),
    clock: '2024-12-16T10:00:00.000Z',
    answering: () => ({ status: 200 }),
    parts: ['api'],
  })
  hands = new ByHand(story.engine.world)
  const desk = new Desk(story, () => hands.settle())
  await desk.episode()
  await desk.sign()
  await hands.settle()
  // A page with everything on it, as its enterprise sees it.
  const order = story.received.find(({ body }) => body.kind === 'order')
  const links = JSON.stringify(order?.body).match(/https?:[^"\\]*\/(?:o|verify)\/[^"\\]+/g) ?? []
  pages = [
    ...links.map((link) => new URL(link).pathname),
    '/',
    '/verify',
    '/verify/7K3MQ9XW2T',
    '/api/docs',
    '/page.css',
  ]
}, 240_000)
afterAll(async () => {
  await hands.close()
  await story.close()
})

/** Every route of a kind that stands in the source, its parameters filled in with something of their form. */
function everyPath(verb: 'get' | 'post'): string[] {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  const found = files.flatMap((name) => {
    const text = readFileSync(join(SRC, name), 'utf8')
    const routes = {
      get: /\b(?:app|pages|api)\.(?:get|route)\(\s*(?:\{[^}]*url: )?'(\/[^']*)'/g,
      post: /\b(?:app|pages|api)\.post\(\s*['`](\/[^'`$]*)['`]/g,
    }
    return [...text.matchAll(routes[verb])].map(([, path = '']) => path)
  })
  return [...new Set(found)].map((path) =>
    path
      .replaceAll(/:code\b/g, '140800')
      .replaceAll(/:day\b/g, '2024-12-26')
      .replaceAll(/:\w+/g, '0176752c-0000-7000-8000-00000000e001'),
  )
}

async function get(path: string, who: string | null, body?: object) {
  const token = who === null ? null : await login(who)
  const headers = {
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...(body && { 'content-type': 'application/json' }),
  }
  const written = body && { method: 'POST', body: JSON.stringify(body) }
  const answer = await fetch(`${story.engine.url}${path}`, { headers, redirect: 'manual', ...written })
  return {
    path,
    status: answer.status,
    headers: answer.headers,
    type: answer.headers.get('content-type') ?? '',
    answer,
  }
}

const tokens = new Map<string, string>()
async function login(who: string): Promise<string> {
  const known = tokens.get(who)
  if (known !== undefined) return known
  const { body } = await story.ask<{ token: string }>(null, 'POST', '/sessions', {
    login: who,
    password: 'a-story-told',
  })
  tokens.set(who, body.token)
  return body.token
}

test('every answer of every route forbids framing, sniffing, foreign scripts and referrers, and stays in no cache', async () => {
  const paths = everyPath('get')
  expect(paths.length).toBeGreaterThan(100)
  const types = new Set<string>()
  const faults: string[] = []
  const read = ({ path, status, headers, type }: Awaited<ReturnType<typeof get>>) => {
    if (type !== '') types.add(type.split(';')[0] ?? '')
    const policy = headers.get('content-security-policy') ?? ''
    const say = (what: string) => faults.push(`${path} ${status} ${type}: ${what}`)
    if (!/default-src '(none|self)'/.test(policy)) say(`policy ${policy}`)
    if (!policy.includes("frame-ancestors 'none'") || !policy.includes("base-uri 'none'")) say(`policy ${policy}`)
    const scripts = /script-src[^;]*/.exec(policy)?.[0] ?? ''
    if (/unsafe|https?:|\*|data:/.test(scripts)) say(scripts)
    if (headers.get('x-content-type-options') !== 'nosniff') say('sniffing')
    if (headers.get('x-frame-options') !== 'DENY') say('framing')
    if (headers.get('referrer-policy') !== 'no-referrer') say('referrer')
    if (headers.get('strict-transport-security') === null) say('transport')
    if (headers.has('server') || headers.has('x-powered-by')) say('says what it is made of')
    if (headers.has('access-control-allow-origin')) say('lets another origin read')
    if (
      /json|zip|ndjson|html|sheet|word|pdf/.test(type) &&
      !/\/docs|^\/public(\/|$)/.test(path) &&
      !/no-store/.test(headers.get('cache-control') ?? '')
    )
      say(`cache ${headers.get('cache-control')}`)
  }
  const all = [...paths.flatMap((path) => [path, `/api/v1${path}`]), ...pages, '/nowhere', '/api/v1/nowhere']
  for (const path of all.filter((path) => !path.endsWith('/events')))
    for (const who of [null, 'auditor']) {
      const answered = await get(path, who)
      await answered.answer.body?.cancel()
      read(answered)
    }
  // What is written is answered alike, whether it is taken, refused or of nobody.
  const posts = everyPath('post')
  expect(posts.length).toBeGreaterThan(100)
  for (const path of posts.flatMap((post) => (/^\/[opt]\//.test(post) ? [post] : [post, `/api/v1${post}`])))
    for (const who of [null, 'auditor']) {
      const answered = await get(path, who, {})
      await answered.answer.body?.cancel()
      read(answered)
    }
  const day = new Date(Date.parse('2024-12-18')).toISOString().slice(0, 10)
  const forecast = { provider: 'p', area: '140800', issuedAt: '2024-12-16T10:00:00Z', values: [{ at: day, aqi: 80 }] }
  const taken = [
    await get('/api/v1/sessions', null, { login: 'duty', password: 'a-story-told' }),
    await get('/api/v1/forecasts/test', 'duty', forecast),
    await get('/api/v1/assessments/what-if', 'duty', { area: '140800', level: 'orange' }),
  ]
  for (const answered of taken) {
    await answered.answer.body?.cancel()
    read(answered)
  }
  expect(taken.map(({ status }) => status < 300)).toContain(true)
  expect(faults).toEqual([])
  expect([...types].toSorted()).toEqual(
    expect.arrayContaining(['application/json', 'application/problem+json', 'text/css', 'text/html', 'text/plain']),
  )
}, 240_000)

test('no page and no style asks anything of another place', async () => {
  for (const path of pages) {
    const { type, answer } = await get(path, null)
    if (!/html|css|javascript/.test(type)) continue
    const text = await answer.text()
    const asked = [
      ...text.matchAll(/\b(?:src|href|action|formaction|data|poster|srcset)\s*=\s*["']?([^"'\s>]+)/gi),
      ...text.matchAll(/url\(\s*["']?([^"')\s]+)/gi),
      ...text.matchAll(/@import\s+["']([^"']+)/gi),
    ].map(([, to = '']) => to)
    const outside = asked.filter(
      (to) => !to.startsWith('data:') && new URL(to, story.engine.url).origin !== new URL(story.engine.url).origin,
    )
    expect(outside, path).toEqual([])
  }
})
