import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { WARNING_LEVELS } from '../../src/model/level.ts'
import { RULES } from '../../src/rulebook/books.ts'
import { bandOf, ladderForm, rungsOf } from '../../src/rulebook/ladder.ts'

type Row = { rung: string } & Partial<Record<string, number | string>>
type Band = { id: string; fromKilogramsPerDay: number; status?: string; rungs: Row[] }

const file = (): { ladder: Band[] } => parse(readFileSync(`${RULES}/deadlines/response-2019.yaml`, 'utf8')) as never
const ladder = ladderForm.parse(file().ladder)

/** What the form says of the ladder after somebody has changed one thing in it. */
function faults(change: (heavy: Band, others: Band) => void): string[] {
  const [heavy, others] = file().ladder
  if (!heavy || !others) return expect.fail('two bands')
  change(heavy, others)
  return ladderForm.safeParse([heavy, others]).error?.issues.map(({ message }) => message) ?? []
}
const row = ({ rungs }: Band, rung: string): Row => rungs.find((one) => one.rung === rung) ?? expect.fail(rung)

describe('the ladder of escalation', () => {
  test('holds as it ships', () => {
    expect(faults(() => undefined)).toEqual([])
  })

  test.each<[string, (heavy: Band, others: Band) => void, RegExp]>([
    ['a heavy emitter is reached later', (heavy) => (row(heavy, 'remind')['red'] = 90), /later than in others/],
    ['a heavy emitter is spared a rung', (heavy) => delete row(heavy, 'inspector')['red'], /does not reach inspector/],
    ['red is reached later than orange', (_, others) => (row(others, 'remind')['red'] = 200), /later than orange/],
    [
      'no county officer',
      (_, others) => delete row(others, 'county')['blue'],
      /blue does not reach the county officer/,
    ],
    ['rungs in another order', (_, others) => (others.rungs = others.rungs.toReversed()), /must follow the order/],
    ['small emitters without a ladder', (_, others) => (others.fromKilogramsPerDay = 5), /must begin at 0/],
    ['bands upside down', (heavy) => (heavy.fromKilogramsPerDay = 0), /begin with the heaviest/],
    ['minutes without a source', (heavy) => delete heavy.status, /neither a source nor/],
  ])('%s: is found', (_, change, message) => {
    expect(faults(change).join('; ')).toMatch(message)
  })

  test('of an order is climbed no slower the more it cuts, at every level', () => {
    const weight = fc.integer({ min: 0, max: 1e13 })
    const sum = (milligrams: number, level: (typeof WARNING_LEVELS)[number], rung: string) => {
      const rungs = rungsOf(bandOf(ladder, milligrams), level)
      const place = rungs.findIndex((one) => one.rung === rung)
      return place < 0 ? Infinity : rungs.slice(0, place + 1).reduce((all, { minutes }) => all + minutes, 0)
    }
    fc.assert(
      fc.property(weight, weight, fc.constantFrom(...WARNING_LEVELS), (a, b, level) => {
        for (const rung of ['remind', 'county', 'inspector'])
          expect(sum(Math.max(a, b), level, rung)).toBeLessThanOrEqual(sum(Math.min(a, b), level, rung))
        expect(rungsOf(bandOf(ladder, a), level).map(({ rung }) => rung)).toContain('county')
      }),
    )
  })
})
