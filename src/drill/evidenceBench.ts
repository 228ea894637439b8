import { fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { openWorld, startEngine } from '../app.ts'
import type { Config } from '../config.ts'
import type { Db } from '../db/port.ts'
import { listenHj212 } from '../evidence/hj212/listen.ts'
import { hashOfPassword } from '../evidence/hj212/password.ts'
import { tablesOf } from '../evidence/partitions/store.ts'
import type { Io } from '../model/command.ts'
import { newId } from '../model/id.ts'
import { hashToken, newToken } from '../people/token.ts'
import type { Asked, Sent } from './evidenceClient.ts'
import { makeDevices, makeMeters, type Made } from './store.ts'
import { throwAway, type ThrowAway } from './throwAway.ts'
import { closedConfig } from './setting.ts'

/** The day after the last of its readings. */
const NOW = '2020-12-24T16:00:00.000Z'
const CITY = '140800'
const PASSWORD = '100000'
const METERS = 2

/** What a world for figures about evidence is: nobody in it but who sends. */
function configOf({ databaseUrl, redisUrl }: Pick<Config, 'databaseUrl' | 'redisUrl'>, place: ThrowAway): Config {
  return closedConfig({
    dataDirectory: join(place.directory, 'world'),
    databaseUrl,
    redisUrl,
    parts: databaseUrl === null ? ['api', 'worker', 'clock'] : ['api'],
  })
}

/**
 * `bench evidence`: what two meters of each enterprise send, each quarter of an hour of a day one body of all of them or
 * of ten thousand, by a process of its own. A line for each day shows whether it gets slower as it fills.
 */
export async function benchEvidence(
  config: Pick<Config, 'databaseUrl' | 'redisUrl'>,
  { enterprises, days }: { enterprises: number; days: number },
  io: Io,
): Promise<void> {
  const place = throwAway(config)
  try {
    const setting = { kind: 'drill', schema: place.schema, clock: NOW, channels: () => [] } as const
    const engine = await startEngine({ ...setting, config: configOf(config, place) })
    try {
      const token = newToken('source')
      const made: Made = { key: newId(NOW), area: CITY, now: NOW, secret: hashToken(token) }
      await chunked(engine.world.db, enterprises * METERS, (tx, from, count) =>
        makeMeters(tx, made, from, count, randomUUID),
      )
      const rates: number[] = []
      for (let day = 0; day < days; day++) {
        const asked: Asked = {
          kind: 'meters',
          url: engine.url,
          token,
          sources: enterprises * METERS,
          now: NOW,
          daysAgo: days - day,
        }
        const { count, seconds } = await send(asked)
        rates.push(Math.round(count / seconds))
        io.err(`day ${day + 1}: ${count} readings in ${seconds.toFixed(1)} s, ${rates.at(-1)} a second`)
      }
      const [first = 0, last = 0] = [rates[0], rates.at(-1)]
      const tables = await tablesOf(engine.world.db)
      io.out(
        JSON.stringify({
          readings: enterprises * METERS * 96 * days,
          perSecond: Math.round(rates.reduce((sum, rate) => sum + rate, 0) / rates.length),
          firstDay: first,
          lastDay: last,
          slope: Math.round((last / first) * 100) / 100,
          tables: tables.length,
          peakMB: peakMB(),
        }),
      )
    } finally {
      await engine.close()
    }
  } finally {
    await place.remove()
  }
}

/** `bench loggers`: so many connections with one frame a minute each, spread over it; the time until each is answered. */
export async function benchLoggers(
  config: Pick<Config, 'databaseUrl' | 'redisUrl'>,
  { connections, seconds }: { connections: number; seconds: number },
  io: Io,
): Promise<void> {
  const place = throwAway(config)
  try {
    const setting = { kind: 'drill', schema: place.schema, clock: NOW, channels: () => [] } as const
    const opened = await openWorld({ ...setting, config: configOf(config, place) })
    const { world } = opened
    try {
      const secretOf = (mn: string) => hashOfPassword(world.keys, { mn, password: PASSWORD })
      await chunked(world.db, connections, (tx, from, count) =>
        makeDevices(tx, { area: CITY, now: NOW, secretOf, ids: () => newId(NOW) }, from, count),
      )
      const listener = await listenHj212(world, { host: '127.0.0.1', port: 0 })
      try {
        const sent = await send({
          kind: 'loggers',
          port: listener.port,
          connections,
          seconds,
          password: PASSWORD,
          now: NOW,
        })
        io.out(JSON.stringify({ connections, ...sent, peakMB: peakMB() }))
      } finally {
        await listener.close()
      }
    } finally {
      await opened.close()
    }
  } finally {
    await place.remove()
  }
}

/** The sender's memory and time are not the engine's. */
function send(asked: Asked): Promise<Sent> {
  const child = fork(join(import.meta.dirname, 'evidenceClient.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  return new Promise((resolve, reject) => {
    child.once('message', (sent) => resolve(sent as Sent))
    child.once('error', reject)
    // Silent where it answered before: a promise settles once.
    child.once('exit', (code) => reject(new Error(`the sending process ended with ${code}`)))
    child.send(asked)
  })
}

async function chunked(
  db: Db,
  all: number,
  make: (tx: Db, from: number, count: number) => Promise<unknown>,
): Promise<void> {
  for (let from = 0; from < all; from += 400) await make(db, from, Math.min(400, all - from))
}

function peakMB(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024)
}
