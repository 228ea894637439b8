import { note, type Doing } from '../../db/journal.ts'
import type { Tx } from '../../db/port.ts'
import { Refusal } from '../../errors.ts'
import { addHours, dayOf, type Instant } from '../../model/time.ts'
import { hashPassword } from '../../people/password.ts'
import { takeCode } from '../../people/factor.ts'
import { deleteSessionsOf } from '../../people/sessionStore.ts'
import { hashToken, newToken } from '../../people/token.ts'
import type { World } from '../../world.ts'
import { isWeak } from './decide.ts'
import { keepLink, livingLink, missCode, setPassword, useLink, type LivingLink } from './store.ts'

/** A slip of the finger or two; more is somebody who guesses, and each new link stands in the journal. */
const MOST_WRONG = 3

/** Makes a link by which an officer sets the password once; it goes back to who asked, and is kept nowhere. */
export async function makeLink(
  { rulebooks, links }: Pick<World, 'rulebooks' | 'links'>,
  tx: Tx,
  { id, area }: { id: string; area: string },
  doing: Doing,
): Promise<{ link: string; until: Instant }> {
  const token = newToken('password')
  const until = addHours(doing.now, rulebooks.access(dayOf(doing.now)).password.linkHours)
  await keepLink(tx, { officer: id, area, hash: hashToken(token), until }, doing)
  await note(tx, { area, kind: 'officer', subject: id, event: 'PASSWORD_LINK_MADE', body: { until } }, doing)
  return { link: `${links.base}/p/${token}`, until }
}

/** Whose link it is. @throws Refusal `password.linkDead` */
export async function linkNamed({ db, clock }: Pick<World, 'db' | 'clock'>, token: string): Promise<LivingLink> {
  const link = await livingLink(db, hashToken(token), clock.now())
  if (link === null) throw new Refusal('password.linkDead')
  return link
}

/**
 * Sets the password and uses the link up. Whoever was logged in under that name is logged out: it may have been changed
 * because somebody else knew it. Of an approver, who signs, a link alone does not do (两人办理): a second person has
 * confirmed it, or the approver's own second factor does.
 * @param outside the time of the people outside, by which a telephone counts
 * @throws Refusal `password.linkDead`, `password.weak`, `password.waits`, `login.codeNeeded`, `login.codeWrong`
 */
export async function setByLink(
  world: World,
  token: string,
  { password, code = '' }: { password: string; code?: string | undefined },
  outside: Instant,
): Promise<{ login: string }> {
  const { db, clock, rulebooks } = world
  const { officer, login, area, waits, hasFactor } = await linkNamed(world, token)
  if (waits && !hasFactor) throw new Refusal('password.waits', { login })
  if (waits && code === '') throw new Refusal('login.codeNeeded')
  const now = clock.now()
  const { shortest } = rulebooks.access(dayOf(now)).password
  if (isWeak(password, login, shortest)) throw new Refusal('password.weak', { shortest: String(shortest) })
  const hash = await hashPassword(password)
  const right = await db.transaction(async (tx) => {
    if (waits && (await takeCode(world, tx, officer, code, { outside, world: now })) === null) {
      await missCode(tx, hashToken(token), MOST_WRONG)
      return false
    }
    if (!(await useLink(tx, hashToken(token), clock.now()))) throw new Refusal('password.linkDead')
    await setPassword(tx, officer, hash)
    const ended = await deleteSessionsOf(tx, officer)
    const entry = { area, kind: 'officer', subject: officer, event: 'PASSWORD_SET', body: { ended } }
    await note(tx, entry, { now: clock.now(), by: `user:${officer}` })
    return true
  })
  if (!right) throw new Refusal('login.codeWrong')
  return { login }
}
