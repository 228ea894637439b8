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
import { BATCH, deadlinesOf, type DueRow, lockDue } from './store.ts'

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
  /** The jump that holds the firing until somebody releases it; null while the clock runs. */
  readonly held: Jump | null
  /** An officer has looked: the time that is read now is right. */
  release(): void
  close(): Promise<void>
}

type Ground = Pick<World, 'db' | 'log'>

/** Tells machines of their deadlines: rows whose nearest one has passed get a TICK that names it, as a cohort. */
export function startClock(world: Ground & Pick<World, 'kind' | 'clock'>): DueClock {
  const stuck = new Set<Id>()
  const watch = new JumpWatch(world.clock.now())
  let closing = false
  let held: Jump | null = null
  let woken = Promise.withResolvers<void>()

  function check(now: Instant): void {
    // The clock of a demonstration or a drill is there to be moved.
    const jump = world.kind === 'live' ? watch.jump(now) : null
    if (jump !== null && held === null) {
      world.log.error({ jump }, 'the clock jumped by more than ten minutes: no deadline fires until it is released')
    }
    held = jump
  }

  async function loop(): Promise<void> {
    while (!closing) {
      woken = Promise.withResolvers<void>()
      const now = world.clock.now()
      check(now)
      try {
        if (held === null) await fireDue(world, now, stuck)
      } catch (error) {
        world.log.error({ err: error }, 'deadlines could not be looked at; looking again')
      }
      await Promise.race([woken.promise, sleep(POLL_MS)])
    }
  }

  const running = loop()
  return {
    wake: () => woken.resolve(),
    get held() {
      return held
    },
    release() {
      const now = world.clock.now()
      watch.accept(now)
      held = null
      woken.resolve()
    },
    async close() {
      closing = true
      woken.resolve()
      await running
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
  for (const kind of Object.keys(MACHINES).filter(isKind)) {
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
