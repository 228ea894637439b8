import { z } from 'zod'
import { note, type Doing } from '../../db/journal.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { areaCode, day, id, idParams, instant, remark } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import { dayOf } from '../../model/time.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../../people/caller.ts'
import { knownTo } from '../../rotation/known.ts'
import type { World } from '../../world.ts'
import { confirmPositive, endPositive, namePositive, positiveById, positivesIn, type Positive } from './store.ts'

const form = z
  .object({
    id,
    area: areaCode,
    enterpriseId: id,
    reason: z.string(),
    until: day.describe('not any more from this day on'),
    namedBy: z.string(),
    namedAt: instant,
    confirmedBy: z.string().nullable(),
    confirmedAt: instant.nullable(),
    endedAt: instant.nullable(),
    endedBy: z.string().nullable(),
    endedBecause: z.string().nullable(),
  })
  .meta({ id: 'PositiveEntry' })

/** The positive list (监督执法正面清单): whoever stands on it is visited by verdict and by risk alone; a finding ends it. */
export function positiveRoutes(app: App, world: World): void {
  const { db, clock } = world
  const tags = ['inspections']

  app.get(
    '/inspections/positive-list',
    {
      config: { action: 'inspection.read' },
      schema: { tags, querystring: z.object(pageQuery), response: { 200: pageOf(form) } },
    },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const rows = await positivesIn(db, areasSeen(world, caller), before, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.id], show)
    },
  )

  app.post(
    '/inspections/positive-list',
    {
      config: { action: 'inspection.spare' },
      schema: {
        tags,
        body: z.object({ enterprise: id, reason: remark.min(1), until: day }),
        response: { 201: form },
      },
    },
    async ({ body, caller }, reply) => {
      const { area, name } = await knownTo(world, body.enterprise, caller)
      if (body.until <= dayOf(clock.now())) throw new Refusal('inspection.day')
      const doing = doingOf(caller, body.reason)
      const made = await db.transaction(async (tx) => {
        const entry = await namePositive(tx, { ...body, area }, doing)
        if (entry === null) throw new Refusal('positive.listed', { name })
        await note(tx, { area, kind: 'inspection', subject: entry, event: 'POSITIVE_NAMED', body }, doing)
        return entry
      })
      return reply.code(201).send(show(await seen(made, caller)))
    },
  )

  app.post(
    '/inspections/positive-list/:id/decision',
    {
      config: { action: 'inspection.spare' },
      schema: {
        tags,
        params: idParams,
        body: z.object({ decision: z.enum(['confirm', 'end']), reason: remark.min(1) }),
        response: { 200: form },
      },
    },
    async ({ params, body: { decision, reason }, caller }) => {
      const { area, namedBy } = await seen(params.id, caller)
      const doing = doingOf(caller, reason)
      const confirms = decision === 'confirm'
      if (confirms && namedBy === doing.by) throw new Refusal('positive.samePerson')
      await db.transaction(async (tx) => {
        const done = confirms ? await confirmPositive(tx, params.id, doing) : await endPositive(tx, params.id, doing)
        if (!done) throw new Refusal('positive.decided')
        const event = confirms ? 'POSITIVE_CONFIRMED' : 'POSITIVE_ENDED'
        await note(tx, { area, kind: 'inspection', subject: params.id, event, body: {} }, doing)
      })
      return show(await seen(params.id, caller))
    },
  )

  function doingOf(caller: Caller, because: string): Doing {
    return { now: clock.now(), by: actorOf(caller), because }
  }

  async function seen(entry: Id, caller: Caller): Promise<Positive> {
    const found = await positiveById(db, entry)
    if (found === null) throw new Refusal('thing.unknown', { what: '正面清单记录', id: entry })
    mustSee(world, caller, found.area, '正面清单记录', entry)
    return found
  }
}

function show({ enterprise, ...row }: Positive): z.output<typeof form> {
  return { ...row, enterpriseId: enterprise }
}
