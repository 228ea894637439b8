import { z } from 'zod'
import { Refusal } from '../errors.ts'
import type { App } from '../http/app-type.ts'
import { day, id, idParams } from '../http/schemas.ts'
import { countedByList, type Counted } from '../inventory/proof.ts'
import { countiesSparing } from '../inventory/sparing.ts'
import { listById, listInForce } from '../inventory/store.ts'
import { LISTED_LEVELS } from '../model/enterprise.ts'
import { dayOf, startOfDay, type Day, type Instant } from '../model/time.ts'
import { mustSee, sees } from '../people/caller.ts'
import { loadApplying } from '../rulebook/applying.ts'
import { loadIndustries } from '../rulebook/industries.ts'
import { loadReductions } from '../rulebook/reduction.ts'
import { enterpriseById } from '../rotation/store.ts'
import type { World } from '../world.ts'
import type { Rules } from './asked.ts'
import { explainOrder } from './explain.ts'
import { countedByOrders, termsOn } from './oneDay.ts'
import { measureForm, proofForm, showSide } from './schemas.ts'
import { pagesOf, sparedCounties } from './spares.ts'
import { asTheyStand } from './standing.ts'
import { listingOf } from './store.ts'

/** Which measure applies to one enterprise, and whether a list meets the floors of reduction. */
export function planRoutes(app: App, world: World): void {
  const { db, clock } = world
  const rules: Rules = { measures: world.measures, applying: loadApplying() }
  const industries = loadIndustries()
  const tags = ['plan']
  const on = day.optional().describe('the day asked about; today without it')

  /** A day that has passed is told as it was known when it began, whatever came to be known since. */
  const asKnown = (asked: Day, now: Instant): Instant => (asked < dayOf(now) ? startOfDay(asked) : now)

  app.get(
    '/enterprises/:id/measure',
    {
      config: { action: 'enterprise.read' },
      schema: {
        tags,
        params: idParams,
        querystring: z.object({ level: z.enum(LISTED_LEVELS), on }),
        response: { 200: measureForm },
      },
    },
    async ({ params, query, caller }) => {
      const unknown = new Refusal('thing.unknown', { what: 'enterprise', id: params.id })
      const known = await enterpriseById(db, params.id)
      if (!known) throw unknown
      mustSee(world, caller, known.area, 'enterprise', params.id)
      const now = clock.now()
      const { level, on: asked = dayOf(now) } = query
      const city = world.areas.find(known.area)?.parent ?? known.area
      const at = asKnown(asked, now)
      // Of a day before the first list it is answered by today's: what the rules of that day would ask.
      const list = (await listInForce(db, city, at)) ?? (await listInForce(db, city, now))
      const entry = list && (await listingOf(db, list.id, params.id))
      // Listed on another day, and not on this one: there is nothing that it would be told.
      if (!list || !entry) throw new Refusal('plan.notListedThen', { name: known.name, day: asked })
      const spares = await sparedCounties(db, list.id, list.area, asked)
      const [listed] = await asTheyStand(db, [{ enterprise: params.id, entry }], { at, on: asked })
      if (listed === undefined) throw unknown
      const { order, steps } = explainOrder(listed, termsOn(asked, level, list, spares[level]), rules, {
        industries: industries.within(list.area, asked),
        areas: world.areas,
      })
      return {
        enterprise: params.id,
        creditCode: entry.creditCode,
        name: entry.name,
        level,
        on: asked,
        list: { id: list.id, name: list.name },
        basis: order.basis,
        summary: order.summary,
        lines: order.lines.map(({ line, name, binding, rampDownFrom, flags, say }) => ({
          line,
          name,
          binding,
          rampDownFrom,
          flags: [...flags],
          say,
        })),
        transport: order.transport?.say ?? null,
        clauses: [...order.clauses],
        steps: steps.map((step) => ({ ...step, changes: [...step.changes] })),
      }
    },
  )

  app.get(
    '/lists/:id/proof',
    {
      config: { action: 'list.read' },
      schema: {
        tags,
        params: idParams,
        querystring: z.object({
          on,
          enterprise: id.optional().describe('whose exemption is thought of: `breaks.asked` says what would fall'),
        }),
        response: { 200: proofForm },
      },
    },
    async ({ params, query, caller }) => {
      const list = await listById(db, params.id)
      if (!list) throw new Refusal('thing.unknown', { what: 'list', id: params.id })
      // A county sees its own part of its city's list.
      const all = sees(world, caller, list.area)
      const seesOf = (county: string | null) => (county === null ? all : sees(world, caller, county))
      if (!world.areas.within(list.area).some(seesOf))
        throw new Refusal('thing.unknown', { what: 'list', id: params.id })
      const now = clock.now()
      const { on: asked = dayOf(now), enterprise = null } = query
      const floors = loadReductions().floors(asked, list.area)
      if (floors === null) throw new Refusal('plan.noFloors', { day: asked })
      const listed: Counted[] = []
      for await (const page of pagesOf(db, list.id))
        for (const { enterprise, entry } of page) listed.push(countedByList(enterprise, entry, floors))
      const spares = countiesSparing(listed, floors)
      const ordered: Counted[] = []
      for await (const page of pagesOf(db, list.id)) {
        const standing = await asTheyStand(db, page, { at: asKnown(asked, now), on: asked })
        ordered.push(...countedByOrders(standing, asked, { list, spares, rules, floors }))
      }
      const { id: by, title, document, borrowedFrom } = floors
      return {
        list: { id: list.id, name: list.name, area: list.area },
        on: asked,
        floors: { id: by, title, document, borrowedFrom },
        listed: showSide(listed, floors, seesOf, enterprise),
        ordered: showSide(ordered, floors, seesOf, enterprise),
      }
    },
  )
}
