import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eventOf, eventOfFate, nextAttempt, RETRY_MINUTES } from '../../src/dispatch/decide.ts'
import type { Outcome } from '../../src/dispatch/channel.ts'
import { addMinutes, epochMs, instantOf, type Instant } from '../../src/model/time.ts'

const NOW = '2020-12-25T10:00:00.000Z'
/** A receiver with a key, and one without. */
const WEBHOOK = { keyed: true, reportMinutes: 0 }
const SMS = { keyed: false, reportMinutes: 10 }
const DELIVERY = '01936e2a-0000-7000-8000-000000000001'

const instants = fc
  .integer({ min: Date.parse('2013-01-01'), max: Date.parse('2040-01-01') })
  .map((ms): Instant => instantOf(ms))
const deliveries = fc.uuid({ version: 7 })
const attempts = fc.integer({ min: 1, max: RETRY_MINUTES.length })
const trouble = fc.constantFrom<Outcome>(
  { kind: 'retry', why: 'the receiver answered 503' },
  { kind: 'unknown', why: 'UND_ERR_SOCKET' },
)

function waited(delivery: string, attempt: number, now: Instant): number {
  const at = nextAttempt({ delivery, attempt }, now) ?? expect.fail(`attempt ${attempt} is not followed by another`)
  return (epochMs(at) - epochMs(now)) / 60_000
}

describe('the next attempt', () => {
  test('comes after now, within the schedule and a quarter more, on a whole second', () => {
    fc.assert(
      fc.property(deliveries, attempts, instants, (delivery, attempt, now) => {
        const due = RETRY_MINUTES[attempt - 1] ?? expect.fail()
        const minutes = waited(delivery, attempt, now)
        expect(minutes).toBeGreaterThanOrEqual(due)
        // Rounding up to the second may add one at most.
        expect(minutes).toBeLessThan(due * 1.25 + 1 / 60)
        expect(nextAttempt({ delivery, attempt }, now)?.endsWith('.000Z')).toBe(true)
      }),
    )
  })

  test('is waited for longer each time', () => {
    fc.assert(
      fc.property(deliveries, instants, (delivery, now) => {
        const waits = RETRY_MINUTES.map((_, n) => waited(delivery, n + 1, now))
        for (const [n, minutes] of waits.entries()) expect(minutes).toBeGreaterThan(waits[n - 1] ?? 0)
      }),
    )
  })

  test('planned twice is planned for the same second', () => {
    fc.assert(
      fc.property(deliveries, attempts, instants, (delivery, attempt, now) => {
        expect(nextAttempt({ delivery, attempt }, now)).toBe(nextAttempt({ delivery, attempt }, now))
      }),
    )
  })

  test('of many deliveries is spread over the whole quarter', () => {
    const minutes = Array.from({ length: 400 }, (_, n) => waited(`delivery ${n}`, 4, NOW))
    const shares = [0, 1, 2, 3].map(
      (part) => minutes.filter((wait) => Math.min(3, Math.floor(((wait - 15) / 3.75) * 4)) === part).length,
    )
    for (const share of shares) expect(share).toBeGreaterThan(60)
  })

  test('does not come once the schedule is used up', () => {
    fc.assert(
      fc.property(
        deliveries,
        fc.integer({ min: RETRY_MINUTES.length + 1, max: 1000 }),
        instants,
        (delivery, attempt, now) => {
          expect(nextAttempt({ delivery, attempt }, now)).toBeNull()
        },
      ),
    )
  })
})

describe('what the machine of a delivery is told', () => {
  const attempt = { delivery: DELIVERY, attempt: 1 }

  test('is that it arrived, or that it never will', () => {
    expect(eventOf({ kind: 'delivered' }, attempt, NOW, WEBHOOK)).toEqual({ type: 'ATTEMPT_DELIVERED' })
    expect(eventOf({ kind: 'giveUp', why: '410' }, attempt, NOW, WEBHOOK)).toEqual({
      type: 'ATTEMPT_GAVE_UP',
      why: '410',
    })
  })

  test('is when to try again, whether it failed or nobody knows', () => {
    fc.assert(
      fc.property(trouble, deliveries, attempts, instants, (outcome, delivery, n, now) => {
        const retryAt = nextAttempt({ delivery, attempt: n }, now)
        expect(eventOf(outcome, { delivery, attempt: n }, now, WEBHOOK)).toMatchObject({
          type: 'ATTEMPT_FAILED',
          retryAt,
        })
      }),
    )
  })

  test('is the pause that the receiver asked for where that is longer than the schedule', () => {
    fc.assert(
      fc.property(deliveries, attempts, instants, fc.integer({ min: 0, max: 120 }), (delivery, n, now, pause) => {
        const after = addMinutes(now, pause)
        const planned = nextAttempt({ delivery, attempt: n }, now) ?? expect.fail()
        const event = eventOf({ kind: 'retry', why: '429', after }, { delivery, attempt: n }, now, WEBHOOK)
        expect(event).toEqual({ type: 'ATTEMPT_FAILED', why: '429', retryAt: after > planned ? after : planned })
      }),
    )
  })

  test('is to give up after the last attempt, whatever pause was asked for, and how many were made', () => {
    const last = { delivery: DELIVERY, attempt: RETRY_MINUTES.length + 1 }
    for (const outcome of [
      { kind: 'retry', why: '429', after: addMinutes(NOW, 60) },
      { kind: 'unknown', why: '429' },
    ] as const)
      expect(eventOf(outcome, last, NOW, WEBHOOK)).toEqual({ type: 'ATTEMPT_GAVE_UP', why: '429; 6 attempts made' })
  })

  test('is to wait for the report of who accepted it, on a whole second', () => {
    fc.assert(
      fc.property(instants, (now) => {
        const event = eventOf({ kind: 'accepted', providerId: 'x' }, attempt, now, SMS)
        if (event.type !== 'ATTEMPT_ACCEPTED') return expect.fail(event.type)
        const waits = epochMs(event.reportBy) - epochMs(now)
        expect(waits).toBeGreaterThanOrEqual(600_000)
        expect(waits).toBeLessThan(601_000)
        expect(event.reportBy.endsWith('.000Z')).toBe(true)
      }),
    )
  })

  test('is to ask, not to send again, where nobody knows and the receiver has no key', () => {
    for (let n = 1; n <= RETRY_MINUTES.length + 2; n++) {
      const event = eventOf({ kind: 'unknown', why: 'timeout' }, { ...attempt, attempt: n }, NOW, SMS)
      expect(event).toEqual({ type: 'ATTEMPT_UNKNOWN', askAt: addMinutes(NOW, 0.5), why: 'timeout' })
    }
  })

  test('is what the provider knows, and nothing where it knows nothing new', () => {
    const fates = (state: 'doubtful' | 'unreported') =>
      (
        [
          { kind: 'delivered' },
          { kind: 'failed', why: 'EMPTY' },
          { kind: 'underWay', providerId: 'x' },
          { kind: 'canNotTell' },
        ] as const
      ).map((fate) => eventOfFate(fate, state, NOW, 10)?.type ?? null)
    expect(fates('doubtful')).toEqual([
      'REPORTED_DELIVERED',
      'REPORTED_FAILED',
      'PROVIDER_HAS_IT',
      'PROVIDER_CAN_NOT_TELL',
    ])
    expect(fates('unreported')).toEqual(['REPORTED_DELIVERED', 'REPORTED_FAILED', null, null])
  })
})
