import { z } from 'zod'
import { Refusal } from '../errors.ts'
import type { App } from '../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../http/cursor.ts'
import { areaCode, day, id, idParams, instant } from '../http/schemas.ts'
import type { Id } from '../model/id.ts'
import { areasSeen, mustSee, type Caller } from '../people/caller.ts'
import type { World } from '../world.ts'
import { PURPOSES } from './decide.ts'
import { adviceById, countTold, listAdvice, toldRows, type Advice } from './store.ts'

const count = z.int().min(0)
const advice = z
  .object({
    id,
    area: areaCode,
    kind: z.enum(['preAdjustment', 'precaution']).describe('plans to be adjusted ahead; measures before any warning'),
    from: day,
    until: day.describe('the last day that it is about'),
    toldAt: instant,
    withdrawnAt: instant.nullable(),
    ground: z.object({
      rule: z.string(),
      document: z.string().nullable(),
      clause: z.string().nullable(),
      borrowedFrom: z.string().nullable(),
      design: z.boolean(),
    }),
  })
  .meta({ id: 'Advice', description: 'what enterprises are advised (提示): no order, and it says so' })
const oneAdvice = advice.extend({
  counts: z.object({ told: count, delivered: count, waiting: count, unreached: count }),
})
const toldEnterprise = z
  .object({
    enterpriseId: id,
    area: areaCode,
    name: z.string(),
    last: z.enum(PURPOSES).describe('what it was told last'),
    channel: z.string().nullable().describe('null: no way leads there'),
    state: z.string().nullable(),
  })
  .meta({ id: 'AdvisedEnterprise' })

/** `/advice` (预调、临时管控提示): what enterprises were told that is no order, whom, and whom it has not reached. */
export function adviceRoutes(app: App, world: World): void {
  const { db, areas } = world
  const tags = ['advice']
  const read = { action: 'advice.read' }

  app.get(
    '/advice',
    { config: read, schema: { tags, querystring: z.object(pageQuery), response: { 200: pageOf(advice) } } },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      // A county reads what its city told its enterprises.
      const around = caller.areas.flatMap((own) => areas.around(own))
      const rows = await listAdvice(db, [...areasSeen(world, caller), ...around], before, query.limit + 1)
      return cutPage(
        rows,
        query.limit,
        (row) => [row.id],
        (row) => row,
      )
    },
  )

  app.get(
    '/advice/:id',
    { config: read, schema: { tags, params: idParams, response: { 200: oneAdvice } } },
    async ({ params, caller }) => {
      const found = await seen(params.id, caller)
      return { ...found, counts: await countTold(db, found.id, areasSeen(world, caller)) }
    },
  )

  app.get(
    '/advice/:id/enterprises',
    {
      config: read,
      schema: { tags, params: idParams, querystring: z.object(pageQuery), response: { 200: pageOf(toldEnterprise) } },
    },
    async ({ params, query, caller }) => {
      const found = await seen(params.id, caller)
      const [after] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const rows = await toldRows(db, found.id, areasSeen(world, caller), after, query.limit + 1)
      return cutPage(
        rows,
        query.limit,
        (row) => [row.enterprise],
        ({ enterprise, purpose, ...row }) => ({ ...row, enterpriseId: enterprise, last: purpose }),
      )
    },
  )

  async function seen(asked: Id, caller: Caller): Promise<Advice> {
    const found = await adviceById(db, asked)
    if (found === null) throw new Refusal('thing.unknown', { what: 'advice', id: asked })
    const lies = caller.areas.some((own) => areas.around(own).includes(found.area))
    if (!lies) mustSee(world, caller, found.area, 'advice', asked)
    return found
  }
}
