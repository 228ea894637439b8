import { z } from 'zod'
import { note, type Doing } from '../db/journal.ts'
import { Refusal } from '../errors.ts'
import type { App } from '../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../http/cursor.ts'
import { areaCode, day, id, idParams } from '../http/schemas.ts'
import { listInForce } from '../inventory/store.ts'
import type { Id } from '../model/id.ts'
import { dayOf } from '../model/time.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../people/caller.ts'
import { loadRotations } from '../rulebook/rotation.ts'
import type { World } from '../world.ts'
import { checkSeasonPlan, rotationResults, type PlannedEnterprise } from './decide.ts'
import type { SeasonFinding } from './finding.ts'
import * as form from './schemas.ts'
import { codesOnBlacklist } from './blacklist/store.ts'
import { knownTo } from './known.ts'
import * as store from './store.ts'

/** Enterprises written in one transaction: with a handful of stretches each, some 500 rows (law 14). */
const CHUNK = 100

/** `/rotation` (错峰生产): season plans, the ledger of stops and starts, results by county. */
export function rotationRoutes(app: App, world: World): void {
  const { db, clock } = world
  const rotations = loadRotations()
  const tags = ['rotation']
  const doingOf = (caller: Caller): Doing => ({ now: clock.now(), by: actorOf(caller) })

  app.post(
    '/rotation/plans/check',
    {
      config: { action: 'rotation.submit' },
      schema: { tags, body: form.newPlan, response: { 200: z.object({ findings: z.array(form.finding) }) } },
    },
    async ({ body, caller }) => ({ findings: (await held(body, caller)).findings }),
  )

  app.post(
    '/rotation/plans',
    {
      config: { action: 'rotation.submit' },
      schema: { tags, body: form.newPlan, response: { 201: form.seasonPlan } },
    },
    async ({ body, caller }, reply) => {
      const { rows, findings } = await held(body, caller)
      const errors = findings.filter(({ severity }) => severity === 'error')
      if (errors[0]) throw new Refusal('rotation.planFaulty', { count: String(errors.length), first: errors[0].say.zh })
      const doing = doingOf(caller)
      const { area, rule, name } = body
      const plan = await db.transaction((tx) => store.openPlan(tx, { area, rule, name, findings }, doing))
      for (let from = 0; from < rows.length; from += CHUNK)
        await db.transaction((tx) => store.addPlanned(tx, plan, rows.slice(from, from + CHUNK)))
      await db.transaction(async (tx) => {
        await store.completePlan(tx, plan)
        await note(
          tx,
          { area, kind: 'rotation', subject: plan, event: 'SEASON_PLAN_SUBMITTED', body: { rule, name } },
          doing,
        )
      })
      return reply.code(201).send(await seen(plan, caller))
    },
  )

  app.get(
    '/rotation/plans',
    {
      config: { action: 'rotation.read' },
      schema: { tags, querystring: z.object(pageQuery), response: { 200: pageOf(form.seasonPlan) } },
    },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const rows = await store.listPlans(db, areasSeen(world, caller), before, query.limit + 1)
      return page(rows, query.limit)
    },
  )

  app.get(
    '/rotation/plans/:id',
    {
      config: { action: 'rotation.read' },
      schema: { tags, params: idParams, response: { 200: form.seasonPlanWhole } },
    },
    async ({ params, caller }) => {
      const plan = await seen(params.id, caller)
      const areas = areasSeen(world, caller)
      const [standstills, exemptions] = [
        await store.planRows(db, params.id, areas),
        await store.exemptionsOf(db, params.id, areas),
      ]
      return { ...plan, standstills, exemptions }
    },
  )

  app.post(
    '/rotation/plans/:id/release',
    {
      config: { action: 'rotation.release' },
      schema: { tags, params: idParams, response: { 200: form.seasonPlan } },
    },
    async ({ params, caller }) => {
      const { area, name, submittedBy } = await seen(params.id, caller)
      const doing = doingOf(caller)
      await db.transaction(async (tx) => {
        const released = await store.releasePlan(tx, params.id, doing)
        if (!released)
          throw new Refusal(submittedBy === doing.by ? 'rotation.samePerson' : 'rotation.released', { name })
        await note(
          tx,
          { area, kind: 'rotation', subject: params.id, event: 'SEASON_PLAN_RELEASED', body: { name } },
          doing,
        )
      })
      return await seen(params.id, caller)
    },
  )

  app.post(
    '/rotation/ledger',
    {
      config: { action: 'rotation.report' },
      schema: { tags, body: form.newReport, response: { 201: z.object({ id }) } },
    },
    async ({ body, caller }, reply) => {
      const { area, entry, name } = await knownTo(world, body.enterprise, caller)
      if (!entry.lines.some(({ number }) => number === body.line))
        throw new Refusal('thing.unknown', { what: 'line', id: `${name} ${body.line}` })
      const doing = doingOf(caller)
      if (body.at > doing.now) throw new Refusal('rotation.inFuture', { name })
      const made = await db.transaction(async (tx) => {
        const report = await store.insertReport(tx, { ...body, area }, doing)
        const event = body.kind === 'stopped' ? 'LINE_STOPPED' : 'LINE_STARTED'
        await note(tx, { area, kind: 'rotation', subject: body.enterprise, event, body: { ...body, report } }, doing)
        return report
      })
      return reply.code(201).send({ id: made })
    },
  )

  app.get(
    '/rotation/ledger',
    {
      config: { action: 'rotation.read' },
      schema: {
        tags,
        querystring: z.object({ ...pageQuery, enterprise: id.optional() }),
        response: { 200: pageOf(form.report) },
      },
    },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const of = { areas: areasSeen(world, caller), enterprise: query.enterprise ?? null }
      return page(await store.listReports(db, of, before, query.limit + 1), query.limit)
    },
  )

  app.get(
    '/rotation/results',
    {
      config: { action: 'rotation.read' },
      schema: {
        tags,
        querystring: z.object({ area: areaCode.optional(), on: day.optional() }),
        response: { 200: z.object({ on: day, counties: z.array(form.countyResult) }) },
      },
    },
    async ({ query, caller }) => {
      const { area = caller.area, on = dayOf(clock.now()) } = query
      mustSee(world, caller, area, 'area', area)
      const areas = world.areas.within(area)
      const planned = await store.standstillsAt(db, areas, clock.now())
      const reports = await store.listReports(db, { areas, enterprise: null }, null, null)
      const told = reports.map((one) => ({ ...one, day: dayOf(one.at) }))
      return { on, counties: rotationResults(planned, told, on) }
    },
  )

  /** A plan held against its rule and the list in force of its city. */
  async function held(
    body: z.output<typeof form.newPlan>,
    caller: Caller,
  ): Promise<{
    rows: { of: store.ListedEnterprise; planned: PlannedEnterprise }[]
    findings: SeasonFinding[]
  }> {
    mustSee(world, caller, body.area, 'area', body.area)
    const rule = rotations.get(body.rule)
    if (rule === null) throw new Refusal('thing.unknown', { what: 'rotationRule', id: body.rule })
    const area = world.areas.find(body.area)
    const city = area?.kind === 'county' ? area.parent : (area?.code ?? null)
    const now = clock.now()
    const list = city === null ? null : await listInForce(db, city, now)
    if (list === null) throw new Refusal('rotation.noList', { area: area?.name ?? body.area })
    const planned = body.enterprises.map(({ lines, ...one }): PlannedEnterprise => ({ ...one, stretches: lines }))
    const codes = planned.map(({ creditCode }) => creditCode)
    const known = await store.listedByCode(db, list.id, codes)
    // A county's plan speaks for its own enterprises only.
    const own = [...known].filter(([, { area: county }]) => world.areas.contains(body.area, county))
    const context = {
      rule,
      entries: new Map(own.map(([code, { entry }]) => [code, entry])),
      blacklisted: await codesOnBlacklist(db, codes, dayOf(now)),
      asOf: dayOf(now),
    }
    const rows = planned.flatMap((one) => {
      const of = known.get(one.creditCode)
      return of ? [{ of, planned: one }] : []
    })
    return { rows, findings: checkSeasonPlan(planned, context) }
  }

  async function seen(plan: Id, caller: Caller): Promise<store.SeasonPlan> {
    const found = await store.planById(db, plan)
    if (!found) throw new Refusal('thing.unknown', { what: 'rotationPlan', id: plan })
    mustSee(world, caller, found.area, 'rotationPlan', plan)
    return found
  }
}

function page<T extends { readonly id: Id }>(rows: readonly T[], limit: number) {
  return cutPage(
    rows,
    limit,
    (row) => [row.id],
    (row) => row,
  )
}
