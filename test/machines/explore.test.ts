import { describe, expect, it } from 'vitest'
import { and, assign, not } from 'xstate'
import { MACHINES, type Machine } from '../../machines/index.ts'
import { deliveryMachine } from '../../machines/delivery.ts'
import { orderMachine } from '../../machines/order.ts'
import { deliveryTable } from '../../machines/tables/delivery.ts'
import { orderTable } from '../../machines/tables/order.ts'
import { warningTable } from '../../machines/tables/warning.ts'
import { warningMachine } from '../../machines/warning.ts'
import { calledFor, watch } from '../../machines/warningContext.ts'
import { explore, NO_END, type Explored, type Space } from './explore.ts'
import { LADDER, ladderOf, MESSAGE, messageOf } from './ladder.ts'
import { altered, standIn } from './mutants.ts'
import { LATER } from './samples.ts'
import { PROPERTIES } from './warningSteps.ts'
import { aboveOf, REAL, reliefOf, wayOf, type Parts } from './way.ts'

/*
 * The machines are explored to the last state, and then once more for each property with a machine that is wrong in one
 * place: a property that catches no mutant holds nothing (N06).
 */

const plan = { type: 'planOrders', params: { revision: 1 } }
const release = { type: 'releaseOrders', params: { revision: 1 } }

/** How a live order climbs: the rows of its TICK, the last of them to the top. */
const escalation = [orderMachine.config.states?.live?.on?.TICK].flat()

/** What a signature does to a warning in force, the lift for later first. */
const signing = [warningMachine.config.states?.inForce?.states?.changeAwaitingSignature?.on?.OFFICER_SIGNED].flat()

/** What a planned end that has passed does to a suspended warning, and after it the hour of its resumption. */
const overdue = [warningMachine.config.states?.suspended?.on?.TICK].flat()

interface Mutant {
  name: string
  breaks: string
  parts: Partial<Parts>
}

const mutants: readonly Mutant[] = [
  {
    name: 'any rank signs',
    breaks: PROPERTIES.signedFirst,
    parts: { warning: standIn(warningMachine.provide({ guards: { rankSuffices: () => true } })) },
  },
  {
    name: 'the consultation plans',
    breaks: PROPERTIES.signedFirst,
    parts: {
      warning: altered('warning', {
        'states.proposed.on.CONSULTATION_HELD': {
          guard: 'proceeds',
          target: 'awaitingSignature',
          actions: ['propose', plan],
        },
      }),
    },
  },
  {
    name: 'an order that is being carried out can not be replaced',
    breaks: PROPERTIES.oneOrder,
    parts: { order: altered('order', { 'states.acting.on.ORDER_REPLACED': undefined }) },
  },
  {
    name: 'withdrawing forgets the orders',
    breaks: PROPERTIES.releasedOnce,
    parts: {
      warning: altered('warning', {
        'states.scheduled.on.WARNING_WITHDRAWN': { guard: 'rankOfSigner', target: 'withdrawn' },
      }),
    },
  },
  {
    name: 'a lift that is announced releases at once, and again at its hour',
    breaks: PROPERTIES.releasedOnce,
    parts: { warning: altered('warning', { 'states.lifting.entry': release }) },
  },
  {
    name: 'an order that reached nobody can not be released',
    breaks: PROPERTIES.nothingLeft,
    parts: { order: altered('order', { 'states.unreached.on.ORDER_RELEASED': undefined }) },
  },
  {
    name: 'the handler of planOrders does not look whether the warning still lives',
    breaks: PROPERTIES.nothingLeft,
    parts: { handlerAsks: false },
  },
  {
    name: 'an end that passes before the start is heard by nobody',
    breaks: PROPERTIES.heard,
    parts: { warning: altered('warning', { 'states.scheduled.on.TICK': undefined }) },
  },
  {
    name: 'a proposal that is dropped leaves the hour of its signature',
    breaks: PROPERTIES.heard,
    parts: { warning: standIn(warningMachine.provide({ actions: { dropChange: assign({ change: null }) } })) },
  },
  {
    name: 'signing a change forgets the start',
    breaks: PROPERTIES.waitsForSomething,
    parts: {
      warning: altered('warning', {
        'states.scheduled.states.changeAwaitingSignature.on.OFFICER_SIGNED': {
          guard: and(['rankSuffices', not('lifts')]),
          target: 'steady',
          actions: ['adopt', 'passStart', plan],
        },
      }),
    },
  },
  {
    name: 'the clock runs on after the end',
    breaks: PROPERTIES.endedQuietly,
    parts: { warning: standIn(warningMachine.provide({ actions: { stopClock: assign({}) } })) },
  },
  {
    name: 'every signature takes effect at once',
    breaks: PROPERTIES.inTime,
    parts: { warning: standIn(warningMachine.provide({ guards: { takesEffectLater: () => false } })) },
  },
  {
    name: 'a warning in force can be issued again',
    breaks: PROPERTIES.inTime,
    parts: { warning: standIn(warningMachine.provide({ guards: { fitsInForce: () => true } })) },
  },
  {
    name: 'a lift for later lifts at once',
    breaks: PROPERTIES.untilTheHour,
    parts: {
      warning: altered('warning', {
        'states.inForce.states.changeAwaitingSignature.on.OFFICER_SIGNED': [
          { guard: and(['rankSuffices', 'lifts']), target: '#warning.lifted', actions: ['adopt', release] },
          { guard: 'rankSuffices', target: 'steady', actions: ['adopt', plan] },
        ],
      }),
    },
  },
  {
    name: 'the hour by which it is to be resumed passes unheard',
    breaks: PROPERTIES.heard,
    parts: { warning: altered('warning', { 'states.suspended.on.TICK': undefined }) },
  },
  {
    name: 'the hour by which it is to be resumed passes, and nobody is called',
    breaks: PROPERTIES.called,
    parts: {
      warning: altered('warning', {
        'states.suspended.on.TICK': [
          overdue[0],
          { guard: and(['deadlineStands', 'isResume']), actions: 'markResumptionOverdue' },
        ],
      }),
    },
  },
  {
    name: 'a response that begins leaves what was done before any warning going',
    breaks: PROPERTIES.overtakes,
    parts: {
      warning: altered('warning', {
        'states.scheduled.states.steady.on.TICK': {
          guard: and(['deadlineStands', 'isStart']),
          target: '#warning.inForce.steady',
          actions: 'passStart',
        },
      }),
    },
  },
  {
    name: 'whatever is signed while it is suspended resumes it',
    breaks: PROPERTIES.rests,
    parts: {
      warning: altered('warning', {
        'states.suspended.states.changeAwaitingSignature.on.OFFICER_SIGNED': {
          guard: and(['rankSuffices', not('lifts')]),
          target: '#warning.inForce',
          actions: ['adopt', plan],
        },
      }),
    },
  },
  {
    name: 'a lift is not announced before its hour',
    breaks: PROPERTIES.toldAhead,
    parts: {
      warning: altered('warning', {
        'states.inForce.states.changeAwaitingSignature.on.OFFICER_SIGNED': signing.toSpliced(0, 1, {
          guard: and(['rankSuffices', 'lifts', 'takesEffectLater']),
          target: '#warning.lifting',
          actions: 'adopt',
        }),
      }),
    },
  },
  {
    name: 'the hour of a stage releases nobody',
    breaks: PROPERTIES.inStages,
    parts: {
      warning: altered('warning', {
        'states.lifting.on.TICK': [
          { guard: and(['deadlineStands', 'isStage']), actions: 'passStage' },
          { guard: and(['deadlineStands', 'isLift']), target: 'lifted', actions: release },
        ],
      }),
    },
  },
  {
    name: 'the handler of planOrders orders those again whose stage has come',
    breaks: PROPERTIES.inStages,
    parts: { handlerKnowsStages: false },
  },
  {
    name: 'a change is planned and not adopted',
    breaks: PROPERTIES.grows,
    parts: {
      warning: altered('warning', {
        'states.scheduled.states.changeAwaitingSignature.on.OFFICER_SIGNED': {
          guard: 'rankSuffices',
          target: 'steady',
          actions: ['dropChange', plan],
        },
      }),
    },
  },
  {
    name: 'what is in force takes no change',
    breaks: NO_END,
    parts: { warning: altered('warning', { 'states.inForce.states.steady.on.CHANGE_PROPOSED': undefined }) },
  },
]

const ladderMutants: readonly { name: string; breaks: string; machine: Machine }[] = [
  {
    name: 'an acknowledged order is still climbed',
    breaks: LADDER.quietAfterAnswer,
    machine: altered('order', {
      'states.acknowledged.entry': undefined,
      'states.acknowledged.on.TICK': escalation,
    }),
  },
  {
    name: 'an officer is not told at the rung that is the own',
    breaks: LADDER.inOrder,
    machine: altered('order', { 'states.live.on.TICK': escalation.filter((_, n) => n !== 1) }),
  },
  {
    name: 'the first contact is reminded twice',
    breaks: LADDER.inOrder,
    machine: standIn(
      orderMachine.provide({
        actions: { climb: assign({ rung: ({ context }) => context.ahead[0]?.rung ?? null, answerBy: LATER }) },
      }),
    ),
  },
  {
    name: 'an answer leaves the inspector on the way',
    breaks: LADDER.calledBack,
    machine: altered('order', { 'states.live.on.ENTERPRISE_COMMITTED': { target: 'acting', actions: 'stopWaiting' } }),
  },
  {
    name: 'who met a difficulty goes on as committed',
    breaks: LADDER.notCounted,
    machine: altered('order', { 'states.acting.on.ENTERPRISE_HINDERED': { actions: 'stopWaiting' } }),
  },
  {
    name: 'the clock is not heard',
    breaks: LADDER.heard,
    machine: altered('order', { 'states.live.on.TICK': undefined }),
  },
  {
    name: 'a released order keeps its deadline',
    breaks: LADDER.endedQuietly,
    machine: altered('order', { 'states.released.entry': undefined }),
  },
  {
    name: 'an order that is carried out never ends',
    breaks: NO_END,
    machine: altered('order', {
      'states.acting.on.ORDER_REPLACED': undefined,
      'states.acting.on.ORDER_RELEASED': undefined,
      'states.acting.on.ORDER_RECALLED': undefined,
      'states.acting.on.ENTERPRISE_HINDERED': undefined,
    }),
  },
]

describe('a warning and an order under it', () => {
  it('keep every property in every state that can be reached', () => {
    const { fault, states, visited } = watched(wayOf(REAL), ({ warning }) => warning.state)
    expect(fault).toBeNull()
    expect(visited).toEqual(Object.keys(warningTable).sort())
    // Fewer would mean that the model has lost a part of the way.
    expect(states).toBeGreaterThan(10_000)
  })

  for (const { name, breaks, parts } of mutants)
    it(`mutant: ${name}`, () => {
      expect(faultOf(wayOf({ ...REAL, ...parts }))).toBe(breaks)
    })

  it('every property has its mutant', () => {
    const caught = [
      ...mutants.map(({ breaks }) => breaks),
      PROPERTIES.whileAbove,
      PROPERTIES.relief,
      PROPERTIES.reliefAsked,
    ]
    expect(new Set(caught)).toEqual(new Set([...Object.values(PROPERTIES), NO_END]))
  })
})

describe('a warning that stands under an instruction from above', () => {
  it('keeps what it asks for until it is lifted above, and every end stays in reach', () => {
    const { fault, visited } = watched(aboveOf(MACHINES.warning), ({ state }) => state)
    expect(fault).toBeNull()
    expect(visited).toEqual(Object.keys(warningTable).sort())
  })

  it('mutant: nobody asks what holds above', () => {
    const machine = standIn(warningMachine.provide({ guards: { keepsAbove: () => true } }))
    expect(faultOf(aboveOf(machine))).toBe(PROPERTIES.whileAbove)
  })

  it('mutant: what came from above is withdrawn before its start', () => {
    const machine = standIn(warningMachine.provide({ guards: { nothingAbove: () => true } }))
    expect(faultOf(aboveOf(machine))).toBe(PROPERTIES.whileAbove)
  })

  it('mutant: what is called for above is dismissed all the same', () => {
    const machine = standIn(warningMachine.provide({ guards: { enoughWithout: () => true } }))
    expect(faultOf(aboveOf(machine))).toBe(PROPERTIES.whileAbove)
  })

  it('mutant: what is lifted above is never told here', () => {
    const machine = standIn(warningMachine.provide({ guards: { isThatAbove: () => false } }))
    expect(faultOf(aboveOf(machine))).toBe(NO_END)
  })
})

describe('a warning whose signer is silent', () => {
  it('is signed by who was called in, and by nobody lower', () => {
    const { fault, visited } = watched(reliefOf(MACHINES.warning), ({ state }) => state)
    expect(fault).toBeNull()
    expect(visited).toEqual(Object.keys(warningTable).sort())
  })

  it('mutant: somebody is called in while the signer still reads', () => {
    const machine = standIn(warningMachine.provide({ guards: { signerIsSilent: () => true } }))
    expect(faultOf(reliefOf(machine))).toBe(PROPERTIES.relief)
  })

  it('mutant: what is conferred on anew goes to the deputy first', () => {
    const machine = standIn(
      warningMachine.provide({
        actions: {
          propose: assign(({ context, event }) => {
            const change = calledFor(context, event)
            return { change, ...watch(context, { sign: change?.signBy ?? null }) }
          }),
        },
      }),
    )
    expect(faultOf(reliefOf(machine))).toBe(PROPERTIES.relief)
  })

  it('mutant: the hour of the signature passes and nobody is called in', () => {
    const missed = { guard: and(['deadlineStands', 'isSign']), actions: 'markSignatureOverdue' }
    const machine = altered('warning', { 'states.awaitingSignature.on.TICK': missed })
    expect(faultOf(reliefOf(machine))).toBe(PROPERTIES.reliefAsked)
  })
})

describe('an order with its clock', () => {
  it('keeps every property in every state that can be reached', () => {
    const { fault, visited } = watched(ladderOf(MACHINES.order), ({ stored }) => stored.state)
    expect(fault).toBeNull()
    expect(visited).toEqual(Object.keys(orderTable).sort())
  })

  for (const { name, breaks, machine } of ladderMutants)
    it(`mutant: ${name}`, () => {
      expect(faultOf(ladderOf(machine))).toBe(breaks)
    })

  it('every property has its mutant', () => {
    expect(new Set(ladderMutants.map(({ breaks }) => breaks))).toEqual(new Set([...Object.values(LADDER), NO_END]))
  })
})

/** A message that waits for its first attempt, and what an attempt leads to. */
const attempting = deliveryMachine.config.states?.queued?.on

const messageMutants: readonly { name: string; breaks: string; machine: Machine }[] = [
  {
    name: 'a failed attempt is the last',
    breaks: MESSAGE.tried,
    machine: altered('delivery', { 'states.queued.on.ATTEMPT_FAILED': 'retrying' }),
  },
  {
    name: 'a message that was given up can still be delivered',
    breaks: MESSAGE.ends,
    machine: altered('delivery', { 'states.givenUp': { on: { MESSAGE_WITHDRAWN: 'withdrawn' } } }),
  },
  {
    name: 'what a provider accepted counts as delivered',
    breaks: MESSAGE.said,
    machine: altered('delivery', { 'states.queued.on.ATTEMPT_ACCEPTED': attempting?.ATTEMPT_DELIVERED }),
  },
  {
    name: 'nobody asks after a message that may have arrived',
    breaks: MESSAGE.asked,
    machine: altered('delivery', { 'states.queued.on.ATTEMPT_UNKNOWN': 'doubtful' }),
  },
  {
    name: 'a message is repeated as long as nobody knows',
    breaks: MESSAGE.once,
    machine: standIn(deliveryMachine.provide({ guards: { notRepeated: () => true } })),
  },
  {
    name: 'the hour of a report passes unheard',
    breaks: MESSAGE.heard,
    machine: altered('delivery', { 'states.accepted.on.TICK': undefined }),
  },
]

describe('a message with its attempts', () => {
  it('keeps every property in every state that can be reached', () => {
    const { fault, visited } = watched(messageOf(MACHINES.delivery), ({ stored }) => stored.state)
    expect(fault).toBeNull()
    expect(visited).toEqual(Object.keys(deliveryTable).sort())
  })

  for (const { name, breaks, machine } of messageMutants)
    it(`mutant: ${name}`, () => {
      expect(faultOf(messageOf(machine))).toBe(breaks)
    })

  it('every property has its mutant', () => {
    expect(new Set(messageMutants.map(({ breaks }) => breaks))).toEqual(new Set(Object.values(MESSAGE)))
  })
})

/** Explores, and tells which states of a machine were come through. */
function watched<S>(space: Space<S>, stateOf: (state: S) => string): Explored & { visited: string[] } {
  const visited = new Set<string>()
  const broken = (state: S) => {
    visited.add(stateOf(state))
    return space.broken(state)
  }
  return { ...explore({ ...space, broken }), visited: [...visited].sort() }
}

function faultOf<S>(space: Space<S>): string | undefined {
  return explore(space).fault?.property
}
