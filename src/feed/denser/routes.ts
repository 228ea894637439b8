import { z } from 'zod'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { areaCode, id, instant } from '../../http/schemas.ts'
import { areasSeen } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { denserIn } from './store.ts'

const denser = z
  .object({
    id,
    area: areaCode.describe('where it is to be done'),
    consultation: id.describe('which has called for it'),
    from: instant,
    until: instant,
    everyHours: z.int(),
    reason: z.string(),
    calledBy: z.string(),
    holds: z.boolean().describe('it is to be done now'),
  })
  .meta({ id: 'DenserMonitoring' })

/** `/monitoring/denser` (加密监测): what is called for in the caller's areas, for those who have to do it. */
export function denserRoutes(app: App, world: World): void {
  app.get(
    '/monitoring/denser',
    {
      config: { action: 'monitoring.read' },
      schema: {
        tags: ['feed'],
        querystring: z.object({ ...pageQuery, past: z.stringbool().default(false).describe('what is over too') }),
        response: { 200: pageOf(denser) },
      },
    },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const now = world.clock.now()
      const filter = { areas: areasSeen(world, caller), over: query.past ? null : now }
      const rows = await denserIn(world.db, filter, before, query.limit + 1)
      return cutPage(
        rows,
        query.limit,
        (row) => [row.id],
        (row) => ({ ...row, holds: row.from <= now && now < row.until }),
      )
    },
  )
}
