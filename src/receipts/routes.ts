import { z } from 'zod'
import { Refusal } from '../errors.ts'
import type { App } from '../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../http/cursor.ts'
import { areaCode, asOf, id, idParams } from '../http/schemas.ts'
import { ESCALATION } from '../model/escalation.ts'
import type { Id } from '../model/id.ts'
import { factsThatTell, RUNG_NAMES } from '../model/rung.ts'
import type { Instant } from '../model/time.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../people/caller.ts'
import type { World } from '../world.ts'
import type { How } from './decide.ts'
import { AnswerDesk, ON_BEHALF } from './desk.ts'
import { orderAt } from './past.ts'
import {
  answered,
  detailed,
  listedOrder,
  order,
  receipt,
  receiptOnBehalf,
  showDetail,
  showListed,
  showOrder,
} from './schemas.ts'
import { historyOf, lastFacts, listOrders, newestRevision, type OrderRow } from './store.ts'

/** The address in a message names what it carries: who has not seen the newest revision does not answer that. */
const answersTo = z.object({ revision: z.coerce.number().int().min(1).optional() })

/** `/orders` and `/me/orders` (回执). */
export function receiptRoutes(app: App, world: World): void {
  const { db } = world
  const desk = new AnswerDesk(world)

  app.get(
    '/orders',
    {
      config: { action: 'order.read' },
      schema: {
        querystring: z.object({
          ...pageQuery,
          warning: id.optional(),
          only: z.enum(['unreached', 'unanswered', 'township', 'county']).optional(),
          county: areaCode.optional(),
          industry: z.string().max(40).optional(),
          grade: z.string().max(20).optional(),
          escalation: z.enum(ESCALATION).optional().describe('the last rung that its silence has climbed'),
          rung: z.string().max(40).optional().describe('a fact that is on record of it'),
          channel: z.string().max(40).optional().describe('by this channel'),
          missing: z.enum(RUNG_NAMES).optional().describe('has not climbed so far, by what it has said itself'),
        }),
        response: { 200: pageOf(listedOrder) },
      },
    },
    async ({ query, caller }) => {
      const after = readCursor(query.cursor, z.tuple([z.int(), z.int(), id]))
      const filter = {
        areas: within(areasSeen(world, caller), query.county),
        warning: query.warning ?? null,
        enterprise: null,
        industry: query.industry ?? null,
        grade: query.grade ?? null,
        escalation: query.escalation ?? null,
        rung: query.rung ?? null,
        channel: query.channel ?? null,
        missing: query.missing === undefined ? null : factsThatTell(query.missing),
        only: query.only ?? null,
        township: null,
      }
      const rows = await listOrders(db, filter, after, query.limit + 1)
      const facts = await lastFacts(
        db,
        rows.map((row) => row.id),
      )
      return cutPage(
        rows,
        query.limit,
        (row) => [row.band, row.weight, row.id],
        (row) => showListed(row, facts.get(row.id)),
      )
    },
  )

  app.get(
    '/orders/:id',
    {
      config: { action: 'order.read' },
      schema: { params: idParams, querystring: z.object({ at: asOf }), response: { 200: detailed } },
    },
    async ({ params, query, caller }) => {
      const found = await orderFor(params.id)
      mustSee(world, caller, found.area, 'order', params.id)
      const past = query.at !== undefined && query.at < world.clock.now()
      return past ? detailAt(params.id, query.at ?? '') : detail(params.id, found)
    },
  )

  app.post(
    '/orders/:id/receipts',
    {
      config: { action: 'receipt.onBehalf' },
      schema: { params: idParams, body: receiptOnBehalf, response: { 200: answered } },
    },
    async ({ params, body, caller }) =>
      answer(params.id, body, ON_BEHALF, caller, ({ area }) => mustSee(world, caller, area, 'order', params.id)),
  )

  app.get(
    '/me/orders',
    { config: { action: 'me.orders' }, schema: { querystring: z.object(pageQuery), response: { 200: pageOf(order) } } },
    async ({ query, caller }) => {
      const after = readCursor(query.cursor, z.tuple([z.int(), z.int(), id]))
      const filter = {
        areas: world.areas.all().map(({ code }) => code),
        warning: null,
        enterprise: caller.id,
        industry: null,
        grade: null,
        escalation: null,
        rung: null,
        channel: null,
        only: null,
        township: null,
      }
      const rows = await listOrders(db, filter, after, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.band, row.weight, row.id], showOrder)
    },
  )

  app.get(
    '/me/orders/:id',
    { config: { action: 'me.orders' }, schema: { params: idParams, response: { 200: detailed } } },
    async ({ params, caller }) => detail(params.id, await ownOrder(params.id, caller)),
  )

  app.post(
    '/me/orders/:id/receipts',
    {
      config: { action: 'receipt.give' },
      schema: { params: idParams, querystring: answersTo, body: receipt, response: { 200: answered } },
    },
    async ({ params, query, body, caller }) =>
      answer(params.id, { ...query, ...body }, 'web', caller, (found) => mustOwn(found, params.id, caller)),
  )

  /** A county outside the caller's areas has no orders for them, like one that does not exist. */
  function within(seen: readonly string[], county: string | undefined): string[] {
    return seen.filter((area) => county === undefined || world.areas.contains(county, area))
  }

  async function orderFor(orderId: Id): Promise<OrderRow> {
    const found = await newestRevision(db, orderId)
    if (!found) throw new Refusal('thing.unknown', { what: 'order', id: orderId })
    return found
  }

  async function ownOrder(orderId: Id, caller: Caller): Promise<OrderRow> {
    const found = await orderFor(orderId)
    mustOwn(found, orderId, caller)
    return found
  }

  async function detail(orderId: Id, newest: OrderRow) {
    const { revisions, rungs } = await historyOf(db, orderId)
    return showDetail(newest, revisions, rungs)
  }

  /** What everybody read of it then. */
  async function detailAt(orderId: Id, at: Instant) {
    const { revisions, rungs } = await orderAt(db, orderId, at)
    const newest = revisions.at(-1)
    if (newest === undefined) throw new Refusal('thing.unknown', { what: 'order', id: orderId })
    return showDetail(newest, revisions, rungs)
  }

  /** One answer moves one order; given twice it changes nothing, and an answer to what was replaced is refused by name. */
  async function answer(
    orderId: Id,
    { kind, revision, text, against, how }: z.output<typeof receipt> & { how?: How | undefined },
    channel: string,
    caller: Caller,
    mayAnswer: (found: OrderRow) => void,
  ) {
    const taken = await desk.give({
      orderId,
      kind,
      revision,
      text,
      against,
      how: how ?? null,
      channel,
      by: actorOf(caller),
      mayAnswer,
    })
    return { order: showOrder(taken), kind }
  }
}

/** @throws Refusal `thing.unknown`: of another's order nothing is told, not even that there is one. */
function mustOwn(found: OrderRow, orderId: Id, caller: Caller): void {
  const granted = caller.order === null || caller.order === orderId
  if (found.enterpriseId !== caller.id || !granted) throw new Refusal('thing.unknown', { what: 'order', id: orderId })
}
