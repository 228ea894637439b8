import { z } from 'zod'
import { inStep, step } from '../../db/step.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { areaCode, id, idParams, instant, remark } from '../../http/schemas.ts'
import { actorOf, areasSeen, mustSee } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { begin } from './begin.ts'
import { calendarOf, calendarsIn, holdCalendar, lockCalendar, type Calendar } from './store.ts'

const calendar = z
  .object({
    id,
    area: areaCode,
    state: z.enum(['waiting', 'calling', 'ended']),
    begunAt: instant,
    begunBy: z.string(),
    nextAt: instant.nullable().describe('when one calls itself next, as things stand'),
  })
  .meta({ id: 'ConsultationCalendar' })

/** `/consultations/calendars` (会商日程): where consultations call themselves, daily and in an episode. */
export function calendarRoutes(app: App, world: World): void {
  const { db, clock, areas } = world
  const tags = ['consultation']

  app.get(
    '/consultations/calendars',
    {
      config: { action: 'consultation.read' },
      schema: { tags, response: { 200: z.object({ items: z.array(calendar) }) } },
    },
    async ({ caller }) => ({ items: (await calendarsIn(db, areasSeen(world, caller))).map(show) }),
  )

  app.post(
    '/consultations/calendars',
    {
      config: { action: 'consultation.calendar' },
      schema: { tags, body: z.object({ area: areaCode }), response: { 201: calendar } },
    },
    async ({ body: { area }, caller }, reply) => {
      mustSee(world, caller, area, 'area', area)
      const place = areas.find(area)
      if (place?.kind !== 'city') throw new Refusal('consultation.cityOnly', { area: place?.name ?? area })
      const doing = { now: clock.now(), by: actorOf(caller) }
      const begun = await db.transaction(async (tx) => {
        await lockCalendar(tx, area)
        if ((await calendarOf(tx, area)) !== null) throw new Refusal('consultation.calendarRuns', { area: place.name })
        await begin(world, tx, area, doing)
        return await calendarOf(tx, area)
      })
      if (begun === null) throw new Error('a calendar that was begun is not there')
      return reply.code(201).send(show(begun))
    },
  )

  app.post(
    '/consultations/calendars/:id/end',
    {
      config: { action: 'consultation.calendar' },
      schema: { tags, params: idParams, body: z.object({ reason: remark.min(1) }), response: { 200: calendar } },
    },
    async ({ params, body, caller }) => {
      const doing = { now: clock.now(), by: actorOf(caller), because: body.reason }
      return await inStep(db, async (tx) => {
        const found = await holdCalendar(tx, params.id)
        if (found === null) throw new Refusal('thing.unknown', { what: 'calendarEntry', id: params.id })
        mustSee(world, caller, found.area, 'calendarEntry', params.id)
        await step(db, tx, { kind: 'conferring', id: params.id }, { type: 'CONFERRING_ENDED' }, doing)
        return show({ ...found, state: 'ended', lookAt: null })
      })
    },
  )
}

function show({ id: calendarId, area, state, begunAt, begunBy, lookAt }: Calendar): z.output<typeof calendar> {
  return { id: calendarId, area, state, begunAt, begunBy, nextAt: lookAt }
}
