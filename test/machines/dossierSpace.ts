import { nearest, type Deadlines } from '../../machines/deadline.ts'
import type { Machine, Stored } from '../../machines/index.ts'
import { run, start } from '../../src/db/machine.ts'
import type { Space } from './explore.ts'
import { EARLIER, NOW } from './samples.ts'

/*
 * Lists, grades, plans and dates, each by itself: every event that anybody may send, in any order, and every deadline
 * that passes. Beside the state the space remembers what has happened on the way, as far as a property asks for it.
 */

export const EVERY = {
  heard: 'I6 every deadline that has passed is taken, and then stands no more',
  endedQuietly: 'I6 what has ended waits for nothing',
  waitsForHour: 'I6 what waits for an hour has that hour among its deadlines',
} as const

/** What a machine is explored by. */
export interface Dossier {
  readonly input: unknown
  readonly events: readonly ({ readonly type: string } & Readonly<Record<string, unknown>>)[]
  readonly ends: readonly string[]
  /** States whose way on is the clock alone, and the deadline that they wait for. */
  readonly waits: Readonly<Record<string, string>>
  /** What is remembered of the way: the word for it, or null. Words are kept once each, in order of the alphabet. */
  readonly remembers: (step: Step) => string | null
  /** Properties that a move breaks. */
  readonly broken: (step: Step) => readonly string[]
}

export interface Step {
  readonly event: { readonly type: string } & Readonly<Record<string, unknown>>
  readonly before: Stored
  readonly after: Stored
  readonly effects: readonly string[]
  readonly known: readonly string[]
}

interface Reached {
  readonly stored: Stored
  readonly known: readonly string[]
}

export function spaceOf(machine: Machine, dossier: Dossier): Space<Reached> {
  const deadlinesOf = ({ context }: Stored): Deadlines => machine.deadlines(context as never)
  const over = ({ state }: Stored) => dossier.ends.includes(state)

  return {
    start: [{ stored: start(machine, dossier.input).stored, known: [] }],
    key: (reached) => JSON.stringify(reached),
    *moves({ stored, known }) {
      const standing = Object.entries(deadlinesOf(stored))
      for (const [name, at] of standing)
        if (at !== null && at > NOW) yield { by: `${name} passes`, to: { stored: passed(stored, name), known } }
      const due = nearest(deadlinesOf(stored))
      const tick = due !== null && due.due <= NOW ? { type: 'TICK', now: NOW, ...due } : null
      for (const event of tick === null ? dossier.events : [...dossier.events, tick]) {
        const outcome = run(machine, stored, event)
        if (outcome === null) {
          if (event === tick) yield { by: 'the clock tells', to: { stored, known }, broken: [EVERY.heard] }
          continue
        }
        const effects = outcome.effects.map(({ kind }) => kind)
        const step = { event: { ...event }, before: stored, after: outcome.stored, effects, known }
        const word = dossier.remembers(step)
        const still = event === tick && deadlinesOf(outcome.stored)[tick.deadline] === tick.due
        yield {
          by: event.type,
          to: {
            stored: fewer(outcome.stored),
            known: word === null ? known : [...new Set([...known, word])].sort(),
          },
          broken: [...dossier.broken(step), ...(still ? [EVERY.heard] : [])],
        }
      }
    },
    broken: ({ stored }) => {
      const hour = dossier.waits[stored.state]
      const found: string[] = []
      if (over(stored) && nearest(deadlinesOf(stored)) !== null) found.push(EVERY.endedQuietly)
      if (hour !== undefined && (deadlinesOf(stored)[hour] ?? null) === null) found.push(EVERY.waitsForHour)
      return found
    },
    ended: ({ stored }) => over(stored),
  }
}

function passed(stored: Stored, name: string): Stored {
  const { deadlines } = stored.context
  return { ...stored, context: { ...stored.context, deadlines: { ...Object(deadlines), [name]: EARLIER } } }
}

/** Three objections are like two, and three hands that are the same like one: what is only counted must not grow for ever. */
function fewer(stored: Stored): Stored {
  const { open, upheld, hands } = stored.context
  return {
    ...stored,
    context: {
      ...stored.context,
      ...(typeof open === 'number' ? { open: Math.min(open, 2) } : {}),
      ...(typeof upheld === 'number' ? { upheld: Math.min(upheld, 1) } : {}),
      ...(Array.isArray(hands) ? { hands: [...new Set(hands)] } : {}),
    },
  }
}
