import { finish, loadEffects, type Effect } from '../../db/effects.ts'
import type { Doing } from '../../db/journal.ts'
import { insertLetters } from '../../dispatch/letters/store.ts'
import { dayOf } from '../../model/time.ts'
import { loadSeasons } from '../../rulebook/season.ts'
import { firstWay } from '../../tasks/messages/decide.ts'
import { contactsOfDepartments, departmentsOf } from '../../tasks/registry/store.ts'
import type { World } from '../../world.ts'
import { askingLetter } from '../asking/letter.ts'
import { rowsIn } from '../monthly/store.ts'
import { wantedFrom } from './decide.ts'
import { beginSubmissions, holdSubmission, recordAsked } from './store.ts'

/** What the plan of the season wants sent has its clock from here on, each once. */
export async function openSeason({ db, clock }: World, effect: Effect<'openSeason'>): Promise<void> {
  await db.transaction(async (tx) => {
    const now = clock.now()
    const rule = loadSeasons().inForce(dayOf(now), effect.area)
    if (rule !== null) {
      const place = { area: rule.area, season: rule.id }
      await beginSubmissions(tx, place, wantedFrom(rule, dayOf(now)), { now, by: 'engine' })
    }
    await finish(tx, [effect.id])
  })
}

/** Asks each office of the city for its part of a monthly report, or again whoever has given none. */
export async function askOffices({ db, clock, ways }: World, effect: Effect<'askOffices'>): Promise<void> {
  const { round } = effect.params
  await db.transaction(async (tx) => {
    // Done by another attempt, which was waited for.
    if ((await loadEffects(tx, [effect.id])).length === 0) return
    await finish(tx, [effect.id])
    const held = await holdSubmission(tx, effect.subject)
    if (held === null || held.state === 'sent' || held.month === null) return
    const doing: Doing = { now: clock.now(), by: 'engine' }
    const given = new Set((await rowsIn(tx, held.season, held.month, [held.area])).map(({ office }) => office))
    const offices = (await departmentsOf(tx, [held.area])).filter(({ name }) => !given.has(name))
    const contacts = await contactsOfDepartments(
      tx,
      offices.map(({ id }) => id),
    )
    const letters = offices.flatMap((office) => {
      const way = firstWay(contacts.get(office.id) ?? [], ways(doing.now))
      if (way === null) return []
      const key = `report.${held.id}.${round}.${office.id}`
      const { channel, address, contact } = way
      const letter = askingLetter(office, held, { again: round > 1 })
      return [{ department: office.id, to: { area: held.area, contactId: contact.id, channel, address, key, letter } }]
    })
    await insertLetters(
      tx,
      letters.map(({ to }) => to),
      doing,
    )
    const asked = letters.map(({ department, to }) => ({ department, contact: to.contactId, key: to.key }))
    await recordAsked(tx, held.id, round, asked)
  })
}
