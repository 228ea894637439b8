import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { instantOf } from '../../src/model/time.ts'
import { orderToken, readOrderToken } from '../../src/people/orderToken.ts'
import { runs } from '../help/runs.ts'

const keys = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((master) => ({ master: Buffer.from(master) }))
const until = fc.integer({ min: 1_600_000_000, max: 4_000_000_000 }).map((seconds) => instantOf(seconds * 1000))
const grants = fc.record({ order: fc.uuid({ version: 7 }), enterprise: fc.uuid({ version: 7 }), until })

describe('the token of an order', () => {
  test('grants that enterprise that order', () => {
    fc.assert(
      fc.property(keys, grants, (key, grant) => {
        expect(readOrderToken(key, orderToken(key, grant))).toEqual(grant)
      }),
    )
  })

  test('is worth nothing in another world', () => {
    fc.assert(
      fc.property(keys, keys, grants, (key, other, grant) => {
        fc.pre(!key.master.equals(other.master))
        expect(readOrderToken(other, orderToken(key, grant))).toBeNull()
      }),
    )
  })

  test('does not speak for another order or another enterprise', () => {
    fc.assert(
      fc.property(keys, grants, grants, (key, grant, other) => {
        fc.pre(grant.order !== other.order && grant.enterprise !== other.enterprise)
        const mac = orderToken(key, grant).split('.').at(-1) ?? expect.fail()
        const [, , , seconds] = orderToken(key, grant).split('.')
        for (const [order, enterprise, end = seconds] of [
          [other.order, grant.enterprise],
          [grant.order, other.enterprise],
          [grant.enterprise, grant.order],
          // Nor for a minute longer.
          [grant.order, grant.enterprise, (Number.parseInt(seconds ?? '', 36) + 60).toString(36)],
        ])
          expect(readOrderToken(key, `o.${order}.${enterprise}.${end}.${mac}`)).toBeNull()
      }),
    )
  })

  test('is nothing when anything of it is missing, added or changed', () => {
    fc.assert(
      fc.property(keys, grants, fc.nat(), fc.string({ minLength: 1, maxLength: 3 }), (key, grant, at, extra) => {
        const token = orderToken(key, grant)
        const cut = at % token.length
        expect(readOrderToken(key, token.slice(0, cut))).toBeNull()
        expect(readOrderToken(key, token.slice(cut + 1))).toBeNull()
        expect(readOrderToken(key, token + extra)).toBeNull()
        expect(readOrderToken(key, extra + token)).toBeNull()
        const changed = token.slice(0, cut) + extra + token.slice(cut + 1)
        if (changed !== token) expect(readOrderToken(key, changed)).toBeNull()
      }),
      runs(500),
    )
  })

  test('is nothing when it is garbage', () => {
    const part = fc.oneof(fc.string(), fc.constantFrom('o', '', 'a'.repeat(43)), fc.uuid())
    fc.assert(
      fc.property(
        keys,
        fc.oneof(
          fc.string(),
          fc.array(part, { maxLength: 6 }).map((parts) => parts.join('.')),
        ),
        (key, text) => {
          expect(readOrderToken(key, text)).toBeNull()
        },
      ),
      runs(500),
    )
  })
})
