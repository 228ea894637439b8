import type { Machine, Stored } from '../../machines/index.ts'
import { run, start } from '../../src/db/machine.ts'
import type { Space } from './explore.ts'
import { EARLIER, LATER, NOW } from './samples.ts'

/* An order with its own clock, and a message with its attempts: the two small spaces beside `way.ts`. */

export const LADDER = {
  threeRungs: 'an order climbs three rungs at most, each once',
  quietAfterAnswer: 'nobody is reminded after an answer or an end',
  notCounted: 'who met a difficulty is not counted on until it commits anew',
  heard: 'I6 every deadline that has passed is taken, and then stands no more',
  endedQuietly: 'I6 what has ended waits for nothing',
} as const

interface Climb {
  readonly stored: Stored
  readonly answered: boolean
  /** Effects that were asked for, in order. */
  readonly asked: readonly string[]
}

const RUNGS = ['remind', 'tellSecondContact']
const ORDER_ENDS = new Set(['superseded', 'released', 'recalled'])
const ANSWERS = new Set(['ENTERPRISE_ACKNOWLEDGED', 'ENTERPRISE_COMMITTED', 'ENTERPRISE_HINDERED'])
const ORDER_EVENTS = [
  { type: 'ORDER_DELIVERED', now: NOW },
  { type: 'ORDER_UNDELIVERABLE' },
  { type: 'ENTERPRISE_ACKNOWLEDGED' },
  { type: 'ENTERPRISE_COMMITTED' },
  { type: 'ENTERPRISE_HINDERED' },
  { type: 'ORDER_REPLACED' },
  { type: 'ORDER_RELEASED' },
  { type: 'ORDER_RECALLED' },
] as const

/** One patience more than there are rungs: the ladder ends by itself, not because nothing is left to wait for. */
export function ladderOf(machine: Machine): Space<Climb> {
  const isOver = ({ state }: Stored) => ORDER_ENDS.has(state)

  return {
    start: [
      {
        stored: start(machine, { level: 'orange', patience: [60, 60, 60, 60] }).stored,
        answered: false,
        asked: [],
      },
    ],
    key: (climb) => JSON.stringify(climb),
    *moves({ stored, answered, asked }) {
      const { answerBy } = stored.context
      if (answerBy === LATER)
        yield {
          by: 'the hour of the answer passes',
          to: { stored: { ...stored, context: { ...stored.context, answerBy: EARLIER } }, answered, asked },
        }
      const passed = answerBy === EARLIER && !isOver(stored)
      const tick = { type: 'TICK', now: NOW, deadline: 'answer', due: EARLIER }
      for (const event of passed ? [...ORDER_EVENTS, tick] : ORDER_EVENTS) {
        const outcome = run(machine, stored, event)
        if (outcome === null) {
          if (event === tick) yield { by: 'the clock tells', to: { stored, answered, asked }, broken: [LADDER.heard] }
          continue
        }
        const added = outcome.effects.map(({ kind }) => kind)
        const broken: string[] = []
        if (added.length > 0 && (answered || isOver(outcome.stored))) broken.push(LADDER.quietAfterAnswer)
        if (event.type === 'ENTERPRISE_HINDERED' && outcome.stored.state !== 'acknowledged')
          broken.push(LADDER.notCounted)
        if (event === tick && outcome.stored.context['answerBy'] === EARLIER) broken.push(LADDER.heard)
        yield {
          by: event === tick ? 'the clock tells' : event.type,
          broken,
          to: { stored: outcome.stored, answered: answered || ANSWERS.has(event.type), asked: [...asked, ...added] },
        }
      }
    },
    broken({ stored, asked }) {
      const broken: string[] = []
      const { rung, answerBy } = stored.context
      if (Number(rung) > 3 || asked.some((kind, n) => kind !== RUNGS[n])) broken.push(LADDER.threeRungs)
      if (isOver(stored) && answerBy !== null) broken.push(LADDER.endedQuietly)
      return broken
    },
    ended: ({ stored }) => isOver(stored),
  }
}

export const MESSAGE = {
  tried: 'an open message has one attempt before it',
  ends: 'a message ends once',
} as const

interface Trying {
  readonly stored: Stored
  /** Attempts asked for whose outcome is not known. */
  readonly open: number
}

const OUTCOMES = [
  { type: 'ATTEMPT_DELIVERED' },
  { type: 'ATTEMPT_FAILED', retryAt: LATER, why: '503' },
  { type: 'ATTEMPT_GAVE_UP', why: '410' },
] as const
const MESSAGE_ENDS = new Set(['delivered', 'givenUp', 'withdrawn'])

export function messageOf(machine: Machine): Space<Trying> {
  const first = start(machine, undefined)
  return {
    start: [{ stored: first.stored, open: first.effects.length }],
    // How many attempts were made is carried into effects and read by nobody here.
    key: ({ stored, open }) => `${stored.state} ${open}`,
    *moves({ stored, open }) {
      const over = MESSAGE_ENDS.has(stored.state)
      for (const event of [...(open > 0 ? OUTCOMES : []), { type: 'MESSAGE_WITHDRAWN' } as const]) {
        const outcome = run(machine, stored, event)
        const left = open - (event.type === 'MESSAGE_WITHDRAWN' ? 0 : 1)
        if (outcome === null) yield { by: `${event.type}, refused`, to: { stored, open: left } }
        else
          yield {
            by: event.type,
            broken: over ? [MESSAGE.ends] : [],
            to: { stored: outcome.stored, open: left + outcome.effects.length },
          }
      }
    },
    broken: ({ stored, open }) => (!MESSAGE_ENDS.has(stored.state) && open !== 1 ? [MESSAGE.tried] : []),
    ended: ({ stored }) => MESSAGE_ENDS.has(stored.state),
  }
}
