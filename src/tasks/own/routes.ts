import { z } from 'zod'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { id, idParams } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import { actorOf, areasSeen, type Caller } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { detail, reporting, showDetail } from '../departments/schemas.ts'
import { departmentTask, type TaskDetail } from '../departments/store.ts'
import { messagesTo } from '../messages/store.ts'
import { reportTask } from '../reports/report.ts'
import { reportsOf } from '../reports/store.ts'
import { showTask, task } from '../schemas.ts'
import { listTasks, taskById } from '../store.ts'

/** `/me/tasks` (本部门任务): what a department has to do, for its officers with a log-in. */
export function ownTaskRoutes(app: App, world: World): void {
  const { db } = world
  const tags = ['tasks']
  const may = { action: 'me.tasks' } as const

  app.get(
    '/me/tasks',
    {
      config: may,
      schema: {
        tags,
        querystring: z.object({ ...pageQuery, open: z.stringbool().default(true).describe('only what still waits') }),
        response: { 200: pageOf(task) },
      },
    },
    async ({ query: { cursor, limit, open }, caller }) => {
      const after = readCursor(cursor, z.tuple([z.int(), z.string(), id]))
      const areas = caller.department === null ? [] : areasSeen(world, caller)
      const all = { kind: null, warning: null, department: null, state: null }
      const rows = await listTasks(db, { ...all, areas, open, own: caller.department }, after, limit + 1)
      return cutPage(rows, limit, (row) => [row.rank, row.answerBy, row.id], showTask)
    },
  )

  app.get(
    '/me/tasks/:id',
    { config: may, schema: { tags, params: idParams, response: { 200: detail } } },
    async ({ params, caller }) => await shown(await own(params.id, caller)),
  )

  app.post(
    '/me/tasks/:id/reports',
    { config: may, schema: { tags, params: idParams, body: reporting, response: { 200: detail } } },
    async ({ params, body: { kind, text = '' }, caller }) => {
      const found = await own(params.id, caller)
      if (kind !== 'received' && text === '') throw new Refusal('task.noText')
      const said = { kind, text: text === '' ? null : text }
      await reportTask(world, found, said, { by: actorOf(caller), contact: null, onBehalf: false })
      return await shown(await own(params.id, caller))
    },
  )

  /** Of another department's task nothing is told, not even that there is one. */
  async function own(taskId: Id, { department }: Caller): Promise<TaskDetail> {
    const found = await departmentTask(db, taskId)
    if (found === null || found.department === null || found.department !== department)
      throw new Refusal('thing.unknown', { what: 'task', id: taskId })
    return found
  }

  async function shown(found: TaskDetail) {
    const row = await taskById(db, found.id)
    if (row === null || found.department === null) throw new Error('a task went while it was shown')
    return showDetail(
      row,
      found,
      await reportsOf(db, [found.id]),
      await messagesTo(db, found.warning, found.department),
    )
  }
}
