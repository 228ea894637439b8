import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { readSheet } from 'read-excel-file/node'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { runningServer } from '../../src/http/owner.ts'
import { commands } from '../../src/receipts/callSheet/commands.ts'
import type { CallSheet } from '../../src/receipts/callSheet/sheet.ts'
import { ByHand } from '../help/byHand.ts'
import { brickworks, Desk, inventedCode } from '../help/desk.ts'
import { StoryEngine, type Backend } from '../help/engine.ts'

/* When every channel fails there is the telephone: the sheet comes from the database alone. */

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))
/** Nothing listens there. */
const DEAD_REDIS = 'redis://127.0.0.1:1'
const out = mkdtempSync(join(tmpdir(), 'airshed-sheet-'))
let story: StoryEngine
let hands: ByHand
let desk: Desk

/** Five brickworks in one county and one in another; the last of the five emits the most. */
function list() {
  const sheets = brickworks(6)
  for (const row of sheets.措施.filter((one) => one['统一社会信用代码'] === inventedCode(4)))
    Object.assign(row, { SO2日减排量: 90 })
  Object.assign(sheets.企业[5] ?? {}, { '县(市、区)': '河津市' })
  return sheets
}

async function open(backend: Backend): Promise<void> {
  const answering = () => ({ status: 200 })
  story = await StoryEngine.open(backend, {
    list: list(),
    clock: '2024-12-16T10:00:00.000Z',
    answering,
    parts: ['api'],
  })
  hands = new ByHand(story.engine.world)
  desk = new Desk(story, () => hands.settle())
  await desk.episode()
  expect(await desk.sign('mayor')).toBe(200)
}

beforeAll(() => open({ databaseUrl: null, redisUrl: null }))
afterAll(async () => {
  await story.close()
  rmSync(out, { recursive: true })
})

const path = async (query = '') => `/warnings/${(await desk.living()).id}/call-sheet?reason=%E6%BC%94%E4%B9%A0${query}`
async function sheet(who = 'duty'): Promise<CallSheet> {
  const { status, body } = await story.ask<CallSheet>(who, 'GET', await path('&format=json'))
  expect(status).toBe(200)
  return body
}
const called = ({ counties }: CallSheet) =>
  counties.map(({ name, calls }) => [name, calls.map((call) => `${call.name} ${call.because}`)])

/** Runs the command as a process of its own. */
async function command(file: string, environment: Record<string, string>) {
  const id = warningId
  const child = spawn(process.execPath, [CLI, 'call-sheet', id, '--out', file], {
    env: { ...process.env, AIRSHED_DEMO: '0', DATABASE_URL: '', REDIS_URL: '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [said, words] = ['', '']
  child.stdout.on('data', (part) => (said += String(part)))
  child.stderr.on('data', (part) => (words += String(part)))
  const status = await new Promise((resolve) => child.on('close', resolve))
  return { status, said, words }
}
let warningId = ''

test('before the plan has come to anybody the sheet says how many are missing on it', async () => {
  warningId = (await desk.living()).id
  expect(await sheet()).toMatchObject({ calls: 0, unplanned: 6 })
})

test('with nothing handed over everybody is on it: the heaviest first, each with what to say and whom to call', async () => {
  await hands.run('planOrders')
  const printed = await sheet()
  expect(printed).toMatchObject({ calls: 6, unplanned: 0, exercise: true, printedBy: 'duty', reason: '演习' })
  expect(called(printed).map(([name, calls]) => [name, calls?.length])).toEqual([
    ['盐湖区', 5],
    ['河津市', 1],
  ])
  const [heaviest, second] = printed.counties[0]?.calls ?? []
  expect(heaviest).toMatchObject({
    name: '盐湖区示例砖瓦4厂',
    because: 'unreached',
    contacts: [{ name: '孙丙寅', phone: '15400000004' }],
  })
  expect(Number(heaviest?.kg)).toBeGreaterThan(Number(second?.kg))
  expect(heaviest?.say).toMatch(/^.色预警。\d+月\d+日0时起，1#隧道窑：.*至.*止。$/)
})

test('who printed it and why is in the journal, and no number is', async () => {
  const rows = await story.engine.world.db.rows<{ actor: string; body: string }>(
    `select actor, body::text as body from journal where event = 'CALL_SHEET_PRINTED' order by seq desc limit 1`,
  )
  expect(rows[0]?.actor).toMatch(/^user:/)
  expect(rows[0]?.body).toContain('演习')
  expect(rows[0]?.body).not.toContain('154')
  expect((await story.ask('duty', 'GET', `/warnings/${warningId}/call-sheet`)).status).toBe(400)
})

test('a county sees its own part, another city nothing, and who may not see people may not print it', async () => {
  expect(called(await sheet('county'))).toEqual([['河津市', ['盐湖区示例砖瓦5厂 unreached']]])
  expect((await story.ask('elsewhere', 'GET', await path())).status).toBe(404)
  expect((await story.ask('auditor', 'GET', await path())).status).toBe(403)
})

test('the command asks the server that has the database open', async () => {
  const lines: string[] = []
  const door = await runningServer(story.directory)
  const io = { out: (line: string) => lines.push(line), err: () => undefined, engine: () => expect.fail('no engine') }
  const file = join(out, 'served.html')
  const status = await commands['call-sheet']?.run([warningId, '--out', file], {
    ...io,
    ground: async () => door ?? expect.fail('no server runs'),
  })
  expect([status, JSON.parse(lines[0] ?? '')]).toMatchObject([0, { calls: 6, counties: 2 }])
  const page = readFileSync(file, 'utf8')
  expect(page).toContain('〔演练〕电话通知单')
  expect(page).toContain('15400000004')
  expect(page).not.toMatch(/<script|https?:|src=/)
  // Twice the same is a second printing, not another file of the first.
  await expect(commands['call-sheet']?.run(['x', '--out', file], { ...io, ground: io.engine })).rejects.toThrow(
    'WARNING',
  )
  await expect(
    commands['call-sheet']?.run([warningId, '--out', 'x.doc'], { ...io, ground: io.engine }),
  ).rejects.toThrow('use:')
})

test('who has answered is off it, who is silent comes after who has nothing, and an end nobody was told of is on it', async () => {
  const { db } = story.engine.world
  await db.rows(
    'update contact set url = null where enterprise_id = (select id from enterprise where credit_code = $1)',
    [inventedCode(0)],
  )
  await hands.settle()
  expect(called(await sheet())[0]?.[1]).toEqual([
    '盐湖区示例砖瓦0厂 unreached',
    '盐湖区示例砖瓦4厂 unanswered',
    ...['1', '2', '3'].map((n) => `盐湖区示例砖瓦${n}厂 unanswered`),
  ])
  const { body } = await story.ask<{ items: { id: string; enterprise: { name: string } }[] }>('duty', 'GET', '/orders')
  const heavy = body.items.find(({ enterprise }) => enterprise.name === '盐湖区示例砖瓦4厂')
  await story.ask('duty', 'POST', `/orders/${heavy?.id ?? ''}/receipts`, { kind: 'acknowledged' })
  expect(called(await sheet())[0]?.[1]).not.toContain('盐湖区示例砖瓦4厂 unanswered')

  await desk.propose('lift', {})
  await desk.confer()
  await desk.sign('mayor')
  await hands.run('releaseOrders')
  const { body: untold } = await story.ask<CallSheet>(
    'duty',
    'GET',
    `/warnings/${warningId}/call-sheet?reason=x&format=json`,
  )
  // The one that nobody ever reached has nothing to end.
  expect(called(untold)[0]?.[1]).toHaveLength(4)
  expect(untold.counties[0]?.calls[0]).toMatchObject({ name: '盐湖区示例砖瓦4厂', because: 'untold' })
  expect(untold.counties[0]?.calls[0]?.say).toContain('起指令解除。如无其他有效指令，恢复正常生产。')
})

test('without a server the command opens the database itself', async () => {
  await hands.close()
  await story.engine.close()
  const file = join(out, 'own.xlsx')
  const { status, said, words } = await command(file, { AIRSHED_DATA: story.directory })
  expect([status, words]).toEqual([0, ''])
  expect(JSON.parse(said)).toMatchObject({ calls: 5 })
  const rows = await readSheet(readFileSync(file))
  expect(rows.flat()).toContain('盐湖区示例砖瓦4厂')
  expect(rows.flat()).toContain('1. 孙丙寅 15400000004（环保负责人）')
}, 60_000)

const postgresUrl = inject('postgresUrl')
test.skipIf(postgresUrl === null)('on PostgreSQL it is printed while Redis is down', { timeout: 60_000 }, async () => {
  await story.close()
  await open({ databaseUrl: postgresUrl, redisUrl: null })
  warningId = (await desk.living()).id
  await hands.run('planOrders')
  await hands.close()
  await story.engine.close()
  const databaseUrl = story.databaseUrl ?? ''
  // The schema that the command line opens.
  const mover = new Client({ connectionString: databaseUrl })
  await mover.connect()
  await mover.query(`alter schema ${story.schema} rename to airshed`)
  await mover.end()
  const file = join(out, 'postgres.html')
  const environment = { DATABASE_URL: databaseUrl, REDIS_URL: DEAD_REDIS, AIRSHED_DATA: story.directory }
  const { status, said, words } = await command(file, environment)
  expect([status, words]).toEqual([0, ''])
  expect(JSON.parse(said)).toMatchObject({ calls: 6 })
  expect(readFileSync(file, 'utf8')).toContain('15400000005')
})
