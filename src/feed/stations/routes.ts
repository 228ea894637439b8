import { z } from 'zod'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { areaCode, id, idParams, instant } from '../../http/schemas.ts'
import { actorOf, areasSeen, mustSee } from '../../people/caller.ts'
import { STATION_KINDS } from '../../rulebook/feeds.ts'
import type { World } from '../../world.ts'
import { closeStation, enterStation, listStations, stationById } from './store.ts'

const stationForm = z.object({
  area: areaCode.describe('the jurisdiction in which it stands'),
  code: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,32}$/)
    .describe('as its feed sends it in `station`'),
  name: z.string().trim().min(1).max(64),
  kind: z.enum(STATION_KINDS).describe('which kinds count for the area: rules/feeds; enterprise never does'),
})
const shown = stationForm.extend({ id, closedAt: instant.nullable() }).meta({ id: 'Station' })

/** `/stations` (监测站点): which there are, and to which area each belongs. */
export function stationRoutes(app: App, world: World): void {
  const tags = ['feed']
  const { db, clock } = world

  app.get(
    '/stations',
    {
      config: { action: 'feed.read' },
      schema: { tags, querystring: z.object(pageQuery), response: { 200: pageOf(shown) } },
    },
    async ({ caller, query: { cursor, limit } }) => {
      const [after] = readCursor(cursor, z.tuple([id])) ?? [null]
      const rows = await listStations(db, areasSeen(world, caller), after, limit + 1)
      return cutPage(
        rows,
        limit,
        (row) => [row.id],
        (row) => row,
      )
    },
  )

  app.post(
    '/stations',
    {
      config: { action: 'station.enter' },
      schema: { tags, body: stationForm.meta({ id: 'NewStation' }), response: { 201: shown } },
    },
    async ({ caller, body }, reply) => {
      mustSee(world, caller, body.area, 'area', body.area)
      const doing = { now: clock.now(), by: actorOf(caller) }
      const entered = await db.transaction((tx) => enterStation(tx, body, doing))
      if (entered === null) throw new Refusal('station.known', { code: body.code })
      return reply.code(201).send(entered)
    },
  )

  app.post(
    '/stations/:id/close',
    { config: { action: 'station.enter' }, schema: { tags, params: idParams, response: { 200: shown } } },
    async ({ caller, params }) => {
      const found = await stationById(db, params.id)
      if (found === null) throw new Refusal('thing.unknown', { what: 'station', id: params.id })
      mustSee(world, caller, found.area, 'station', params.id)
      const doing = { now: clock.now(), by: actorOf(caller) }
      if (!(await db.transaction((tx) => closeStation(tx, found, doing))))
        throw new Refusal('station.closed', { code: found.code })
      return { ...found, closedAt: doing.now }
    },
  )
}
