import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Change, WarningContext } from '../../machines/warning.ts'
import { propose, type Called, type Living, type Terms } from '../../src/episode/propose.ts'
import { sayReversal } from '../../src/episode/reversal/decide.ts'
import { WARNING_LEVELS, type WarningLevel } from '../../src/model/level.ts'
import { addHours, addMinutes, startOfDay, type Day } from '../../src/model/time.ts'

const RANKS = { blue: 1, yellow: 1, orange: 2, red: 3 } as const
const terms: Terms = { leadHours: 24, rankFor: (level) => RANKS[level], signMinutes: 240 }
/** 18:00 in Yuncheng on 2020-12-24. */
const NOW = '2020-12-24T10:00:00.000Z'
const TODAY = '2020-12-24'
const SIGN_BY = addMinutes(NOW, 240)

const NONE: Called = { level: 'none', first: null, last: null, openEnd: false, over: false, ahead: null, lowerTo: null }

function called(level: WarningLevel, first: Day, last: Day, more: Partial<Called> = {}): Called {
  return { ...NONE, level, first, last, ...more }
}

function change(of: Partial<Change>): Change {
  return {
    kind: 'issue',
    ground: 'rule',
    level: 'orange',
    startsAt: startOfDay('2020-12-26'),
    endsAt: startOfDay('2020-12-29'),
    rank: 2,
    signBy: SIGN_BY,
    ...of,
  }
}

/** Orange from the 23rd until the 27th at 24:00, and what is proposed beside it. */
function inForce(of: Partial<WarningContext> = {}): Living {
  return {
    state: of.change ? 'inForce.changeProposed' : 'inForce.steady',
    context: {
      level: 'orange',
      measures: 'orange',
      ground: 'rule',
      startsAt: startOfDay('2020-12-23'),
      endsAt: startOfDay('2020-12-28'),
      revision: 1,
      rank: 2,
      change: null,
      pause: null,
      above: null,
      stages: [],
      deadlines: { start: null, sign: null, end: null, resume: null, stage: null, lift: null },
      overdue: [],
      ...of,
    },
  }
}

function proposed(of: Partial<Change> = {}): Living {
  return {
    ...inForce({ level: null, startsAt: null, endsAt: null, revision: 0, change: change(of) }),
    state: 'proposed',
  }
}

const ABOVE = { instruction: '调度令示例1号', level: 'orange' } as const

function scheduled(): Living {
  const signed = inForce({ startsAt: startOfDay('2020-12-26'), endsAt: startOfDay('2020-12-29') })
  return { ...signed, state: 'scheduled.steady' }
}

function suspended(): Living {
  return { ...inForce({ pause: { from: NOW, until: null } }), state: 'suspended.steady' }
}

const begin = (of: Partial<Change>) => ({ kind: 'begin', change: change(of) })
const alter = (of: Partial<Change>) => ({ kind: 'change', change: change(of) })
const NOTHING = { kind: 'nothing' }
const LAPSE = { kind: 'lapse' }

const orange = called('orange', '2020-12-26', '2020-12-28')
const goesOn = (more: Partial<Called> = {}) => called('orange', '2020-12-23', '2020-12-27', more)
const over = called('orange', '2020-12-23', TODAY, { level: 'none', over: true })

const CASES: readonly [string, Living | null, Called, object][] = [
  ['nothing is called for and nothing lives', null, NONE, NOTHING],
  ['orange from the second evening ahead', null, orange, begin({})],
  [
    'orange from the third: there is another evening in time',
    null,
    called('orange', '2020-12-27', '2020-12-28'),
    NOTHING,
  ],
  [
    'orange from tomorrow: the lead is past, so at once',
    null,
    called('orange', '2020-12-25', '2020-12-28'),
    begin({ startsAt: startOfDay('2020-12-25') }),
  ],
  ['orange since today', null, called('orange', TODAY, '2020-12-28'), begin({ startsAt: NOW })],
  [
    'orange to the edge of the forecast: until further notice',
    null,
    called('orange', '2020-12-26', '2020-12-31', { openEnd: true }),
    begin({ endsAt: null }),
  ],
  ['red asks for the mayor', null, called('red', '2020-12-26', '2020-12-28'), begin({ level: 'red', rank: 3 })],

  [
    'signed and not begun, its episode moves',
    scheduled(),
    called('orange', '2020-12-27', '2020-12-29'),
    alter({ kind: 'move', startsAt: startOfDay('2020-12-27'), endsAt: startOfDay('2020-12-30') }),
  ],
  ['signed and not begun, its episode stays', scheduled(), orange, NOTHING],
  [
    'suspended, and tomorrow calls for it again',
    suspended(),
    goesOn({ ahead: '2020-12-25', level: 'red' }),
    alter({
      kind: 'resume',
      level: 'red',
      rank: 3,
      startsAt: startOfDay('2020-12-25'),
      endsAt: startOfDay('2020-12-28'),
    }),
  ],
  ['suspended, and there is another evening in time', suspended(), goesOn({ ahead: '2020-12-27' }), NOTHING],
  [
    'suspended, and nothing calls for it any more',
    suspended(),
    over,
    alter({ kind: 'lift', startsAt: startOfDay('2020-12-25'), endsAt: null }),
  ],
  [
    'its measures are stricter than its level: they go on',
    inForce({ measures: 'red' }),
    called('orange', '2020-12-23', '2020-12-28'),
    alter({ kind: 'extend', measures: 'red', rank: 3, startsAt: startOfDay('2020-12-23') }),
  ],
  ['over, while an instruction from above holds', inForce({ above: ABOVE }), over, NOTHING],
  ['to be lowered below an instruction from above', inForce({ above: ABOVE }), goesOn({ lowerTo: 'yellow' }), NOTHING],

  ['what is proposed is still called for', proposed(), orange, NOTHING],
  [
    'what is proposed is called for at another level',
    proposed(),
    called('red', '2020-12-26', '2020-12-28'),
    alter({ level: 'red', rank: 3 }),
  ],
  [
    'what is proposed is called for at a lower one',
    proposed(),
    called('yellow', '2020-12-26', '2020-12-28'),
    alter({ level: 'yellow', rank: 1 }),
  ],
  [
    'what is proposed begins later',
    proposed(),
    called('orange', '2020-12-27', '2020-12-28'),
    alter({ startsAt: startOfDay('2020-12-27') }),
  ],
  [
    'what is proposed lasts longer',
    proposed(),
    called('orange', '2020-12-26', '2020-12-29'),
    alter({ endsAt: startOfDay('2020-12-30') }),
  ],
  ['what is proposed is called for no more', proposed(), NONE, LAPSE],
  [
    'what was proposed should have begun by now',
    proposed({ startsAt: startOfDay('2020-12-23') }),
    called('orange', '2020-12-23', '2020-12-28'),
    NOTHING,
  ],
  [
    'what was to begin at once is still to begin at once',
    proposed({ startsAt: addHours(NOW, -1) }),
    called('orange', TODAY, '2020-12-28'),
    NOTHING,
  ],

  ['what is in force goes on as it was signed', inForce(), goesOn(), NOTHING],
  [
    'what is in force ends earlier than signed: its end is left to the clear days',
    inForce(),
    called('orange', '2020-12-23', '2020-12-25'),
    NOTHING,
  ],
  [
    'red is called for',
    inForce(),
    { ...goesOn(), level: 'red' },
    alter({ kind: 'raise', level: 'red', startsAt: NOW, endsAt: startOfDay('2020-12-28'), rank: 3 }),
  ],
  ['less is called for: inside an episode the level only rises', inForce(), { ...goesOn(), level: 'yellow' }, NOTHING],
  [
    'less is called for, and the book lets it be lowered: whoever signed orange lowers it',
    inForce(),
    goesOn({ lowerTo: 'yellow' }),
    alter({ kind: 'lower', level: 'yellow', startsAt: NOW, endsAt: startOfDay('2020-12-28'), rank: 2 }),
  ],
  [
    'it lasts longer',
    inForce(),
    goesOn({ last: '2020-12-29' }),
    alter({ kind: 'extend', startsAt: startOfDay('2020-12-23'), endsAt: startOfDay('2020-12-30') }),
  ],
  [
    'it lasts to the edge of the forecast',
    inForce(),
    goesOn({ openEnd: true }),
    alter({ kind: 'extend', startsAt: startOfDay('2020-12-23'), endsAt: null }),
  ],
  ['it lasts until further notice anyway', inForce({ endsAt: null }), goesOn({ last: '2020-12-29' }), NOTHING],
  [
    'it is over: it ends at 24:00 of its last day',
    inForce(),
    over,
    alter({ kind: 'lift', startsAt: startOfDay('2020-12-25'), endsAt: null }),
  ],
  [
    'nothing is known to call for it any more: it ends now',
    inForce(),
    NONE,
    alter({ kind: 'lift', startsAt: NOW, endsAt: null }),
  ],

  [
    'a raise is proposed and called for no more',
    inForce({ change: change({ kind: 'raise', level: 'red' }) }),
    goesOn(),
    LAPSE,
  ],
  [
    'a raise was proposed an hour ago and is called for still',
    inForce({
      change: change({ kind: 'raise', level: 'red', startsAt: addHours(NOW, -1), endsAt: startOfDay('2020-12-28') }),
    }),
    { ...goesOn(), level: 'red' },
    NOTHING,
  ],
  [
    'a lift was proposed for last night and nobody signed it: it is not put off',
    inForce({ change: change({ kind: 'lift', startsAt: startOfDay(TODAY), endsAt: null }) }),
    over,
    NOTHING,
  ],
  [
    'the lift is signed',
    { ...inForce({ endsAt: startOfDay('2020-12-25') }), state: 'lifting' },
    { ...goesOn(), level: 'red' },
    NOTHING,
  ],

  ['an officer proposed it without the rule', proposed({ ground: 'officer' }), NONE, NOTHING],
  [
    'an officer proposed it, and the rule asks for as much on other days',
    proposed({ ground: 'officer' }),
    called('orange', '2020-12-27', '2020-12-28'),
    NOTHING,
  ],
  [
    'an officer proposed it, and the rule asks for more',
    proposed({ ground: 'officer' }),
    called('red', '2020-12-26', '2020-12-28'),
    alter({ level: 'red', rank: 3 }),
  ],
  [
    'an officer lifts, and the rule would extend',
    inForce({ change: change({ kind: 'lift', ground: 'officer' }) }),
    goesOn({ last: '2020-12-29' }),
    NOTHING,
  ],
  [
    'an officer lifts, and the rule calls for red',
    inForce({ change: change({ kind: 'lift', ground: 'officer' }) }),
    { ...goesOn(), level: 'red' },
    alter({ kind: 'raise', level: 'red', startsAt: NOW, endsAt: startOfDay('2020-12-28'), rank: 3 }),
  ],
  [
    'an officer lowers, and the rule would lift: the next bulletin says it again',
    inForce({ change: change({ kind: 'lower', level: 'yellow', ground: 'officer' }) }),
    over,
    NOTHING,
  ],
  [
    'an officer lowers, and the rule would extend',
    inForce({ change: change({ kind: 'lower', level: 'yellow', ground: 'officer' }) }),
    goesOn({ last: '2020-12-29' }),
    NOTHING,
  ],
  [
    'an officer raises, and the rule would lower',
    inForce({ change: change({ kind: 'raise', level: 'red', ground: 'officer' }) }),
    goesOn({ lowerTo: 'yellow' }),
    NOTHING,
  ],
]

describe('what the engine proposes', () => {
  test.each(CASES)('%s', (_, living, judged, expected) => {
    expect(propose(living, judged, terms, NOW)).toEqual(expected)
  })
})

describe('what holds is left as it is for a while', () => {
  const hour = fc.integer({ min: -20, max: 40 }).map((n) => addHours(NOW, n))
  const level = fc.constantFrom('none', ...WARNING_LEVELS)
  const judged = fc.record({
    level,
    first: fc.constant('2020-12-23'),
    last: fc.constantFrom(TODAY, '2020-12-25', '2020-12-27', '2020-12-30'),
    openEnd: fc.boolean(),
    over: fc.boolean(),
    ahead: fc.constantFrom(null, '2020-12-25'),
    lowerTo: fc.constantFrom(null, ...WARNING_LEVELS),
  })
  const living = fc.constantFrom(inForce(), suspended(), scheduled())

  test('the engine proposes no milder level and no end before its hold is over, and everything else as without it', () => {
    fc.assert(
      fc.property(living, judged, hour, (own, what, holdUntil) => {
        const held = propose(own, what, { ...terms, holdUntil }, NOW)
        const free = propose(own, what, terms, NOW)
        const eases = (one: typeof held) => one.kind === 'change' && /^(lower|lift)$/.test(one.change.kind)
        if (held.kind === 'change' && eases(held)) expect(held.change.startsAt >= holdUntil).toBe(true)
        if (!eases(free)) expect(held).toEqual(free)
      }),
    )
  })

  test('a lift that takes effect when the hold is over may be proposed before', () => {
    const lift = { kind: 'lift', startsAt: startOfDay('2020-12-25'), endsAt: null }
    const until = (holdUntil: string) => propose(inForce(), over, { ...terms, holdUntil }, NOW)
    expect(until(startOfDay('2020-12-25'))).toMatchObject({ kind: 'change', change: lift })
    expect(until(addHours(startOfDay('2020-12-25'), 1))).toEqual(NOTHING)
  })

  test('what will be taken back says so, with its price', () => {
    const stops = { enterprises: 12, lines: 15, safeStopHours: 96, longestSafeStopHours: 24 }
    const reversal = { day: '2020-12-27', level: 'orange', hours: 36 } as const
    const none = { enterprises: 0, lines: 0, safeStopHours: 0, longestSafeStopHours: 0 }
    expect(sayReversal({ liftAt: NOW, reversal, blind: false, stops }).zh).toBe(
      '解除后 36 小时（2020-12-27）预报又达到橙色预警条件，很可能反复。届时 12 家企业的 15 条生产线须再次停产，安全停产合计 96 小时、最长 24 小时。',
    )
    expect(sayReversal({ liftAt: NOW, reversal, blind: false, stops: none }).zh).toMatch(/很可能反复。$/)
    expect(sayReversal({ liftAt: NOW, reversal: null, blind: true, stops }).zh).toContain('不能判断')
    expect(sayReversal({ liftAt: NOW, reversal: null, blind: false, stops }).zh).toContain('未见再次达到')
  })
})
