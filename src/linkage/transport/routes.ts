import { z } from 'zod'
import { ask } from '../../db/effects.ts'
import { note } from '../../db/journal.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { areaCode, id, idParams, instant, remark } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import { actorOf, areasSeen, mustSee, sees, type Caller } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { acknowledgeStop, addPath, listPaths, pathById, type TransportPath } from './store.ts'

const entered = z.object({
  area: areaCode.describe('the city whose counties it passes'),
  stops: z
    .array(z.object({ county: areaCode, at: instant.describe('when it is reached') }))
    .min(1)
    .max(50),
  reason: remark.min(1).describe('by which analysis'),
})
const path = z
  .object({
    id,
    area: areaCode,
    reason: z.string(),
    enteredAt: instant,
    stops: z.array(z.object({ county: areaCode, name: z.string(), at: instant, acknowledgedAt: instant.nullable() })),
  })
  .meta({ id: 'TransportPath' })

/** Predicted transport (污染传输): the counties on its way are told ahead, with the hour, and acknowledge. */
export function transportRoutes(app: App, world: World): void {
  const { db, clock, areas } = world
  const tags = ['linkage']
  const read = { action: 'transport.read' }

  app.post(
    '/transport-paths',
    { config: { action: 'transport.enter' }, schema: { tags, body: entered, response: { 201: path } } },
    async ({ body: { area, stops: named, reason }, caller }, reply) => {
      mustSee(world, caller, area, 'area', area)
      const doing = { now: clock.now(), by: actorOf(caller), because: reason }
      const within = new Set(areas.within(area))
      const isWrong = named.some(
        ({ county, at }) => at <= doing.now || !within.has(county) || areas.find(county)?.kind !== 'county',
      )
      if (isWrong || new Set(named.map(({ county }) => county)).size < named.length) throw new Refusal('transport.path')
      const stops = named.map(({ county, at }) => ({ area: county, reachedAt: at }))
      const made = await db.transaction(async (tx) => {
        const subject = await addPath(tx, { area, reason, enteredBy: doing.by, enteredAt: doing.now, stops })
        await note(tx, { area, kind: 'transport', subject, event: 'TRANSPORT_PREDICTED', body: { stops } }, doing)
        await ask(
          tx,
          stops.map((stop) => ({
            kind: 'wake',
            subject,
            area: stop.area,
            params: { cause: 'transportAhead', occasion: subject },
          })),
          doing.now,
        )
        return subject
      })
      return reply.code(201).send(show(await known(made)))
    },
  )

  app.get(
    '/transport-paths',
    { config: read, schema: { tags, querystring: z.object(pageQuery), response: { 200: pageOf(path) } } },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const rows = await listPaths(db, areasSeen(world, caller), before, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.id], show)
    },
  )

  app.post(
    '/transport-paths/:id/acknowledge',
    {
      config: { action: 'response.answer' },
      schema: {
        tags,
        params: idParams,
        body: z.object({ county: areaCode }),
        response: { 200: path },
      },
    },
    async ({ params, body: { county }, caller }) => {
      const { stops } = await seen(params.id, caller)
      mustSee(world, caller, county, 'transport', params.id)
      if (!stops.some(({ area }) => area === county))
        throw new Refusal('thing.unknown', { what: 'transport', id: params.id })
      const doing = { now: clock.now(), by: actorOf(caller) }
      await db.transaction(async (tx) => {
        if (!(await acknowledgeStop(tx, params.id, county, doing.by, doing.now)))
          throw new Refusal('transport.answered')
        const subject = params.id
        await note(tx, { area: county, kind: 'transport', subject, event: 'TRANSPORT_ACKNOWLEDGED', body: {} }, doing)
        const about = { cause: 'transportAhead', occasion: `${subject} ${doing.now}` } as const
        await ask(tx, [{ kind: 'wake', subject, area: county, params: about }], doing.now)
      })
      return show(await known(params.id))
    },
  )

  async function known(pathId: Id): Promise<TransportPath> {
    const found = await pathById(db, pathId)
    if (found === null) throw new Refusal('thing.unknown', { what: 'transport', id: pathId })
    return found
  }

  /** Whoever sees the city, or a county on the way. */
  async function seen(pathId: Id, caller: Caller): Promise<TransportPath> {
    const found = await known(pathId)
    const passes = found.stops.some(({ area }) => sees(world, caller, area))
    if (!passes) mustSee(world, caller, found.area, 'transport', pathId)
    return found
  }

  function show({ enteredBy: _, stops, ...row }: TransportPath): z.output<typeof path> {
    return {
      ...row,
      stops: stops.map(({ area, reachedAt, acknowledgedAt }) => ({
        county: area,
        name: areas.find(area)?.name ?? area,
        at: reachedAt,
        acknowledgedAt,
      })),
    }
  }
}
