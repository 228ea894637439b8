import { constants } from 'node:os'
import { z } from 'zod'
import { Refusal } from '../../errors.ts'
import type { Routes } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { id, idParams } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import { startOfDay } from '../../model/time.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../../people/caller.ts'
import { scenariosIn } from '../scenario.ts'
import { DrillHouse } from './house.ts'
import { beginning, drillDetail, drillForm, scenarioForm, showDetail, showDrill } from './schemas.ts'
import { askToStop, beginDrill, drillById, drillNow, drillsIn, isResponding, type DrillDetail } from './store.ts'

interface Place {
  readonly folder?: string
  readonly priority?: number
}

/**
 * `/drills` (应急演练): begun at the console, played beside the engine in a world that nobody else can meet, and kept with
 * their reports.
 * @param life of this process, with which what it plays ends
 * @param place where the scenarios lie, and how far they stand back: those that ship, behind everything else
 */
export function drillRoutes(life: number, { folder, priority = constants.priority.PRIORITY_LOW }: Place = {}): Routes {
  return (app, world) => {
    const { db, clock } = world
    const tags = ['drills']
    const reads = { action: 'drill.read' } as const
    const plays = { action: 'drill.play' } as const
    const one = { 200: drillDetail }
    const house = new DrillHouse(world, priority)
    app.addHook('preClose', () => house.close())

    app.get(
      '/drills/scenarios',
      { config: reads, schema: { tags, response: { 200: z.object({ items: z.array(scenarioForm) }) } } },
      () => {
        const items = scenariosIn(folder).map(({ scenario: { name, title, city, rulebook, from, to } }) => {
          return { name, title, city, rulebook, from, to }
        })
        return { items }
      },
    )

    app.get(
      '/drills',
      { config: reads, schema: { tags, querystring: z.object(pageQuery), response: { 200: pageOf(drillForm) } } },
      async ({ query, caller }) => {
        const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
        const rows = await drillsIn(db, areasSeen(world, caller), before, query.limit + 1)
        return cutPage(rows, query.limit, (row) => [row.id], showDrill)
      },
    )

    app.get('/drills/:id', { config: reads, schema: { tags, params: idParams, response: one } }, async (request) =>
      showDetail(await seen(request.params.id, request.caller)),
    )

    app.post(
      '/drills',
      { config: plays, schema: { tags, body: beginning, response: { 201: drillDetail } } },
      async ({ body: { scenario: name, speed }, caller }, reply) => {
        const known = scenariosIn(folder).find(({ scenario }) => scenario.name === name)
        if (known === undefined) throw new Refusal('thing.unknown', { what: 'scenario', id: name })
        // It would take from the processors what the orders of tonight need.
        if (world.kind === 'live' && (await isResponding(db))) throw new Refusal('drill.responding')
        const { title, from, to } = known.scenario
        const span = { start: startOfDay(from), end: startOfDay(to, 24) }
        const asked = { area: caller.area, scenario: name, title, speed, life }
        const progress = { now: span.start, share: 0, orders: 0 }
        const doing = { now: clock.now(), by: actorOf(caller) }
        const made = await db.transaction((tx) => beginDrill(tx, { ...asked, progress }, doing))
        if (made === null) throw new Refusal('drill.running', { name: (await drillNow(db)) ?? '' })
        house.begin({ ...asked, id: made, file: known.file }, span)
        return reply.code(201).send(showDetail(await seen(made, caller)))
      },
    )

    app.post(
      '/drills/:id/stop',
      { config: plays, schema: { tags, params: idParams, response: one } },
      async ({ params, caller }) => {
        const found = await seen(params.id, caller)
        const doing = { now: clock.now(), by: actorOf(caller) }
        const asked = await db.transaction((tx) => askToStop(tx, found, doing))
        if (!asked) throw new Refusal('drill.ended', { name: found.scenario })
        return showDetail(await seen(params.id, caller))
      },
    )

    async function seen(drill: Id, caller: Caller): Promise<DrillDetail> {
      const found = await drillById(db, drill)
      if (found === null) throw new Refusal('thing.unknown', { what: 'drill', id: drill })
      mustSee(world, caller, found.area, 'drill', drill)
      return found
    }
  }
}
