import { z } from 'zod'
import { Refusal } from '../errors.ts'
import type { App } from '../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../http/cursor.ts'
import { id, idParams, instant } from '../http/schemas.ts'
import type { Id } from '../model/id.ts'
import { WAKE_CAUSES } from '../model/wakeCause.ts'
import { actorOf, areasSeen, mustSee } from '../people/caller.ts'
import type { World } from '../world.ts'
import { answerWake } from './answer.ts'
import { readWakeToken } from './message.ts'
import { callsOf, listWakes, wakeById, type WakeRow } from './store.ts'

const wake = z
  .object({
    id,
    area: z.string(),
    cause: z.enum(WAKE_CAUSES),
    state: z.string().describe('calling, unheard (everybody was called), answered, stoodDown (the cause is gone)'),
    name: z.string(),
    about: id,
    say: z.object({ zh: z.string(), en: z.string() }),
    beganAt: instant,
    nextCallAt: instant.nullable(),
    answered: z.object({ at: instant, by: z.string() }).nullable(),
  })
  .meta({ id: 'Wake' })
const call = z.object({
  round: z.int(),
  officer: z.string(),
  channel: z.string(),
  at: instant,
  outcome: z.string(),
  why: z.string().nullable(),
})

/** `/wakes` (叫应). */
export function wakeRoutes(app: App, world: World): void {
  const { db } = world

  app.get(
    '/wakes',
    {
      config: { action: 'wake.read' },
      schema: {
        querystring: z.object({ ...pageQuery, open: z.stringbool().default(false) }),
        response: { 200: pageOf(wake) },
      },
    },
    async ({ query, caller }) => {
      const before = readCursor(query.cursor, z.tuple([id]))
      const filter = { areas: areasSeen(world, caller), open: query.open }
      const rows = await listWakes(db, filter, before?.[0] ?? null, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.id], show)
    },
  )

  app.get(
    '/wakes/:id',
    {
      config: { action: 'wake.read' },
      schema: { params: idParams, response: { 200: wake.extend({ calls: z.array(call) }) } },
    },
    async ({ params, caller }) => {
      const found = await known(params.id)
      mustSee(world, caller, found.area, 'wake', params.id)
      const calls = await callsOf(db, params.id)
      return { ...show(found), calls: calls.map(({ login, officer: _, ...one }) => ({ ...one, officer: login })) }
    },
  )

  app.post(
    '/wakes/:id/answer',
    { config: { action: 'wake.answer' }, schema: { params: idParams, response: { 200: wake } } },
    async ({ params, caller }) => {
      const found = await known(params.id)
      mustSee(world, caller, found.area, 'wake', params.id)
      return await answer(found, actorOf(caller))
    },
  )

  // Posted by a person's tap, not by opening the address: a link preview wakes nobody.
  app.post(
    '/wakes/answers',
    {
      config: { action: 'wake.link' },
      schema: { body: z.object({ token: z.string().max(200) }), response: { 200: wake } },
    },
    async ({ body }) => {
      const grant = readWakeToken(world.keys, body.token)
      if (grant === null) throw new Refusal('thing.unknown', { what: 'wake', id: '' })
      return await answer(await known(grant.wake), `user:${grant.officer}`)
    },
  )

  async function known(wakeId: Id): Promise<WakeRow> {
    const found = await wakeById(db, wakeId)
    if (!found) throw new Refusal('thing.unknown', { what: 'wake', id: wakeId })
    return found
  }

  async function answer(found: WakeRow, by: string) {
    await answerWake(world, found, by)
    return show(await known(found.id))
  }
}

function show(row: WakeRow): z.output<typeof wake> {
  const { id: wakeId, area, cause, state, name, subject, zh, en, beganAt, answerBy, answeredAt, answeredBy } = row
  return {
    id: wakeId,
    area,
    cause,
    state,
    name,
    about: subject,
    say: { zh, en },
    beganAt,
    nextCallAt: answerBy,
    answered: answeredAt === null ? null : { at: answeredAt, by: answeredBy ?? '' },
  }
}
