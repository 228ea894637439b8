import { z } from 'zod'
import { ask } from '../../db/effects.ts'
import { note } from '../../db/journal.ts'
import { DatabaseError } from '../../db/port.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { areaCode, id, idParams, instant, remark } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../../people/caller.ts'
import { pinnedOf } from '../../plan/exceptions/store.ts'
import type { World } from '../../world.ts'
import {
  addRecall,
  aliveOf,
  decideRecall,
  holdRecall,
  livingOrders,
  recallById,
  recallsIn,
  toldOf,
  type Recall,
} from './store.ts'

const count = z.int().min(0)
const recallForm = z
  .object({
    id,
    area: areaCode,
    warningId: id,
    reason: z.string(),
    follow: z.enum(['nothing', 'anew']),
    orders: count.describe('revisions that are meant'),
    recalled: count.describe('of them those that were taken back'),
    messages: z
      .object({ planned: count, delivered: count, givenUp: count, waiting: count })
      .describe('to everybody who has one of them or may have'),
    proposedBy: z.string(),
    proposedAt: instant,
    decision: z.enum(['confirm', 'refuse']).nullable(),
    decidedBy: z.string().nullable(),
    decidedAt: instant.nullable(),
  })
  .meta({ id: 'Recall' })

/** A slip of the hand takes a handful back, a wrong list a county's thousands: those are named by county. */
const MOST_NAMED = 1000
const recalling = z.object({
  orders: z.array(id).min(1).max(MOST_NAMED).optional().describe('orders by id; all of the warning when missing'),
  counties: z.array(areaCode).min(1).max(200).optional().describe('only orders of these counties'),
  follow: z
    .enum(['nothing', 'anew'])
    .describe('nothing is ordered of them under this warning, or they are ordered anew as it is right by now'),
  reason: remark.min(1),
})

/** Recalls (误发更正): one officer names the orders that should not have been sent, another confirms it. */
export function recallRoutes(app: App, world: World): void {
  const { db, clock } = world
  const tags = ['dispatch']

  app.post(
    '/warnings/:id/recall',
    {
      config: { action: 'recall.propose' },
      schema: { tags, params: idParams, body: recalling, response: { 201: recallForm } },
    },
    async ({ params, body, caller }, reply) => {
      const warning = await pinnedOf(db, params.id)
      if (warning === null) throw new Refusal('thing.unknown', { what: 'warning', id: params.id })
      mustSee(world, caller, warning.area, 'warning', params.id)
      const { orders = null, counties = null, follow, reason } = body
      const doing = { now: clock.now(), by: actorOf(caller), because: reason }
      try {
        const recall = await db.transaction(async (tx) => {
          const orderRows = await livingOrders(tx, params.id, { orders, counties })
          if (orderRows.length === 0 || (orders !== null && orderRows.length < new Set(orders).size))
            throw new Refusal('recall.nothing', { name: warning.name })
          const { area } = warning
          const proposed = { area, warning: params.id, reason, follow, orderRows }
          const made = await addRecall(tx, { ...proposed, proposedBy: doing.by, proposedAt: doing.now })
          const entry = { area, kind: 'recall', subject: made, event: 'RECALL_PROPOSED', body: proposed }
          await note(tx, entry, doing)
          return made
        })
        return await reply.code(201).send(await shown(recall))
      } catch (error) {
        if (error instanceof DatabaseError && error.constraint === 'recall_open')
          throw new Refusal('recall.open', { name: warning.name }, { cause: error })
        throw error
      }
    },
  )

  app.post(
    '/recalls/:id/decision',
    {
      config: { action: 'recall.confirm' },
      schema: {
        tags,
        params: idParams,
        body: z.object({ decision: z.enum(['confirm', 'refuse']), reason: remark.min(1) }),
        response: { 200: recallForm },
      },
    },
    async ({ params, body: { decision, reason }, caller }) => {
      const { area } = await seen(params.id, caller)
      const doing = { now: clock.now(), by: actorOf(caller), because: reason }
      await db.transaction(async (tx) => {
        const held = await holdRecall(tx, params.id)
        if (held === null || held.decision !== null) throw new Refusal('recall.decided')
        if (held.proposedBy === doing.by) throw new Refusal('recall.samePerson')
        const lost = held.orderRows.length - (await aliveOf(tx, held.orderRows))
        if (decision === 'confirm' && lost > 0) throw new Refusal('recall.overtaken', { count: String(lost) })
        await decideRecall(tx, { id: params.id, decision, by: doing.by, because: reason, at: doing.now })
        const entry = { decision, warning: held.warning, orders: held.orderRows.length, follow: held.follow }
        await note(tx, { area, kind: 'recall', subject: params.id, event: 'RECALL_DECIDED', body: entry }, doing)
        if (decision === 'confirm')
          await ask(
            tx,
            [{ kind: 'recallOrders', subject: held.warning, area, params: { recall: params.id } }],
            doing.now,
          )
      })
      return shown(params.id)
    },
  )

  app.get(
    '/recalls',
    {
      config: { action: 'recall.read' },
      schema: { tags, querystring: z.object(pageQuery), response: { 200: pageOf(recallForm) } },
    },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const rows = await recallsIn(db, areasSeen(world, caller), before, query.limit + 1)
      const told = new Map(await Promise.all(rows.map(async (row) => [row.id, await show(row)] as const)))
      const page = cutPage(
        rows,
        query.limit,
        (row) => [row.id],
        (row) => row.id,
      )
      return { items: page.items.flatMap((one) => told.get(one) ?? []), next: page.next }
    },
  )

  app.get(
    '/recalls/:id',
    { config: { action: 'recall.read' }, schema: { tags, params: idParams, response: { 200: recallForm } } },
    async ({ params, caller }) => show(await seen(params.id, caller)),
  )

  async function seen(recall: Id, caller: Caller): Promise<Recall> {
    const found = await recallById(db, recall)
    if (found === null) throw new Refusal('thing.unknown', { what: 'recall', id: recall })
    mustSee(world, caller, found.area, 'recall', recall)
    return found
  }

  async function shown(recall: Id) {
    const found = await recallById(db, recall)
    if (found === null) throw new Refusal('thing.unknown', { what: 'recall', id: recall })
    return show(found)
  }

  async function show(row: Recall): Promise<z.output<typeof recallForm>> {
    const { warning, warningName: _, orderRows: __, ...rest } = row
    return { ...rest, warningId: warning, ...(await toldOf(db, row)) }
  }
}
