import { setImmediate as yieldToOthers, setTimeout as sleep } from 'node:timers/promises'
import type { Due, Tick } from '../../machines/deadline.ts'
import { type MachineKind, MACHINES } from '../../machines/index.ts'
import { monotonicMs } from '../clock.ts'
import { DatabaseError, type Db } from '../db/port.ts'
import { dueOf } from '../db/machine.ts'
import { stepCohort } from '../db/step.ts'
import type { Id } from '../model/id.ts'
import { epochMs, instantOf, type Instant } from '../model/time.ts'
import type { World } from '../world.ts'
import { BATCH, deadlinesOf, dropHold, type DueRow, holdStands, kindsDue, lockDue, putHold } from './store.ts'

/** Deadlines are minutes and hours; a second late is on time, and each look is one small query for each machine. */
const POLL_MS = 500
/** Law 2. A smaller jump is a correction of the clock; a larger one would fire an evening's deadlines at once. */
const JUMP_MS = 10 * 60_000

/** `now` left the time that has really passed. */
export interface Jump {
  readonly expected: Instant
  readonly read: Instant
}

export interface DueClock {
  /** Looks at once: after the world's clock was moved. */
  wake(): void
  close(): Promise<void>
}

type Ground = Pick<World, 'db' | 'log'>

export interface ClockOptions {
  /** The process that this clock is of, under which its hold is known to the others. */
  readonly life: number
  /** What a witness says the time is at the start: the database's own clock. Without one the first reading is right. */
  readonly right?: Instant
}

/**
 * Tells machines of their deadlines: rows whose nearest one has passed get a TICK that names it, as a cohort. A jump of
 * a live clock holds the firing of this process, in the database, until somebody releases it there.
 */
export function startClock(
  world: Ground & Pick<World, 'kind' | 'clock'>,
  { life, right = world.clock.now() }: ClockOptions,
): DueClock {
  const { db, log, clock, kind } = world
  const stuck = new Set<Id>()
  const watch = new JumpWatch(right)
  let closing = false
  /** What is written down as the hold of this clock; null while it runs. */
  let held: Jump | null = null
  let woken = Promise.withResolvers<void>()

  /** Whether deadlines may fire at `now`; a hold that can not be written down holds all the same. */
  async function mayFire(now: Instant): Promise<boolean> {
    // The clock of a demonstration or a drill is there to be moved.
    if (kind !== 'live') return true
    const jump = watch.jump(now)
    if (jump === null) {
      if (held !== null) await dropHold(db, life)
      held = null
      return true
    }
    if (held === null) {
      log.error({ jump }, 'the clock jumped by more than ten minutes: no deadline fires until it is released')
      await putHold(db, life, jump)
      held = jump
      return false
    }
    if (await holdStands(db, life)) return false
    log.warn({ jump }, 'the clock was released: what it reads now is right')
    watch.accept(now)
    held = null
    return true
  }

  async function loop(): Promise<void> {
    while (!closing) {
      woken = Promise.withResolvers<void>()
      const now = clock.now()
      let fired = 0
      try {
        if (await mayFire(now)) fired = await fireDue(world, now, stuck)
      } catch (error) {
        log.error({ err: error }, 'deadlines could not be looked at; looking again')
      }
      // What has moved may have a next deadline that has passed as well: after an outage a row has several.
      if (fired === 0) await Promise.race([woken.promise, sleep(POLL_MS)])
    }
  }

  const running = loop()
  return {
    wake: () => woken.resolve(),
    async close() {
      closing = true
      woken.resolve()
      await running
      if (held !== null) await dropHold(db, life).catch(() => undefined)
    },
  }
}

/** Compares the time of day with a clock that never steps. */
class JumpWatch {
  #right: Instant
  #at = monotonicMs()

  constructor(now: Instant) {
    this.#right = now
  }
  /** The jump, or null; a clock that is put right again ends its jump by itself. */
  jump(now: Instant): Jump | null {
    const expected = instantOf(Math.round(epochMs(this.#right) + monotonicMs() - this.#at))
    if (Math.abs(epochMs(now) - epochMs(expected)) > JUMP_MS) return { expected, read: now }
    this.accept(now)
    return null
  }
  accept(now: Instant): void {
    this.#right = now
    this.#at = monotonicMs()
  }
}

/**
 * Fires every deadline that has passed at `now`, the oldest first, and those that come of it; returns how many rows
 * moved. `stuck` remembers rows whose machine does not take the tick, so that one faulty row never stops the others.
 */
export async function fireDue(world: Ground, now: Instant, stuck: Set<Id>): Promise<number> {
  let fired = 0
  const due = await kindsDue(world.db, { now, except: [...stuck] })
  for (const kind of Object.keys(MACHINES).filter(isKind)) {
    // What has moved may have made another machine's deadline, so that those behind it are looked at themselves.
    if (fired === 0 && !due.has(kind)) continue
    for (;;) {
      const found = await fireBatch(world, kind, now, stuck)
      fired += found
      if (found < BATCH) break
      // Elsewhere in this process something waits for the same connection.
      await yieldToOthers()
    }
  }
  return fired
}

async function fireBatch(world: Ground, kind: MachineKind, now: Instant, stuck: Set<Id>): Promise<number> {
  try {
    return await fireUpTo(BATCH, world, kind, now, stuck)
  } catch (error) {
    if (!(error instanceof TickFailed)) throw error
    // One row's machine threw and took the batch with it: one by one, so that it stops nobody but itself.
    for (let fired = 0; fired < BATCH; fired++) {
      if ((await fireUpTo(1, world, kind, now, stuck)) === 0) return fired
    }
    return BATCH
  }
}

async function fireUpTo(
  limit: number,
  { db, log }: Ground,
  kind: MachineKind,
  now: Instant,
  stuck: Set<Id>,
): Promise<number> {
  const standStill = (id: Id, error?: unknown) => {
    stuck.add(id)
    log.error({ kind, id, err: error }, 'a deadline has passed that its machine does not take')
  }
  try {
    const { found, unmoved } = await tick(limit, db, kind, now, stuck)
    for (const id of unmoved) standStill(id)
    return found
  } catch (error) {
    if (!(error instanceof TickFailed) || limit > 1) throw error
    for (const id of error.ids) standStill(id, error.cause)
    return error.ids.length
  }
}

async function tick(limit: number, db: Db, kind: MachineKind, now: Instant, stuck: ReadonlySet<Id>) {
  return await db.transaction(async (tx) => {
    const rows = await lockDue(tx, kind, { now, limit, except: [...stuck] })
    for (const { ids, due } of byDeadline(kind, rows)) {
      const event: Tick = { type: 'TICK', now, ...due }
      try {
        await stepCohort(tx, kind, ids, event, { now, by: 'engine', because: due.deadline })
      } catch (error) {
        if (error instanceof DatabaseError) throw error
        throw new TickFailed(ids, error)
      }
    }
    const after = await deadlinesOf(
      tx,
      kind,
      rows.map(({ id }) => id),
    )
    const unmoved = rows.filter(({ id, due_at }) => after.get(id) === due_at).map(({ id }) => id)
    return { found: rows.length, unmoved }
  })
}

/** A machine threw where it should have answered. */
class TickFailed extends Error {
  readonly ids: readonly Id[]
  constructor(ids: readonly Id[], cause: unknown) {
    super('a machine failed on its deadline', { cause })
    this.ids = ids
  }
}

/** Rows that see the same deadline at the same instant, oldest first. */
function byDeadline(kind: MachineKind, rows: readonly DueRow[]): { ids: Id[]; due: Due }[] {
  const groups = new Map<string, { ids: Id[]; due: Due }>()
  for (const { id, context } of rows) {
    const due = dueOf(kind, context)
    if (due === null) continue
    const key = `${due.due} ${due.deadline}`
    const group = groups.get(key)
    if (group) group.ids.push(id)
    else groups.set(key, { ids: [id], due })
  }
  return [...groups.values()]
}

function isKind(name: string): name is MachineKind {
  return name in MACHINES
}
