import { z } from 'zod'
import { readMasked } from '../db/person.ts'
import type { Tx } from '../db/port.ts'
import { Refusal } from '../errors.ts'
import type { App } from '../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../http/cursor.ts'
import { id, idParams } from '../http/schemas.ts'
import { checklistOf } from '../inspection/decide.ts'
import { visitBy } from '../inspection/planning.ts'
import { beginInspections } from '../inspection/store.ts'
import type { Id } from '../model/id.ts'
import { dayOf } from '../model/time.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../people/caller.ts'
import { officerById } from '../people/store.ts'
import { knownTo } from '../rotation/known.ts'
import { loadInspectionProcedure } from '../rulebook/inspection.ts'
import type { World } from '../world.ts'
import { mayReward } from './decide.ts'
import { answering, assigning, complaintDetail, complaintForm, passing, rewarding, showComplaint } from './schemas.ts'
import {
  answer,
  assign,
  complaintById,
  complaintsIn,
  holdComplaint,
  passOn,
  photoOf,
  photosOf,
  reward,
  type Complaint,
} from './store.ts'

/** `/complaints` (举报投诉): looked into, answered by the hour, made the ground of a visit, rewarded by another person. */
export function complaintRoutes(app: App, world: World): void {
  const { db, clock, keys, areas } = world
  const procedure = loadInspectionProcedure()
  const tags = ['complaints']
  const one = { 200: complaintDetail }

  app.get(
    '/complaints',
    {
      config: { action: 'complaint.read' },
      schema: {
        tags,
        querystring: z.object({ ...pageQuery, open: z.stringbool().default(false) }),
        response: { 200: pageOf(complaintForm) },
      },
    },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const filter = { areas: areasSeen(world, caller), open: query.open }
      const rows = await complaintsIn(db, filter, before, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.id], showComplaint)
    },
  )

  app.get(
    '/complaints/:id',
    { config: { action: 'complaint.read' }, schema: { tags, params: idParams, response: one } },
    async ({ params, caller }) => detail(await seen(params.id, caller)),
  )

  app.get(
    '/complaints/:id/photos/:sha256',
    {
      config: { action: 'complaint.read' },
      schema: { tags, params: idParams.extend({ sha256: z.string().regex(/^[0-9a-f]{64}$/, 'sha256') }) },
    },
    async ({ params, caller }, reply) => {
      await seen(params.id, caller)
      const found = await photoOf(db, params.id, params.sha256)
      if (found === null) throw new Refusal('thing.unknown', { what: 'file', id: params.sha256 })
      return reply.type(found.type).header('content-disposition', 'attachment').send(Buffer.from(found.bytes))
    },
  )

  app.post(
    '/complaints/:id/assign',
    { config: { action: 'complaint.handle' }, schema: { tags, params: idParams, body: assigning, response: one } },
    async ({ params, body, caller }) => {
      const { area } = await seen(params.id, caller)
      const officer = body.officer ?? (caller.kind === 'officer' ? caller.id : null)
      const named = officer === null ? null : await officerById(db, officer)
      if (officer !== null && (named === null || !isNear(named.area, area)))
        throw new Refusal('thing.unknown', { what: 'person', id: officer })
      const { enterprise = null } = body
      const about = enterprise === null ? null : await knownTo(world, enterprise, caller)
      const doing = { now: clock.now(), by: actorOf(caller), because: body.reason }
      if (body.visitOn !== undefined && body.visitOn < dayOf(doing.now)) throw new Refusal('inspection.day')
      return await changed(params.id, async (tx, found) => {
        await assign(tx, found, { officer, enterprise }, doing)
        if (about === null || enterprise === null || body.visitOn === undefined) return
        const why = { zh: `举报 ${found.number}`, en: `complaint ${found.number}` }
        const visit = {
          area: about.area,
          name: about.name,
          enterprise,
          warning: null,
          verdict: null,
          cause: 'officer',
          why,
          place: about.entry.township ?? '',
          checklist: checklistOf(procedure, null),
        } as const
        const span = { day: body.visitOn, visitBy: visitBy(body.visitOn) }
        if ((await beginInspections(tx, [visit], span, doing)).length === 0)
          throw new Refusal('inspection.planned', { name: about.name })
      })
    },
  )

  app.post(
    '/complaints/:id/pass-on',
    { config: { action: 'complaint.handle' }, schema: { tags, params: idParams, body: passing, response: one } },
    async ({ params, body, caller }) => {
      const { area } = await seen(params.id, caller)
      // Up, down or beside within one city: where nobody of this office sees it, another one does.
      if (areas.find(body.area) === null || !isNear(body.area, area) || body.area === area)
        throw new Refusal('thing.unknown', { what: 'area', id: body.area })
      const doing = { now: clock.now(), by: actorOf(caller), because: body.reason }
      let after: Complaint | null = null
      await db.transaction(async (tx) => {
        await passOn(tx, await held(tx, params.id), body.area, doing)
        after = await complaintById(tx, params.id)
      })
      return await detail(after ?? (await seen(params.id, caller)))
    },
  )

  app.post(
    '/complaints/:id/answer',
    { config: { action: 'complaint.handle' }, schema: { tags, params: idParams, body: answering, response: one } },
    async ({ params, body, caller }) => {
      await seen(params.id, caller)
      const doing = { now: clock.now(), by: actorOf(caller) }
      return await changed(params.id, (tx, found) =>
        answer(tx, found, { outcome: body.outcome, text: body.answer }, doing),
      )
    },
  )

  app.post(
    '/complaints/:id/reward',
    { config: { action: 'complaint.reward' }, schema: { tags, params: idParams, body: rewarding, response: one } },
    async ({ params, body, caller }) => {
      await seen(params.id, caller)
      const doing = { now: clock.now(), by: actorOf(caller), because: body.reason }
      await db.transaction(async (tx) => {
        const found = await holdComplaint(tx, params.id)
        if (found === null) throw new Refusal('thing.unknown', { what: 'complaint', id: params.id })
        const { number } = found
        if (!mayReward(found.outcome)) throw new Refusal('complaint.notYet', { number })
        if (found.reward !== null) throw new Refusal('complaint.rewarded', { number })
        if (found.answeredBy === doing.by) throw new Refusal('complaint.samePerson', { number })
        await reward(tx, found, body.decision, doing)
      })
      return await detail(await seen(params.id, caller))
    },
  )

  async function changed(of: Id, work: (tx: Tx, found: Complaint) => Promise<void>) {
    await db.transaction(async (tx) => work(tx, await held(tx, of)))
    const after = await complaintById(db, of)
    if (after === null) throw new Refusal('thing.unknown', { what: 'complaint', id: of })
    return await detail(after)
  }

  /** One that is not answered yet, locked. */
  async function held(tx: Tx, of: Id): Promise<Complaint> {
    const found = await holdComplaint(tx, of)
    if (found === null) throw new Refusal('thing.unknown', { what: 'complaint', id: of })
    if (found.answeredAt !== null) throw new Refusal('complaint.answered', { number: found.number })
    return found
  }

  /** Around, within or beside: of the same city. */
  function isNear(other: string, area: string): boolean {
    const city = (code: string) => areas.around(code).find((one) => areas.find(one)?.kind === 'city') ?? code
    return areas.contains(other, area) || areas.contains(area, other) || city(other) === city(area)
  }

  async function seen(of: Id, caller: Caller): Promise<Complaint> {
    const found = await complaintById(db, of)
    if (found === null) throw new Refusal('thing.unknown', { what: 'complaint', id: of })
    mustSee(world, caller, found.area, 'complaint', of)
    return found
  }

  async function detail(found: Complaint): Promise<z.output<typeof complaintDetail>> {
    const people = found.person === null ? null : await readMasked(db, keys, [found.person])
    const photoList = (await photosOf(db, found.id)).map(({ sha256 }) => sha256)
    return { ...showComplaint(found), who: people?.get(found.person ?? '') ?? null, photoList }
  }
}
