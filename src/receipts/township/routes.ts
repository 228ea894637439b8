import { z } from 'zod'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { id, idParams } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { AnswerDesk, ON_BEHALF } from '../desk.ts'
import { answered, detailed, listedOrder, receiptOnBehalf, showDetail, showListed, showOrder } from '../schemas.ts'
import { historyOf, lastFacts, listOrders, newestRevision, townshipOf, type OrderRow } from '../store.ts'

/** `/me/township/orders` (乡镇（街道）): a township sees the orders of its own enterprises and answers for them. */
export function townshipRoutes(app: App, world: World): void {
  const { db } = world
  const desk = new AnswerDesk(world)
  const may = { action: 'me.township' } as const

  app.get(
    '/me/township/orders',
    {
      config: may,
      schema: {
        querystring: z.object({
          ...pageQuery,
          warning: id.optional(),
          only: z.enum(['unreached', 'unanswered', 'township']).optional(),
        }),
        response: { 200: pageOf(listedOrder) },
      },
    },
    async ({ query: { cursor, limit, warning = null, only = null }, caller }) => {
      const after = readCursor(cursor, z.tuple([z.int(), z.int(), id]))
      // An officer of no township has none of its enterprises.
      const areas = caller.township === null ? [] : areasSeen(world, caller)
      const all = { enterprise: null, industry: null, grade: null, escalation: null, rung: null, channel: null }
      const filter = { ...all, areas, warning, only, township: caller.township }
      const rows = await listOrders(db, filter, after, limit + 1)
      const facts = await lastFacts(
        db,
        rows.map((row) => row.id),
      )
      return cutPage(
        rows,
        limit,
        (row) => [row.band, row.weight, row.id],
        (row) => showListed(row, facts.get(row.id)),
      )
    },
  )

  app.get(
    '/me/township/orders/:id',
    { config: may, schema: { params: idParams, response: { 200: detailed } } },
    async ({ params, caller }) => {
      const found = await own(params.id, caller)
      const { revisions, rungs } = await historyOf(db, params.id)
      return showDetail(found, revisions, rungs)
    },
  )

  app.post(
    '/me/township/orders/:id/receipts',
    { config: may, schema: { params: idParams, body: receiptOnBehalf, response: { 200: answered } } },
    async ({ params, body: { kind, revision, text, against, how = null }, caller }) => {
      await own(params.id, caller)
      const taken = await desk.give({
        orderId: params.id,
        kind,
        revision,
        text,
        against,
        how,
        channel: ON_BEHALF,
        by: actorOf(caller),
        mayAnswer: ({ area }) => mustSee(world, caller, area, 'order', params.id),
      })
      return { order: showOrder(taken), kind }
    },
  )

  /** Of another township's order nothing is told, not even that there is one. */
  async function own(orderId: Id, caller: Caller): Promise<OrderRow> {
    const found = await newestRevision(db, orderId)
    const lies = caller.township !== null && (await townshipOf(db, orderId)) === caller.township
    if (found === null || !lies) throw new Refusal('thing.unknown', { what: 'order', id: orderId })
    mustSee(world, caller, found.area, 'order', orderId)
    return found
  }
}
