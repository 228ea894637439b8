import { randomUUID } from 'node:crypto'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, inject } from 'vitest'
import { startEngine, type Engine, type Setting } from '../../src/app.ts'
import type { Config } from '../../src/config.ts'
import { Networks } from '../../src/dispatch/channels/networks.ts'
import { NO_PROVIDERS, type Providers } from '../../src/dispatch/channels/providers.ts'
import { Webhook } from '../../src/dispatch/channels/webhook.ts'
import { furnishAreas } from '../../src/drill/furnish.ts'
import { sendTo } from '../../src/drill/store.ts'
import { furnishList } from '../../src/inventory/import.ts'
import { loadIndustries } from '../../src/rulebook/industries.ts'
import { createFeedKey, createUser } from '../../src/people/admit.ts'
import type { Rank } from '../../src/people/caller.ts'
import { ahead } from '../../src/queue/store.ts'
import { complainingLog } from './complaints.ts'
import { AREAS, workbook, type Sheets } from './lists.ts'
import { copyTemplate } from './postgres.ts'
import { until } from './until.ts'
import { closedConfig } from '../../src/drill/setting.ts'

/** Where the engine of a story lives. */
export interface Backend {
  databaseUrl: string | null
  redisUrl: string | null
}

/**
 * One back end for a story that is not about it: PostgreSQL, where this run has it, takes a third of the processor's time
 * of the embedded database. The way of the data, a whole life and the drills go over the others.
 */
export function anyBackend(): Backend {
  return { databaseUrl: inject('postgresUrl'), redisUrl: null }
}

/** Runs a story over each back end that this run has. */
export function eachBackend(story: (backend: Backend) => void): void {
  const databaseUrl = inject('postgresUrl')
  const redisUrl = inject('redisUrl')
  describe('embedded', () => story({ databaseUrl: null, redisUrl: null }))
  if (databaseUrl !== null) describe('PostgreSQL', () => story({ databaseUrl, redisUrl: null }))
  if (databaseUrl !== null && redisUrl !== null)
    describe('PostgreSQL and Redis', () => story({ databaseUrl, redisUrl }))
}

/** A message as a receiver of the test saw it. */
export interface Received {
  path: string
  headers: IncomingHttpHeaders
  text: string
  body: {
    kind: string
    orderId: string
    number: string
    revision: number
    replaces: number | null
    warning: { level: string }
    enterprise: { creditCode: string }
    exercise?: boolean
    content: { summary: { zh: string }; changes?: { kind: string }[]; lines?: { say: { zh: string } }[] }
    answer: { url: string; token: string }
  }
}

/** What a receiver does: answers, takes the message and breaks off, or takes it and never answers. */
export type Answer = { status: number; headers?: Record<string, string> } | 'breakOff' | 'hang'
export type Answering = (message: Received) => Answer

/** An engine of a drill world over one back end, with receivers that the test plays, and log-ins by role. */
export class StoryEngine {
  engine: Engine
  readonly received: Received[]
  /** Where the receivers that the test plays listen. */
  readonly receivers: string
  readonly feedKey: string
  /** What AIRSHED_DATA would name. */
  readonly directory: string
  /** This story's own database of the server that it was opened on; null where it is embedded. */
  readonly databaseUrl: string | null
  readonly schema: string
  readonly #tokens = new Map<string, string>()
  readonly #start: (over?: Partial<Config>) => Promise<Engine>
  readonly #close: () => Promise<void>

  private constructor(
    engine: Engine,
    received: Received[],
    feedKey: string,
    place: Pick<StoryEngine, 'directory' | 'databaseUrl' | 'schema' | 'receivers'>,
    start: (over?: Partial<Config>) => Promise<Engine>,
    close: () => Promise<void>,
  ) {
    this.engine = engine
    this.received = received
    this.receivers = place.receivers
    this.feedKey = feedKey
    this.directory = place.directory
    this.databaseUrl = place.databaseUrl
    this.schema = place.schema
    this.#start = start
    this.#close = close
  }

  static async open(
    backend: Backend,
    {
      list,
      clock,
      answering,
      parts = ['api', 'worker', 'clock'],
      providers = NO_PROVIDERS,
      log,
      routes,
    }: {
      list: Sheets
      clock: string
      answering: Answering
      parts?: Config['parts']
      providers?: Providers
      log?: Setting['log']
      routes?: Setting['routes']
    },
  ) {
    const received: Received[] = []
    const receiver = createServer((request, response) => {
      let text = ''
      request.setEncoding('utf8')
      request.on('data', (part: string) => (text += part))
      request.on('end', () => {
        const message = {
          path: request.url ?? '',
          headers: request.headers,
          text,
          body: JSON.parse(text) as Received['body'],
        }
        received.push(message)
        const answer = answering(message)
        if (answer === 'breakOff') request.socket.destroy()
        else if (answer !== 'hang') response.writeHead(answer.status, answer.headers).end()
      })
    })
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
    const address = receiver.address()
    const base = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`

    const directory = await mkdtemp(join(tmpdir(), 'airshed-story-'))
    if (backend.databaseUrl === null)
      await cp(inject('embeddedDirectory'), join(directory, 'pglite'), { recursive: true })
    // Queues in the one Redis differ by it.
    const schema = `story_${randomUUID().replaceAll('-', '')}`
    const databaseUrl = backend.databaseUrl === null ? null : await copyTemplate(backend.databaseUrl, schema)
    const { redisUrl } = backend
    let feedKey = ''
    const setting: Setting = {
      kind: 'drill',
      config: closedConfig({ dataDirectory: directory, databaseUrl, redisUrl, parts, logLevel: 'silent' }),
      schema,
      clock,
      channels: () => [new Webhook(Networks.loopback()), ...providers.open(Networks.loopback(), 700)],
      providers,
      log: log ?? complainingLog(),
      ...(routes ? { routes } : {}),
      furnish: async (world) => {
        if (feedKey !== '') return
        await furnishAreas(world)
        const now = world.clock.now()
        const people: [string, string, Rank, string][] = [
          ['duty', 'dutyOfficer', 0, '140800'],
          ['office', 'approver', 1, '140800'],
          ['vicemayor', 'approver', 2, '140800'],
          ['mayor', 'approver', 3, '140800'],
          ['county', 'countyOfficer', 0, '140882'],
          ['elsewhere', 'dutyOfficer', 0, '140900'],
          ['auditor', 'auditor', 0, '140800'],
        ]
        for (const [login, role, rank, area] of people)
          await createUser(world, { login, password: PASSWORD, name: login, role, rank, area }, now)
        feedKey = (await createFeedKey(world, { provider: 'p', areas: ['140800'] }, now)).key
        const options = { industries: loadIndustries() }
        await furnishList({ ...world, areas: AREAS }, await workbook(list), options, { now, by: 'engine' })
        await sendTo(world.db, base)
      },
    }
    const start = (over: Partial<Config> = {}) => startEngine({ ...setting, config: { ...setting.config, ...over } })
    const place = { directory, databaseUrl, schema, receivers: base }
    return new StoryEngine(await start(), received, feedKey, place, start, async () => {
      receiver.closeAllConnections()
      await new Promise((resolve) => receiver.close(resolve))
      await rm(directory, { recursive: true, force: true })
    })
  }

  async close(): Promise<void> {
    await this.engine.close()
    await this.#close()
  }

  /** Another engine on the same database and queue, as a second process would be; whoever starts it closes it. */
  second(): Promise<Engine> {
    return this.#start()
  }

  /** Closes the engine in the middle of what it does, and opens it again on the same ground, or on another. */
  async restart(ground: Partial<Pick<Config, 'dataDirectory' | 'databaseUrl'>> = {}): Promise<void> {
    await this.engine.close()
    await this.reopen(ground)
  }

  /** Opens an engine that was closed. */
  async reopen(ground: Partial<Pick<Config, 'dataDirectory' | 'databaseUrl'>> = {}): Promise<void> {
    this.engine = await this.#start(ground)
  }

  /** Asks as somebody: a log-in name, a token, or nobody. */
  async ask<T = Record<string, unknown>>(
    who: string | null,
    method: 'GET' | 'POST',
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: T }> {
    const token = who === null ? null : PEOPLE.has(who) ? await this.#login(who) : who
    const answer = await fetch(path.startsWith('http') ? path : `${this.engine.url}/api/v1${path}`, {
      method,
      headers: {
        'accept-language': 'en',
        ...headers,
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return { status: answer.status, body: (await answer.json()) as T }
  }

  /** Moves the clock and waits until nothing is outstanding. */
  async at(instant: string): Promise<void> {
    const { status } = await this.ask('duty', 'POST', '/clock', { set: instant })
    if (status !== 200) throw new Error(`the clock was not moved: ${status}`)
    await this.settle()
  }

  /** Asked of the store, as `GET /clock` does: a story waits often, and every look over HTTP is work of its own. */
  async settle(): Promise<void> {
    await until(async () => {
      const { db, clock } = this.engine.world
      return (await ahead(db, clock.now())).outstanding === 0
    })
  }

  /** A forecast of the city for the days from `first` on, and all that follows from it. */
  async forecast(issuedAt: string, first: string, aqi: readonly number[]): Promise<void> {
    const values = aqi.map((value, n) => ({
      at: new Date(Date.parse(first) + n * 86_400_000).toISOString().slice(0, 10),
      aqi: value,
    }))
    const { status } = await this.ask(this.feedKey, 'POST', '/forecasts', {
      provider: 'p',
      area: '140800',
      issuedAt,
      values,
    })
    if (status !== 202) throw new Error(`the forecast was answered ${status}`)
    await this.settle()
  }

  async #login(login: string): Promise<string> {
    const known = this.#tokens.get(login)
    if (known !== undefined) return known
    const { body } = await this.ask<{ token: string }>(null, 'POST', '/sessions', { login, password: PASSWORD })
    this.#tokens.set(login, body.token)
    return body.token
  }
}

const PASSWORD = 'a-story-told'
const PEOPLE: ReadonlySet<string> = new Set(['duty', 'office', 'vicemayor', 'mayor', 'county', 'elsewhere', 'auditor'])
