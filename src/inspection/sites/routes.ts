import { z } from 'zod'
import type { Doing } from '../../db/journal.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { areaCode, id, idParams, instant, remark } from '../../http/schemas.ts'
import { listingRows, listInForce } from '../../inventory/store.ts'
import { giveNotices } from '../../inventory/terms/store.ts'
import type { Id } from '../../model/id.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../../people/caller.ts'
import { knownTo } from '../../rotation/known.ts'
import { loadInspectionProcedure } from '../../rulebook/inspection.ts'
import type { World } from '../../world.ts'
import { answerBy, nameOfFinding, ruleOf } from '../findings/decide.ts'
import { beginFinding, findingById, wasOrdered } from '../findings/store.ts'
import { tellFinding } from '../findings/tell.ts'
import { mixes, saySite, stoodStill } from './decide.ts'
import { addDelivery, addSite, deliveriesTo, endSite, holdSite, siteById, sitesIn, type StoppedSite } from './store.ts'

const KIND = 'suppliedStoppedSite'
/** Plants read at once, and told in one transaction. */
const READ = 400

const site = z
  .object({
    id,
    area: areaCode,
    name: z.string(),
    place: z.string(),
    reason: z.string(),
    since: instant,
    enteredBy: z.string(),
    enteredAt: instant,
    endedAt: instant.nullable(),
    endedBy: z.string().nullable(),
    endedBecause: z.string().nullable(),
  })
  .meta({ id: 'StoppedSite' })
const detailed = site.extend({
  deliveries: z.array(z.object({ enterpriseId: id, at: instant, findingId: id })),
})

/** `/stopped-sites` (停工工地): made known to every mixing plant of the city; whoever supplies one since is traced. */
export function siteRoutes(app: App, world: World): void {
  const { db, clock, areas } = world
  const procedure = loadInspectionProcedure()
  const tags = ['inspections']
  const stop = { action: 'site.stop' }

  app.get(
    '/stopped-sites',
    {
      config: { action: 'inspection.read' },
      schema: {
        tags,
        querystring: z.object({ ...pageQuery, standing: z.stringbool().default(false) }),
        response: { 200: pageOf(site) },
      },
    },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const filter = { areas: areasSeen(world, caller), standing: query.standing }
      return cutPage(
        await sitesIn(db, filter, before, query.limit + 1),
        query.limit,
        (row) => [row.id],
        (row) => ({ ...row }),
      )
    },
  )

  app.get(
    '/stopped-sites/:id',
    { config: { action: 'inspection.read' }, schema: { tags, params: idParams, response: { 200: detailed } } },
    async ({ params, caller }) => detail(await seen(params.id, caller)),
  )

  app.post(
    '/stopped-sites',
    {
      config: stop,
      schema: {
        tags,
        body: z.object({
          area: areaCode,
          name: z.string().trim().min(1).max(200),
          place: z.string().trim().min(1).max(300),
          reason: remark.min(1).max(500),
          since: instant,
        }),
        response: { 201: detailed },
      },
    },
    async ({ body, caller }, reply) => {
      mustSee(world, caller, body.area, 'area', body.area)
      const doing = { now: clock.now(), by: actorOf(caller) }
      if (body.since > doing.now) throw new Refusal('site.ahead')
      const made = await db.transaction((tx) => addSite(tx, body, doing))
      const found = await seen(made, caller)
      await tellMixers(found, doing)
      return reply.code(201).send(await detail(found))
    },
  )

  app.post(
    '/stopped-sites/:id/end',
    {
      config: stop,
      schema: { tags, params: idParams, body: z.object({ reason: remark.min(1) }), response: { 200: detailed } },
    },
    async ({ params, body: { reason }, caller }) => {
      const found = await seen(params.id, caller)
      const doing = { now: clock.now(), by: actorOf(caller), because: reason }
      const ended = await db.transaction((tx) => endSite(tx, found, doing))
      if (!ended) throw new Refusal('site.ended', { name: found.name })
      const after = await seen(params.id, caller)
      await tellMixers(after, doing)
      return detail(after)
    },
  )

  app.post(
    '/stopped-sites/:id/deliveries',
    {
      config: { action: 'finding.enter' },
      schema: {
        tags,
        params: idParams,
        body: z.object({
          enterprise: id.describe('who supplied it'),
          at: instant,
          text: remark.min(1),
          warning: id.optional().describe('the warning under which it was'),
          evidence: z.array(z.string().trim().min(1).max(500)).min(1).max(20),
        }),
        response: { 201: detailed },
      },
    },
    async ({ params, body, caller }, reply) => {
      const stopped = await seen(params.id, caller)
      const { area, name } = await knownTo(world, body.enterprise, caller)
      const warning = body.warning ?? null
      if (warning !== null && !(await wasOrdered(db, warning, body.enterprise)))
        throw new Refusal('thing.unknown', { what: 'warningOfPlant', id: warning })
      const rule = ruleOf(procedure, KIND)
      if (rule === null) throw new Error(`the procedure has no ${KIND}`)
      const doing = { now: clock.now(), by: actorOf(caller) }
      await db.transaction(async (tx) => {
        const held = await holdSite(tx, stopped.id)
        if (held === null || body.at > doing.now || !stoodStill(held, body.at))
          throw new Refusal('site.notStopped', { name: stopped.name })
        const known = await deliveriesTo(tx, held.id)
        if (known.some(({ enterprise, at }) => enterprise === body.enterprise && at === body.at))
          throw new Refusal('site.deliveryKnown', { name })
        const finding = await beginFinding(
          tx,
          {
            area,
            name: nameOfFinding(name, '', rule),
            enterprise: body.enterprise,
            line: '',
            warning,
            verdict: null,
            inspection: null,
            kind: KIND,
            text: `向停工工地“${held.name}”（${held.place}）供料：${body.text}`,
            evidence: body.evidence.map((what) => ({ what, at: body.at, value: null, photo: null })),
            answerBy: answerBy(procedure, doing.now),
            foundBy: [doing.by],
          },
          doing,
        )
        const { enterprise, at } = body
        await addDelivery(tx, { site: held.id, area: held.area, enterprise, at, finding }, doing)
        const found = await findingById(tx, finding)
        if (found !== null) await tellFinding(tx, procedure, found, doing)
      })
      return reply.code(201).send(await detail(await seen(params.id, caller)))
    },
  )

  /** Every mixing plant on the list in force of the city hears of it: a truck does not stop at a county's border. */
  async function tellMixers(stopped: StoppedSite, doing: Doing): Promise<void> {
    const city = areas.around(stopped.area).find((code) => areas.find(code)?.kind === 'city') ?? stopped.area
    const list = await listInForce(db, city, doing.now)
    if (list === null) return
    const body = { say: saySite(stopped, areas.find(stopped.area)?.name ?? stopped.area) }
    const about = `${stopped.id} ${stopped.endedAt === null ? 'stopped' : 'resumed'}`
    let after: Id | null = null
    for (let more = true; more;) {
      const rows = await listingRows(db, list.id, after, READ)
      const told = rows.flatMap(({ enterprise, area, entry }) =>
        mixes(entry.name, procedure) ? [{ area, enterprise, kind: 'stoppedSite', about, body }] : [],
      )
      if (told.length > 0) await db.transaction((tx) => giveNotices(tx, told, { now: doing.now, by: doing.by }))
      after = rows.at(-1)?.enterprise ?? null
      more = rows.length === READ
    }
  }

  async function detail(row: StoppedSite): Promise<z.output<typeof detailed>> {
    const deliveries = await deliveriesTo(db, row.id)
    return {
      ...row,
      deliveries: deliveries.map(({ enterprise, at, finding }) => ({
        enterpriseId: enterprise,
        at,
        findingId: finding,
      })),
    }
  }

  async function seen(of: Id, caller: Caller): Promise<StoppedSite> {
    const found = await siteById(db, of)
    if (found === null) throw new Refusal('thing.unknown', { what: 'site', id: of })
    mustSee(world, caller, found.area, 'site', of)
    return found
  }
}
