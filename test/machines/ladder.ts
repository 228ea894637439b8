import type { Machine, Stored } from '../../machines/index.ts'
import { ESCALATION, type RungAhead } from '../../src/model/escalation.ts'
import { run, start } from '../../src/db/machine.ts'
import type { Space } from './explore.ts'
import { EARLIER, LATER, NOW } from './samples.ts'

/* An order with its own clock, and a message with its attempts: the two small spaces beside `way.ts`. */

export const LADDER = {
  inOrder: 'an order climbs its ladder in order, each rung once',
  quietAfterAnswer: 'nobody is reminded after an answer or an end',
  notCounted: 'who met a difficulty is not counted on until it commits anew',
  heard: 'I6 every deadline that has passed is taken, and then stands no more',
  endedQuietly: 'I6 what has ended waits for nothing',
  calledBack: 'an inspector who was sent is called back by an answer or an end, and nobody else is',
} as const

/** Each rung an hour after the one before it. */
const EVERY_HOUR: readonly RungAhead[] = ESCALATION.map((rung) => ({ rung, minutes: 60 }))

interface Climb {
  readonly stored: Stored
  readonly answered: boolean
  /** Effects that were asked for, in order. */
  readonly asked: readonly string[]
}

const ORDER_ENDS = new Set(['superseded', 'released', 'recalled'])
const ANSWERS = new Set(['ENTERPRISE_ACKNOWLEDGED', 'ENTERPRISE_COMMITTED', 'ENTERPRISE_HINDERED'])
const ORDER_EVENTS = [
  { type: 'ORDER_DELIVERED', now: NOW },
  { type: 'ORDER_UNDELIVERABLE', now: NOW },
  { type: 'ENTERPRISE_ACKNOWLEDGED' },
  { type: 'ENTERPRISE_COMMITTED' },
  { type: 'ENTERPRISE_HINDERED' },
  { type: 'ORDER_REPLACED' },
  { type: 'ORDER_RELEASED' },
  { type: 'ORDER_RECALLED' },
] as const

export function ladderOf(machine: Machine): Space<Climb> {
  const isOver = ({ state }: Stored) => ORDER_ENDS.has(state)

  return {
    start: [
      {
        stored: start(machine, { level: 'orange', ladder: EVERY_HOUR }).stored,
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
        const all = outcome.effects.map(({ kind, params }) => `${kind} ${Reflect.get(params, 'rung') ?? 'inspector'}`)
        const added = all.filter((effect) => !effect.startsWith('recallInspector'))
        const over = ANSWERS.has(event.type) || isOver(outcome.stored)
        const broken: string[] = []
        if (added.length > 0 && (answered || isOver(outcome.stored))) broken.push(LADDER.quietAfterAnswer)
        const sent = asked.some((effect) => effect.startsWith('sendInspector')) && !answered
        if (all.length > added.length !== (sent && over)) broken.push(LADDER.calledBack)
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
      const { answerBy } = stored.context
      if (!isClimb(asked)) broken.push(LADDER.inOrder)
      if (isOver(stored) && answerBy !== null) broken.push(LADDER.endedQuietly)
      return broken
    },
    ended: ({ stored }) => isOver(stored),
  }
}

const BY_RUNG = {
  remind: 'escalate',
  secondContact: 'escalate',
  otherChannel: 'escalate',
  township: 'tellOfficer',
  county: 'tellOfficer',
  inspector: 'sendInspector',
} as const
const CLIMB = ESCALATION.map((rung) => `${BY_RUNG[rung]} ${rung}`)
/** What could not be delivered is tried every other way and is the county's at once. */
const LOST = CLIMB.filter((_, n) => [1, 2, 4, 5].includes(n))

function isClimb(asked: readonly string[]): boolean {
  return [CLIMB, LOST].some((way) => asked.every((effect, n) => effect === way[n]) && asked.length <= way.length)
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
