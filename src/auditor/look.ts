import type { Reader } from '../db/port.ts'
import { BEGINNING, type Held, verifyFrom } from '../db/seal.ts'
import { verifyCheckpoints, verifyWhole } from '../journal/hold.ts'
import type { Id } from '../model/id.ts'
import type { World } from '../world.ts'
import type { Breach } from './invariants.ts'
import {
  breachesOfOrders,
  breachesOfTime,
  breachesOfWhole,
  notePublished,
  oldestUnsealed,
  ordersAfter,
} from './store.ts'

type Ground = Pick<World, 'db' | 'clock' | 'kind' | 'keys' | 'checkpoints'>

/**
 * Orders whose content is read in one look, and links of the chain that are checked again: the whole comes round within
 * the hour for a city of five thousand, within some hours for the plain. More, and a look is felt by the desk.
 */
const IN_TURN = 2_000
const LINKS = 2_000
const FIRST: Id = '00000000-0000-0000-0000-000000000000'

/** Everything at once (全面核查), for somebody who asks: as long as it takes. */
export async function lookAtAll(ground: Omit<Ground, 'db'> & { db: Reader }): Promise<Breach[]> {
  const { db, clock, kind } = ground
  const found = [...(await breachesOfWhole(db, kind)), ...(await breachesOfTime(db, clock.now()))]
  for (let after = FIRST; ;) {
    const orders = await ordersAfter(db, after, IN_TURN)
    found.push(...(await breachesOfOrders(db, orders, kind)))
    after = orders.at(-1) ?? after
    if (orders.length < IN_TURN) break
  }
  const { broken } = await verifyWhole(ground)
  return broken ? [...found, broke(broken)] : found
}

/**
 * Looks every minute (每分钟核查): the whole by what is cheap, and what has to be read in full turn by turn. It
 * remembers how far it is, and forgets that with the process.
 */
export class Rounds {
  readonly #ground: Ground
  #order: Id = FIRST
  /** What was added to the chain since the last look, and another stretch of what was there before. */
  #newest: Held = BEGINNING
  #again: Held = BEGINNING
  #unsealed: number | null = null

  constructor(ground: Ground) {
    this.#ground = ground
  }

  async look(): Promise<Breach[]> {
    const { db, clock, kind } = this.#ground
    const orders = await ordersAfter(db, this.#order, IN_TURN)
    this.#order = orders.length < IN_TURN ? FIRST : (orders.at(-1) ?? FIRST)
    await notePublished(db, orders)
    return [
      ...(await breachesOfWhole(db, kind)),
      ...(await breachesOfTime(db, clock.now())),
      ...(await breachesOfOrders(db, orders, kind)),
      ...(await this.#chain()),
    ]
  }

  async #chain(): Promise<Breach[]> {
    const { db } = this.#ground
    const found: Breach[] = []
    const fresh = await verifyFrom(db, this.#newest, LINKS)
    this.#newest = fresh.held
    if (fresh.broken) found.push(broke(fresh.broken))
    else {
      const old = await verifyFrom(db, this.#again, Math.min(LINKS, this.#newest.n - this.#again.n))
      if (old.broken) found.push(broke(old.broken))
      this.#again = old.broken || old.held.n >= this.#newest.n ? BEGINNING : old.held
    }
    const signed = await verifyCheckpoints(this.#ground, 'newest')
    if (signed.broken) found.push(broke(signed.broken))
    const unsealed = await oldestUnsealed(db)
    if (unsealed !== null && unsealed === this.#unsealed)
      found.push({ invariant: 'I7', why: 'the journal is not being sealed', area: '', what: `entry ${unsealed}` })
    this.#unsealed = unsealed
    return found
  }
}

function broke({ n, seq, why }: { n: number; seq: number | null; why: string }): Breach {
  return {
    invariant: 'I7',
    why: 'the chain of the journal does not hold',
    area: '',
    what: `link ${n} (entry ${seq}): ${why}`,
  }
}
