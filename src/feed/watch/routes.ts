import { z } from 'zod'
import { sayState } from '../../../machines/words.ts'
import { inStep, step } from '../../db/step.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { areaCode, id, idParams, instant } from '../../http/schemas.ts'
import { hoursBetween, type Instant } from '../../model/time.ts'
import { actorOf, areasSeen, mustSee } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { feedById, listFeeds, type FeedSeen } from './store.ts'

const STATES = ['alive', 'late', 'dead', 'closed'] as const

const feedForm = z
  .object({
    id,
    area: areaCode,
    kind: z.enum(['forecast', 'observation']),
    pace: z.enum(['day', 'hour']),
    provider: z.string(),
    station: z.string().nullable().describe('of one station; null of the area as a whole'),
    name: z.string(),
    state: z
      .string()
      .describe('alive, late, dead, closed: by the hours of rules/feeds; a dead one wakes whoever is on duty'),
    said: z.object({ zh: z.string(), en: z.string() }),
    heardAt: instant.describe('when it last said something of the present'),
    silentHours: z.number(),
    nextAt: instant.nullable().describe('when it is late or dead next'),
    last: z
      .object({ bulletin: id, issuedAt: instant, revision: z.int(), values: z.int() })
      .nullable()
      .describe('its newest bulletin'),
    doubted: z.int().describe('values of it that wait for an officer’s word'),
  })
  .meta({ id: 'Feed' })

const query = z.object({
  ...pageQuery,
  area: areaCode.optional().describe('this area alone'),
  state: z.enum(STATES).optional(),
})

/** `/feeds` (数据接口): what comes in, whether it still does, and the end of one that is not expected any more. */
export function watchRoutes(app: App, world: World): void {
  const tags = ['feed']

  app.get(
    '/feeds',
    { config: { action: 'feed.read' }, schema: { tags, querystring: query, response: { 200: pageOf(feedForm) } } },
    async ({ caller, query: { area, state, cursor, limit } }) => {
      if (area !== undefined) mustSee(world, caller, area, 'area', area)
      const areas = area === undefined ? areasSeen(world, caller) : [area]
      const [after] = readCursor(cursor, z.tuple([id])) ?? [null]
      const rows = await listFeeds(world.db, { areas, state: state ?? null }, after, limit + 1)
      const now = world.clock.now()
      return cutPage(
        rows,
        limit,
        (row) => [row.id],
        (row) => show(row, now),
      )
    },
  )

  app.post(
    '/feeds/:id/close',
    {
      config: { action: 'feed.close' },
      schema: { tags, params: idParams, response: { 200: z.object({ state: z.string() }) } },
    },
    async ({ caller, params }) => {
      const found = await feedById(world.db, params.id)
      if (found === null) throw new Refusal('thing.unknown', { what: 'feed', id: params.id })
      mustSee(world, caller, found.area, 'feed', params.id)
      const doing = { now: world.clock.now(), by: actorOf(caller) }
      const ref = { kind: 'feed', id: found.id } as const
      const { state } = await inStep(world.db, (tx) => step(world.db, tx, ref, { type: 'FEED_CLOSED' }, doing))
      return { state }
    },
  )
}

function show({ heardAt, dueAt, station, last, ...row }: FeedSeen, now: Instant): z.input<typeof feedForm> {
  return {
    ...row,
    station: station === '' ? null : station,
    said: sayState('feed', row.state),
    heardAt,
    silentHours: Math.round(hoursBetween(heardAt, now) * 10) / 10,
    nextAt: dueAt,
    last,
  }
}
