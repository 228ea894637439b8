import { z } from 'zod'
import { inStep, step } from '../db/step.ts'
import { Refusal } from '../errors.ts'
import type { App } from '../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../http/cursor.ts'
import { day, id, idParams, remark } from '../http/schemas.ts'
import type { Id } from '../model/id.ts'
import { dayOf, type Day } from '../model/time.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../people/caller.ts'
import { knownTo } from '../rotation/known.ts'
import { loadInspectionProcedure } from '../rulebook/inspection.ts'
import type { World } from '../world.ts'
import { checklistOf } from './decide.ts'
import { newSeed } from './effects.ts'
import { visitLink } from './page/link.ts'
import { inspectorOf, planVisits, shareVisits, visitBy } from './planning.ts'
import {
  drawForm,
  inspectionDetail,
  inspectionForm,
  inspectionState,
  planning,
  planningOne,
  seenForm,
  sending,
  sharing,
  showDetail,
  showDraw,
  showInspection,
  wayForm,
} from './schemas.ts'
import { recordVisit } from './seen/record.ts'
import { photosOf } from './seen/store.ts'
import { tellInspectors } from './telling.ts'
import {
  beginInspections,
  contentsOf,
  drawById,
  inspectionById,
  inspectionsIn,
  setInspector,
  setWithdrawn,
  visitedWarning,
  visitsFor,
  type Inspection,
} from './store.ts'

/** Visits (现场核查): chosen by verdict, by risk and by lot; gone through by place; written down by whoever was sent. */
export function inspectionRoutes(app: App, world: World): void {
  const { db, clock, keys, links } = world
  const procedure = loadInspectionProcedure()
  const tags = ['inspections']
  const one = { 200: inspectionDetail }

  app.get(
    '/inspections',
    {
      config: { action: 'inspection.read' },
      schema: {
        tags,
        querystring: z.object({
          ...pageQuery,
          warning: id.optional(),
          officer: id.optional(),
          day: day.optional(),
          state: inspectionState.optional(),
          enterprise: id.optional(),
        }),
        response: { 200: pageOf(inspectionForm) },
      },
    },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const { warning = null, officer = null, day: on = null, state = null, enterprise = null } = query
      const filter = {
        areas: areasSeen(world, caller),
        caller: caller.id,
        warning,
        officer,
        day: on,
        state,
        enterprise,
      }
      const rows = await inspectionsIn(db, filter, before, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.id], showInspection)
    },
  )

  app.get(
    '/inspections/:id',
    { config: { action: 'inspection.read' }, schema: { tags, params: idParams, response: one } },
    async ({ params, caller }) => shown(await seen(params.id, caller)),
  )

  app.get(
    '/inspections/draws/:id',
    { config: { action: 'inspection.read' }, schema: { tags, params: idParams, response: { 200: drawForm } } },
    async ({ params, caller }) => {
      const found = await drawById(db, params.id)
      if (found === null) throw new Refusal('thing.unknown', { what: 'draw', id: params.id })
      mustSee(world, caller, found.area, 'draw', params.id)
      return showDraw(found)
    },
  )

  app.post(
    '/inspections/plans',
    { config: { action: 'inspection.plan' }, schema: { tags, body: planning, response: { 201: drawForm } } },
    async ({ body, caller }, reply) => {
      mustSee(world, caller, body.area, 'area', body.area)
      const warning = await visitedWarning(db, body.warning)
      if (warning === null || !world.areas.contains(warning.area, body.area))
        throw new Refusal('thing.unknown', { what: 'warningInForce', id: body.warning })
      mustNotBePast(body.day)
      const doing = { now: clock.now(), by: actorOf(caller) }
      const asked = { ...body, seed: newSeed() }
      const made = await drawById(db, await planVisits(world, procedure, warning, asked, doing))
      if (made === null) throw new Error('a draw that was kept is gone')
      return reply.code(201).send(showDraw(made))
    },
  )

  app.post(
    '/inspections',
    { config: { action: 'inspection.plan' }, schema: { tags, body: planningOne, response: { 201: inspectionDetail } } },
    async ({ body, caller }, reply) => {
      const { area, name, entry } = await knownTo(world, body.enterprise, caller)
      mustNotBePast(body.day)
      const warning = body.warning ?? null
      const contents = warning === null ? null : await contentsOf(db, warning, [body.enterprise])
      if (contents?.size === 0) throw new Refusal('thing.unknown', { what: 'warningOfPlant', id: warning ?? '' })
      const visit = {
        area,
        name,
        enterprise: body.enterprise,
        warning,
        verdict: null,
        cause: 'officer',
        why: { zh: body.reason, en: body.reason },
        place: entry.township ?? '',
        checklist: checklistOf(procedure, contents?.get(body.enterprise) ?? null),
      } as const
      const doing = { now: clock.now(), by: actorOf(caller), because: body.reason }
      const span = { day: body.day, visitBy: visitBy(body.day) }
      const [made] = await db.transaction((tx) => beginInspections(tx, [visit], span, doing))
      if (made === undefined) throw new Refusal('inspection.planned', { name })
      return reply.code(201).send(await shown(await seen(made, caller)))
    },
  )

  app.post(
    '/inspections/ways',
    { config: { action: 'inspection.send' }, schema: { tags, body: sharing, response: { 200: wayForm } } },
    async ({ body: { area, day: on, officers, crossed }, caller }) => {
      mustSee(world, caller, area, 'area', area)
      mustNotBePast(on)
      const inspectors = await Promise.all([...new Set(officers)].map((officer) => inspectorOf(world, officer, area)))
      const doing = { now: clock.now(), by: actorOf(caller) }
      const left = await shareVisits(world, { area, day: on, inspectors, crossed }, doing)
      const told = await tellInspectors(world, { area, officers: inspectors.map((one) => one.id), day: on }, doing)
      const items = await Promise.all(
        inspectors.map(async ({ id: officer }) => ({
          officerId: officer,
          link: `${links.base}${visitLink(keys, officer, on)}`,
          visits: (await visitsFor(db, officer, on)).length,
          told: told.has(officer),
        })),
      )
      return { items, left }
    },
  )

  app.post(
    '/inspections/:id/inspector',
    { config: { action: 'inspection.send' }, schema: { tags, params: idParams, body: sending, response: one } },
    async ({ params, body, caller }) => {
      const found = await inArea(params.id, caller)
      const on = body.day ?? (found.day < dayOf(clock.now()) ? dayOf(clock.now()) : found.day)
      mustNotBePast(on)
      const officer = await inspectorOf(world, body.officer, found.area)
      const doing = { now: clock.now(), by: actorOf(caller) }
      const event = { type: 'INSPECTOR_NAMED', inspector: `user:${officer.id}`, visitBy: visitBy(on) } as const
      await inStep(db, async (tx) => {
        await step(db, tx, { kind: 'inspection', id: found.id }, event, doing)
        await setInspector(tx, found.id, officer.id, event.visitBy)
      })
      await tellInspectors(world, { area: found.area, officers: [officer.id], day: on }, doing)
      return await shown(await seen(found.id, caller))
    },
  )

  app.post(
    '/inspections/:id/withdraw',
    {
      config: { action: 'inspection.send' },
      schema: { tags, params: idParams, body: z.object({ reason: remark.min(1) }), response: one },
    },
    async ({ params, body: { reason }, caller }) => {
      const found = await inArea(params.id, caller)
      const doing = { now: clock.now(), by: actorOf(caller), because: reason }
      await inStep(db, async (tx) => {
        await step(db, tx, { kind: 'inspection', id: found.id }, { type: 'INSPECTION_WITHDRAWN' }, doing)
        await setWithdrawn(tx, found.id, reason)
      })
      return await shown(await seen(found.id, caller))
    },
  )

  app.post(
    '/inspections/:id/visit',
    { config: { action: 'inspection.visit' }, schema: { tags, params: idParams, body: seenForm, response: one } },
    async ({ params, body, caller }) => {
      const found = await seen(params.id, caller)
      const record = { ...body, seenAt: body.seenAt ?? clock.now() }
      await recordVisit(world, procedure, found, record, actorOf(caller))
      return await shown(await seen(found.id, caller))
    },
  )

  function mustNotBePast(on: Day): void {
    if (on < dayOf(clock.now())) throw new Refusal('inspection.day')
  }

  async function shown(found: Inspection) {
    return showDetail(found, await photosOf(db, found.id))
  }

  /** One's own area, or where one was sent. */
  async function seen(inspection: Id, caller: Caller): Promise<Inspection> {
    const found = await inspectionById(db, inspection)
    if (found === null) throw new Refusal('thing.unknown', { what: 'inspection', id: inspection })
    if (found.officer !== caller.id) mustSee(world, caller, found.area, 'inspection', inspection)
    return found
  }

  async function inArea(inspection: Id, caller: Caller): Promise<Inspection> {
    const found = await seen(inspection, caller)
    mustSee(world, caller, found.area, 'inspection', inspection)
    return found
  }
}
