import { z } from 'zod'
import { ask } from '../../db/effects.ts'
import { note } from '../../db/journal.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { id, idParams, instant } from '../../http/schemas.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { pinnedOf } from '../exceptions/store.ts'
import { unplannedOf, type Unplanned } from './store.ts'

const unplannedForm = z
  .object({
    enterprise: z.object({ id, creditCode: z.string(), name: z.string(), area: z.string() }),
    revision: z.int().describe('of the warning, when it was last tried'),
    why: z.string().describe('what went wrong, for whoever looks after the installation'),
    tries: z.int(),
    since: instant,
    triedAt: instant,
  })
  .meta({ id: 'Unplanned' })

/** One effect plans so many anew: an order and the one that it replaces are two rows of one transaction. */
const AT_ONCE = 200
/** With one request; a fault that left out more is asked about again. */
const MOST = 50_000

/**
 * Whom the plan of a warning left out (未编指令): something in the planning of this one enterprise failed. All others are
 * ordered; these are telephoned, and planned anew once the cause is gone.
 */
export function unplannedRoutes(app: App, world: World): void {
  const { db } = world
  const tags = ['warnings']

  app.get(
    '/warnings/:id/unplanned',
    {
      config: { action: 'order.read' },
      schema: { tags, params: idParams, querystring: z.object(pageQuery), response: { 200: pageOf(unplannedForm) } },
    },
    async ({ params, query, caller }) => {
      await seen(params.id, caller)
      const [after] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const rows = await unplannedOf(db, params.id, areasSeen(world, caller), after, query.limit + 1)
      return cutPage(rows, query.limit, ({ enterprise }) => [enterprise], show)
    },
  )

  app.post(
    '/warnings/:id/unplanned/retry',
    {
      config: { action: 'order.planAnew' },
      schema: {
        tags,
        params: idParams,
        response: { 202: z.object({ asked: z.int().describe('how many are planned anew') }) },
      },
    },
    async ({ params, caller }, reply) => {
      const { area, name, alive } = await seen(params.id, caller)
      const left = await unplannedOf(db, params.id, null, null, MOST)
      if (!alive || left.length === 0) throw new Refusal('plan.nobodyLeftOut', { name })
      const doing = { now: world.clock.now(), by: actorOf(caller) }
      const ids = left.map(({ enterprise }) => enterprise)
      await db.transaction(async (tx) => {
        const body = { count: ids.length }
        await note(tx, { area, kind: 'warning', subject: params.id, event: 'PLANNING_ASKED_ANEW', body }, doing)
        for (let n = 0; n < ids.length; n += AT_ONCE) {
          const enterprises = ids.slice(n, n + AT_ONCE)
          await ask(tx, [{ kind: 'planAgain', subject: params.id, area, params: { enterprises } }], doing.now)
        }
      })
      return await reply.code(202).send({ asked: ids.length })
    },
  )

  async function seen(warning: string, caller: Caller) {
    const found = await pinnedOf(db, warning)
    if (found === null) throw new Refusal('thing.unknown', { what: 'warning', id: warning })
    mustSee(world, caller, found.area, 'warning', warning)
    return found
  }
}

function show({ enterprise, area, creditCode, name, ...row }: Unplanned): z.output<typeof unplannedForm> {
  return { ...row, enterprise: { id: enterprise, creditCode, name, area } }
}
