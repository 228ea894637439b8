import { z } from 'zod'
import { warningById } from '../episode/store.ts'
import { Refusal } from '../errors.ts'
import type { App } from '../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../http/cursor.ts'
import { id, idParams, instant, remark } from '../http/schemas.ts'
import type { Id } from '../model/id.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../people/caller.ts'
import type { World } from '../world.ts'
import { RECEIPT_KINDS } from './decide.ts'
import { AnswerDesk } from './desk.ts'
import { boardOf, historyOf, listOrders, newestRevision, type OrderRow } from './store.ts'

const order = z
  .object({
    id: id.describe('the order; the same through all its revisions'),
    number: z.string(),
    revision: z.int(),
    state: z.string(),
    level: z.string(),
    warningId: id,
    enterprise: z.object({ id, creditCode: z.string(), name: z.string(), grade: z.string(), area: z.string() }),
    escalation: z.int().describe('0 none, 1 reminded, 2 second contact told, 3 on the county officer’s list'),
    orderedAt: instant,
    answerBy: instant.nullable(),
  })
  .meta({ id: 'Order' })

const receipt = z.object({
  kind: z.enum(RECEIPT_KINDS),
  revision: z
    .int()
    .min(1)
    .optional()
    .describe('what it answers; when missing, what the address names, else the newest one'),
  text: remark.optional(),
})

/** The address in a message names what it carries: who has not seen the newest revision does not answer that. */
const answersTo = z.object({ revision: z.coerce.number().int().min(1).optional() })

const answered = z.object({ order, kind: z.enum(RECEIPT_KINDS) })

const detailed = order.extend({
  revisions: z.array(
    z.object({ revision: z.int(), state: z.string(), orderedAt: instant, content: z.record(z.string(), z.unknown()) }),
  ),
  evidence: z.array(
    z.object({
      revision: z.int(),
      rung: z.string(),
      channel: z.string(),
      at: instant,
      by: z.string(),
      detail: z.record(z.string(), z.unknown()).nullable(),
    }),
  ),
})

const count = z.int().min(0)
const board = z
  .object({
    planned: count,
    delivered: count,
    givenUp: count,
    supersededBeforeDelivery: count,
    waiting: count,
    acknowledged: count,
    unanswered: count,
    escalated: count,
    released: count,
    verified: count,
    parked: count.describe('effects that failed too often and wait for a person: /effects/parked'),
    releases: z.object({ planned: count, delivered: count, givenUp: count, waiting: count }),
  })
  .meta({ id: 'Board' })

/** `/orders`, `/me/orders`, and the board of a warning (执行). */
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
          only: z.enum(['unreached', 'unanswered', 'county']).optional(),
        }),
        response: { 200: pageOf(order) },
      },
    },
    async ({ query, caller }) => {
      const after = readCursor(query.cursor, z.tuple([z.int(), z.int(), id]))
      const filter = {
        areas: areasSeen(world, caller),
        warning: query.warning ?? null,
        enterprise: null,
        only: query.only ?? null,
      }
      const rows = await listOrders(db, filter, after, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.band, row.weight, row.id], show)
    },
  )

  app.get(
    '/orders/:id',
    { config: { action: 'order.read' }, schema: { params: idParams, response: { 200: detailed } } },
    async ({ params, caller }) => {
      const found = await orderFor(params.id)
      mustSee(world, caller, found.area, 'order', params.id)
      return detail(params.id, found)
    },
  )

  app.post(
    '/orders/:id/receipts',
    {
      config: { action: 'receipt.onBehalf' },
      schema: { params: idParams, body: receipt, response: { 200: answered } },
    },
    async ({ params, body, caller }) =>
      answer(params.id, body, 'onBehalf', caller, ({ area }) => mustSee(world, caller, area, 'order', params.id)),
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
        only: null,
      }
      const rows = await listOrders(db, filter, after, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.band, row.weight, row.id], show)
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

  app.get(
    '/warnings/:id/board',
    { config: { action: 'order.read' }, schema: { params: idParams, response: { 200: board } } },
    async ({ params, caller }) => {
      const warning = await warningById(db, params.id)
      if (!warning) throw new Refusal('thing.unknown', { what: 'warning', id: params.id })
      mustSee(world, caller, warning.area, 'warning', params.id)
      return boardOf(db, params.id)
    },
  )

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
    return {
      ...show(newest),
      revisions: revisions.map(({ revision, state, orderedAt, content }) => ({
        revision,
        state,
        orderedAt,
        content: { ...content },
      })),
      evidence: rungs.map(({ revision, rung, channel, at, actor, detail: more }) => ({
        revision,
        rung,
        channel,
        at,
        by: actor,
        detail: more === null ? null : { ...more },
      })),
    }
  }

  /** One answer moves one order; given twice it changes nothing, and an answer to what was replaced is refused by name. */
  async function answer(
    orderId: Id,
    { kind, revision, text }: z.output<typeof receipt>,
    channel: string,
    caller: Caller,
    mayAnswer: (found: OrderRow) => void,
  ) {
    const taken = await desk.give({ orderId, kind, revision, text, channel, by: actorOf(caller), mayAnswer })
    return { order: show(taken), kind }
  }
}

/** @throws Refusal `thing.unknown`: of another's order nothing is told, not even that there is one. */
function mustOwn(found: OrderRow, orderId: Id, caller: Caller): void {
  const granted = caller.order === null || caller.order === orderId
  if (found.enterpriseId !== caller.id || !granted) throw new Refusal('thing.unknown', { what: 'order', id: orderId })
}

function show(row: OrderRow): z.output<typeof order> {
  const { orderId, number, revision, state, level, warningId, rung, orderedAt, answerBy } = row
  const { enterpriseId, creditCode, name, grade, area } = row
  return {
    id: orderId,
    number,
    revision,
    state,
    level,
    warningId,
    enterprise: { id: enterpriseId, creditCode, name, grade, area },
    escalation: rung,
    orderedAt,
    answerBy,
  }
}
