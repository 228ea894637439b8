import { z } from 'zod'
import { inStep, step } from '../db/step.ts'
import { Refusal } from '../errors.ts'
import type { App } from '../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../http/cursor.ts'
import { id, idParams, instant, remark } from '../http/schemas.ts'
import { actorOf, areasSeen, mustSee } from '../people/caller.ts'
import type { World } from '../world.ts'
import { listTasks, recordAnswer, taskById, type TaskRow } from './store.ts'

const task = z
  .object({
    id,
    kind: z.string().describe('inspection: go to a plant that does not answer'),
    area: z.string(),
    state: z.string(),
    enterprise: z.string(),
    order: z.object({ id, number: z.string(), state: z.string().describe('as it stands now') }),
    beganAt: instant,
    answerBy: instant,
    answered: z.object({ at: instant, by: z.string(), text: z.string() }).nullable(),
  })
  .meta({ id: 'Task' })

/** `/tasks` (任务). */
export function taskRoutes(app: App, world: World): void {
  const { db, clock } = world

  app.get(
    '/tasks',
    {
      config: { action: 'task.read' },
      schema: {
        querystring: z.object({ ...pageQuery, open: z.stringbool().default(true) }),
        response: { 200: pageOf(task) },
      },
    },
    async ({ query, caller }) => {
      const after = readCursor(query.cursor, z.tuple([z.int(), z.string(), id]))
      const filter = { areas: areasSeen(world, caller), open: query.open }
      const rows = await listTasks(db, filter, after, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.closed, row.answerBy, row.id], show)
    },
  )

  app.post(
    '/tasks/:id/answer',
    {
      config: { action: 'task.answer' },
      schema: {
        params: idParams,
        body: z.object({ text: remark.min(1).describe('what was found') }),
        response: { 200: task },
      },
    },
    async ({ params, body, caller }) => {
      const found = await taskById(db, params.id)
      if (!found) throw new Refusal('thing.unknown', { what: 'task', id: params.id })
      mustSee(world, caller, found.area, 'task', params.id)
      const doing = { now: clock.now(), by: actorOf(caller) }
      await inStep(db, async (tx) => {
        await step(db, tx, { kind: 'task', id: params.id }, { type: 'TASK_ANSWERED' }, doing)
        await recordAnswer(tx, params.id, body.text, doing)
      })
      return show((await taskById(db, params.id)) ?? found)
    },
  )
}

function show({ id: taskId, kind, area, state, name, beganAt, answerBy, ...row }: TaskRow): z.output<typeof task> {
  const { answeredAt, answeredBy, answer } = row
  return {
    id: taskId,
    kind,
    area,
    state,
    enterprise: name,
    order: { id: row.orderId, number: row.number, state: row.orderState },
    beganAt,
    answerBy,
    answered: answeredAt === null ? null : { at: answeredAt, by: answeredBy ?? '', text: answer ?? '' },
  }
}
