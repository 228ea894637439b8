import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  CONFIDENCES,
  dissents,
  dueSlot,
  lastWords,
  nextSlot,
  type Conclusion,
  type Regime,
  type Voice,
} from '../../src/consultation/decide.ts'
import { LEVELS, WARNING_LEVELS } from '../../src/model/level.ts'
import { addMinutes, dayOf, instantOf, showInstant, type Instant } from '../../src/model/time.ts'
import { PARTIES } from '../../src/rulebook/consultation.ts'
import { loadRulebooks } from '../../src/rulebook/books.ts'

/* What is decided about consultations, without a database. */

const rules = loadRulebooks().consultation('2024-11-05')
const season: Regime = { rules, episode: false }
const episode: Regime = { rules, episode: true }
const at = (text: string): Instant => new Date(text).toISOString()
const shown = (slot: Instant | null) => slot && showInstant(slot)

describe('the hours at which consultations call themselves', () => {
  it('are once a day in the season, and none outside it', () => {
    expect(shown(nextSlot(season, at('2024-11-05T14:59:59+08:00')))).toBe('2024-11-05T15:00:00+08:00')
    expect(shown(nextSlot(season, at('2024-11-05T15:00:00+08:00')))).toBe('2024-11-06T15:00:00+08:00')
    expect(shown(nextSlot(season, at('2025-03-31T15:00:00+08:00')))).toBe('2025-10-01T15:00:00+08:00')
  })

  it('are closer together in an episode, whatever the month', () => {
    expect(shown(nextSlot(episode, at('2025-05-05T15:00:00+08:00')))).toBe('2025-05-05T20:00:00+08:00')
    expect(shown(nextSlot(episode, at('2025-05-05T20:00:00+08:00')))).toBe('2025-05-06T08:00:00+08:00')
  })

  it('an engine that stood still makes up for the last alone, and only soon after it', () => {
    const since = at('2024-11-05T14:00:00+08:00')
    expect(dueSlot(season, since, at('2024-11-05T18:00:00+08:00'))).toEqual({
      slot: at('2024-11-05T15:00:00+08:00'),
      missed: 0,
    })
    expect(dueSlot(season, since, at('2024-11-05T18:01:00+08:00'))).toEqual({ slot: null, missed: 1 })
    expect(dueSlot(season, since, at('2024-11-08T15:30:00+08:00'))).toEqual({
      slot: at('2024-11-08T15:00:00+08:00'),
      missed: 3,
    })
    expect(dueSlot(season, since, since)).toEqual({ slot: null, missed: 0 })
  })

  const START = Date.parse('2024-09-20T00:00:00+08:00')
  const jumps = fc.array(
    fc.oneof(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: -3_000, max: 0 })),
    { minLength: 1, maxLength: 60 },
  )

  it('each is called once at most, in its own time, whatever clock jumps', () => {
    fc.assert(
      fc.property(jumps, fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }), (minutes, alive) => {
        let now = instantOf(START)
        let since = now
        let lookAt = nextSlot(season, now)
        const called = new Set<Instant>()
        for (const [n, step] of minutes.entries()) {
          now = addMinutes(now, step)
          const regime = { rules, episode: alive[n] ?? false }
          // The clock tells when the hour has come; a warning that is proposed has it looked at once.
          if (lookAt > now && !regime.episode) continue
          const { slot } = dueSlot(regime, since, now)
          if (slot !== null && !called.has(slot)) {
            expect(slot <= now && addMinutes(slot, rules.hours.late) >= now).toBe(true)
            called.add(slot)
          }
          since = now
          lookAt = nextSlot(regime, now)
          expect(lookAt > now).toBe(true)
        }
      }),
    )
  })

  it('none is left out while the clock is told of each: no day of the season without one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 180 }), fc.integer({ min: 5, max: 40 }), (late, days) => {
        let now = at('2024-10-10T00:00:00+08:00')
        let since = now
        const called: string[] = []
        for (let n = 0; n < days; n++) {
          // Every look comes a little late.
          now = addMinutes(nextSlot(season, now), late % rules.hours.late)
          const { slot, missed } = dueSlot(season, since, now)
          expect(missed).toBe(0)
          if (slot !== null) called.push(dayOf(slot))
          since = now
        }
        expect(new Set(called).size).toBe(days)
      }),
    )
  })
})

describe('dissent', () => {
  const voice = fc.record({
    party: fc.constantFrom(...PARTIES),
    userId: fc.constantFrom('a', 'b', 'c'),
    onBehalf: fc.boolean(),
    level: fc.constantFrom(...LEVELS),
  })
  const conclusion: fc.Arbitrary<Conclusion> = fc.oneof(
    fc.record({ decision: fc.constant('conclude' as const), level: fc.constantFrom(...LEVELS) }),
    fc.record({
      decision: fc.constantFrom('proceed' as const, 'dismiss' as const),
      change: fc.record({
        kind: fc.constantFrom('issue' as const, 'raise' as const, 'lower' as const, 'lift' as const),
        level: fc.constantFrom(...WARNING_LEVELS),
      }),
    }),
  )

  it('is the last word of each, and each is heard once', () => {
    fc.assert(
      fc.property(fc.array(voice, { maxLength: 30 }), conclusion, (voices, came) => {
        const last = lastWords(voices)
        const who = (one: Voice) => (one.onBehalf ? one.party : one.userId)
        expect(new Set(last.map(who)).size).toBe(last.length)
        for (const one of voices) expect(last.map(who)).toContain(who(one))
        for (const one of last) expect(voices.findLast((other) => who(other) === who(one))).toBe(one)
        for (const one of dissents(voices, came)) expect(last).toContain(one)
      }),
    )
  })

  it('what goes on is contradicted by those by whom its contrary would not have been', () => {
    fc.assert(
      fc.property(
        fc.array(voice, { maxLength: 30 }),
        fc.constantFrom('issue' as const, 'lift' as const),
        fc.constantFrom(...WARNING_LEVELS),
        (voices, kind, level) => {
          const change = { kind, level }
          const against = dissents(voices, { decision: 'proceed', change })
          const inFavour = dissents(voices, { decision: 'dismiss', change })
          expect(against.length + inFavour.length).toBe(lastWords(voices).length)
        },
      ),
    )
  })

  it('whoever would see no warning any more agrees to a lift, and not to the level that it ends', () => {
    const said = (level: Voice['level']): Voice => ({ party: 'experts', userId: level, onBehalf: false, level })
    const change = { kind: 'lift', level: 'orange' } as const
    const both = [said('none'), said('orange')]
    expect(dissents(both, { decision: 'proceed', change })).toEqual([said('orange')])
    expect(dissents(both, { decision: 'dismiss', change })).toEqual([said('none')])
    expect(dissents(both, { decision: 'conclude', level: 'none' })).toEqual([said('orange')])
    expect(CONFIDENCES).toHaveLength(3)
  })
})
