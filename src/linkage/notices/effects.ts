import { ask, finish, loadEffects, type Effect } from '../../db/effects.ts'
import { note, type Doing } from '../../db/journal.ts'
import { noticeById } from '../../episode/notices/store.ts'
import { colleagues, onDutyAt, waysOfOfficers } from '../../people/roster/store.ts'
import { contactsOfDepartments, departmentsOf } from '../../tasks/registry/store.ts'
import type { World } from '../../world.ts'
import { openReceivers } from '../cap/receivers/store.ts'
import { departmentOf, officersOf, type Office, type Receiver } from './decide.ts'
import { noticeLetter } from './letter.ts'
import { sendTo } from './store.ts'

/** Receivers in one transaction: each is a message, its effect, an entry's member and a row of its own. */
const AT_ONCE = 80

/**
 * Sends a notice (通知) to whom it is for: those below (counties of a city, cities of a province), the departments of both,
 * and the cities beside it. Begun again it goes on where it was.
 */
export async function sendNotice(world: World, effect: Effect<'sendNotice'>): Promise<void> {
  const { db, clock, areas } = world
  const { area, subject } = effect
  const notice = await noticeById(db, subject)
  if (notice?.document) {
    const { document } = notice
    const told = { id: notice.id, areaName: areas.find(area)?.name ?? area, document }
    const all = await receivers(world, area)
    for (let from = 0; from < all.length; from += AT_ONCE)
      await db.transaction(async (tx) => {
        const doing: Doing = { now: clock.now(), by: 'engine' }
        const some = all.slice(from, from + AT_ONCE)
        await sendTo(
          tx,
          notice.id,
          some.map((one) => ({ ...one, letter: noticeLetter(told, one) })),
          doing,
        )
      })
  }
  await db.transaction(async (tx) => {
    if ((await loadEffects(tx, [effect.id])).length === 0) return
    const doing: Doing = { now: clock.now(), by: 'engine' }
    if (notice) {
      const entry = { area, kind: 'warning', subject: notice.warning, event: 'NOTICE_SENT' }
      await note(tx, { ...entry, body: { notice: notice.id } }, doing)
    }
    // Where nobody reads CAP of this area nothing is sent.
    if (notice?.document && (await openReceivers(tx, areas.around(area))).length > 0)
      await ask(tx, [{ kind: 'sendCap', subject, area, params: {} }], doing.now)
    await finish(tx, [effect.id])
  })
}

async function receivers({ db, clock, areas, ways }: World, issuer: string): Promise<Receiver[]> {
  const now = clock.now()
  const open = ways(now)
  const all = areas.all()
  const own = areas.find(issuer)
  const below = all.filter(({ parent }) => parent === issuer)
  const beside = all.filter(({ kind, parent, code }) => kind === 'city' && parent === own?.parent && code !== issuer)
  const offices: Office[] = []
  for (const { code, name, kind } of below)
    offices.push({ kind: kind === 'county' ? kind : 'city', area: code, name, ways: await waysAt(code, kind) })
  for (const { code, name, kind } of beside)
    offices.push({ kind: 'neighbour', area: code, name, ways: await waysAt(code, kind) })
  const departments = await departmentsOf(db, [issuer, ...below.map(({ code }) => code)])
  const contacts = await contactsOfDepartments(
    db,
    departments.map(({ id }) => id),
  )
  return [
    ...offices.flatMap((office) => officersOf(office, open)),
    ...departments.map((one) => departmentOf(one, contacts.get(one.id) ?? [], open)),
  ]

  /** A county's own officers; of a city those on duty, or, where no roster says who is, everybody who may be. */
  async function waysAt(area: string, kind: string) {
    const onDuty = kind === 'county' ? [] : await onDutyAt(db, area, now)
    if (onDuty.length > 0) return await waysOfOfficers(db, onDuty)
    const officers = await colleagues(db, { area, role: kind === 'county' ? 'countyOfficer' : 'dutyOfficer', rank: 0 })
    return await waysOfOfficers(
      db,
      officers.map(({ id }) => id),
    )
  }
}
