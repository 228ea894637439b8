import { randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { passwordPageRoutes } from './accounts/passwords/routes.ts'
import { join } from 'node:path'
import { addressOf, addressOutside, settingsOf } from './app/address.ts'
import { startSealer } from './app/sealer.ts'
import { startSweeper } from './app/sweeper.ts'
import { SettableClock, wallClock } from './clock.ts'
import type { Config } from './config.ts'
import { consoleRoutes } from './console/routes.ts'
import { startAuditor } from './auditor/watch.ts'
import type { EffectHandlers } from './db/effects.ts'
import { CRYPTOGRAPHY } from './db/cipher.ts'
import { keysOf } from './db/keys.ts'
import { beginLife } from './db/lives.ts'
import { lockDirectory } from './db/lock.ts'
import { migrate } from './db/migrate.ts'
import { EmbeddedDb } from './db/embedded.ts'
import { PostgresDb } from './db/postgres.ts'
import type { Channel } from './dispatch/channel.ts'
import { NO_PROVIDERS, waysIn, type Providers } from './dispatch/channels/providers.ts'
import { Dispatch } from './dispatch/effects.ts'
import { Genuine } from './dispatch/genuine/genuine.ts'
import { Trials } from './dispatch/trial/effects.ts'
import { findFont } from './document/font.ts'
import { listenHj212 } from './evidence/hj212/listen.ts'
import { followClock, restoreClock } from './http/clock.ts'
import type { Routes } from './http/app-type.ts'
import { openLog } from './http/log.ts'
import { ownerFile } from './http/owner.ts'
import type { Limits } from './http/limits.ts'
import { buildServer } from './http/server.ts'
import { loadAreas } from './inventory/store.ts'
import { Areas } from './model/area.ts'
import type { Instant } from './model/time.ts'
import { visitPageRoutes } from './inspection/page/routes.ts'
import { PAGES } from './portal/routes.ts'
import { backupRoutes } from './ops/backup/routes.ts'
import { boardRoutes } from './ops/board.ts'
import { watchingRoutes } from './ops/routes.ts'
import { countyRoutes } from './county/routes.ts'
import { noticePageRoutes } from './linkage/notices/routes.ts'
import { departmentPageRoutes } from './tasks/page/routes.ts'
import { loadMeasures } from './rulebook/measures.ts'
import { BullQueue } from './queue/bull.ts'
import { startClock } from './queue/clock.ts'
import type { Leases } from './queue/port.ts'
import { openQueue } from './queue/open.ts'
import { startRelay } from './queue/relay.ts'
import { ahead, databaseClock } from './queue/store.ts'
import { loadRulebooks } from './rulebook/books.ts'
import { Caller } from './waking/effects.ts'
import { Inviter } from './waking/invitations/effects.ts'
import { PostCaller } from './waking/shifts/effects.ts'
import { checkInPages } from './waking/shifts/page/routes.ts'
import type { World } from './world.ts'
import { DESK } from './app/desk.ts'
import { STAGES } from './app/stages.ts'
import { askingRoutes } from './season/asking/routes.ts'
import { openResultRoutes } from './publication/open/routes.ts'
import { bulletinRoutes } from './bulletin/routes.ts'
import { Postman } from './bulletin/subscription/effects.ts'
import { subscriptionRoutes } from './bulletin/subscription/routes.ts'
import { openComplaintRoutes } from './complaint/open/routes.ts'

/** How many effects of each lane run at once: the desk's share one connection, messages mostly wait for their receivers. */
const CONCURRENCY = { desk: 4, dispatch: 512 } as const

/** What makes one world differ from another. */
export interface Setting {
  readonly kind: World['kind']
  readonly config: Config
  /** Schema on PostgreSQL and prefix of the queue: a drill shares neither with the live world. */
  readonly schema: string
  /** An instant at which the world's clock stands, null to follow the wall until it is moved; ignored in a live world. */
  readonly clock: Instant | null
  readonly judgedBy?: string
  /** No other process works for this world, so what its queue holds at the start is left over from a life that ended. */
  readonly sole?: boolean
  readonly channels: () => readonly Channel[]
  /** Beside the webhook; none when missing. Their channels are among `channels`. */
  readonly providers?: Providers
  readonly limits?: Partial<Limits>
  /** Standard error where it is missing. */
  readonly log?: World['log']
  /** Shorter where the dead are many: crash runs. */
  readonly leases?: Leases
  /** Of rooms that lie behind this one; `life` is this process's. */
  readonly routes?: (life: number) => readonly Routes[]
  /** Puts into an empty world what it needs before the first request. */
  readonly furnish?: (world: World) => Promise<void>
}

/** A world with everything that moves in it. */
export interface Engine {
  /** `http://127.0.0.1:8080`; empty where this process plays no `api`. */
  readonly url: string
  readonly world: World
  close(): Promise<void>
}

/** Opens a world and nothing that moves in it: for commands that need its data while no server runs. */
export async function openWorld(setting: Setting): Promise<{ world: World; close(): Promise<void> }> {
  const { config, kind } = setting
  const lock = config.databaseUrl === null ? await lockDirectory(config.dataDirectory) : null
  try {
    const db =
      config.databaseUrl === null
        ? await EmbeddedDb.open(`${config.dataDirectory}/pglite`)
        : await PostgresDb.open(config.databaseUrl, { schema: setting.schema })
    await migrate(db, wallClock.now())
    const world: World = {
      kind,
      db,
      clock: kind === 'live' ? wallClock : await restoreClock(db, setting.clock),
      keys: await keysOf(db, config.dataDirectory, CRYPTOGRAPHY[config.cryptography].cipher),
      checkpoints: config.checkpoints ?? join(config.dataDirectory, 'checkpoints'),
      areas: new Areas(await loadAreas(db)),
      rulebooks: loadRulebooks(),
      measures: loadMeasures(),
      judgedBy: setting.judgedBy ?? null,
      links: { base: '' },
      ...waysIn(setting.providers ?? NO_PROVIDERS),
      font: findFont(config.font),
      log: setting.log ?? openLog(config.logLevel),
    }
    await new Genuine(world).ready()
    await setting.furnish?.(world)
    const furnished = { ...world, areas: new Areas(await loadAreas(db)) }
    return {
      world: furnished,
      async close() {
        await db.close()
        await lock?.release()
      },
    }
  } catch (error) {
    await lock?.release()
    throw error
  }
}

/** Starts the parts of the engine that this process plays. */
export async function startEngine(setting: Setting): Promise<Engine> {
  const { config, kind } = setting
  const opened = await openWorld(setting)
  const { world } = opened
  const { db } = world
  const closing: (() => Promise<void>)[] = [() => opened.close()]
  try {
    const queue = await openQueue(db, setting)
    closing.push(() => queue.close())
    const life = await beginLife(db, config.parts, settingsOf(world, config), wallClock.now())
    closing.push(() => life.close())
    for (const difference of life.differences) world.log.warn(`settings differ between processes: ${difference}`)
    const moved: (() => void)[] = []
    let url = ''

    // First, and listening: messages carry this address, and after a restart they go out as soon as there is a worker.
    if (config.parts.includes('api')) {
      const ownerToken = randomBytes(32).toString('base64url')
      const app = await buildServer(world, {
        watching: watchingRoutes(queue),
        routes: [...STAGES, backupRoutes(config.dataDirectory), ...(setting.routes?.(life.id) ?? [])],
        besides: [
          ...(config.redisUrl !== null && queue instanceof BullQueue ? [boardRoutes(queue)] : []),
          consoleRoutes,
          ...PAGES,
          checkInPages,
          departmentPageRoutes,
          noticePageRoutes,
          countyRoutes,
          visitPageRoutes,
          passwordPageRoutes,
          askingRoutes,
          openResultRoutes,
          bulletinRoutes(),
          subscriptionRoutes,
          openComplaintRoutes,
        ],
        pending: {
          ahead: () => ahead(db, world.clock.now()),
          moved: () => moved.forEach((look) => look()),
        },
        life: life.id,
        ownerToken,
        proxies: config.proxies,
        oidc: config.oidc,
        ...(setting.limits ? { limits: setting.limits } : {}),
      })
      closing.push(() => app.close())
      await app.listen({ host: config.host, port: config.port })
      url = addressOf(config.host, app.server.address())
      const file = ownerFile(config.dataDirectory)
      writeFileSync(file, JSON.stringify({ url, token: ownerToken }), { mode: 0o600 })
      closing.push(async () => rmSync(file, { force: true }))
    }
    if (config.parts.includes('api') && config.hj212Port !== null) {
      const listener = await listenHj212(world, { host: config.host, port: config.hj212Port })
      closing.push(() => listener.close())
      world.log.info({ port: listener.port }, 'data loggers are listened to')
    }
    world.links.base = await addressOutside(db, config, url)
    if (world.clock instanceof SettableClock && setting.sole !== true && db.kind === 'postgres') {
      const follower = followClock(world, world.clock, () => moved.forEach((look) => look()))
      closing.push(() => follower.close())
    }
    if (config.parts.includes('worker')) {
      const channels = setting.channels()
      const dispatch = new Dispatch(world, channels)
      closing.push(() => dispatch.close())
      const { deliver, deliverTogether, askProvider, pace } = dispatch
      const postman = new Postman(channels)
      const handlers: EffectHandlers = {
        ...DESK,
        deliver,
        deliverTogether,
        askProvider,
        pace,
        call: new Caller(channels).call,
        callToPost: new PostCaller(channels).callToPost,
        inviteParties: new Inviter(channels).inviteParties,
        confirmSubscription: postman.confirmSubscription,
        tellPublic: postman.tellPublic,
        sendTrial: new Trials(channels).sendTrial,
      }
      const sole = db.kind === 'embedded' || setting.sole === true
      const leases = setting.leases ? { leases: setting.leases } : {}
      const relay = await startRelay(world, queue, handlers, { concurrency: CONCURRENCY, sole, ...leases })
      closing.push(
        () => relay.close(),
        async () => dispatch.rest(),
      )
      moved.push(() => relay.wake())
    }
    if (config.parts.includes('clock')) {
      // A machine that starts with a wrong clock would fire what is not due: the database's is the witness.
      const witness = kind === 'live' ? { right: await databaseClock(db, 0) } : {}
      const clock = startClock(world, { life: life.id, ...witness })
      const sealer = startSealer(world, CRYPTOGRAPHY[config.cryptography].hash)
      const sweeper = startSweeper(world, config.evidenceDays)
      closing.push(
        () => sweeper.close(),
        () => sealer.close(),
        () => clock.close(),
      )
      moved.push(() => clock.wake())
      const { dataDirectory: directory, alarm } = config
      const auditor = startAuditor(world, { process: life.name, directory, alarm: kind === 'live' ? alarm : null })
      closing.push(() => auditor.close())
    }
    return { url, world, close: () => closeAll(closing) }
  } catch (error) {
    await closeAll(closing)
    throw error
  }
}

/** Last opened, first closed. */
async function closeAll(closing: (() => Promise<void>)[]): Promise<void> {
  for (const close of closing.splice(0).toReversed()) await close()
}
