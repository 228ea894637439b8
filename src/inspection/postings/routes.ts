import { z } from 'zod'
import { note } from '../../db/journal.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { areaCode, id, idParams, instant, remark } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../../people/caller.ts'
import { knownTo } from '../../rotation/known.ts'
import type { World } from '../../world.ts'
import { wasOrdered } from '../findings/store.ts'
import { inspectorOf } from '../planning.ts'
import { visitedWarning } from '../store.ts'
import { addPosting, endPosting, postingById, postingsIn, type Posting } from './store.ts'

const form = z
  .object({
    id,
    area: areaCode,
    warningId: id,
    enterpriseId: id,
    officerId: id,
    postedBy: z.string(),
    at: instant,
    endedAt: instant.nullable(),
    endedBy: z.string().nullable(),
  })
  .meta({ id: 'InspectionPosting' })

/** Inspectors who stay at a plant during a response (驻厂监督): each day has a visit of theirs. */
export function postingRoutes(app: App, world: World): void {
  const { db, clock } = world
  const tags = ['inspections']

  app.get(
    '/inspections/postings',
    {
      config: { action: 'inspection.read' },
      schema: { tags, querystring: z.object(pageQuery), response: { 200: pageOf(form) } },
    },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const rows = await postingsIn(db, areasSeen(world, caller), before, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.id], show)
    },
  )

  app.post(
    '/inspections/postings',
    {
      config: { action: 'inspection.send' },
      schema: {
        tags,
        body: z.object({ warning: id, enterprise: id, officer: id, reason: remark.min(1) }),
        response: { 201: form },
      },
    },
    async ({ body, caller }, reply) => {
      const { area, name } = await knownTo(world, body.enterprise, caller)
      const warning = await visitedWarning(db, body.warning)
      if (warning === null || !(await wasOrdered(db, warning.id, body.enterprise)))
        throw new Refusal('thing.unknown', { what: '该企业的预警', id: body.warning })
      const { id: officer } = await inspectorOf(world, body.officer, area)
      const doing = { now: clock.now(), by: actorOf(caller), because: body.reason }
      const made = await db.transaction(async (tx) => {
        const posted = { area, warning: warning.id, enterprise: body.enterprise, officer }
        const posting = await addPosting(tx, posted, doing)
        if (posting === null) throw new Refusal('posting.there', { name })
        await note(tx, { area, kind: 'inspection', subject: posting, event: 'INSPECTOR_POSTED', body: posted }, doing)
        return posting
      })
      return reply.code(201).send(show(await seen(made, caller)))
    },
  )

  app.post(
    '/inspections/postings/:id/end',
    {
      config: { action: 'inspection.send' },
      schema: { tags, params: idParams, body: z.object({ reason: remark.min(1) }), response: { 200: form } },
    },
    async ({ params, body: { reason }, caller }) => {
      const { area } = await seen(params.id, caller)
      const doing = { now: clock.now(), by: actorOf(caller), because: reason }
      await db.transaction(async (tx) => {
        if (!(await endPosting(tx, params.id, doing))) throw new Refusal('posting.ended')
        await note(tx, { area, kind: 'inspection', subject: params.id, event: 'POSTING_ENDED', body: {} }, doing)
      })
      return show(await seen(params.id, caller))
    },
  )

  async function seen(posting: Id, caller: Caller): Promise<Posting> {
    const found = await postingById(db, posting)
    if (found === null) throw new Refusal('thing.unknown', { what: '驻厂安排', id: posting })
    mustSee(world, caller, found.area, '驻厂安排', posting)
    return found
  }
}

function show({ warning, enterprise, officer, ...row }: Posting): z.output<typeof form> {
  return { ...row, warningId: warning, enterpriseId: enterprise, officerId: officer }
}
