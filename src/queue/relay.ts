import { setTimeout as sleep } from 'node:timers/promises'
import { EFFECTS, type EffectKind } from '../../machines/effects.ts'
import { monotonicMs } from '../clock.ts'
import type { Effect } from '../db/effects.ts'
import { journal } from '../db/journal.ts'
import { DatabaseError } from '../db/port.ts'
import { endSpan, within } from '../db/trace.ts'
import type { Id } from '../model/id.ts'
import { addMinutes, type Instant } from '../model/time.ts'
import type { World } from '../world.ts'
import { EffectLoader } from './loader.ts'
import { type EffectQueue, type Lane, LANES, LEASES, type Leases } from './port.ts'
import * as store from './store.ts'

/** Another process's effects, and those whose instant has come, are seen this late; each look is one small query. */
const POLL_MS = 250
/** After a failure of the database or the queue: soon enough for an order, seldom enough not to flood the log. */
const PAUSE_MS = 1_000
/** Eight tries take 21 minutes of the world's clock: a fail-over of the database passes, a person learns in time. */
const TRIES = 8
const FIRST_RETRY_MINUTES = 1 / 6
/**
 * How long a process that is told to stop waits for what it has begun. The rest of its ten seconds is for handing back
 * what is still under way, so that another process has it at once instead of after a lease.
 */
const FINISH_MS = 5_000

/** What the relay itself needs of a world; its handlers get the whole. */
export type Ground = Pick<World, 'db' | 'clock' | 'log'>

/** One handler for each effect of the closed list; see `EffectHandler`. */
export type Handlers<W> = { readonly [K in EffectKind]: (world: W, effect: Effect<K>) => Promise<void> }

export interface RelayOptions {
  /** How many effects of each lane are carried out at once in this process. */
  readonly concurrency: Readonly<Record<Lane, number>>
  /**
   * No other process works for this world, so what the queue holds is left over from a life that has ended: it is wiped
   * at the start, and nothing waits for the locks of the dead.
   */
  readonly sole: boolean
  readonly leases?: Leases
  /** How long closing waits before it hands back; only a test is in more of a hurry. */
  readonly finishMs?: number
}

export interface Relay {
  /** Looks at once for what is due: after the world's clock was moved. A commit of this process does it by itself. */
  wake(): void
  /** Queues nothing more, waits for the handlers that are running, and hands back what takes too long. */
  close(): Promise<void>
}

/** Moves stored effects to the queue, carries out what comes from it, and queues again what the queue has lost. */
export async function startRelay<W extends Ground>(
  world: W,
  queue: EffectQueue,
  handlers: Handlers<W>,
  { concurrency, sole, leases = LEASES, finishMs = FINISH_MS }: RelayOptions,
): Promise<Relay> {
  const { db, log } = world
  const born = await store.databaseClock(db, 0)
  if (sole) await queue.wipe()

  const loader = new EffectLoader(db)
  const closing = new AbortController()
  let woken = Promise.withResolvers<void>()
  let looked = monotonicMs()
  /** The queue failed: what it held may be gone, and nothing waits out its lease. */
  let doubt = false
  const wake = () => woken.resolve()
  /** What is being carried out, with the way to let go of its ticket. */
  const underWay = new Map<Id, () => void>()
  let handedBack = false

  /** Adds claimed effects by lane, after the commit that claimed them. */
  async function enqueue(claimed: readonly store.Claimed[]): Promise<void> {
    try {
      for (const lane of LANES) {
        const tickets = claimed.filter((one) => one.lane === lane)
        await queue.add(lane, tickets)
      }
    } catch (error) {
      await store.unclaim(
        db,
        claimed.map(({ id }) => id),
      )
      throw error
    }
  }

  async function requeueBefore(cutoff: Instant): Promise<void> {
    for (;;) {
      const claimed = await store.claimQueuedBefore(db, cutoff)
      await enqueue(claimed)
      if (claimed.length < store.BATCH) return
    }
  }

  async function look(): Promise<boolean> {
    const claimed = await store.claimDue(db, world.clock.now())
    await enqueue(claimed)
    if (doubt || monotonicMs() - looked > leases.reconcileMs) {
      const cutoff = await store.databaseClock(db, doubt ? 0 : leases.ticketMs / 1_000)
      doubt = false
      looked = monotonicMs()
      await requeueBefore(cutoff)
    }
    return claimed.length === store.BATCH
  }

  async function loop(): Promise<void> {
    while (!closing.signal.aborted) {
      woken = Promise.withResolvers<void>()
      try {
        if (await look()) continue
        await Promise.race([woken.promise, sleep(POLL_MS)])
      } catch (error) {
        log.error({ err: error }, 'effects could not be queued; looking again in a second')
        await sleep(PAUSE_MS)
      }
    }
  }

  async function carryOut(id: Id): Promise<void> {
    const effect = await loader.load(id)
    if (effect === null) return
    await new Promise<void>((resolve, reject) => {
      underWay.set(id, resolve)
      void attempt(effect).then(resolve, reject)
    }).finally(() => handedBack || underWay.delete(id))
  }

  async function attempt(effect: Effect): Promise<void> {
    const from = monotonicMs()
    try {
      await within(effect.trace ?? null, () => handle(world, handlers, effect))
      carriedOut(log, effect, monotonicMs() - from)
    } catch (error) {
      tellSpan(effect, monotonicMs() - from, true)
      // It is another process's by now, which will find out for itself.
      if (handedBack) return
      // The database went away: the effect is not at fault, and is queued again as soon as the database is back.
      if (error instanceof DatabaseError && error.passes) {
        await sleep(PAUSE_MS)
        throw error
      }
      await within(effect.trace ?? null, () => putBack(world, effect, error))
    }
  }

  const workers = await Promise.all(
    LANES.map((lane) =>
      queue.work(lane, carryOut, {
        concurrency: concurrency[lane],
        onError: (error, effect) => {
          doubt = true
          log.error({ err: error, effect, lane }, 'the queue failed; what it may have lost is queued again')
        },
      }),
    ),
  )
  const unsubscribe = db.subscribe('effects', wake)
  await requeueBefore(born)
  const running = loop()

  return {
    wake,
    async close() {
      unsubscribe()
      closing.abort()
      wake()
      await running
      const closed = Promise.all(workers.map((worker) => worker.close()))
      const enough = new AbortController()
      const late = sleep(finishMs, true, { signal: enough.signal }).catch(() => false)
      if (await Promise.race([closed.then(() => false), late])) {
        handedBack = true
        const ids = [...underWay.keys()]
        log.warn({ effects: ids.length }, 'stopping: what is still under way is handed back')
        // First the tickets, then the effects: one that is queued again while its ticket lives would be dropped.
        for (const letGo of underWay.values()) letGo()
        await closed
        await store.unclaim(db, ids)
      }
      enough.abort()
    },
  }
}

function handle<W, K extends EffectKind>(world: W, handlers: Handlers<W>, effect: Effect<K>): Promise<void> {
  const handler: Handlers<W>[K] = handlers[effect.kind]
  return handler(world, effect)
}

/** Messages come by the hundred thousand: each has its line only for whoever asks for all. */
function carriedOut(log: World['log'], effect: Effect, ms: number): void {
  const { kind, subject, area, trace } = effect
  const level = EFFECTS[kind].lane === 'desk' ? 'info' : 'debug'
  log[level]({ effect: kind, subject, area, ms: Math.round(ms), ...(trace ? { trace } : {}) }, 'carried out')
  tellSpan(effect, ms, false)
}

function tellSpan({ kind, subject, area, trace = null }: Effect, ms: number, failed: boolean): void {
  endSpan({ trace, name: kind, ms, failed, attributes: { subject, area } })
}

/** Tried again later and later on the world's clock; after the last try it is parked under its name for a person. */
async function putBack(world: Ground, effect: Effect, error: unknown): Promise<void> {
  const { db, log, clock } = world
  const failed = await store.failures(db, effect.id)
  if (failed === null) return
  const now = clock.now()
  const tries = failed + 1
  const reason = error instanceof Error ? error.message : String(error)
  if (tries < TRIES) {
    log.warn({ err: error, effect, tries }, 'an effect failed and is tried again')
    const notBefore = addMinutes(now, FIRST_RETRY_MINUTES * 2 ** failed)
    await store.tryAgain(db, effect.id, { error: reason, notBefore })
    return
  }
  log.error({ err: error, effect, tries }, 'an effect failed too often and waits for a person')
  await db.transaction(async (tx) => {
    await store.park(tx, effect.id, { error: reason, now })
    const body = { effect: effect.id, asked: effect.kind, tries, error: reason }
    const { area, subject } = effect
    await journal(tx, [{ area, kind: 'effect', subject, event: 'EFFECT_PARKED', body }], { now, by: 'engine' })
  })
}
