import { z } from 'zod'
import { ask } from '../../db/effects.ts'
import { note } from '../../db/journal.ts'
import { forgetPeople, keepPeople, phoneMark, readMasked, readPeople } from '../../db/person.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { id, idParams, instant } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import { actorOf, enterpriseOf, mustSee, type Caller } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { contactsOf } from '../store.ts'
import { lastAnswered, replaceContact, sitsSomewhere } from './store.ts'

/** Of messages (消息语言). */
const LANGUAGES = ['zh', 'en'] as const

const contact = z
  .object({
    id,
    post: z.string().nullable(),
    position: z.int().describe('1 is told first'),
    name: z.string(),
    phone: z.string(),
    sms: z.boolean(),
    language: z.enum(LANGUAGES).describe('in which messages come; the Chinese text binds whichever it is'),
    answeredAt: instant.nullable().describe('when this one last answered a test of the line'),
  })
  .meta({ id: 'Contact' })
const contacts = z.object({ items: z.array(contact) })

const person = z.object({
  name: z.string().trim().min(1).max(50),
  phone: z.string().regex(/^\d{7,15}$/, 'digits as dialled'),
  sms: z.boolean().default(true),
  language: z.enum(LANGUAGES).optional().describe('as it was where it is missing'),
})
type NewPerson = z.output<typeof person>

/**
 * `/me/contacts` (联系人): who is told at the enterprise, as the enterprise itself keeps it, and as its county corrects it.
 * Contacts stay live (law 11), and one that is corrected is tried anew.
 */
export function contactRoutes(app: App, world: World): void {
  const { db, keys, clock } = world

  app.get(
    '/me/contacts',
    { config: { action: 'me.contacts' }, schema: { response: { 200: contacts } } },
    async ({ caller }) => ({ items: await shown(enterpriseOf(caller)) }),
  )

  app.post(
    '/me/contacts/:id',
    { config: { action: 'me.contacts' }, schema: { params: idParams, body: person, response: { 200: contacts } } },
    async ({ params, body, caller }) => {
      const enterprise = enterpriseOf(caller)
      await change(enterprise, params.id, body, caller)
      return { items: await shown(enterprise) }
    },
  )

  app.post(
    '/enterprises/:id/contacts/:contact',
    {
      config: { action: 'contact.correct' },
      schema: { params: idParams.extend({ contact: id }), body: person, response: { 200: contacts } },
    },
    async ({ params, body, caller }) => {
      await change(params.id, params.contact, body, caller)
      return { items: await shown(params.id, readMasked) }
    },
  )

  async function change(enterprise: Id, seatId: Id, given: NewPerson, caller: Caller): Promise<void> {
    const { name, phone, sms, language = null } = given
    const doing = { now: clock.now(), by: actorOf(caller) }
    await db.transaction(async (tx) => {
      const seats = (await contactsOf(tx, [enterprise])).get(enterprise) ?? []
      if (!seats.some((seat) => seat.id === seatId)) throw new Refusal('thing.unknown', { what: 'contact', id: seatId })
      const [kept = ''] = await keepPeople(tx, keys, [{ person: { name, phone }, area: caller.area }], doing.now)
      const mark = phoneMark(keys, phone)
      const replaced = await replaceContact(tx, {
        contact: seatId,
        enterprise,
        person: kept,
        phoneMark: mark,
        sms,
        language,
      })
      if (replaced === null) throw new Refusal('thing.unknown', { what: 'contact', id: seatId })
      const { area } = replaced
      if (caller.kind === 'officer') mustSee(world, caller, area, 'contact', seatId)
      // Who has left is called no more: nothing needs the number any longer.
      if (!(await sitsSomewhere(tx, replaced.before))) await forgetPeople(tx, [replaced.before])
      // The county reads it in its own journal and stream; who they are stays with the person.
      const entry = { area, kind: 'enterprise', subject: enterprise, event: 'CONTACT_CHANGED' }
      await note(tx, { ...entry, body: { contact: seatId, before: replaced.before, person: kept } }, doing)
      await ask(tx, [{ kind: 'testAgain', subject: seatId, area, params: {} }], doing.now)
    })
  }

  /** @param read an enterprise reads its own in full, an officer with a reason: POST /persons/open */
  async function shown(enterprise: Id, read: typeof readMasked = readPeople) {
    const seats = (await contactsOf(db, [enterprise])).get(enterprise) ?? []
    const people = await read(
      db,
      keys,
      seats.map(({ person: kept }) => kept),
    )
    const answered = await lastAnswered(
      db,
      seats.map((seat) => seat.id),
    )
    return seats.map(({ id: seat, post, position, person: kept, sms, language }) => {
      const known = people.get(kept)
      const answeredAt = answered.get(seat) ?? null
      return { id: seat, post, position, name: known?.name ?? '', phone: known?.phone ?? '', sms, language, answeredAt }
    })
  }
}
