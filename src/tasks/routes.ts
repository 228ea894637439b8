import { z } from 'zod'
import { inStep, step } from '../db/step.ts'
import { Refusal } from '../errors.ts'
import type { App } from '../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../http/cursor.ts'
import { id, idParams, remark } from '../http/schemas.ts'
import { DEPARTMENT_KINDS } from '../model/department.ts'
import { actorOf, areasSeen, mustSee } from '../people/caller.ts'
import type { World } from '../world.ts'
import { showTask, task, TASK_STATES } from './schemas.ts'
import { listTasks, recordAnswer, taskById } from './store.ts'

/** `/tasks` (任务): what somebody has to do by an hour, departments and inspectors. */
export function taskRoutes(app: App, world: World): void {
  const { db, clock } = world
  const tags = ['tasks']

  app.get(
    '/tasks',
    {
      config: { action: 'task.read' },
      schema: {
        tags,
        querystring: z.object({
          ...pageQuery,
          open: z.stringbool().default(true).describe('only what still waits, for its hour or for a person'),
          kind: z.enum(['inspection', 'department']).optional(),
          warning: id.optional(),
          department: z.enum(DEPARTMENT_KINDS).optional(),
          state: z.enum(TASK_STATES).optional(),
        }),
        response: { 200: pageOf(task) },
      },
    },
    async ({ query, caller }) => {
      const after = readCursor(query.cursor, z.tuple([z.int(), z.string(), id]))
      const { open, kind = null, warning = null, department = null, state = null } = query
      const filter = { areas: areasSeen(world, caller), open, kind, warning, department, state, own: null }
      const rows = await listTasks(db, filter, after, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.rank, row.answerBy, row.id], showTask)
    },
  )

  app.post(
    '/tasks/:id/answer',
    {
      config: { action: 'task.answer' },
      schema: {
        tags,
        params: idParams,
        body: z.object({ text: remark.min(1).describe('what was found') }),
        response: { 200: task },
      },
    },
    async ({ params, body, caller }) => {
      const found = await taskById(db, params.id)
      if (!found) throw new Refusal('thing.unknown', { what: 'task', id: params.id })
      mustSee(world, caller, found.area, 'task', params.id)
      if (found.kind !== 'inspection') throw new Refusal('task.ofDepartment')
      const doing = { now: clock.now(), by: actorOf(caller) }
      await inStep(db, async (tx) => {
        await step(db, tx, { kind: 'task', id: params.id }, { type: 'TASK_ANSWERED' }, doing)
        await recordAnswer(tx, params.id, body.text, doing)
      })
      return showTask((await taskById(db, params.id)) ?? found)
    },
  )
}
