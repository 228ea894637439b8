import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { full, openFrom, refill, room, take, whenRoom, type Bucket, type Rate } from '../../src/dispatch/bucket.ts'
import { epochMs, instantOf } from '../../src/model/time.ts'

const START = Date.parse('2020-12-25T10:00:00Z')
const rates: fc.Arbitrary<Rate> = fc.record({
  count: fc.integer({ min: 1, max: 200 }),
  perMs: fc.constantFrom(250, 1_000, 60_000),
  burst: fc.integer({ min: 1, max: 300 }),
})
/** Milliseconds from one look to the next; now and then the clock goes back. */
const goes = fc.array(fc.record({ ms: fc.nat(20_000), wants: fc.nat(400) }), { minLength: 1, maxLength: 60 })
const steps = fc.array(fc.record({ ms: fc.integer({ min: -7_200_000, max: 7_200_000 }), wants: fc.nat(400) }), {
  minLength: 1,
  maxLength: 60,
})

/** Takes whatever there is room for at each look; when, by the clock as it was read, and how much. */
function play(rate: Rate, looks: readonly { ms: number; wants: number }[]) {
  let bucket: Bucket = full(rate, instantOf(START))
  let now = START
  return looks.map(({ ms, wants }) => {
    now += ms
    bucket = refill(bucket, rate, instantOf(now))
    const took = Math.min(wants, room(bucket, rate))
    bucket = take(bucket, rate, took)
    return { now, took, bucket }
  })
}

describe('a bucket', () => {
  test('never lets more pass in any window than rate × time + burst', () => {
    fc.assert(
      fc.property(rates, goes, (rate, looks) => {
        const passed = play(rate, looks)
        for (const [from, { now: begun }] of passed.entries()) {
          let sum = 0
          for (const { now, took } of passed.slice(from)) {
            sum += took
            expect(sum * rate.perMs).toBeLessThanOrEqual((now - begun) * rate.count + rate.burst * rate.perMs)
          }
        }
      }),
    )
  })

  test('lets somebody pass at the instant that it names, and nobody a millisecond before', () => {
    fc.assert(
      fc.property(rates, goes, fc.integer({ min: 1, max: 300 }), (rate, looks, wanted) => {
        const units = Math.min(wanted, rate.burst)
        const bucket = play(rate, looks).at(-1)?.bucket ?? expect.fail()
        const when = whenRoom(bucket, rate, units)
        expect(room(refill(bucket, rate, when), rate)).toBeGreaterThanOrEqual(units)
        if (when > bucket.at) expect(room(refill(bucket, rate, instantOf(epochMs(when) - 1)), rate)).toBeLessThan(units)
      }),
    )
  })

  test('mints nothing while a clock goes to and fro within the time that it takes to fill', () => {
    fc.assert(
      fc.property(rates, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 }), (rate, places) => {
        const fills = Math.floor((rate.burst * rate.perMs) / rate.count)
        let bucket = take(full(rate, instantOf(START)), rate, rate.burst)
        let sum = 0
        for (const place of places) {
          bucket = refill(bucket, rate, instantOf(START - Math.floor(place * fills)))
          sum += room(bucket, rate)
          bucket = take(bucket, rate, room(bucket, rate))
        }
        expect(sum).toBe(0)
      }),
    )
  })

  test('is never in debt nor over its brim, and nobody waits for longer than it takes to fill, whatever the clock does', () => {
    fc.assert(
      fc.property(rates, steps, (rate, looks) => {
        for (const { now, bucket } of play(rate, looks)) {
          expect(bucket.credit).toBeGreaterThanOrEqual(0)
          expect(bucket.credit).toBeLessThanOrEqual(rate.burst * rate.perMs)
          expect(Number.isInteger(bucket.credit)).toBe(true)
          const fills = Math.ceil((rate.burst * rate.perMs) / rate.count)
          expect(epochMs(whenRoom(bucket, rate, rate.burst)) - now).toBeLessThanOrEqual(2 * fills)
        }
      }),
    )
  })
})

describe('a window', () => {
  test('is never passed by more than it lets through, and shuts nobody out for longer than itself', () => {
    fc.assert(
      fc.property(
        fc.record({ most: fc.integer({ min: 1, max: 5 }), ms: fc.constantFrom(59_000, 60_000, 86_400_000) }),
        fc.array(fc.nat(40_000), { maxLength: 60 }),
        (window, gaps) => {
          const gone: number[] = []
          let now = START
          for (const gap of gaps) {
            now += gap
            const open = epochMs(openFrom(gone.map(instantOf), window, instantOf(now)))
            expect(open).toBeGreaterThanOrEqual(now)
            expect(open - now).toBeLessThanOrEqual(window.ms)
            if (open === now) gone.push(now)
          }
          for (const at of gone)
            expect(gone.filter((one) => one >= at && one < at + window.ms).length).toBeLessThanOrEqual(window.most)
        },
      ),
    )
  })

  test('the same text twice in 59 seconds, the third when the first is 59 seconds old', () => {
    const at = (s: number) => instantOf(START + s * 1000)
    const twice = { most: 2, ms: 59_000 }
    expect(openFrom([at(0)], twice, at(1))).toBe(at(1))
    expect(openFrom([at(0), at(10)], twice, at(11))).toBe(at(59))
    expect(openFrom([at(0), at(10)], twice, at(59))).toBe(at(59))
    // The clock was put back by an hour: what lies ahead of it counts as just gone.
    expect(openFrom([at(3600), at(3610)], twice, at(0))).toBe(at(59))
  })
})
