import { z } from 'zod'
import { note } from '../../db/journal.ts'
import { insertDeliveries } from '../../dispatch/store.ts'
import { waysOf } from '../../dispatch/ways.ts'
import { warningById } from '../../episode/store.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { areaCode, id, idParams, remark } from '../../http/schemas.ts'
import { contactsOf } from '../../inventory/store.ts'
import { dayOf } from '../../model/time.ts'
import { actorOf, areasSeen, mustSee } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { isOver } from '../decide.ts'
import { newestRevision } from '../store.ts'
import { remindAll } from './store.ts'

/** Orders in one transaction: a message and its effect are two rows of 500. */
const CHUNK = 200

/** Chasing by hand (催办): silent orders by the hundred, or one order to another contact. */
export function chasingRoutes(app: App, world: World): void {
  const { db, clock, rulebooks } = world

  app.post(
    '/warnings/:id/reminders',
    {
      config: { action: 'order.remind' },
      schema: {
        params: idParams,
        body: z.object({
          county: areaCode.optional(),
          industry: z.string().max(40).optional(),
          grade: z.string().max(20).optional(),
        }),
        response: { 200: z.object({ reminded: z.int(), againMinutes: z.int() }) },
      },
    },
    async ({ params, body, caller }) => {
      const warning = await warningById(db, params.id)
      if (!warning) throw new Refusal('thing.unknown', { what: 'warning', id: params.id })
      const areas = areasSeen(world, caller).filter(
        (area) => body.county === undefined || world.areas.contains(body.county, area),
      )
      // A county chases its own under the city's warning: it sees the orders, not the whole warning.
      if (!areas.some((area) => world.areas.contains(warning.area, area)))
        throw new Refusal('thing.unknown', { what: 'warning', id: params.id })
      const doing = { now: clock.now(), by: actorOf(caller) }
      const { againMinutes } = rulebooks.deadlines(dayOf(doing.now)).reminders
      const chased = { warning: params.id, areas, industry: body.industry ?? null, grade: body.grade ?? null }
      let reminded = 0
      for (let more = true; more;) {
        const some = await db.transaction((tx) => remindAll(tx, chased, { againMinutes, limit: CHUNK }, doing))
        reminded += some
        more = some === CHUNK
      }
      const entry = {
        area: warning.area,
        kind: 'warning',
        subject: params.id,
        event: 'REMINDED',
        body: { ...body, reminded },
      }
      await db.transaction((tx) => note(tx, entry, doing))
      return { reminded, againMinutes }
    },
  )

  app.post(
    '/orders/:id/contact',
    {
      config: { action: 'order.remind' },
      schema: {
        params: idParams,
        body: z.object({ contact: id, reason: remark.min(1) }),
        response: { 200: z.object({ contact: id }) },
      },
    },
    async ({ params, body, caller }) => {
      const order = await newestRevision(db, params.id)
      if (!order) throw new Refusal('thing.unknown', { what: 'order', id: params.id })
      mustSee(world, caller, order.area, 'order', params.id)
      if (isOver(order.state)) throw new Refusal('order.ended', { number: order.number })
      const doing = { now: clock.now(), by: actorOf(caller), because: body.reason }
      await db.transaction(async (tx) => {
        const contacts = (await contactsOf(tx, [order.enterpriseId])).get(order.enterpriseId) ?? []
        const contact = contacts.find((one) => one.id === body.contact)
        const [way] = contact ? waysOf(contact, world.ways(doing.now)) : []
        if (!contact || !way) throw new Refusal('thing.unknown', { what: 'contact', id: body.contact })
        const key = `${order.orderId}.${order.revision}.c${contact.id}`
        const to = { contactId: contact.id, ...way, orderRow: order.id, area: order.area }
        await insertDeliveries(tx, [{ ...to, purpose: 'second', key }], doing)
        const told = {
          area: order.area,
          kind: 'order',
          subject: order.id,
          event: 'CONTACT_TOLD',
          body: { contact: contact.id },
        }
        await note(tx, told, doing)
      })
      return { contact: body.contact }
    },
  )
}
