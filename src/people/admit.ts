import type { Keys } from '../db/keys.ts'
import { keepPeople } from '../db/person.ts'
import type { Db, Reader } from '../db/port.ts'
import { newId, type Id } from '../model/id.ts'
import { addHours, dayOf, type Instant } from '../model/time.ts'
import type { World } from '../world.ts'
import type { Rank } from './caller.ts'
import { hashPassword } from './password.ts'
import { insertEnterpriseTokens, insertFeedKey, insertOfficer, type NewFeedKey } from './store.ts'
import { hashToken, newToken } from './token.ts'

/** What is needed to let somebody in: a part of a world. */
export interface House {
  readonly db: Db
  readonly keys: Keys
}

export interface NewUser {
  readonly login: string
  readonly password: string
  readonly name: string
  /** Digits; empty when unknown. */
  readonly phone?: string
  /** A role of `rules/roles.yaml`. */
  readonly role: string
  readonly rank: Rank
  readonly area: string
  readonly township?: string
  readonly department?: Id
  /** Whether the log-in is printed for everyone to see (演示账号). */
  readonly demo?: boolean
}

/** Rows for one statement: the embedded database does nothing else meanwhile (law 14). */
const CHUNK = 500

/** Log-in names do not differ by case or by the width of their letters. */
export function loginName(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase()
}

/** Admits an officer (人员); returns the id. A log-in name that is taken is a `DatabaseError` 23505. */
export async function createUser(house: House, user: NewUser, now: Instant): Promise<Id> {
  return await createUserHashed(house, user, await hashPassword(user.password), now)
}

/** The same for whoever has the hash already: a password that many share is worked on once. */
export async function createUserHashed(
  house: House,
  user: Omit<NewUser, 'password'>,
  password: string,
  now: Instant,
): Promise<Id> {
  return house.db.transaction(async (tx) => {
    const person = { name: user.name, phone: user.phone ?? '' }
    const [person_id = ''] = await keepPeople(tx, house.keys, [{ person, area: user.area }], now)
    const { role, rank, area, demo = false, township = null, department = null } = user
    const id = newId(now)
    await insertOfficer(
      tx,
      { id, area, login: loginName(user.login), person_id, role, rank, password, demo, township, department },
      now,
    )
    return id
  })
}

/** Makes a feed's key (接口密钥), bound to a provider and to areas. The key itself is returned once and kept nowhere. */
export async function createFeedKey(
  { db }: { readonly db: Reader },
  feed: NewFeedKey,
  now: Instant,
  by = 'engine',
): Promise<{ id: Id; key: string }> {
  const id = newId(now)
  const key = newToken('feed')
  await insertFeedKey(db, { id, ...feed, hash: hashToken(key) }, { now, by })
  return { id, key }
}

export interface EnterpriseHolder {
  /** The enterprise's id, as `/me/orders` looks orders up by. */
  readonly enterprise: string
  readonly name: string
  readonly area: string
}

/** Until when an enterprise’s own token is taken, by the rule of the day on which it was given. */
export function enterpriseTokenUntil({ rulebooks }: Pick<World, 'rulebooks'>, givenAt: Instant): Instant {
  return addHours(givenAt, 24 * rulebooks.access(dayOf(givenAt)).tokens.enterpriseDays)
}

/** Makes one token (企业令牌) for each enterprise; by enterprise, returned once and kept nowhere. */
export async function createEnterpriseTokens(
  house: Pick<House, 'db'>,
  holders: readonly EnterpriseHolder[],
  now: Instant,
): Promise<Map<string, string>> {
  const tokens = new Map<string, string>()
  for (let from = 0; from < holders.length; from += CHUNK) {
    const rows = holders.slice(from, from + CHUNK).map((holder) => {
      const token = newToken('enterprise')
      tokens.set(holder.enterprise, token)
      return { ...holder, hash: hashToken(token) }
    })
    await insertEnterpriseTokens(house.db, rows, now)
  }
  return tokens
}
