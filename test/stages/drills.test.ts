import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { drillRoutes } from '../../src/drill/held/routes.ts'
import { isResponding } from '../../src/drill/held/store.ts'
import { newId } from '../../src/model/id.ts'
import { brickworks } from '../help/desk.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'
import { plainDrill } from '../help/smallDrill.ts'
import { until } from '../help/until.ts'

/* 演练 at the console: begun, watched, stopped, and nothing of it anywhere else. */

const START = '2024-12-16T10:00:00.000Z'
const folder = mkdtempSync(join(tmpdir(), 'airshed-drills-'))
/** Where the drills of this file have their worlds. */
const worlds = mkdtempSync(join(tmpdir(), 'airshed-worlds-'))
let story: StoryEngine

type Body = Record<string, unknown> & { items: Record<string, unknown>[] }
const ask = (who: string, method: 'GET' | 'POST', path: string, body?: object) =>
  story.ask<Body>(who, method, path, body)
const begin = (scenario = 'small') => ask('duty', 'POST', '/drills', { scenario })
const one = async (id: unknown) => (await ask('duty', 'GET', `/drills/${String(id)}`)).body
const ended = async (id: unknown): Promise<Body> => {
  // Asked of the database: whoever asks the door so often is told to wait.
  const { db } = story.engine.world
  await until(async () => (await db.rows('select id from drill where id = $1 and outcome is null', [id])).length === 0)
  return await one(id)
}
const told = async (id: unknown) =>
  (await ask('auditor', 'GET', `/journal?kind=drill&limit=100`)).body.items
    .filter(({ subject }) => subject === id)
    .map(({ event }) => event)

beforeAll(async () => {
  await plainDrill(folder)
  vi.stubEnv('TMPDIR', worlds)
  story = await StoryEngine.open(anyBackend(), {
    list: brickworks(2),
    clock: START,
    answering: () => ({ status: 200 }),
    parts: ['api'],
    routes: (life) => [drillRoutes(life, { folder, priority: 0 })],
  })
})
afterAll(async () => {
  await story.close()
  vi.unstubAllEnvs()
  for (const gone of [folder, worlds]) rmSync(gone, { recursive: true })
})

test('is begun by whoever may, once at a time, and what is no scenario is refused', async () => {
  expect((await ask('duty', 'GET', '/drills/scenarios')).body.items).toMatchObject([
    { name: 'small', title: { zh: '小演练' }, from: '2023-12-11', to: '2023-12-12' },
  ])
  expect((await ask('office', 'POST', '/drills', { scenario: 'small' })).status).toBe(403)
  expect((await ask('county', 'GET', '/drills')).status).toBe(403)
  for (const scenario of ['other', '../drills/small', join(folder, 'small.yaml'), ''])
    expect((await begin(scenario)).body['code'], scenario).toBe('thing.unknown')
  for (const speed of [0, -1, 1.5, '60', 1e9])
    expect((await ask('duty', 'POST', '/drills', { scenario: 'small', speed })).status).toBe(400)
  const both = await Promise.all([begin(), begin()])
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409])
  const id = both.find(({ status }) => status === 201)?.body['id']
  expect(await one(id)).toMatchObject({ outcome: null, endedAt: null, report: null })
  expect((await ask('elsewhere', 'GET', `/drills/${String(id)}`)).status).toBe(404)
  expect((await ask('elsewhere', 'POST', `/drills/${String(id)}/stop`)).status).toBe(404)

  const played = await ended(id)
  expect(played).toMatchObject({ outcome: 'passed', area: '140800', speed: null, summary: { scenario: 'small' } })
  expect(played['report']).toMatch(/^# 演练报告：小演练/)
  const events = (played['events'] as { event: string }[]).map(({ event }) => event)
  expect(new Set(events)).toEqual(new Set(['forecast', 'observation', 'proposed', 'signed']))
  expect((played['progress'] as { share: number }).share).toBeGreaterThan(0.5)
  expect(await told(id)).toEqual(['DRILL_ENDED', 'DRILL_BEGUN'])
  expect((await ask('duty', 'POST', `/drills/${String(id)}/stop`)).body['code']).toBe('drill.ended')
  // Nothing of it was ever here.
  expect(story.received).toEqual([])
  expect(await story.engine.world.db.rows('select id from warning')).toEqual([])
  expect(readdirSync(worlds).filter((name) => name.startsWith('airshed-drill-'))).toEqual([])
})

test('is stopped, and leaves neither a process nor a file', async () => {
  const { body } = await begin()
  expect((await ask('auditor', 'POST', `/drills/${String(body['id'])}/stop`)).status).toBe(403)
  expect((await ask('duty', 'POST', `/drills/${String(body['id'])}/stop`)).status).toBe(200)
  expect(await ended(body['id'])).toMatchObject({ outcome: 'stopped', report: null, summary: null })
  expect(await told(body['id'])).toEqual(['DRILL_ENDED', 'DRILL_STOPPED', 'DRILL_BEGUN'])
  expect(readdirSync(worlds).filter((name) => name.startsWith('airshed-drill-'))).toEqual([])
})

test('ends with the engine; what a process left that is gone is said to have failed', async () => {
  const { body } = await begin()
  await story.engine.close()
  expect(readdirSync(worlds).filter((name) => name.startsWith('airshed-drill-'))).toEqual([])
  story.engine = await story.second()
  expect(await one(body['id'])).toMatchObject({ outcome: 'failed' })
  const { db } = story.engine.world
  const lost = newId(START)
  await db.rows(
    `insert into drill (id, area, scenario, title, begun_by, begun_at, life, progress)
     values ($1, '140800', 'small', '{"zh":"","en":""}', 'user:x', $2, 987654, $3::jsonb)`,
    [lost, START, JSON.stringify({ now: START, share: 0, orders: 0 })],
  )
  const next = await begin()
  expect(next.status).toBe(201)
  expect(await one(lost)).toMatchObject({ outcome: 'failed' })
  await ask('duty', 'POST', `/drills/${String(next.body['id'])}/stop`)
  await ended(next.body['id'])
})

test('is not begun where a warning is signed and not lifted', async () => {
  const { db } = story.engine.world
  expect(await isResponding(db)).toBe(false)
  const warning = (state: string) =>
    db.rows(
      `insert into warning (id, area, state, context, machine_version, created_at, updated_at, name, rulebook_id,
         rulebook_hash, episode_from, signed_at)
       values ($1, '140800', $2, '{}', 1, $3, $3, '示例', '示例', '', '2020-01-01', $3)`,
      [newId(START), state, START],
    )
  await warning('lifted')
  expect(await isResponding(db)).toBe(false)
  await warning('inForce')
  expect(await isResponding(db)).toBe(true)
})
