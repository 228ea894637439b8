import { randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AddressInfo } from 'node:net'
import { wallClock } from './clock.ts'
import type { Config } from './config.ts'
import { consultationRoutes } from './consultation/routes.ts'
import type { EffectHandlers } from './db/effects.ts'
import { loadKeys } from './db/keys.ts'
import { lockDirectory } from './db/lock.ts'
import { migrate } from './db/migrate.ts'
import { EmbeddedDb } from './db/embedded.ts'
import { PostgresDb } from './db/postgres.ts'
import { seal } from './db/seal.ts'
import type { Channel } from './dispatch/channel.ts'
import { announceRelease, Dispatch, handOver } from './dispatch/effects.ts'
import { recallOrders } from './dispatch/recall/effects.ts'
import { recallRoutes } from './dispatch/recall/routes.ts'
import { assess } from './episode/effects.ts'
import { warningRoutes } from './episode/routes.ts'
import { feedRoutes } from './feed/routes.ts'
import type { Routes } from './http/app-type.ts'
import { restoreClock } from './http/clock.ts'
import { journalRoutes } from './http/journal.ts'
import { openLog } from './http/log.ts'
import { ownerFile } from './http/owner.ts'
import type { Limits } from './http/limits.ts'
import { buildServer } from './http/server.ts'
import { assessmentRoutes } from './assessment/routes.ts'
import { loadAreas } from './inventory/store.ts'
import { inventoryRoutes } from './inventory/routes.ts'
import { barRoutes } from './grading/bars/routes.ts'
import { draftRoutes } from './grading/drafts/routes.ts'
import { recordGrade } from './grading/effects.ts'
import { ownGradeRoutes } from './grading/own/routes.ts'
import { gradingRoutes } from './grading/routes.ts'
import { enforcePlan } from './inventory/plantPlan/effects.ts'
import { plantPlanRoutes } from './inventory/plantPlan/routes.ts'
import { announceTerm, tellTermPassed } from './inventory/terms/effects.ts'
import { noticeRoutes } from './inventory/terms/routes.ts'
import { enforceList } from './inventory/versions/effects.ts'
import { workbookRoutes } from './inventory/workbooks/routes.ts'
import { versionRoutes } from './inventory/versions/routes.ts'
import { Areas } from './model/area.ts'
import type { Instant } from './model/time.ts'
import { outlookRoutes } from './outlook/routes.ts'
import { planAgain, planException, planOrders, releaseOrders } from './plan/effects.ts'
import { agreementRoutes } from './plan/agreements/routes.ts'
import { exceptionRoutes } from './plan/exceptions/routes.ts'
import { exemptionRoutes } from './plan/exemptions/routes.ts'
import { planRoutes } from './plan/routes.ts'
import { loadMeasures } from './rulebook/measures.ts'
import { startClock, type DueClock } from './queue/clock.ts'
import { openEmbeddedQueue } from './queue/embedded.ts'
import { openPostgresQueue } from './queue/postgres.ts'
import { openRedisQueue } from './queue/redis.ts'
import { startRelay } from './queue/relay.ts'
import { ahead } from './queue/store.ts'
import { tellHardship } from './hardship/effects.ts'
import { hardshipRoutes } from './hardship/routes.ts'
import { receiptRoutes } from './receipts/routes.ts'
import { rotationRoutes } from './rotation/routes.ts'
import { loadRulebooks } from './rulebook/books.ts'
import type { World } from './world.ts'

/** How many effects of each lane run at once: the desk's share one connection, messages mostly wait for their receivers. */
const CONCURRENCY = { desk: 4, dispatch: 512 } as const
/** A journal entry is sealed within this time; the auditor's window of doubt is no longer. */
const SEAL_MS = 1_000

/** The routes of every stage, in the order in which the data flows. */
export const STAGES: readonly Routes[] = [
  feedRoutes,
  outlookRoutes,
  assessmentRoutes,
  consultationRoutes,
  warningRoutes,
  inventoryRoutes,
  workbookRoutes,
  versionRoutes,
  noticeRoutes,
  plantPlanRoutes,
  gradingRoutes,
  barRoutes,
  ownGradeRoutes,
  draftRoutes,
  exceptionRoutes,
  exemptionRoutes,
  agreementRoutes,
  rotationRoutes,
  planRoutes,
  recallRoutes,
  hardshipRoutes,
  receiptRoutes,
  journalRoutes,
]

/** What the stages do for effects; the messages are the dispatch's, which holds its channels. */
export const DESK = {
  assess,
  planOrders,
  planException,
  planAgain,
  recallOrders,
  tellHardship,
  releaseOrders,
  handOver,
  announceRelease,
  enforceList,
  recordGrade,
  enforcePlan,
  announceTerm,
  tellTermPassed,
} satisfies Partial<EffectHandlers>

/** Whoever opens the address in a browser is shown what there is. */
const frontDoor: Routes = (app) => {
  app.get('/', { config: { action: 'openapi.read' }, schema: { hide: true } }, (_, reply) =>
    reply.redirect('/api/docs'),
  )
}

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
  readonly limits?: Partial<Limits>
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
      keys: loadKeys(config.dataDirectory),
      areas: new Areas(await loadAreas(db)),
      rulebooks: loadRulebooks(),
      measures: loadMeasures(),
      judgedBy: setting.judgedBy ?? null,
      links: { base: '' },
      log: openLog(config.logLevel),
    }
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
  const { config } = setting
  const opened = await openWorld(setting)
  const { world } = opened
  const closing: (() => Promise<void>)[] = [() => opened.close()]
  try {
    const queue = await openQueue(world, setting)
    closing.push(() => queue.close())
    const moved: (() => void)[] = []
    let clock: DueClock | null = null

    // First, and listening: messages carry this address, and after a restart they go out as soon as there is a worker.
    if (config.parts.includes('api')) {
      const ownerToken = randomBytes(32).toString('base64url')
      const app = await buildServer(world, {
        routes: STAGES,
        besides: [frontDoor],
        pending: {
          ahead: () => ahead(world.db, world.clock.now()),
          moved: () => moved.forEach((look) => look()),
          held: () => clock?.held ?? null,
          release: () => clock?.release(),
        },
        askQueue: async () => {
          await queue.size('desk')
        },
        ownerToken,
        ...(setting.limits ? { limits: setting.limits } : {}),
      })
      closing.push(() => app.close())
      await app.listen({ host: config.host, port: config.port })
      world.links.base = addressOf(config.host, app.server.address())
      const file = ownerFile(config.dataDirectory)
      writeFileSync(file, JSON.stringify({ url: world.links.base, token: ownerToken }), { mode: 0o600 })
      closing.push(async () => rmSync(file, { force: true }))
    }
    if (config.parts.includes('worker')) {
      const dispatch = new Dispatch(world, setting.channels())
      closing.push(() => dispatch.close())
      const { deliver, remind, tellSecondContact } = dispatch
      const handlers: EffectHandlers = { ...DESK, deliver, remind, tellSecondContact }
      const sole = world.db.kind === 'embedded' || setting.sole === true
      const relay = await startRelay(world, queue, handlers, { concurrency: CONCURRENCY, sole })
      closing.push(() => relay.close())
      moved.push(() => relay.wake())
    }
    if (config.parts.includes('clock')) {
      clock = startClock(world)
      const started = clock
      const sealer = startSealer(world)
      closing.push(
        () => sealer.close(),
        () => started.close(),
      )
      moved.push(() => started.wake())
    }
    return { url: world.links.base, world, close: () => closeAll(closing) }
  } catch (error) {
    await closeAll(closing)
    throw error
  }
}

function openQueue({ db }: World, { config, schema }: Setting) {
  if (config.redisUrl !== null) return openRedisQueue(config.redisUrl, schema)
  if (db instanceof EmbeddedDb) return openEmbeddedQueue(db.pglite, schema)
  if (config.databaseUrl === null) throw new Error('a PostgreSQL database without an address')
  return openPostgresQueue(config.databaseUrl, schema)
}

/** Chains what was committed, soon after it was. */
function startSealer({ db, log }: World): { close(): Promise<void> } {
  const closing = new AbortController()
  async function loop(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        while ((await seal(db)) > 0 && !closing.signal.aborted);
      } catch (error) {
        log.error({ err: error }, 'the journal could not be sealed; trying again')
      }
      await sleep(SEAL_MS, undefined, { signal: closing.signal }).catch(() => undefined)
    }
  }
  const running = loop()
  return {
    async close() {
      closing.abort()
      await running
    },
  }
}

/** Last opened, first closed. */
async function closeAll(closing: (() => Promise<void>)[]): Promise<void> {
  for (const close of closing.splice(0).toReversed()) await close()
}

function addressOf(host: string, address: AddressInfo | string | null): string {
  const port = typeof address === 'object' && address !== null ? address.port : ''
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
