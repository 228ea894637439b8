import { z } from 'zod'
import { readMasked } from '../db/person.ts'
import { begin, inStep, step } from '../db/step.ts'
import { Refusal } from '../errors.ts'
import type { App } from '../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../http/cursor.ts'
import { areaCode, id, idParams, instant } from '../http/schemas.ts'
import { newId, type Id } from '../model/id.ts'
import { dayOf, showInstant } from '../model/time.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../people/caller.ts'
import { readOrderLink } from '../people/orderLink.ts'
import type { World } from '../world.ts'
import { answerTest } from './answer.ts'
import { OUTCOMES, type Outcome } from './decide.ts'
import { previewOf } from './preview.ts'
import { opener, preview, report, showOpener, showReport, tried } from './schemas.ts'
import {
  countContacts,
  countWays,
  listOpeners,
  openerById,
  runningIn,
  triedBy,
  triedContacts,
  type OpenerRow,
} from './store.ts'

/** `/openers` (开季联络测试): every contact of a city or a county is tried before the season. */
export function openerRoutes(app: App, world: World): void {
  const { db, clock, keys, areas } = world
  const tags = ['openers']
  const read = { action: 'opener.read' }
  const start = { action: 'opener.start' }

  app.get(
    '/openers/preview',
    { config: start, schema: { tags, querystring: z.object({ area: areaCode }), response: { 200: preview } } },
    async ({ query, caller }) => {
      mustSee(world, caller, query.area, 'area', query.area)
      return await previewOf(world, query.area)
    },
  )

  app.post(
    '/openers',
    {
      config: start,
      schema: {
        tags,
        body: z.object({ area: areaCode, answerBy: instant.describe('until when answers are waited for') }),
        response: { 201: opener },
      },
    },
    async ({ body, caller }, reply) => {
      const { area, answerBy } = body
      mustSee(world, caller, area, 'area', area)
      const { doneBy } = await previewOf(world, area)
      if (answerBy <= doneBy) throw new Refusal('opener.tooSoon', { doneBy: showInstant(doneBy) })
      const doing = { now: clock.now(), by: actorOf(caller) }
      const openerId = newId(doing.now)
      await db.transaction(async (tx) => {
        const running = await runningIn(tx, [...areas.around(area), ...areas.within(area)])
        if (running !== null) throw new Refusal('opener.running', { name: running.name })
        const name = `${areas.find(area)?.name ?? area} ${dayOf(doing.now)} 联络测试`
        const columns = { name, started_by: doing.by, answer_by: answerBy }
        await begin(tx, 'opener', { id: openerId, area, columns, input: { answerBy } }, doing)
      })
      return reply.code(201).send(showOpener(await seen(openerId, caller)))
    },
  )

  app.get(
    '/openers',
    { config: read, schema: { tags, querystring: z.object(pageQuery), response: { 200: pageOf(opener) } } },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const around = caller.areas.flatMap((own) => areas.around(own))
      const rows = await listOpeners(db, [...areasSeen(world, caller), ...around], before, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.id], showOpener)
    },
  )

  app.get(
    '/openers/:id',
    { config: read, schema: { tags, params: idParams, response: { 200: report } } },
    async ({ params, caller }) => {
      const row = await seen(params.id, caller)
      const own = areasSeen(world, caller)
      const contacts = await countContacts(db, row.id, own)
      return showReport(row, { contacts, ways: await countWays(db, row.id, own), areas })
    },
  )

  app.get(
    '/openers/:id/contacts',
    {
      config: { action: 'opener.contacts' },
      schema: {
        tags,
        params: idParams,
        querystring: z.object({
          ...pageQuery,
          only: z
            .enum([...OUTCOMES, 'stale'])
            .optional()
            .describe('stale: the county’s list; nobody was reached, or the time has passed without an answer'),
        }),
        response: { 200: pageOf(tried) },
      },
    },
    async ({ params, query, caller }) => {
      const row = await seen(params.id, caller)
      const after = readCursor(query.cursor, z.tuple([z.int(), id]))
      const filter = { areas: areasSeen(world, caller), only: asked(query.only, row) }
      const rows = await triedContacts(db, row.id, filter, after, query.limit + 1)
      const people = await readMasked(
        db,
        keys,
        rows.map(({ person }) => person),
      )
      return cutPage(
        rows,
        query.limit,
        ({ rank, contact }) => [rank, contact],
        ({ contact, person, enterprise: { area: county, ...enterprise }, rank: _, ways, ...one }) => {
          const known = people.get(person)
          return {
            ...one,
            contactId: contact,
            enterprise: { ...enterprise, county },
            name: known?.name ?? '',
            phone: known?.phone ?? '',
            ways: [...ways],
          }
        },
      )
    },
  )

  app.post(
    '/openers/:id/call-off',
    { config: start, schema: { tags, params: idParams, response: { 200: opener } } },
    async ({ params, caller }) => {
      const row = await seen(params.id, caller)
      mustSee(world, caller, row.area, 'opener', row.id)
      const doing = { now: clock.now(), by: actorOf(caller) }
      await inStep(db, (tx) => step(db, tx, { kind: 'opener', id: row.id }, { type: 'OPENER_CALLED_OFF' }, doing))
      return showOpener(await seen(row.id, caller))
    },
  )

  // Posted by a person's tap or a server, not by opening the address: a link preview answers nothing.
  app.post(
    '/openers/answers',
    {
      config: { action: 'opener.answer' },
      schema: {
        tags,
        body: z.object({ token: z.string().max(60) }),
        response: { 200: z.object({ answered: z.boolean() }) },
      },
    },
    async ({ body }) => {
      const delivery = readOrderLink(keys, body.token)
      if (delivery === null || (await triedBy(db, delivery)) === null)
        throw new Refusal('thing.unknown', { what: 'test', id: '' })
      await answerTest(world, delivery, { by: 'web', actor: 'enterprises' })
      return { answered: true }
    },
  )

  /** Whoever sees the area, or lies in it: of the rest of it they are shown nothing. */
  async function seen(openerId: Id, caller: Caller): Promise<OpenerRow> {
    const row = await openerById(db, openerId)
    const lies = row && caller.areas.some((own) => areas.contains(row.area, own))
    if (!row) throw new Refusal('thing.unknown', { what: 'opener', id: openerId })
    if (!lies) mustSee(world, caller, row.area, 'opener', openerId)
    return row
  }
}

function asked(only: Outcome | 'stale' | undefined, { state }: OpenerRow): readonly Outcome[] {
  if (only === undefined) return OUTCOMES
  if (only !== 'stale') return [only]
  return state === 'over' ? ['unreached', 'silent', 'waiting'] : ['unreached']
}
