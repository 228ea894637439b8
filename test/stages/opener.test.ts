import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHANNELS } from '../../src/dispatch/channel.ts'
import { partsOf } from '../../src/dispatch/texts/short.ts'
import { waysOf } from '../../src/dispatch/ways.ts'
import { answersTest, countsOf, OUTCOMES, tryAll, type Seat } from '../../src/opener/decide.ts'
import { testLetter } from '../../src/opener/texts.ts'
import { readReply } from '../../src/receipts/callbacks/decide.ts'
import { runs } from '../help/runs.ts'

const seat: fc.Arbitrary<Seat> = fc
  .record({
    id: fc.uuid(),
    enterprise: fc.integer({ min: 0, max: 3 }),
    phone: fc.option(fc.integer({ min: 0, max: 3 })),
    sms: fc.boolean(),
    url: fc.option(fc.constantFrom('http://a.example/', 'http://b.example/')),
  })
  .map(({ id, enterprise, phone, sms, url }) => ({
    contact: {
      id,
      enterprise: `e${enterprise}`,
      person: `p${id}`,
      post: null,
      position: 1,
      sms,
      url,
      phoneMark: phone === null ? null : `m${phone}`,
      language: 'zh' as const,
    },
    enterprise: { id: `e${enterprise}`, area: '140802', creditCode: `${enterprise}`, name: `示例${enterprise}厂` },
  }))
const seats = fc.uniqueArray(seat, { selector: ({ contact }) => contact.id, maxLength: 12 })
const ways = fc.subarray([...CHANNELS])

describe('who is tried', () => {
  it('every open way to every contact once, and each telephone once', () => {
    fc.assert(
      fc.property(seats, ways, (all, open) => {
        const { tries, wayless } = tryAll(all, open)
        const tried = tries.flatMap((one) => one.seats.map(({ contact }) => `${contact.id} ${one.channel}`))
        const right = all.flatMap(({ contact }) => waysOf(contact, open).map((way) => `${contact.id} ${way.channel}`))
        expect(tried.sort()).toEqual(right.sort())
        expect(wayless).toEqual(all.filter(({ contact }) => waysOf(contact, open).length === 0))
        expect(new Set(tries.map(({ target }) => target)).size).toBe(tries.length)
        for (const channel of ['sms', 'voice'] as const) {
          const rung = tries.filter((one) => one.channel === channel)
          const numbers = rung.flatMap(({ seats: [{ contact }] }) => contact.phoneMark ?? [])
          expect(new Set(numbers).size).toBe(numbers.length)
        }
      }),
      runs(200),
    )
  })

  it('a server answers for one enterprise only: its secret is that one’s', () => {
    fc.assert(
      fc.property(seats, (all) => {
        for (const { seats: tried } of tryAll(all, ['webhook']).tries)
          expect(new Set(tried.map(({ enterprise }) => enterprise.id)).size).toBe(1)
      }),
      runs(100),
    )
  })

  it('the same contacts in another order are the same messages: begun again, none is sent twice', () => {
    fc.assert(
      fc.property(seats, ways, (all, open) => {
        const targets = (some: readonly Seat[]) => tryAll(some, open).tries.map(({ target }) => target)
        expect(targets(all.toReversed()).sort()).toEqual(targets(all).sort())
      }),
      runs(100),
    )
  })
})

it('every text says that it is a test before anything else, names no measure, and fits one SMS', () => {
  fc.assert(
    fc.property(seats, (all) => {
      for (const one of tryAll(all, ['sms', 'voice', 'webhook']).tries) {
        const { texts, say } = testLetter({ id: '', areaName: '运城市' }, one)
        for (const text of [texts.subject, texts.short, texts.spoken, texts.long, say.zh])
          expect(text).toMatch(/联络测试.{0,4}不是(减排)?指令/)
        expect(partsOf(`〔演练〕${texts.short}`)).toBe(1)
      }
    }),
    runs(50),
  )
})

it('no answer to an order is one to a test, and none to a test one to an order', () => {
  for (const text of ['8', ' ８ ', '8。', '8!']) expect([answersTest(text), readReply(text)]).toEqual([true, null])
  for (const text of ['1', '收到', '收到 8', '18', '80', '8号窑停不了', '']) expect(answersTest(text), text).toBe(false)
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(answersTest(text) && readReply(text) !== null).toBe(false)
    }),
    runs(200),
  )
})

it('the counts of parts add up to those of the whole', () => {
  const counted = fc.record({
    area: fc.constantFrom('140802', '140882'),
    channel: fc.constantFrom('sms', 'voice'),
    outcome: fc.constantFrom(...OUTCOMES),
    count: fc.nat(50),
  })
  fc.assert(
    fc.property(fc.array(counted), (all) => {
      const whole = countsOf(all)
      const parts = [...Map.groupBy(all, ({ area }) => area).values()].map(countsOf)
      for (const name of [...OUTCOMES, 'tested'] as const)
        expect(parts.reduce((sum, part) => sum + part[name], 0)).toBe(whole[name])
      expect(OUTCOMES.reduce((sum, name) => sum + whole[name], 0)).toBe(whole.tested)
    }),
    runs(100),
  )
})
