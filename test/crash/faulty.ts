import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import pg from 'pg'
import type { EngineClient } from '../../src/drill/client.ts'
import { Conductor } from '../../src/drill/conductor.ts'
import type { Access, Ground } from '../../src/drill/world.ts'
import { addMinutes, type Instant } from '../../src/model/time.ts'
import type { PrivatePostgres } from '../help/postgres.ts'
import type { PrivateRedis } from '../help/redis.ts'
import { playBeside } from './beside.ts'
import { roundsOf, sayWrong, type Wrong } from './faults.ts'
import { moment, type Outcome, Playground } from './playground.ts'
import { Processes } from './processes.ts'

/** A server of receivers that is down for a while; longer, and all that is in it is given up, which says little. */
const STORM_MS = 1_000
const STORM_SHARE = 0.3
/** The clocks look twice a second, and the others follow within a twentieth of one. */
const STEP_MS = 700
/** Answers that are given twice. */
const REPEATING = 0.1

export interface Servers {
  readonly postgres: PrivatePostgres
  readonly redis: PrivateRedis
}

/**
 * Plays the drill against five processes (api, two workers, two clocks) over PostgreSQL and Redis, while what follows
 * from the seed goes wrong.
 */
export async function playFaulty(
  seed: number,
  { postgres, redis }: Servers,
  { rounds, size }: { rounds: number; size: number },
): Promise<Outcome & { readonly kills: number; readonly did: readonly string[] }> {
  const backend = { databaseUrl: postgres.url, redisUrl: redis.url }
  await using playground = await Playground.open(seed, backend, { size, repeating: REPEATING })
  const { ground, enterprises, play } = playground
  const { processes, access } = await Processes.start(ground)
  const steps: number[] = []
  const did: string[] = []
  try {
    enterprises.trust(Buffer.from(access.secret, 'base64'))
    const conductor = new Conductor(play, access, enterprises, {
      speed: null,
      progress: () => undefined,
      tell: () => undefined,
      between: async (now) => {
        const minutes = steps.shift()
        if (minutes !== undefined) await stepClock(access, conductor.client, now, minutes)
      },
    })
    const goWrong = (wrong: Wrong): Promise<unknown> => {
      switch (wrong.kind) {
        case 'killed':
          return processes.kill(wrong.process)
        case 'stopped':
          return processes.stop(wrong.process)
        case 'frozen':
          return processes.freeze(wrong.process)
        case 'postgresKilled':
          return postgres.kill().then(() => postgres.start())
        case 'postgresCrashed':
          return crashBackend(postgres.url)
        case 'redisKilled':
          return redis.kill().then(() => redis.start())
        case 'redisFlushed':
          return flush(redis.url)
        case 'storm':
          enterprises.storm({ fault: wrong.fault, share: STORM_SHARE })
          return sleep(STORM_MS).then(() => enterprises.storm(null))
        case 'clockStepped':
          steps.push(wrong.minutes)
          return Promise.resolve()
      }
    }
    const played = await playBeside(conductor, processes.watch, async (over) => {
      for (const [n, { messages, ms, wrongs }] of roundsOf(seed, rounds).entries()) {
        await moment(enterprises, { messages, ms }, over)
        if (over.aborted) return
        did.push(wrongs.map(sayWrong).join(' + '))
        // Two of a kind on one server follow each other; all else happens at once.
        const servers = new Map<string, Promise<unknown>>()
        await Promise.all(
          wrongs.map((wrong) => {
            const place = /^(postgres|redis)/.exec(wrong.kind)?.[0] ?? `${n} ${sayWrong(wrong)}`
            const mine = (servers.get(place) ?? Promise.resolve()).then(() => goWrong(wrong))
            servers.set(place, mine)
            return mine
          }),
        )
      }
    })
    return { kills: did.length, did, ...(await playground.judge(played, access.url)) }
  } catch (error) {
    const left = await leftIn(ground).catch(String)
    throw new Error(`after ${did.join('; ')}, with ${JSON.stringify(left)}`, { cause: error })
  } finally {
    await processes.close()
  }
}

/** What a drill that did not come to its end was still to do, and who lived: for whoever looks into it. */
async function leftIn({ databaseUrl, schema, start }: Ground): Promise<object> {
  if (databaseUrl === null) return {}
  const client = new pg.Client({ connectionString: databaseUrl, options: `-c search_path=${schema}` })
  await client.connect()
  try {
    const effects = await client.query(
      `select kind, lane, count(*)::int as n, min(not_before) as from, max(failed) as failed, max(last_error) as error,
         count(*) filter (where parked_at is not null)::int as parked,
         count(*) filter (where queued_at is null)::int as unqueued, max(clock_timestamp() - queued_at)::text as queued
       from effect group by 1, 2`,
    )
    const due = await client.query(
      'select state, min(due_at) as due, count(*)::int as n from enterprise_order group by 1',
    )
    const lives = await client.query('select id, parts, pid from life where lives(id)')
    return { start, effects: effects.rows, due: due.rows, lives: lives.rows }
  } finally {
    await client.end()
  }
}

/** The world's clock goes to another hour and back while nothing else moves. The enterprises keep their own time. */
async function stepClock(access: Access, client: EngineClient, now: Instant, minutes: number): Promise<void> {
  const admin = access.logins.find(({ role }) => role === 'administrator')
  if (!admin) throw new Error('nobody may set the clock')
  const { login, password } = admin
  const { body } = await client.post('/sessions', null, { login, password }, null)
  const { token } = body as { token: string }
  for (const to of [addMinutes(now, minutes), now]) {
    await client.post('/clock', token, { set: to }, null)
    await sleep(STEP_MS)
  }
}

/** One backend is killed: the postmaster takes all others away, recovers, and takes connections again. */
async function crashBackend(url: string): Promise<void> {
  const client = await connected(url)
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  const [row] = rows
  if (row) process.kill(row.pid, 'SIGKILL')
  await client.end().catch(() => undefined)
  await (await connected(url)).end()
}

/** It may be recovering from what was done to it just before. */
async function connected(url: string): Promise<pg.Client> {
  for (let tries = 1; ; tries++) {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => undefined)
    try {
      await client.connect()
      return client
    } catch (error) {
      if (tries === 300) throw error
      await sleep(50)
    }
  }
}

async function flush(url: string): Promise<void> {
  const redis = new Redis(url)
  redis.on('error', () => undefined)
  await redis.flushall()
  redis.disconnect()
}
