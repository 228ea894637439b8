import { z } from 'zod'
import { note } from '../../db/journal.ts'
import { keepPeople, readPeople } from '../../db/person.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { id, idParams } from '../../http/schemas.ts'
import { actorOf, enterpriseOf } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { contactsOf } from '../store.ts'
import { replaceContact } from './store.ts'

const contact = z
  .object({
    id,
    post: z.string().nullable(),
    position: z.int().describe('1 is told first'),
    name: z.string(),
    phone: z.string(),
    sms: z.boolean(),
  })
  .meta({ id: 'Contact' })

/** `/me/contacts` (联系人): who is told at the enterprise, as the enterprise itself keeps it. Contacts stay live (law 11). */
export function contactRoutes(app: App, world: World): void {
  const { db, keys, clock } = world

  app.get(
    '/me/contacts',
    {
      config: { action: 'me.contacts' },
      schema: { response: { 200: z.object({ items: z.array(contact) }) } },
    },
    async ({ caller }) => ({ items: await shown(enterpriseOf(caller)) }),
  )

  app.post(
    '/me/contacts/:id',
    {
      config: { action: 'me.contacts' },
      schema: {
        params: idParams,
        body: z.object({
          name: z.string().trim().min(1).max(50),
          phone: z.string().regex(/^\d{7,15}$/, 'digits as dialled'),
          sms: z.boolean().default(true),
        }),
        response: { 200: z.object({ items: z.array(contact) }) },
      },
    },
    async ({ params, body, caller }) => {
      const enterprise = enterpriseOf(caller)
      const doing = { now: clock.now(), by: actorOf(caller) }
      await db.transaction(async (tx) => {
        const { name, phone, sms } = body
        const seats = (await contactsOf(tx, [enterprise])).get(enterprise) ?? []
        if (!seats.some((seat) => seat.id === params.id))
          throw new Refusal('thing.unknown', { what: 'contact', id: params.id })
        const [person = ''] = await keepPeople(tx, keys, [{ person: { name, phone }, area: caller.area }], doing.now)
        const replaced = await replaceContact(tx, { contact: params.id, enterprise, person, sms })
        if (replaced === null) throw new Refusal('thing.unknown', { what: 'contact', id: params.id })
        // The county reads it in its own journal and stream; who they are stays with the person.
        const entry = { area: replaced.area, kind: 'enterprise', subject: enterprise, event: 'CONTACT_CHANGED' }
        await note(tx, { ...entry, body: { contact: params.id, before: replaced.before, person } }, doing)
      })
      return { items: await shown(enterprise) }
    },
  )

  async function shown(enterprise: string) {
    const seats = (await contactsOf(db, [enterprise])).get(enterprise) ?? []
    const people = await readPeople(
      db,
      keys,
      seats.map(({ person }) => person),
    )
    return seats.map(({ id: seat, post, position, person, sms }) => {
      const known = people.get(person)
      return { id: seat, post, position, name: known?.name ?? '', phone: known?.phone ?? '', sms }
    })
  }
}
