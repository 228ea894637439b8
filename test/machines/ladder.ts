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
  once: 'a message of which nobody knows is repeated once',
  said: 'sent is not delivered: only the receiver or a report says that it arrived',
  asked: 'a message whose fate is unknown is asked after',
  heard: 'I6 a report that does not come by its hour is noticed',
} as const

interface Trying {
  readonly stored: Stored
  /** Attempts asked for whose outcome is not known. */
  readonly open: number
  /** Questions to the provider that are not answered yet. */
  readonly asking: number
  readonly repeats: number
}

const OUTCOMES = [
  { type: 'ATTEMPT_DELIVERED' },
  { type: 'ATTEMPT_ACCEPTED', reportBy: LATER },
  { type: 'ATTEMPT_UNKNOWN', askAt: LATER, why: 'ETIMEDOUT' },
  { type: 'ATTEMPT_FAILED', retryAt: LATER, why: '503' },
  { type: 'ATTEMPT_GAVE_UP', why: '410' },
] as const
const REPORTS = [{ type: 'REPORTED_DELIVERED' }, { type: 'REPORTED_FAILED', why: 'UNDELIV' }] as const
const WORDS = [
  { type: 'PROVIDER_HAS_IT', reportBy: LATER },
  { type: 'PROVIDER_CAN_NOT_TELL', retryAt: LATER },
] as const
const WITHDRAWN = { type: 'MESSAGE_WITHDRAWN' } as const
const MESSAGE_ENDS = new Set(['delivered', 'givenUp', 'withdrawn'])
const SAYS_SO = new Set(['ATTEMPT_DELIVERED', 'REPORTED_DELIVERED'])

export function messageOf(machine: Machine): Space<Trying> {
  const first = start(machine, undefined)
  return {
    start: [{ stored: first.stored, open: first.effects.length, asking: 0, repeats: 0 }],
    // How many attempts were made is carried into effects and read by nobody here.
    key: ({ stored: { state, context }, open, asking, repeats }) =>
      `${state} ${context['repeated']} ${context['reportBy']} ${open} ${asking} ${repeats}`,
    *moves({ stored, open, asking, repeats }) {
      const over = MESSAGE_ENDS.has(stored.state)
      const { reportBy } = stored.context
      if (reportBy === LATER)
        yield {
          by: 'the hour of the report passes',
          to: { stored: { ...stored, context: { ...stored.context, reportBy: EARLIER } }, open, asking, repeats },
        }
      const tick = { type: 'TICK', now: NOW, deadline: 'report', due: EARLIER }
      const ticks = reportBy === EARLIER && !over ? [tick] : []
      for (const event of [
        ...(open > 0 ? OUTCOMES : []),
        ...(asking > 0 ? WORDS : []),
        ...REPORTS,
        WITHDRAWN,
        ...ticks,
      ]) {
        const outcome = run(machine, stored, event)
        const left = {
          open: open - (event.type.startsWith('ATTEMPT_') ? 1 : 0),
          asking: asking - (event.type.startsWith('PROVIDER_') ? 1 : 0),
          repeats,
        }
        if (outcome === null) {
          const broken = event === tick ? [MESSAGE.heard] : []
          yield { by: `${event.type}, refused`, to: { stored, ...left }, broken }
          continue
        }
        const asked = (kind: string) => outcome.effects.filter((effect) => effect.kind === kind).length
        const broken: string[] = over ? [MESSAGE.ends] : []
        if (outcome.stored.state === 'delivered' && !SAYS_SO.has(event.type)) broken.push(MESSAGE.said)
        yield {
          by: event.type,
          broken,
          to: {
            stored: outcome.stored,
            open: left.open + asked('deliver'),
            asking: left.asking + asked('askProvider'),
            repeats: repeats + (event.type === 'PROVIDER_CAN_NOT_TELL' ? asked('deliver') : 0),
          },
        }
      }
    },
    broken({ stored: { state }, open, asking, repeats }) {
      const broken: string[] = []
      if (WAITS_FOR_ATTEMPT.has(state) ? open !== 1 : !MESSAGE_ENDS.has(state) && open !== 0) broken.push(MESSAGE.tried)
      if (state === 'doubtful' && asking === 0) broken.push(MESSAGE.asked)
      if (repeats > 1) broken.push(MESSAGE.once)
      return broken
    },
    ended: ({ stored }) => MESSAGE_ENDS.has(stored.state),
  }
}

const WAITS_FOR_ATTEMPT = new Set(['queued', 'retrying'])
