import { z } from 'zod'
import { Refusal } from '../errors.ts'
import { warningById } from '../episode/store.ts'
import type { App } from '../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../http/cursor.ts'
import { day, id, idParams } from '../http/schemas.ts'
import type { Id } from '../model/id.ts'
import { actorOf, areasSeen, mustSee, mustShare, type Caller } from '../people/caller.ts'
import { newestRevision } from '../receipts/store.ts'
import type { World } from '../world.ts'
import { keepVerified, rule } from './making/store.ts'
import { reviewing, showVerdict, verdictForm } from './schemas.ts'
import { holdVerdict, verdictOf, verdictsIn, type VerdictFilter } from './store.ts'
import { OUTCOMES, type Verdict } from './verdict.ts'
import { OUTCOME_NAME } from './wording.ts'

const NO_FILTER = { warning: null, order: null, enterprise: null, outcome: null, day: null }

/** Verdicts (核查结论): what was found of each line on each day of a response, by what evidence; an officer may rule otherwise. */
export function verdictRoutes(app: App, world: World): void {
  const { db, clock } = world
  const tags = ['verification']
  const querystring = z.object({ ...pageQuery, outcome: z.enum(OUTCOMES).optional(), day: day.optional() })
  const many = { tags, params: idParams, querystring, response: { 200: pageOf(verdictForm) } }
  const one = { 200: verdictForm }

  app.get(
    '/warnings/:id/verdicts',
    { config: { action: 'verdict.read' }, schema: many },
    async ({ params, query, caller }) => {
      const warning = await warningById(db, params.id)
      if (warning === null) throw new Refusal('thing.unknown', { what: 'warning', id: params.id })
      // A county sees its city's warning, and of its verdicts its own.
      mustShare(world, caller, warning.area, 'warning', params.id)
      return listed(query, { ...NO_FILTER, areas: areasSeen(world, caller), warning: params.id })
    },
  )

  app.get(
    '/orders/:id/verdicts',
    { config: { action: 'verdict.read' }, schema: many },
    async ({ params, query, caller }) => {
      const order = await newestRevision(db, params.id)
      if (order === null) throw new Refusal('thing.unknown', { what: 'order', id: params.id })
      mustSee(world, caller, order.area, 'order', params.id)
      return listed(query, { ...NO_FILTER, areas: [order.area], order: params.id })
    },
  )

  app.get(
    '/me/orders/:id/verdicts',
    { config: { action: 'me.orders' }, schema: many },
    async ({ params, query, caller }) => {
      const order = await newestRevision(db, params.id)
      const own = order?.enterpriseId === caller.id && (caller.order === null || caller.order === params.id)
      if (order === null || !own) throw new Refusal('thing.unknown', { what: 'order', id: params.id })
      return listed(query, { ...NO_FILTER, areas: [order.area], order: params.id, enterprise: caller.id })
    },
  )

  app.get(
    '/verdicts/:id',
    { config: { action: 'verdict.read' }, schema: { tags, params: idParams, response: one } },
    async ({ params, caller }) => showVerdict(seen(await verdictOf(db, params.id), params.id, caller)),
  )

  app.post(
    '/verdicts/:id/review',
    { config: { action: 'verdict.review' }, schema: { tags, params: idParams, body: reviewing, response: one } },
    async ({ params, body: { outcome, reason, version }, caller }) => {
      await db.transaction(async (tx) => {
        const found = seen(await holdVerdict(tx, params.id), params.id, caller)
        const whole = found.line === ''
        const named = {
          day: found.day,
          line: whole ? '运输' : found.line,
          which: whole ? 'transport' : `line ${found.line}`,
        }
        if (found.version !== version) throw new Refusal('verdict.moved', { ...named, version: String(found.version) })
        if (found.outcome === outcome)
          throw new Refusal('verdict.same', {
            ...named,
            outcome: OUTCOME_NAME[outcome].zh,
            found: OUTCOME_NAME[outcome].en,
          })
        await rule(tx, found, { outcome, reason }, { now: clock.now(), by: actorOf(caller) })
        await keepVerified(tx, found.warning, [found.enterprise], clock.now())
      })
      return showVerdict(seen(await verdictOf(db, params.id), params.id, caller))
    },
  )

  async function listed(query: z.output<typeof querystring>, scope: Omit<VerdictFilter, 'outcome' | 'day'>) {
    const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
    const filter = { ...scope, outcome: query.outcome ?? null, day: query.day ?? null }
    const rows = await verdictsIn(db, filter, before, query.limit + 1)
    return cutPage(rows, query.limit, (row) => [row.id], showVerdict)
  }

  function seen(found: Verdict | null, of: Id, caller: Caller): Verdict {
    if (found === null) throw new Refusal('thing.unknown', { what: 'verdict', id: of })
    mustSee(world, caller, found.area, 'verdict', of)
    return found
  }
}
