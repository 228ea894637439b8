import { finish, loadEffects, type Effect } from '../../db/effects.ts'
import { note, type Doing } from '../../db/journal.ts'
import { noticeById } from '../../episode/notices/store.ts'
import type { Id } from '../../model/id.ts'
import { colleagues, onDutyAt, waysOfOfficers } from '../../people/roster/store.ts'
import { contactsOfDepartments, departmentsOf } from '../../tasks/registry/store.ts'
import type { World } from '../../world.ts'
import { departmentOf, officersOf, type Office, type Receiver } from './decide.ts'
import { noticeLetter } from './letter.ts'
import { sendTo } from './store.ts'

/** Receivers in one transaction: each is a message, its effect, an entry's member and a row of its own. */
const AT_ONCE = 80

/**
 * Sends a notice (通知) to whom it is for: the counties of its city, the departments of both, and the cities beside it.
 * Begun again it goes on where it was.
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
    await finish(tx, [effect.id])
  })
}

async function receivers({ db, clock, areas, ways }: World, city: string): Promise<Receiver[]> {
  const now = clock.now()
  const open = ways(now)
  const all = areas.all()
  const province = areas.find(city)?.parent ?? null
  const counties = all.filter(({ kind, parent }) => kind === 'county' && parent === city)
  const beside = all.filter(({ kind, parent, code }) => kind === 'city' && parent === province && code !== city)
  const offices: Office[] = []
  for (const { code, name } of counties)
    offices.push({ kind: 'county', area: code, name, ways: await waysAt(code, 'countyOfficer', []) })
  for (const { code, name } of beside)
    offices.push({
      kind: 'neighbour',
      area: code,
      name,
      ways: await waysAt(code, 'dutyOfficer', await onDutyAt(db, code, now)),
    })
  const departments = await departmentsOf(db, [city, ...counties.map(({ code }) => code)])
  const contacts = await contactsOfDepartments(
    db,
    departments.map(({ id }) => id),
  )
  return [
    ...offices.flatMap((office) => officersOf(office, open)),
    ...departments.map((one) => departmentOf(one, contacts.get(one.id) ?? [], open)),
  ]

  /** Of those on duty; where no roster says who is, of everybody who may be. */
  async function waysAt(area: string, role: string, onDuty: readonly Id[]) {
    if (onDuty.length > 0) return await waysOfOfficers(db, onDuty)
    const officers = await colleagues(db, { area, role, rank: 0 })
    return await waysOfOfficers(
      db,
      officers.map(({ id }) => id),
    )
  }
}
