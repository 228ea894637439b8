import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig } from '../config.ts'
import { InputError } from '../errors.ts'
import { benchIngest } from '../feed/bench.ts'
import type { Commands, Io } from '../model/command.ts'
import type { Instant } from '../model/time.ts'
import { benchDispatch } from './bench.ts'
import { benchDeadlines } from './deadlines.ts'
import { benchVerify } from './meters/bench.ts'
import { playDrill } from './play.ts'
import { progressBar } from './progress.ts'
import { readPlay } from './scenario.ts'
import { throwAway } from './throwAway.ts'
import { openGround } from './world.ts'

export const commands: Commands = {
  drill: {
    usage:
      'drill SCENARIO [--speed N] [--keep DIR]   plays a drill through the whole production path, and reports on it',
    run: drill,
  },
  'bench dispatch': {
    usage: 'bench dispatch [--orders N]   from the signature to the last acceptance, beside bare jobs',
    run: dispatch,
  },
  'bench deadlines': {
    usage: 'bench deadlines [--orders N]   deadlines that fire over a minute, and all at once after an outage',
    run: deadlines,
  },
  'bench verify': {
    usage: 'bench verify [--enterprises N]   the verdicts of a day of a response, beside reading the same rows',
    run: verifying,
  },
  'bench ingest': {
    usage: 'bench ingest [--values N]   forecast values through the feed door, beside a server that discards them',
    run: ingest,
  },
}

/** What the issue asks of the embedded database. */
const ORDERS = '5000'
/** A thousand bodies of a hundred values: long enough for a rate, short enough for the embedded database. */
const VALUES = '100000'
const INGEST_AT: Instant = '2020-12-24T10:00:00.000Z'

async function dispatch(args: string[], io: Io): Promise<number> {
  const { values } = parsed('bench dispatch', () =>
    parseArgs({ args, options: { orders: { type: 'string', default: ORDERS }, json: { type: 'boolean' } } }),
  )
  return await benchDispatch(readConfig(process.env), whole('--orders', values.orders, ORDERS), io)
}

async function deadlines(args: string[], io: Io): Promise<number> {
  const { values } = parsed('bench deadlines', () =>
    parseArgs({ args, options: { orders: { type: 'string', default: ORDERS }, json: { type: 'boolean' } } }),
  )
  return await benchDeadlines(readConfig(process.env), whole('--orders', values.orders, ORDERS), io)
}

async function verifying(args: string[], io: Io): Promise<number> {
  const { values } = parsed('bench verify', () =>
    parseArgs({ args, options: { enterprises: { type: 'string', default: ORDERS }, json: { type: 'boolean' } } }),
  )
  await benchVerify(readConfig(process.env), whole('--enterprises', values.enterprises, ORDERS), io)
  return 0
}

async function ingest(args: string[], io: Io): Promise<number> {
  const { values } = parsed('bench ingest', () =>
    parseArgs({ args, options: { values: { type: 'string', default: VALUES }, json: { type: 'boolean' } } }),
  )
  const count = whole('--values', values.values, VALUES)
  const place = throwAway(readConfig(process.env))
  try {
    const { engine, access } = await openGround({
      directory: join(place.directory, 'world'),
      databaseUrl: place.databaseUrl,
      redisUrl: place.redisUrl,
      schema: place.schema,
      port: 0,
      city: '140800',
      list: 'yuncheng-2000.xlsx',
      rulebook: 'cn-2024-6',
      start: INGEST_AT,
      // Nobody is ordered anything: forecasts are only taken.
      receivers: 'http://127.0.0.1:9',
    })
    try {
      const [feed] = access.feeds
      if (!feed) throw new Error('a bench world without a feed')
      const { key: token, provider } = feed
      await benchIngest({ url: engine.url, token, provider, area: access.city, now: INGEST_AT }, count, io)
      return 0
    } finally {
      await engine.close()
    }
  } finally {
    await place.remove()
  }
}

function whole(flag: string, text: string, example: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text)
  throw new InputError(`${flag} ${text}: it should be a whole number from 1 on, such as ${example}`)
}

async function drill(args: string[], io: Io): Promise<number> {
  const asked = readArguments(args)
  const { scenario, start, end } = readPlay(asked.name)
  const bar = progressBar(scenario.name, start, end)
  try {
    const { summary, report, wrong } = await playDrill(asked, readConfig(process.env), {
      progress: (now, orders) => bar.at(now, orders),
      tell: (event) => io.out(JSON.stringify(event)),
    })
    bar.stop()
    io.err(report)
    for (const sentence of wrong) io.err(sentence)
    io.out(JSON.stringify({ summary }))
    return wrong.length === 0 ? 0 : 1
  } finally {
    bar.stop()
  }
}

function readArguments(args: string[]): { name: string; speed: number | null; keep: string | null } {
  const { values, positionals } = parsed('drill', () =>
    parseArgs({
      args,
      allowPositionals: true,
      options: { speed: { type: 'string' }, keep: { type: 'string' }, json: { type: 'boolean' } },
    }),
  )
  const [name, ...rest] = positionals
  if (name === undefined || rest.length > 0) throw new InputError('drill: name one scenario, such as yuncheng-2020-12')
  const speed = values.speed === undefined ? null : Number(values.speed)
  if (speed !== null && !(speed > 0))
    throw new InputError(`--speed ${values.speed}: it should be seconds of the world for each second, such as 3600`)
  return { name, speed, keep: values.keep ?? null }
}

function parsed<T>(command: string, parse: () => T): T {
  try {
    return parse()
  } catch (cause) {
    throw new InputError(`${command}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}
