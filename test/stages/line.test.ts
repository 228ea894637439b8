import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { full, openFrom, type Bucket } from '../../src/dispatch/bucket.ts'
import type { Limits } from '../../src/dispatch/channel.ts'
import { admit, doneBy, type Gone, type Waiting } from '../../src/dispatch/line/decide.ts'
import { epochMs, instantOf } from '../../src/model/time.ts'

const START = Date.parse('2020-12-25T10:00:00Z')
const LIMITS: Limits = {
  rate: { count: 5, perMs: 1_000, burst: 8 },
  windows: [
    { of: 'text', most: 2, ms: 59_000 },
    { of: 'receiver', most: 5, ms: 600_000 },
  ],
}
const waiting = fc.record({
  receiver: fc.constantFrom('a', 'b', 'c', 'd'),
  text: fc.constantFrom('x', 'y'),
  parts: fc.integer({ min: 1, max: 12 }),
})
type Named = Waiting & { readonly n: number }
const lines = fc.array(waiting, { maxLength: 40 }).map((all): Named[] => all.map((one, n) => ({ ...one, n })))

/** Lets a line go to its end: looks again when it was told to, or when the first receiver has room. */
function play(line: readonly Named[]): { gone: (Named & { at: string })[]; looks: number } {
  let bucket: Bucket = full(LIMITS.rate, instantOf(START))
  let left = line.map((one) => ({ ...one, from: instantOf(START) }))
  const gone: (Named & { at: string })[] = []
  let now = instantOf(START)
  for (let looks = 1; ; looks++) {
    const open = left.filter(({ from }) => from <= now)
    const admitted = admit(open, gone, { limits: LIMITS, bucket, now })
    bucket = admitted.bucket
    for (const one of admitted.pass) gone.push({ ...one, at: now })
    const stands = new Map(admitted.later.map(({ waiting: { n }, from }) => [n, from]))
    const passed = new Set(admitted.pass.map(({ n }) => n))
    left = left.filter(({ n }) => !passed.has(n)).map((one) => ({ ...one, from: stands.get(one.n) ?? one.from }))
    if (left.length === 0 || looks > 2_000) return { gone, looks }
    const [nearest = now] = left.map(({ from }) => from).sort()
    now = admitted.next !== null && admitted.next > nearest ? admitted.next : nearest
  }
}

describe('a line', () => {
  test('lets everybody go, each once, within every limit', () => {
    fc.assert(
      fc.property(lines, (line) => {
        const { gone } = play(line)
        expect(gone.map(({ n }) => n).sort((a, b) => a - b)).toEqual(line.map(({ n }) => n))
        const { count, perMs, burst } = LIMITS.rate
        for (const [n, first] of gone.entries()) {
          let units = 0
          for (const one of gone.slice(n)) {
            units += Math.min(one.parts, burst)
            expect(units * perMs).toBeLessThanOrEqual((epochMs(one.at) - epochMs(first.at)) * count + burst * perMs)
          }
        }
        for (const { of, ...window } of LIMITS.windows)
          for (const [n, one] of gone.entries()) {
            const before: Gone[] = gone
              .slice(0, n)
              .filter((other) => other.receiver === one.receiver && (of === 'receiver' || other.text === one.text))
            expect(
              openFrom(
                before.map(({ at }) => at),
                window,
                one.at,
              ),
            ).toBe(one.at)
          }
      }),
      { numRuns: 60 },
    )
  })

  test('is not overtaken because somebody in it is larger, and waits for nobody whose own receiver has had enough', () => {
    const one = (receiver: string, parts: number, n: number): Named => ({ receiver, text: 'x', parts, n })
    const bucket = { credit: 3_000, at: instantOf(START) }
    const large = admit([one('a', 4, 0), one('b', 1, 1)], [], { limits: LIMITS, bucket, now: instantOf(START) })
    expect(large.pass).toEqual([])
    expect(large.next).toBe(instantOf(START + 200))
    const twice: Gone[] = [0, 1].map((s) => ({ receiver: 'a', text: 'x', at: instantOf(START - 10_000 + s) }))
    const aside = admit([one('a', 1, 0), one('b', 1, 1)], twice, { limits: LIMITS, bucket, now: instantOf(START) })
    expect(aside.pass.map(({ n }) => n)).toEqual([1])
    expect(aside.later.map(({ waiting: { n }, from }) => [n, from])).toEqual([[0, instantOf(START + 49_000)]])
  })

  test('says from the beginning when it will be through', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 40 }), (parts) => {
        // Each to somebody else: only the rate holds them back.
        const line = parts.map((each, n): Named => ({ receiver: String(n), text: 'x', parts: each, n }))
        const said = doneBy(
          full(LIMITS.rate, instantOf(START)),
          LIMITS.rate,
          parts.reduce((sum, each) => sum + each, 0),
          instantOf(START),
        )
        const last = play(line).gone.at(-1)?.at ?? expect.fail()
        expect(Math.abs(epochMs(said) - epochMs(last))).toBeLessThanOrEqual(parts.length)
      }),
    )
  })
})
