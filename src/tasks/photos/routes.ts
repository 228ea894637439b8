import { z } from 'zod'
import { note } from '../../db/journal.ts'
import { Refusal, type Language } from '../../errors.ts'
import { sayFault } from '../../evidence/fault.ts'
import type { App } from '../../http/app-type.ts'
import { languageOf } from '../../http/problem.ts'
import { id, idParams, instant, remark } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import { actorOf, mustSee, type Caller } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { taskById, type TaskRow } from '../store.ts'
import { imageOf, photosOf, settlePhoto, type TaskPhoto } from './store.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const photo = z
  .object({
    sha256: hash,
    type: z.string(),
    takenAt: instant.nullable().describe('as the picture says of itself'),
    place: z
      .object({ latitude: z.number(), longitude: z.number() })
      .nullable()
      .describe('WGS-84, as it says of itself'),
    state: z.enum(['believed', 'open', 'accepted', 'rejected']).describe('open: an officer looks at it'),
    faults: z.array(z.object({ code: z.string(), reason: z.string() })),
    receivedAt: instant,
    receivedBy: z.string(),
    decided: z.object({ by: z.string(), at: instant, reason: z.string() }).nullable(),
  })
  .meta({ id: 'TaskPhoto' })
const ofPhoto = z.object({ id, sha256: hash })

/** What departments show of their tasks (任务照片), as the desk looks at it. They are handed in on the page, `/t`. */
export function taskPhotoRoutes(app: App, world: World): void {
  const { db, clock } = world
  const tags = ['tasks']

  app.get(
    '/tasks/:id/photos',
    {
      config: { action: 'task.read' },
      schema: { tags, params: idParams, response: { 200: z.object({ items: z.array(photo) }) } },
    },
    async ({ params, caller, headers }) => {
      await seen(params.id, caller)
      const language = languageOf(headers['accept-language'])
      return { items: (await photosOf(db, [params.id])).map((one) => show(one, language)) }
    },
  )

  app.get(
    '/tasks/:id/photos/:sha256',
    { config: { action: 'task.read' }, schema: { tags, params: ofPhoto } },
    async ({ params, caller }, reply) => {
      await seen(params.id, caller)
      const found = await imageOf(db, params.id, params.sha256)
      if (found === null) throw new Refusal('thing.unknown', { what: '照片', id: params.sha256 })
      return reply
        .type(found.type)
        .headers({ 'content-disposition': 'attachment', 'cache-control': 'no-store' })
        .send(Buffer.from(found.image))
    },
  )

  for (const [verb, state] of [
    ['accept', 'accepted'],
    ['reject', 'rejected'],
  ] as const)
    app.post(
      `/tasks/:id/photos/:sha256/${verb}`,
      {
        config: { action: 'task.answer' },
        schema: { tags, params: ofPhoto, body: z.object({ reason: remark.min(2) }), response: { 200: photo } },
      },
      async ({ params, body: { reason }, caller, headers }) => {
        const task = await seen(params.id, caller)
        const found = async () => (await photosOf(db, [task.id])).find(({ sha256 }) => sha256 === params.sha256)
        const one = await found()
        if (!one) throw new Refusal('thing.unknown', { what: '照片', id: params.sha256 })
        const doing = { now: clock.now(), by: actorOf(caller), because: reason }
        await db.transaction(async (tx) => {
          if (!(await settlePhoto(tx, one, { state, reason }, doing))) throw new Refusal('evidence.decided')
          const entry = { area: task.area, kind: 'departmentTask', subject: task.id, event: 'PHOTO_DECIDED' }
          await note(tx, { ...entry, body: { sha256: one.sha256, state } }, doing)
        })
        return show((await found()) ?? one, languageOf(headers['accept-language']))
      },
    )

  async function seen(taskId: Id, caller: Caller): Promise<TaskRow> {
    const row = await taskById(db, taskId)
    if (!row) throw new Refusal('thing.unknown', { what: 'task', id: taskId })
    mustSee(world, caller, row.area, 'task', taskId)
    if (row.kind !== 'department') throw new Refusal('task.ofInspection')
    return row
  }
}

function show(one: TaskPhoto, language: Language): z.input<typeof photo> {
  const { sha256, type, takenAt, latitude, longitude, state, faults, receivedAt, receivedBy } = one
  const { decidedAt: at, decidedBy: by, reason } = one
  return {
    sha256,
    type,
    takenAt,
    place: latitude === null || longitude === null ? null : { latitude, longitude },
    state,
    faults: faults.map((fault) => ({ code: fault.code, reason: sayFault(fault, language) })),
    receivedAt,
    receivedBy,
    decided: at === null || by === null || reason === null ? null : { at, by, reason },
  }
}
