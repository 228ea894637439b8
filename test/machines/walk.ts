import { expect } from 'vitest'
import { initialTransition, transition, type AnyMachineSnapshot } from 'xstate'
import { nearest, type Deadlines, type Due, type Tick } from '../../machines/deadline.ts'
import type { Machine, Stored } from '../../machines/index.ts'
import { run, start, type Outcome } from '../../src/db/machine.ts'
import type { Instant } from '../../src/model/time.ts'

/** The clock reads an instant and fires whatever is due. */
export interface ClockRead {
  type: 'CLOCK'
  now: Instant
}

/** One event that was taken. */
export interface Taken<E> {
  readonly event: E | Tick
  readonly before: Stored
  readonly after: Stored
  readonly effects: Outcome['effects']
}

export interface Walk<E> {
  readonly first: Outcome
  readonly taken: readonly Taken<E>[]
  readonly last: Stored
  readonly over: boolean
}

/** More firings at one instant than any machine has deadlines and rungs: the clock would never come to rest. */
const ENDLESS = 10

/**
 * Sends a machine one happening after the other and checks on the way what holds for every machine: what is refused
 * changes nothing, a snapshot that went through the database answers like the one that did not, the clock comes to
 * rest, and what has ended neither waits nor moves.
 */
export function walk<E extends { type: string }>(
  machine: Machine,
  input: unknown,
  happenings: readonly (E | ClockRead)[],
): Walk<E> {
  const first = start(machine, input)
  const taken: Taken<E>[] = []
  let stored = first.stored
  let kept: AnyMachineSnapshot = initialTransition(machine.machine, input)[0]

  function send(event: E | Tick): boolean {
    const asItWas = JSON.stringify(stored)
    const outcome = run(machine, reread(stored), event)
    const [next, actions] = transition(machine.machine, kept, event)
    expect(run(machine, stored, event), 'through JSON or not').toEqual(outcome)
    expect(JSON.stringify(stored), 'the old snapshot is left alone').toBe(asItWas)
    if (outcome === null) {
      expect(next.value).toEqual(kept.value)
      expect(next.context, 'what is refused changes nothing').toEqual(kept.context)
      expect(actions).toEqual([])
      return false
    }
    expect(outcome.stored.context, 'stored or kept in memory').toEqual(next.context)
    expect(
      outcome.effects.map(({ kind }) => kind),
      'stored or kept in memory',
    ).toEqual(actions.map(({ type }) => type))
    taken.push({ event, before: stored, after: outcome.stored, effects: outcome.effects })
    stored = outcome.stored
    kept = next
    if (kept.status === 'done') {
      expect(outcome.due, 'what has ended has no deadline').toBeNull()
      expect(nearest(deadlinesOf(machine, stored)), 'nor one in its context').toBeNull()
    }
    return true
  }

  function clock(now: Instant): void {
    for (let fired = 1; ; fired++) {
      const due = passed(deadlinesOf(machine, stored), now)
      if (due === null) return
      expect(send({ type: 'TICK', now, ...due }), `${stored.state} takes ${due.deadline}`).toBe(true)
      expect(fired, 'the clock comes to rest').toBeLessThan(ENDLESS)
    }
  }

  for (const happening of happenings) {
    const ended: Stored | null = kept.status === 'done' ? stored : null
    if (isClock(happening)) clock(happening.now)
    else send(happening)
    if (ended) expect(stored, 'what has ended moves no more').toBe(ended)
  }
  return { first, taken, last: stored, over: kept.status === 'done' }
}

function isClock(happening: { type: string }): happening is ClockRead {
  return happening.type === 'CLOCK'
}

/** As the database gives it back. */
function reread({ state, context }: Stored): Stored {
  const read: unknown = JSON.parse(JSON.stringify(context))
  return { state, context: Object.fromEntries(Object.entries(Object(read) as object)) }
}

function deadlinesOf(machine: Machine, { context }: Stored): Deadlines {
  return machine.deadlines(context as never)
}

function passed(deadlines: Deadlines, now: Instant): Due | null {
  const due = nearest(deadlines)
  return due !== null && due.due <= now ? due : null
}
