import { z } from 'zod'
import { note } from '../../db/journal.ts'
import type { App } from '../../http/app-type.ts'
import { areaCode, instant, remark, warningLevel } from '../../http/schemas.ts'
import { actorOf, areasSeen, mustSee } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { quotasIn, setQuota } from './store.ts'

const MOST_TRIPS = 1_000_000
const quota = z
  .object({
    area: z.string(),
    level: warningLevel,
    tripsADay: z.int(),
    reason: z.string(),
    setBy: z.string(),
    at: instant,
  })
  .meta({ id: 'TruckQuota' })
const quotas = z.object({ items: z.array(quota) })

/**
 * `/truck-quotas` (货车总量控制、日分配): how many trucks a day an area lets in at each level. No document gives a number: the
 * figure is the area's own, and a task says so. What was given out keeps the one that it was given out with.
 */
export function truckQuotaRoutes(app: App, world: World): void {
  const { db, clock } = world
  const tags = ['tasks']

  app.get(
    '/truck-quotas',
    { config: { action: 'task.read' }, schema: { tags, response: { 200: quotas } } },
    async ({ caller }) => ({ items: await quotasIn(db, areasSeen(world, caller)) }),
  )

  app.post(
    '/truck-quotas',
    {
      config: { action: 'quota.set' },
      schema: {
        tags,
        body: z.object({
          area: areaCode,
          level: warningLevel,
          tripsADay: z.int().min(0).max(MOST_TRIPS),
          reason: remark.min(1).describe('who decided it, by which paper'),
        }),
        response: { 200: quotas },
      },
    },
    async ({ body, caller }) => {
      mustSee(world, caller, body.area, 'area', body.area)
      const doing = { now: clock.now(), by: actorOf(caller) }
      await db.transaction(async (tx) => {
        const subject = await setQuota(tx, body, doing)
        await note(tx, { area: body.area, kind: 'truckQuota', subject, event: 'QUOTA_SET', body }, doing)
      })
      return { items: await quotasIn(db, [body.area]) }
    },
  )
}
