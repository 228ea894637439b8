import { timingSafeEqual } from 'node:crypto'
import { monotonicMs } from '../clock.ts'
import { readPeople } from '../db/person.ts'
import { Refusal } from '../errors.ts'
import { addMinutes, dayOf, showInstant, type Instant } from '../model/time.ts'
import type { World } from '../world.ts'
import { enterpriseTokenUntil } from './admit.ts'
import { ownerOf, PUBLIC, type Caller } from './caller.ts'
import { readOrderToken } from './orderToken.ts'
import { officerOfSession, touchSession, type SessionOfficer } from './sessionStore.ts'
import { enterpriseOfToken, feedOfKey, sourceOfKey, type OfficerRow } from './store.ts'
import { hashToken, kindOfToken } from './token.ts'

/**
 * How long a caller is remembered without asking the database. Longer, and a revoked key goes on working on the other
 * processes; shorter, and each value of a feed costs a query.
 */
const REMEMBERED_MS = 5_000
/** Every enterprise of a province at once. More only costs memory; less, and a wave of receipts asks each time. */
const MOST_REMEMBERED = 50_000

/** Who stands behind a token (身份识别): officers' sessions, keys of feeds and sources, enterprises' tokens, the owner of the machine. */
export class Callers {
  readonly #world: Pick<World, 'db' | 'keys' | 'areas' | 'clock' | 'rulebooks'>
  readonly #ownerHash: Buffer | null
  readonly #remembered = new Map<string, { caller: Caller; until: number }>()

  constructor(world: Pick<World, 'db' | 'keys' | 'areas' | 'clock' | 'rulebooks'>, ownerToken: string | null) {
    this.#world = world
    // Who was closed, changed or given another key here is so at once in this process.
    world.db.subscribe('callers', () => this.#remembered.clear())
    this.#ownerHash = ownerToken === null ? null : hashToken(ownerToken)
  }

  /**
   * Without the database; null when it would have to be asked.
   * @throws Refusal `token.runOut`
   */
  recall(token: string): Caller | null {
    const hash = hashToken(token)
    if (this.#ownerHash !== null && timingSafeEqual(hash, this.#ownerHash)) return ownerOf(this.#world.areas)
    const grant = readOrderToken(this.#world.keys, token)
    if (grant !== null) {
      stillHolds(grant.until, this.#world.clock.now())
      return { ...PUBLIC, kind: 'enterprise', id: grant.enterprise, name: '', role: 'enterprise', order: grant.order }
    }
    const found = this.#remembered.get(hash.toString('hex'))
    return found !== undefined && found.until > monotonicMs() ? found.caller : null
  }

  /**
   * Null when nobody stands behind the token, or no longer.
   * @throws Refusal `token.runOut`
   */
  async find(token: string, now: Instant): Promise<Caller | null> {
    const hash = hashToken(token)
    const caller = await this.#look(token, hash, now)
    if (caller === null) return null
    if (this.#remembered.size >= MOST_REMEMBERED) this.#forgetOldest()
    this.#remembered.set(hash.toString('hex'), { caller, until: monotonicMs() + REMEMBERED_MS })
    return caller
  }

  forget(token: string): void {
    this.#remembered.delete(hashToken(token).toString('hex'))
  }

  async officer(row: OfficerRow): Promise<Caller> {
    const people = await readPeople(this.#world.db, this.#world.keys, [row.person_id])
    // A person who was deleted leaves the log-in name, which is the bureau's.
    const name = people.get(row.person_id)?.name ?? row.login
    const { id, role, rank, area, township, department } = row
    return { ...PUBLIC, kind: 'officer', id, name, role, rank, area, areas: [area], township, department }
  }

  async #look(token: string, hash: Buffer, now: Instant): Promise<Caller | null> {
    switch (kindOfToken(token)) {
      case 'session': {
        const row = await officerOfSession(this.#world.db, hash, now)
        if (row === null) return null
        await this.#touch(row, now)
        return { ...(await this.officer(row)), session: row.session, pending: row.pending }
      }
      case 'feed': {
        const row = await feedOfKey(this.#world.db, hash, this.#world.clock.now())
        if (row === null) return null
        const { provider: name, areas } = row
        return { ...PUBLIC, kind: 'feed', ...row, name, role: 'feed', area: areas[0] ?? '' }
      }
      case 'source': {
        const row = await sourceOfKey(this.#world.db, hash, this.#world.clock.now())
        if (row === null) return null
        return { ...PUBLIC, kind: 'source', ...row, role: 'source', areas: [row.area] }
      }
      case 'enterprise': {
        const row = await enterpriseOfToken(this.#world.db, hash, this.#world.clock.now())
        if (row === null) return null
        const { enterprise: id, name, area, createdAt } = row
        stillHolds(enterpriseTokenUntil(this.#world, createdAt), this.#world.clock.now())
        return { ...PUBLIC, kind: 'enterprise', id, name, role: 'enterprise', area, areas: [area] }
      }
      case null:
        return null
    }
  }

  /** A request is a sign of life, written down once a minute: more often, and every screen writes all day. */
  async #touch({ session, idleUntil }: SessionOfficer, now: Instant): Promise<void> {
    if (idleUntil === null) return
    const next = addMinutes(now, this.#world.rulebooks.access(dayOf(now)).session.idleMinutes)
    if (addMinutes(idleUntil, 1) <= next) await touchSession(this.#world.db, session, next)
  }

  /** A map keeps the order in which keys came: the first tenth is the longest here. */
  #forgetOldest(): void {
    let left = MOST_REMEMBERED / 10
    for (const key of this.#remembered.keys()) {
      if (left-- === 0) return
      this.#remembered.delete(key)
    }
  }
}

/** Its holder was known and hears what to do; a stranger's is answered as if there were none. */
function stillHolds(until: Instant, now: Instant): void {
  if (until <= now) throw new Refusal('token.runOut', { until: showInstant(until) })
}
