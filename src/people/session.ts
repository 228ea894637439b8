import { ask } from '../db/effects.ts'
import { journal, note } from '../db/journal.ts'
import type { Db, Tx } from '../db/port.ts'
import { Refusal } from '../errors.ts'
import { newId, type Id } from '../model/id.ts'
import { addHours, addMinutes, dayOf, type Instant } from '../model/time.ts'
import type { World } from '../world.ts'
import { loginName } from './admit.ts'
import { takeCode } from './factor.ts'
import { factorOf } from './factorStore.ts'
import { checkPassword } from './password.ts'
import { deleteSession, insertSession, type LoginWay } from './sessionStore.ts'
import { countWrong, forgetWrong, officerByLogin, type OfficerRow } from './store.ts'
import { hashToken, newToken } from './token.ts'

/** Where log-ins happen. */
type House = Pick<World, 'db' | 'keys' | 'rulebooks' | 'kind'>

/**
 * The two times of a log-in: a session ends by the time of the people outside, the journal is written in the world's.
 * They differ only in a demonstration or a drill, where a jump of the clock must not log everybody out.
 */
export interface Moment {
  readonly outside: Instant
  readonly world: Instant
}

export interface Opened {
  readonly token: string
  readonly until: Instant
  readonly officer: OfficerRow
  /** The second factor is demanded of this role and has to be set up before anything else. */
  readonly pending: boolean
}

/**
 * Logs an officer in (登录). An unknown name, a wrong password and a locked account take the same way and time and get
 * the same answer: it tells nobody which names there are.
 * @throws Refusal `login.failed`, `login.codeNeeded`, `login.codeWrong`
 */
export async function logIn(
  house: House,
  { login, password, code }: { login: string; password: string; code?: string | undefined },
  address: string,
  now: Moment,
): Promise<Opened> {
  const { db } = house
  const name = loginName(login)
  const officer = await officerByLogin(db, name)
  const right = await checkPassword(password, officer?.password ?? null)
  const locked = officer?.lockedUntil !== null && officer?.lockedUntil !== undefined && officer.lockedUntil > now.world
  if (!right || officer === null || locked) {
    await wrong(house, name, now)
    throw new Refusal('login.failed')
  }
  const factor = await factorOf(db, officer.id)
  if (factor?.confirmed !== true) return await begin(house, officer, ['password'], address, now)
  if (code === undefined) throw new Refusal('login.codeNeeded')
  const by = await db.transaction((tx) => takeCode(house, tx, officer.id, code, now))
  if (by === null) {
    await wrong(house, name, now)
    throw new Refusal('login.codeWrong')
  }
  return await begin(house, officer, ['password', by], address, now)
}

/** Opens a session for whoever has shown who they are. */
export async function begin(
  { db, kind, rulebooks }: House,
  officer: OfficerRow,
  ways: readonly LoginWay[],
  address: string,
  now: Moment,
): Promise<Opened> {
  const { id, area } = officer
  const { session: terms, secondFactor } = rulebooks.access(dayOf(now.outside))
  const until = addHours(now.outside, terms.hours)
  const token = newToken('session')
  // Whoever comes by the city's own log-in has shown there what the city asks for.
  const demanded = secondFactor.worlds.includes(kind) && secondFactor.roles.includes(officer.role)
  const pending = demanded && ways.length === 1 && !ways.includes('oidc')
  await db.transaction(async (tx) => {
    const session = { id: newId(now.outside), area, officer: id, hash: hashToken(token), until, ways, address, pending }
    await insertSession(tx, { ...session, idleUntil: addMinutes(now.outside, terms.idleMinutes) }, now.outside)
    await forgetWrong(tx, id)
    const entry = { area, kind: 'officer', subject: id, event: 'LOGGED_IN', body: { session: session.id, ways } }
    await journal(tx, [entry], { now: now.world, by: `user:${id}` })
  })
  return { token, until, officer, pending }
}

/** Counts a wrong one; the last that is allowed locks the name, and somebody is told. */
async function wrong({ db, rulebooks }: House, login: string, now: Moment): Promise<void> {
  const { lock } = rulebooks.access(dayOf(now.outside))
  await db.transaction(async (tx) => {
    const until = addMinutes(now.world, lock.minutes)
    const locked = await countWrong(tx, login, { most: lock.wrong, now: now.world, until })
    if (locked !== null) await tellLocked(tx, locked, until, now.world)
  })
}

async function tellLocked(
  tx: Tx,
  { id: subject, area }: { id: Id; area: string },
  until: Instant,
  now: Instant,
): Promise<void> {
  await note(tx, { area, kind: 'officer', subject, event: 'ACCOUNT_LOCKED', body: { until } }, { now, by: 'engine' })
  // Once a day for each account: whoever guesses on must not ring somebody up every quarter of an hour.
  const params = { cause: 'accountLocked', occasion: `${subject} ${dayOf(now)}` } as const
  await ask(tx, [{ kind: 'wake', subject, area, params }], now)
}

/** Logs out (退出): the token opens nothing from now on. */
export async function closeSession(
  db: Db,
  token: string,
  officer: { id: string; area: string },
  now: Moment,
): Promise<void> {
  await db.transaction(async (tx) => {
    await deleteSession(tx, hashToken(token))
    const entry = { area: officer.area, kind: 'officer', subject: officer.id, event: 'LOGGED_OUT', body: {} }
    await journal(tx, [entry], { now: now.world, by: `user:${officer.id}` })
  })
}
