import { journal } from '../db/journal.ts'
import type { Db } from '../db/port.ts'
import { Refusal } from '../errors.ts'
import { newId } from '../model/id.ts'
import { addHours, type Instant } from '../model/time.ts'
import { loginName } from './admit.ts'
import { checkPassword } from './password.ts'
import { deleteSession, insertSession, officerByLogin, type OfficerRow } from './store.ts'
import { hashToken, newToken } from './token.ts'

/** A session outlives the longest shift of a duty desk (12 h) with its handing over; a forgotten one ends by itself. */
const HOURS = 14

/**
 * The two times of a log-in: a session ends by the time of the people outside, the journal is written in the world's.
 * They differ only in a demonstration or a drill, where a jump of the clock must not log everybody out.
 */
export interface Moment {
  readonly outside: Instant
  readonly world: Instant
}

/**
 * Logs an officer in (登录). An unknown name takes the same way and time as a wrong password.
 * @throws Refusal `login.failed`
 */
export async function openSession(
  db: Db,
  { login, password }: { login: string; password: string },
  now: Moment,
): Promise<{ token: string; until: Instant; officer: OfficerRow }> {
  const officer = await officerByLogin(db, loginName(login))
  const right = await checkPassword(password, officer?.password ?? null)
  if (!right || officer === null) throw new Refusal('login.failed')
  const token = newToken('session')
  const until = addHours(now.outside, HOURS)
  const { id, area } = officer
  await db.transaction(async (tx) => {
    const session = { id: newId(now.outside), area, officer: id, hash: hashToken(token), until }
    await insertSession(tx, session, now.outside)
    const entry = { area, kind: 'officer', subject: id, event: 'LOGGED_IN', body: { session: session.id } }
    await journal(tx, [entry], { now: now.world, by: `user:${id}` })
  })
  return { token, until, officer }
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
