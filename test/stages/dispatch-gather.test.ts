import fc from 'fast-check'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { Gather } from '../../src/dispatch/gather.ts'
import { runs } from '../help/runs.ts'

/** Keeps what was flushed; a batch fails that holds one of `bad`. */
function gatherer(
  limits: { most: number; afterMs: number; quietMs?: number; atOnce?: number },
  bad: readonly number[] = [],
) {
  const batches: number[][] = []
  let running = 0
  const gather = new Gather<number>(async (items) => {
    running++
    expect(running, 'no more at once than may be').toBeLessThanOrEqual(limits.atOnce ?? 1)
    batches.push(items)
    await sleep(1)
    running--
    const wrong = items.find((item) => bad.includes(item))
    if (wrong !== undefined) throw new Error(`${wrong} is bad`)
  }, limits)
  return { gather, batches }
}

describe('what is gathered', () => {
  test('leaves in the order in which it came, each once, never more than `most` together', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 3 }),
        fc.array(fc.nat({ max: 3 }), { maxLength: 25 }),
        async (most, atOnce, pauses) => {
          const { gather, batches } = gatherer({ most, afterMs: 2, atOnce })
          const pushed: Promise<void>[] = []
          for (const [n, pause] of pauses.entries()) {
            if (pause === 0) await sleep(1)
            pushed.push(gather.push(n))
          }
          await gather.close()
          await Promise.all(pushed)
          expect(batches.flat()).toEqual(pauses.map((_, n) => n))
          for (const batch of batches) expect(batch.length).toBeLessThanOrEqual(most)
        },
      ),
      runs(40),
    )
  })

  test('leaves at once when `most` are together', async () => {
    const { gather, batches } = gatherer({ most: 3, afterMs: 30_000 })
    const pushed = [1, 2].map((n) => gather.push(n))
    await sleep(5)
    expect(batches).toEqual([])
    await Promise.all([...pushed, gather.push(3)])
    expect(batches).toEqual([[1, 2, 3]])
  }, 5_000)

  test('leaves beside one that is under way where several may be', async () => {
    const open: (() => void)[] = []
    const flushed: number[] = []
    const limits = { most: 1, afterMs: 5, atOnce: 2 }
    const gather = new Gather<number>(async (items) => {
      flushed.push(...items)
      await new Promise<void>((resolve) => open.push(resolve))
    }, limits)
    const pushed = [1, 2, 3].map((n) => gather.push(n))
    await sleep(10)
    expect(flushed).toEqual([1, 2])
    open[1]?.()
    await pushed[1]
    await sleep(10)
    expect(flushed).toEqual([1, 2, 3])
    for (const end of open) end()
    await gather.close()
    await Promise.all(pushed)
  })

  test('leaves after a while even alone', async () => {
    const { gather, batches } = gatherer({ most: 100, afterMs: 5 })
    await gather.push(1)
    await gather.push(2)
    expect(batches).toEqual([[1], [2]])
  })

  test('leaves when nothing more comes, and waits on while something does', async () => {
    const { gather, batches } = gatherer({ most: 100, afterMs: 30_000, quietMs: 200 })
    const pushed: Promise<void>[] = []
    for (let n = 0; n < 5; n++) {
      pushed.push(gather.push(n))
      await sleep(60)
    }
    expect(batches).toEqual([])
    await Promise.all(pushed)
    expect(batches).toEqual([[0, 1, 2, 3, 4]])
  }, 5_000)

  test('fails with its own batch and no other', async () => {
    const { gather, batches } = gatherer({ most: 2, afterMs: 5 }, [3])
    const ends = await Promise.allSettled([1, 2, 3, 4, 5, 6].map((n) => gather.push(n)))
    expect(ends.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
      'fulfilled',
    ])
    expect(ends[3]).toMatchObject({ reason: new Error('3 is bad') })
    expect(batches).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ])
    await gather.push(7)
    expect(batches.at(-1)).toEqual([7])
  })

  test('is through when it is closed, also what came meanwhile', async () => {
    const { gather, batches } = gatherer({ most: 2, afterMs: 5 })
    const pushed = [1, 2, 3].map((n) => gather.push(n))
    const late = sleep(2).then(() => gather.push(4))
    await gather.close()
    await Promise.all([...pushed, late])
    expect(batches.flat()).toEqual([1, 2, 3, 4])
    await gather.close()
  })
})
