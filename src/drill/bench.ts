import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { request } from 'undici'
import { z } from 'zod'
import { monotonicMs } from '../clock.ts'
import type { Config } from '../config.ts'
import type { Io } from '../model/command.ts'
import { showInstant, type Instant } from '../model/time.ts'
import { EngineClient } from './client.ts'
import { EngineProcess } from './engineProcess.ts'
import { dispatchFloor } from './floor.ts'
import { Officers } from './officers.ts'
import { writtenBy } from './store.ts'
import { throwAway, type ThrowAway } from './throwAway.ts'
import type { Access, Ground } from './world.ts'

const CITY = '140800'
const RULEBOOK = 'cn-2024-6'
/** A winter evening; the made-up forecast calls for orange from the second day after it. */
const START: Instant = '2020-12-24T10:00:00.000Z'
const FORECAST = [
  { at: '2020-12-25', aqi: 90 },
  { at: '2020-12-26', aqi: 220 },
  { at: '2020-12-27', aqi: 230 },
  { at: '2020-12-28', aqi: 80 },
]

const seenForm = z.object({ count: z.int(), bytes: z.int(), afterMs: z.array(z.number()).optional() })
const clockForm = z.object({ outstanding: z.int() })
const boardForm = z.object({ planned: z.int(), delivered: z.int() })
/** Looks at the finished board; the middle one counts. */
const LOOKS = 9

/** The size beside which the asked one is seen: what an order takes must not grow with their number. */
const FEW = 1_000

/**
 * `bench dispatch`: from the signature to the last acceptance committed, through the whole production path, with as many
 * enterprises as orders; beside it raw jobs of the same backend that only make the same calls, in the same run, and
 * before it a dispatch of a thousand: `slope` is what an order takes against one of those. The engine and the receivers
 * are processes of their own. `boardMs` is a look at the finished board over HTTP, `boardFloorMs` a bare select of as
 * many rows. `processorMs` is what the engine computed an order, `floorProcessorMs` a bare job: others on the machine hardly
 * change them. Returns the exit status.
 */
export async function benchDispatch(config: Backends, orders: number, io: Io): Promise<number> {
  const few = orders > FEW ? await dispatchOnce(config, FEW, io) : null
  const { seconds, bodyBytes, took, delivered, written, handOver, floor, ...board } = await dispatchOnce(
    config,
    orders,
    io,
  )
  const { databaseUrl, redisUrl } = config
  io.out(
    JSON.stringify({
      orders,
      seconds: rounded(seconds),
      perSecond: Math.round(orders / seconds),
      floorPerSecond: Math.round(orders / floor.seconds),
      ratio: rounded(floor.seconds / seconds),
      peakMB: took?.peakMB ?? null,
      backend: redisUrl ? 'redis+postgresql' : databaseUrl ? 'postgresql' : 'embedded',
      delivered,
      firstSeconds: rounded(quantile(handOver, 0)),
      p50Seconds: rounded(quantile(handOver, 0.5)),
      p99Seconds: rounded(quantile(handOver, 0.99)),
      messageBytes: bodyBytes,
      rowsAnOrder: rounded(written.rows / orders),
      bytesAnOrder: Math.round(written.bytes / orders),
      processorMs: took && rounded((took.processorSeconds * 1000) / orders),
      floorProcessorMs: rounded((floor.processorSeconds * 1000) / orders),
      boardMs: Math.round(quantile(board.boardMs, 0.5)),
      boardFloorMs: Math.round(quantile(board.boardFloorMs, 0.5)),
      ...(few && {
        slope: rounded(seconds / orders / (few.seconds / FEW)),
        bytesAnOrderOfFew: Math.round(few.written.bytes / FEW),
        peakMBOfFew: few.took?.peakMB ?? null,
      }),
    }),
  )
  return delivered === orders ? 0 : 1
}

type Backends = Pick<Config, 'databaseUrl' | 'redisUrl'>

async function dispatchOnce({ databaseUrl, redisUrl }: Backends, orders: number, io: Io) {
  const place = throwAway({ databaseUrl, redisUrl })
  const receivers = await Receivers.open()
  try {
    const list = join(place.directory, 'list.xlsx')
    spawnSync(process.execPath, [join(import.meta.dirname, 'list.ts'), list, CITY, String(orders), '1'], {
      stdio: 'inherit',
    })
    const { directory, schema } = place
    const ground: Ground = {
      directory: join(directory, 'world'),
      databaseUrl,
      redisUrl,
      schema,
      port: 0,
      city: CITY,
      list,
      rulebook: RULEBOOK,
      start: START,
      receivers: receivers.url,
    }
    // The list is read in another life: its memory is not the dispatch's.
    await (await EngineProcess.start(ground)).stop()
    const before = await sizeOf(place)
    io.err(`list of ${orders} enterprises loaded`)
    const engine = await EngineProcess.start(ground)
    const { seconds, delivered, handOver, boardMs } = await signAndWait(engine.access, receivers, orders)
    const { bytes } = await receivers.seen()
    const took = await engine.stop()
    const after = await sizeOf(place)
    const boardFloorMs = await bareRows(place)
    const bodyBytes = Math.round(bytes / orders)
    const floor = await dispatchFloor(place, receivers.url, { orders, bodyBytes }, START)
    io.err(`floor: ${orders} bare jobs of ${bodyBytes} bytes in ${floor.seconds.toFixed(2)} s`)
    const written = { rows: after.rows - before.rows, bytes: after.bytes - before.bytes }
    return { seconds, delivered, handOver, bodyBytes, took, floor, written, boardMs, boardFloorMs }
  } finally {
    await receivers.close()
    await place.remove()
  }
}

async function sizeOf(place: ThrowAway): Promise<{ rows: number; bytes: number }> {
  const db = await place.openDb()
  try {
    return await writtenBy(db)
  } finally {
    await db.close()
  }
}

/** The floor of a board: as many rows as it counts, read and thrown away. */
async function bareRows(place: ThrowAway): Promise<number[]> {
  const db = await place.openDb()
  try {
    return await timed(() => db.rows('select id, area, state, weight from enterprise_order'))
  } finally {
    await db.close()
  }
}

/** Milliseconds of each look, the shortest first. */
async function timed(look: () => Promise<unknown>): Promise<number[]> {
  const took: number[] = []
  for (let n = 0; n < LOOKS; n++) {
    const from = monotonicMs()
    await look()
    took.push(monotonicMs() - from)
  }
  return took.sort((a, b) => a - b)
}

async function signAndWait(access: Access, receivers: Receivers, orders: number) {
  const client = new EngineClient(access.url)
  try {
    const officers = new Officers(client, access, { confer: 0, sign: 0 })
    const duty = await officers.token('dutyOfficer')
    const [feed] = access.feeds
    if (!feed) throw new Error('a bench world without a feed')
    // Opened sessions are not what is measured.
    await officers.token('approver', 3)
    // What the list itself asked for when it came into force is no part of a dispatch.
    await atRest(client, duty)
    const marked = await receivers.mark()
    const body = { provider: feed.provider, area: CITY, issuedAt: showInstant(START), values: FORECAST }
    await client.post('/forecasts', feed.key, body, null)
    const signedOne = () => officers.passages.find(({ signed }) => signed !== null)
    while (signedOne() === undefined) await officers.act(START)
    const passage = signedOne()
    const signed = passage?.signed?.ms ?? 0
    while ((await receivers.seen()).count < orders) await sleep(20)
    await atRest(client, duty)
    const seconds = (monotonicMs() - signed) / 1000
    const look = () => client.get(`/warnings/${passage?.warning}/board`, duty, boardForm)
    const { delivered } = await look()
    const boardMs = await timed(look)
    const { afterMs = [] } = await receivers.seen(true)
    const handOver = afterMs.map((ms) => (ms - (signed - marked)) / 1000).sort((a, b) => a - b)
    return { seconds, delivered, handOver, boardMs }
  } finally {
    await client.close()
  }
}

/** Until no effect is outstanding. */
async function atRest(client: EngineClient, token: string): Promise<void> {
  while ((await client.get('/clock', token, clockForm)).outstanding > 0) await sleep(10)
}

/** The process that accepts everything and remembers when. */
class Receivers {
  readonly url: string
  readonly #close: () => void

  private constructor(url: string, close: () => void) {
    this.url = url
    this.#close = close
  }

  static async open(): Promise<Receivers> {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'receivers.ts')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const { value, done } = await lines.next()
    if (done === true) throw new Error('the receivers did not start')
    return new Receivers(value, () => child.stdin.end())
  }

  /** Begins the count; returns when, on this process's clock. */
  async mark(): Promise<number> {
    await (await request(`${this.url}/mark`, { method: 'PUT' })).body.dump()
    return monotonicMs()
  }

  async seen(all = false): Promise<z.output<typeof seenForm>> {
    const { body } = await request(`${this.url}/seen${all ? '?all' : ''}`)
    return seenForm.parse(await body.json())
  }

  async close(): Promise<void> {
    this.#close()
  }
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
