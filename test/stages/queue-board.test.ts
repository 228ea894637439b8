import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../src/model/id.ts'
import { boardRoutes } from '../../src/ops/board.ts'
import { BullQueue } from '../../src/queue/bull.ts'
import { openRedisQueue } from '../../src/queue/redis.ts'
import { bearer, openTestApp, START, type TestApp } from '../help/app.ts'
import { redisUrl } from '../help/redis.ts'

describe.skipIf(redisUrl() === null)('the board of the queue', () => {
  let t: TestApp
  let queue: BullQueue
  const prefix = `board_${randomUUID().slice(0, 8)}`

  beforeAll(async () => {
    const opened = await openRedisQueue(redisUrl() ?? '', prefix)
    if (!(opened instanceof BullQueue)) throw new Error('the queue on Redis is one of BullMQ')
    queue = opened
    await queue.add('dispatch', [
      { id: newId(START), priority: 1 },
      { id: newId(START), priority: 1 },
    ])
    t = await openTestApp({ parts: { besides: [boardRoutes(queue)] } })
  })
  afterAll(async () => {
    await queue.wipe()
    await t.close()
    await queue.close()
  })

  const get = (url: string, role = 'administrator') =>
    t.app.inject({ url: `/api/queue${url}`, headers: bearer(t.tokens.get(role)) })

  it('is for administrators, and shows what waits', async () => {
    for (const [role, status] of [
      ['public', 401],
      ['dutyOfficer', 403],
      ['enterprise', 403],
      ['administrator', 200],
    ] as const)
      for (const url of ['/', '/api/queues', '/static/favicon.ico'])
        expect((await get(url, role)).statusCode).toBe(status)
    const { queues } = (await get('/api/queues')).json<{ queues: { name: string; counts: Record<string, number> }[] }>()
    expect(queues.map(({ name }) => name).toSorted((a, b) => a.localeCompare(b))).toEqual([
      `${prefix}-desk`,
      `${prefix}-dispatch`,
    ])
    expect(queues.find(({ name }) => name.endsWith('dispatch'))?.counts['waiting']).toBe(2)
  })

  it('loads nothing from elsewhere, and nothing that its own CSP would refuse', async () => {
    const page = await get('/')
    const html = page.body
    expect(page.headers['content-security-policy']).toContain("default-src 'self'")
    expect(html).not.toMatch(/<%|<style|\sstyle=|\son\w+=/)
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
    expect([...html.matchAll(/<script(?![^>]*src=)(?![^>]*application\/json)/g)]).toEqual([])
    expect(html).toContain('<base href="/api/queue/"')
    const assets = [...html.matchAll(/(?:src|href)="(static\/[^"]+)"/g)].map(([, path = '']) => path)
    expect(assets.length).toBeGreaterThan(4)
    for (const path of assets) expect((await get(`/${path}`)).statusCode, path).toBe(200)
  })

  it('is looked at and never touched', async () => {
    const name = `${prefix}-dispatch`
    for (const [method, url] of [
      ['PUT', `/api/queues/${name}/pause`],
      ['PUT', '/api/queues/pause'],
      ['PUT', `/api/queues/${name}/clean/waiting`],
      ['PUT', `/api/queues/${name}/obliterate`],
      ['POST', `/api/queues/${name}/add`],
    ] as const) {
      const headers = bearer(t.tokens.get('administrator'))
      const { statusCode } = await t.app.inject({ method, url: `/api/queue${url}`, headers })
      expect([404, 405], url).toContain(statusCode)
    }
    expect(await queue.size('dispatch')).toBe(2)
    expect((await get('/static/..%2f..%2fpackage.json')).statusCode).toBe(404)
    expect((await get('/queue/no-such-queue')).statusCode).toBe(200)
    expect((await get('/api/queues?activeQueue=no-such-queue&page=x&jobsPerPage=-1')).statusCode).toBeLessThan(500)
    expect((await get('/api/queues/no-such-queue/1')).statusCode).toBe(404)
  })
})
