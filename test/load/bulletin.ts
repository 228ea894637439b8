import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import Fastify from 'fastify'
import { pino } from 'pino'
import { Pool } from 'undici'
import { bulletinRoutes } from '../../src/bulletin/routes.ts'
import { monotonicMs, wallClock } from '../../src/clock.ts'
import { EmbeddedDb } from '../../src/db/embedded.ts'
import { note } from '../../src/db/journal.ts'
import { passingKeys } from '../../src/db/keys.ts'
import { migrate } from '../../src/db/migrate.ts'
import { NO_PROVIDERS, waysIn } from '../../src/dispatch/channels/providers.ts'
import { buildServer } from '../../src/http/server.ts'
import { Areas } from '../../src/model/area.ts'
import { newId } from '../../src/model/id.ts'
import { loadRulebooks } from '../../src/rulebook/books.ts'
import { loadMeasures } from '../../src/rulebook/measures.ts'

/*
 * `node test/load/bulletin.ts`: how many a second the public page is given to, beside a bare fastify route that answers the
 * same bytes, asked by the same second process. Meanwhile something is committed a hundred times a second, so that the page
 * has to be made anew all the time, as on a red night.
 */

const SECONDS = 5
const AT_ONCE = 64
const [role, target = ''] = process.argv.slice(2)

if (role === 'client') process.stdout.write(JSON.stringify(await asked(target)))
else await measure()

async function asked(url: string): Promise<{ perSecond: number; p99Ms: number }> {
  const pool = new Pool(url, { connections: AT_ONCE })
  const times: number[] = []
  const end = monotonicMs() + SECONDS * 1000
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (monotonicMs() < end) {
        const started = monotonicMs()
        const { statusCode, body } = await pool.request({ path: '/public', method: 'GET' })
        await body.dump()
        if (statusCode !== 200) throw new Error(`${statusCode}`)
        times.push(monotonicMs() - started)
      }
    }),
  )
  await pool.close()
  times.sort((a, b) => a - b)
  const p99Ms = Math.round((times[Math.floor(times.length * 0.99)] ?? 0) * 10) / 10
  return { perSecond: Math.round(times.length / SECONDS), p99Ms }
}

async function measure(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'airshed-bulletin-'))
  const db = await EmbeddedDb.open(directory)
  const now = wallClock.now()
  await migrate(db, now)
  const areas = new Areas([{ code: '140800', name: '运城市', kind: 'city', parent: null }])
  const rulebooks = loadRulebooks()
  const log = pino({ level: 'silent' })
  const world = {
    kind: 'demo',
    db,
    clock: wallClock,
    keys: passingKeys(),
    checkpoints: null,
    areas,
    rulebooks,
    log,
  } as const
  const whole = {
    ...world,
    measures: loadMeasures(),
    judgedBy: null,
    links: { base: '' },
    font: null,
    ...waysIn(NO_PROVIDERS),
  }
  const app = await buildServer(whole, {
    routes: [],
    besides: [bulletinRoutes()],
    pending: { ahead: async () => ({ outstanding: 0, nextDue: null }) },
    limits: { stranger: 1e9 },
  })
  const bare = Fastify()
  const entry = { area: '140800', kind: 'warning', subject: newId(now), event: 'LOAD', body: {} }
  const busy = setInterval(() => void db.transaction((tx) => note(tx, entry, { now, by: 'engine' })), 10)
  try {
    const page = (await app.inject({ url: '/public', headers: { accept: 'text/html' } })).rawPayload
    bare.get('/public', (_, reply) => reply.type('text/html; charset=utf-8').send(page))
    const floor = await clientOf(await bare.listen({ host: '127.0.0.1', port: 0 }))
    const { perSecond, p99Ms, cpuUs } = await clientOf(await app.listen({ host: '127.0.0.1', port: 0 }))
    const ratio = Math.round((perSecond / floor.perSecond) * 100) / 100
    const beside = { floorPerSecond: floor.perSecond, floorCpuUs: floor.cpuUs, ratio }
    const line = { bytes: page.length, perSecond, p99Ms, cpuUs, ...beside }
    process.stdout.write(`${JSON.stringify(line)}\n`)
  } finally {
    clearInterval(busy)
    await Promise.all([app.close(), bare.close()])
    await db.close()
    rmSync(directory, { recursive: true })
  }
}

/** With the processor's time that this process took for each answer: it tells more than the rate on a busy machine. */
async function clientOf(url: string): Promise<{ perSecond: number; p99Ms: number; cpuUs: number }> {
  const before = process.cpuUsage()
  const { stdout } = await promisify(execFile)(process.execPath, [import.meta.filename, 'client', url])
  const { user, system } = process.cpuUsage(before)
  const seen = JSON.parse(stdout) as { perSecond: number; p99Ms: number }
  return { ...seen, cpuUs: Math.round((user + system) / (seen.perSecond * SECONDS)) }
}
