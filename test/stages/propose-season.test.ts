import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MACHINES, type Stored } from '../../machines/index.ts'
import { warningTable } from '../../machines/tables/warning.ts'
import type { WarningContext, WarningEvent } from '../../machines/warning.ts'
import { run, start } from '../../src/db/machine.ts'
import { propose, type Called, type Living, type Proposal, type Terms } from '../../src/episode/propose.ts'
import { isAbove, WARNING_LEVELS, type WarningLevel } from '../../src/model/level.ts'
import { addDays, addHours, addMinutes, dayOf, type Day, type Instant } from '../../src/model/time.ts'
import { runs } from '../help/runs.ts'

const RANKS = { blue: 1, yellow: 1, orange: 2, red: 3 } as const
const terms: Terms = { leadHours: 24, rankFor: (level) => RANKS[level], signMinutes: 240 }
const START = '2020-12-24T10:00:00.000Z'
const NONE: Called = { level: 'none', first: null, last: null, openEnd: false, over: false, ahead: null, lowerTo: null }

/* The properties hold over warnings as the machine makes them: seasons of judgements, signatures and officers' hands. */

/** What is judged of an evening, in days from then. */
interface Judged {
  level: Called['level']
  first: number
  days: number
  openEnd: boolean
  known: boolean
  lower: WarningLevel | null
}
const judgements = fc.record<Judged>({
  level: fc.constantFrom('none', ...WARNING_LEVELS),
  first: fc.integer({ min: -3, max: 7 }),
  days: fc.integer({ min: 0, max: 6 }),
  openEnd: fc.boolean(),
  known: fc.boolean(),
  lower: fc.constantFrom(null, ...WARNING_LEVELS),
})

function calledFor(today: Day, { level, first, days, openEnd, known, lower }: Judged): Called {
  if (level === 'none')
    return known ? { ...NONE, first: addDays(today, Math.min(first, 0)), last: today, over: true } : NONE
  return {
    level,
    first: addDays(today, first),
    last: addDays(today, Math.max(first + days, 0)),
    openEnd,
    over: false,
    ahead: null,
    lowerTo: lower !== null && isAbove(level, lower) ? lower : null,
  }
}

type Hand = 'nobody' | 'proceed' | 'dismiss' | 'sign' | 'return' | 'officer'
const hands = fc.constantFrom<Hand>('nobody', 'proceed', 'sign', 'dismiss', 'return', 'officer')
const seasons = fc.array(
  fc.record({ judged: judgements, hands: fc.array(hands, { maxLength: 3 }), hours: fc.integer({ min: 1, max: 30 }) }),
  {
    minLength: 1,
    maxLength: 12,
  },
)

/** As the database would give it back. */
const asLiving = ({ state, context }: Stored): Living => ({
  state,
  context: JSON.parse(JSON.stringify(context)) as WarningContext,
})
const isEnded = ({ state }: Stored) =>
  Object.values(warningTable[state as keyof typeof warningTable]).every((cell) => 'refused' in cell)

/** What `effects.ts` does with a proposal; throws where the machine would refuse it. */
function carriedOut(stored: Stored | null, proposal: Proposal): Stored | null {
  if (proposal.kind === 'nothing') return stored
  if (proposal.kind === 'begin') return start(MACHINES.warning, { change: proposal.change }).stored
  const event: WarningEvent =
    proposal.kind === 'lapse' ? { type: 'PROPOSAL_LAPSED' } : { type: 'CHANGE_PROPOSED', change: proposal.change }
  const outcome = stored === null ? null : run(MACHINES.warning, stored, event)
  if (outcome === null) throw new Error(`${event.type} is refused in ${stored?.state}`)
  return outcome.stored
}

/** What people do; a hand that reaches for what the state does not allow changes nothing. */
function handled(stored: Stored, hand: Hand, now: Instant): Stored {
  const { level, change: open } = asLiving(stored).context
  const officers: WarningEvent = {
    type: 'CHANGE_PROPOSED',
    change: {
      kind: level === null ? 'issue' : 'lift',
      ground: 'officer',
      level: level ?? 'yellow',
      startsAt: now,
      endsAt: null,
      rank: 1,
      signBy: addMinutes(now, 240),
    },
  }
  const event: WarningEvent | null = {
    nobody: null,
    proceed: { type: 'CONSULTATION_HELD', decision: 'proceed' } as const,
    dismiss: { type: 'CONSULTATION_HELD', decision: 'dismiss' } as const,
    sign: { type: 'OFFICER_SIGNED', rank: 3, now } as const,
    return: { type: 'OFFICER_RETURNED', rank: 3 } as const,
    officer: open === null || level === null ? officers : null,
  }[hand]
  return event === null ? stored : (run(MACHINES.warning, stored, event)?.stored ?? stored)
}

/** Plays a season and shows every proposal to `look`, with what lived before it. */
function play(
  season: readonly { judged: Judged; hands: readonly Hand[]; hours: number }[],
  look: (at: { living: Living | null; judged: Called; proposal: Proposal; after: Living | null; now: Instant }) => void,
): void {
  let stored: Stored | null = null
  let now: Instant = START
  for (const { judged, hands: doing, hours } of season) {
    const said = calledFor(dayOf(now), judged)
    const living: Living | null = stored === null ? null : asLiving(stored)
    const proposal = propose(living, said, terms, now)
    stored = carriedOut(stored, proposal)
    look({ living, judged: said, proposal, after: stored === null ? null : asLiving(stored), now })
    for (const hand of doing) if (stored !== null) stored = handled(stored, hand, now)
    if (stored !== null && isEnded(stored)) stored = null
    now = addHours(now, hours)
  }
}

const changeOf = (proposal: Proposal) => ('change' in proposal ? proposal.change : null)

describe('over any season', () => {
  test('what the engine proposes is taken by the machine, and proposing again changes nothing', () => {
    fc.assert(
      fc.property(seasons, fc.integer({ min: 0, max: 180 }), (season, minutes) => {
        play(season, ({ judged, proposal, after, now }) => {
          if (after !== null && isEnded({ state: after.state, context: {} })) return
          expect(propose(after, judged, terms, now).kind, JSON.stringify(proposal)).toBe('nothing')
          // Later the same evening: the clock alone is no reason either.
          const later = addMinutes(now, minutes)
          if (after !== null && dayOf(later) === dayOf(now))
            expect(propose(after, judged, terms, later).kind).toBe('nothing')
        })
      }),
      runs(400),
    )
  })

  test('no level is proposed that is not called for', () => {
    fc.assert(
      fc.property(seasons, (season) => {
        play(season, ({ living, judged, proposal, now }) => {
          const found = changeOf(proposal)
          if (found === null) return
          const { kind, level, startsAt, endsAt, rank, ground, signBy } = found
          const signed = living?.context.level ?? null
          expect(ground).toBe('rule')
          expect(signBy).toBe(addMinutes(now, terms.signMinutes))
          expect(kind === 'issue').toBe(signed === null)
          if (kind !== 'extend') expect(startsAt >= now).toBe(true)
          if (endsAt !== null && kind !== 'extend') expect(endsAt > now).toBe(true)
          if (kind === 'issue' || kind === 'raise') expect(level).toBe(judged.level)
          if (kind === 'raise') expect(isAbove(level, signed ?? 'none')).toBe(true)
          if (kind === 'lower') {
            expect(level).toBe(judged.lowerTo)
            expect(isAbove(signed ?? 'none', level)).toBe(true)
          }
          if (kind === 'extend' || kind === 'lift') expect(level).toBe(signed)
          if (kind === 'lift') expect(judged.over || judged.level === 'none').toBe(true)
          // The rank that the rulebook names for what is called for, and to go down no less than what was signed.
          expect(rank).toBe(RANKS[kind === 'lower' && signed !== null ? signed : level])
        })
      }),
      runs(400),
    )
  })

  test('an officer’s proposal gives way to nothing but a stricter call', () => {
    fc.assert(
      fc.property(seasons, (season) => {
        play(season, ({ living, proposal }) => {
          const open = living?.context.change ?? null
          if (open?.ground !== 'officer') return
          expect(proposal.kind).not.toBe('lapse')
          const found = changeOf(proposal)
          if (found === null) return
          expect(['issue', 'raise']).toContain(found.kind)
          expect(isAbove(found.level, open.level)).toBe(true)
        })
      }),
      runs(400),
    )
  })

  test('what nobody signed lapses when it is called for no more', () => {
    fc.assert(
      fc.property(seasons, (season) => {
        play(season, ({ living, judged, proposal }) => {
          if (living?.context.level !== null || living.context.change?.ground !== 'rule') return
          if (judged.level === 'none') expect(proposal).toEqual({ kind: 'lapse' })
          else expect(proposal.kind).not.toBe('lapse')
        })
      }),
    )
  })
})
