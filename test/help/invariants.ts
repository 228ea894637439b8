import { expect } from 'vitest'
import { nameOf } from '../../src/auditor/invariants.ts'
import { breachesOfOrders, breachesOfWhole, ordersAfter } from '../../src/auditor/store.ts'
import type { Reader } from '../../src/db/port.ts'

/** More than any world of a test holds. */
const ALL = 100_000

/**
 * What breaks a standing invariant in a world that has settled, as the auditor sees it; empty when all hold. Nothing is
 * late where the clock stands, so that time is not looked at.
 */
export async function breaches(db: Reader): Promise<string[]> {
  const orders = await ordersAfter(db, '00000000-0000-0000-0000-000000000000', ALL)
  return [...(await breachesOfWhole(db, null)), ...(await breachesOfOrders(db, orders, null))].map(nameOf)
}

export async function expectSound(db: Reader): Promise<void> {
  expect(await breaches(db)).toEqual([])
}
