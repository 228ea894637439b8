import { z } from 'zod'
import { note } from '../db/journal.ts'
import { Refusal } from '../errors.ts'
import { actorOf, areasSeen, mustSee } from '../people/caller.ts'
import type { World } from '../world.ts'
import type { App } from './app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from './cursor.ts'
import { id, idParams, instant, remark } from './schemas.ts'
import { parkedEffect, parkedEffects, unpark } from './store.ts'

const parked = z
  .object({
    id,
    kind: z.string().describe('what was to be done, as `machines/effects.ts` names it'),
    subject: id.describe('the warning, the message or the order that it is about'),
    area: z.string(),
    failed: z.int().describe('tries'),
    error: z.string().describe('what the last one failed of'),
    parkedAt: instant,
  })
  .meta({ id: 'ParkedEffect' })

/** `/effects` (停下的待办): what was decided and failed too often. It waits here, by name, for a person. */
export function effectRoutes(app: App, world: World): void {
  const { db, clock } = world

  app.get(
    '/effects/parked',
    {
      config: { action: 'effect.read' },
      schema: { querystring: z.object(pageQuery), response: { 200: pageOf(parked) } },
    },
    async ({ query, caller }) => {
      const after = readCursor(query.cursor, z.tuple([z.string(), id]))
      const rows = await parkedEffects(db, areasSeen(world, caller), after, query.limit + 1)
      return cutPage(
        rows,
        query.limit,
        (row) => [row.parkedAt, row.id],
        (row) => ({ ...row }),
      )
    },
  )

  app.post(
    '/effects/:id/retry',
    {
      config: { action: 'effect.retry' },
      schema: { params: idParams, body: z.object({ reason: remark.min(1) }), response: { 202: parked } },
    },
    async ({ params, body, caller }, reply) => {
      const doing = { now: clock.now(), by: actorOf(caller), because: body.reason }
      const found = await db.transaction(async (tx) => {
        const effect = await parkedEffect(tx, params.id)
        if (effect === null) throw new Refusal('thing.unknown', { what: 'parkedEffect', id: params.id })
        const { kind, subject, area, failed, error } = effect
        mustSee(world, caller, area, 'parkedEffect', params.id)
        await unpark(tx, params.id, doing.now)
        const said = { effect: params.id, asked: kind, tries: failed, error }
        await note(tx, { area, kind: 'effect', subject, event: 'EFFECT_RETRIED', body: said }, doing)
        return effect
      })
      return await reply.code(202).send({ ...found })
    },
  )
}
