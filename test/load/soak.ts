import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Redis } from 'ioredis'
import pg from 'pg'
import { z } from 'zod'
import { Conductor } from '../../src/drill/conductor.ts'
import { EngineProcess } from '../../src/drill/engineProcess.ts'
import { Enterprises } from '../../src/drill/enterprises.ts'
import { writeList } from '../../src/drill/list.ts'
import { readPlay } from '../../src/drill/scenario.ts'
import { summarise } from '../../src/drill/summary.ts'
import type { Ground } from '../../src/drill/world.ts'
import { addDays, dayOf, type Instant } from '../../src/model/time.ts'
import { findPostgres, startPostgres } from '../help/postgres.ts'
import { findRedis, startRedis } from '../help/redis.ts'
import { freePort } from '../help/server.ts'

/*
 * `node test/load/soak.ts [--days 120] [--enterprises 5000]`: a compressed season over PostgreSQL and Redis, an INVENTED
 * heavy episode of five days every twenty. Now and then the engine is killed or Redis is emptied. A line of JSON every
 * five days (memory of the engine since it was last started, what the tables hold, what waits, what the auditor says),
 * and a last one: exit 1 where the auditor found something, anything was lost or done twice, or an episode wrote a
 * quarter more than the one before it.
 */

const CITY = '140900'
const FROM = '2023-11-01'
const EPISODE_DAYS = 20
/** Clean days, and an episode that calls for orange and is raised to red on its way. */
const CLEAN = 70
const HEAVY = [205, 235, 310, 320, 215]
const LOOK_DAYS = 5
/** Indexes and toasts grow in steps; what really grows with the season grows by more. */
const MOST_GROWTH = 1.25

const { values: flags } = parseArgs({
  options: { days: { type: 'string', default: '120' }, enterprises: { type: 'string', default: '5000' } },
})
const days = Number(flags.days)
const size = Number(flags.enterprises)

const auditForm = z.object({
  breaches: z.array(z.object({ invariant: z.string(), why: z.string(), what: z.string() })),
})

/** What the engine says of itself, and what its tables hold. */
interface Look {
  readonly day: string
  readonly residentMB: number
  readonly databaseMB: number
  readonly journal: number
  readonly effects: number
  readonly parked: number
  readonly breaches: number
  readonly did: string
}

const [postgresBin, redisProgram] = [findPostgres(), findRedis()]
if (postgresBin === null || redisProgram === null) throw new Error('install postgresql and redis-server to run it')
const postgres = await startPostgres(postgresBin, { durable: true })
const redis = await startRedis(redisProgram, { durable: false })
const home = mkdtempSync(join(tmpdir(), 'airshed-soak-'))
try {
  process.exitCode = (await soak()) ? 0 : 1
} finally {
  await Promise.all([postgres.remove(), redis.remove()])
  rmSync(home, { recursive: true, force: true })
}

async function soak(): Promise<boolean> {
  const play = await written()
  const seed = play.scenario.seed
  const enterprises = await Enterprises.open({
    seed,
    shares: play.scenario.enterprises,
    answering: true,
    now: play.start,
    marked: true,
  })
  const ground: Ground = {
    directory: join(home, 'world'),
    databaseUrl: postgres.url,
    redisUrl: redis.url,
    schema: 'soak',
    port: await freePort(),
    city: CITY,
    list: play.listFile,
    rulebook: play.scenario.rulebook,
    start: play.start,
    receivers: enterprises.base,
  }
  let engine = await EngineProcess.start(ground)
  enterprises.trust(Buffer.from(engine.access.secret, 'base64'))
  const looks: Look[] = []
  let lookedAt = play.start

  const conductor = new Conductor(play, engine.access, enterprises, {
    speed: null,
    progress: () => undefined,
    tell: () => undefined,
    between: async (now) => {
      if (dayOf(now) < addDays(dayOf(lookedAt), LOOK_DAYS)) return
      lookedAt = now
      const did = await goWrong(looks.length)
      const seen = await look(now, did, engine.access.url)
      looks.push(seen)
      process.stdout.write(`${JSON.stringify(seen)}\n`)
    },
  })

  /** Every second time something: the engine is killed, then Redis is emptied. */
  async function goWrong(n: number): Promise<string> {
    if (n % 4 === 1) {
      await engine.kill()
      engine = await EngineProcess.start(ground)
      return 'engine killed'
    }
    if (n % 4 !== 3) return ''
    const client = new Redis(redis.url)
    await client.flushall()
    client.disconnect()
    return 'Redis emptied'
  }

  try {
    const played = await conductor.play()
    const last = await look(play.end, 'the end', engine.access.url)
    const { summary, wrong } = await summarise(play.scenario.name, played, enterprises.ledger)
    await played.client.close()
    const peakMB = (await engine.stop())?.peakMB ?? null
    const grown = growths([...looks, last])
    const faults = [
      ...wrong,
      ...[...looks, last].flatMap(({ day, breaches }) => (breaches > 0 ? [`${day}: ${breaches} breaches`] : [])),
      ...grown.flatMap((factor, n) =>
        factor > MOST_GROWTH ? [`episode ${n + 2} wrote ${factor} of the one before`] : [],
      ),
    ]
    const { seconds } = played
    process.stdout.write(
      `${JSON.stringify({ ok: faults.length === 0, days, enterprises: size, seconds: Math.round(seconds), peakMB, grown, ...last, faults, summary })}\n`,
    )
    return faults.length === 0
  } finally {
    await enterprises.close()
  }
}

/** How much each episode wrote beside the one before it. */
function growths(looks: readonly Look[]): number[] {
  const per = EPISODE_DAYS / LOOK_DAYS
  const ends = looks.filter((_, n) => (n + 1) % per === 0).map(({ databaseMB }) => databaseMB)
  const wrote = ends.slice(1).map((end, n) => end - (ends[n] ?? 0))
  return wrote.slice(1).map((mb, n) => Math.round((mb / (wrote[n] ?? mb)) * 100) / 100)
}

/** The scenario as files, as a drill reads them. */
async function written() {
  mkdirSync(home, { recursive: true })
  const rows = Array.from({ length: days + 8 }, (_, n) => {
    const into = (n % EPISODE_DAYS) - (EPISODE_DAYS - HEAVY.length - 6)
    return `${addDays(FROM, n)},soak,${HEAVY[into] ?? CLEAN}`
  })
  writeFileSync(join(home, 'air.csv'), ['date,area,aqi', ...rows, ''].join('\n'))
  await writeList(join(home, 'list.xlsx'), CITY, size, 1)
  writeFileSync(
    join(home, 'soak.yaml'),
    `name: soak
title: { zh: 耐久, en: soak }
city: '${CITY}'
rulebook: cn-2024-6
list: list.xlsx
series: { file: air.csv, area: soak }
from: ${addDays(FROM, 1)}
to: ${addDays(FROM, days)}
forecast: { at: '18:00', days: 7, peaks: { aqi: 250, within: 3 } }
observation: { at: '08:00' }
officers: { confer: 30, sign: 20 }
enterprises: { slow: 0.1, silent: 0.03, refusing: 0.01, faulty: 0.02 }
seed: 1
`,
  )
  return readPlay(join(home, 'soak.yaml'))
}

async function look(now: Instant, did: string, url: string): Promise<Look> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1])
  const client = new pg.Client({ connectionString: postgres.url, options: '-c search_path=soak' })
  await client.connect()
  try {
    const { rows } = await client.query<{ mb: string; journal: string; effects: string }>(
      `select (select sum(pg_total_relation_size(c.oid)) / 1e6 from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = 'soak' and c.relkind = 'r') as mb,
         (select count(*) from journal) as journal, (select count(*) from effect) as effects`,
    )
    return {
      day: dayOf(now),
      residentMB: Math.round(value('airshed_resident_bytes') / 1e6),
      databaseMB: Math.round(Number(rows[0]?.mb) * 10) / 10,
      journal: Number(rows[0]?.journal),
      effects: Number(rows[0]?.effects),
      parked: value('airshed_effects_parked'),
      breaches: await audit(url),
      did,
    }
  } finally {
    await client.end()
  }
}

/** Everything, looked at by the owner of the machine; each breach is told. */
async function audit(url: string): Promise<number> {
  const { token } = z
    .object({ token: z.string() })
    .parse(JSON.parse(readFileSync(join(home, 'world/owner.json'), 'utf8')))
  const answer = await fetch(`${url}/api/v1/audit`, { headers: { authorization: `Bearer ${token}` } })
  const { breaches } = auditForm.parse(await answer.json())
  for (const breach of breaches) process.stderr.write(`${JSON.stringify(breach)}\n`)
  return breaches.length
}
