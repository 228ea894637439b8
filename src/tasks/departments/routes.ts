import { z } from 'zod'
import type { DepartmentTaskEvent } from '../../../machines/departmentTask.ts'
import type { Tx } from '../../db/port.ts'
import { inStep, step } from '../../db/step.ts'
import { warningById } from '../../episode/store.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { id, idParams, instant, remark } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import { actorOf, areasSeen, mustSee, mustShare, type Caller } from '../../people/caller.ts'
import { readOrderLink } from '../../people/orderLink.ts'
import type { World } from '../../world.ts'
import { waysOfChange } from '../messages/decide.ts'
import { inNews, taskMessage } from '../messages/letter.ts'
import { messageByDelivery, messagesTo, sendTaskMessages, toldOf } from '../messages/store.ts'
import { contactsOfDepartments, departmentById } from '../registry/store.ts'
import { reportTask } from '../reports/report.ts'
import { recordReports, reportsOf } from '../reports/store.ts'
import { taskById, type TaskRow } from '../store.ts'
import { detail, reporting, showDetail, showSums, sums } from './schemas.ts'
import { departmentSums, departmentTask, holdTaskWarning, setReportBy, type TaskDetail } from './store.ts'

/** What departments do under a warning (部门任务): who has not answered, what was done, and the desk's own word. */
export function departmentTaskRoutes(app: App, world: World): void {
  const { db, clock, keys } = world
  const tags = ['tasks']
  const one = { 200: detail }

  app.get(
    '/warnings/:id/departments',
    { config: { action: 'task.read' }, schema: { tags, params: idParams, response: { 200: sums } } },
    async ({ params, caller }) => {
      const warning = await warningById(db, params.id)
      if (!warning) throw new Refusal('thing.unknown', { what: 'warning', id: params.id })
      mustShare(world, caller, warning.area, 'warning', params.id)
      return showSums(await departmentSums(db, params.id, areasSeen(world, caller)))
    },
  )

  app.get(
    '/tasks/:id',
    { config: { action: 'task.read' }, schema: { tags, params: idParams, response: one } },
    async ({ params, caller }) => await shown(await seen(params.id, caller)),
  )

  app.post(
    '/tasks/:id/reports',
    { config: { action: 'task.answer' }, schema: { tags, params: idParams, body: reporting, response: one } },
    async ({ params, body, caller }) => {
      const found = await seen(params.id, caller)
      const said = { kind: body.kind, text: textOf(body) }
      await reportTask(world, found.row, said, { by: actorOf(caller), contact: null, onBehalf: true })
      return await shown(await seen(params.id, caller))
    },
  )

  // By the token of a message: the department's own program.
  app.post(
    '/tasks/answers',
    {
      config: { action: 'task.link' },
      schema: {
        tags,
        body: reporting.extend({ token: z.string().max(60), task: id }),
        response: { 200: z.object({ id, state: z.string() }) },
      },
    },
    async ({ body }) => {
      const delivery = readOrderLink(keys, body.token)
      const sent = delivery === null ? null : await messageByDelivery(db, delivery)
      const found = await departmentTask(db, body.task)
      // Of another's task nothing is told, not even that there is one.
      if (!sent || !found || found.warning !== sent.warning || found.department !== sent.department)
        throw new Refusal('thing.unknown', { what: 'task', id: body.task })
      const said = { kind: body.kind, text: textOf(body) }
      const by = `department:${sent.department}`
      await reportTask(world, found, said, { by, contact: sent.contact, onBehalf: false })
      return { id: found.id, state: (await departmentTask(db, found.id))?.state ?? found.state }
    },
  )

  app.post(
    '/tasks/:id/ask-again',
    {
      config: { action: 'task.answer' },
      schema: {
        tags,
        params: idParams,
        body: z.object({ text: remark.min(1).describe('what the department is told'), reportBy: instant }),
        response: one,
      },
    },
    async ({ params, body, caller }) => {
      const { text, reportBy } = body
      if (reportBy <= clock.now()) throw new Refusal('task.hourPassed')
      return await ruled(params.id, caller, { type: 'DESK_ASKED_AGAIN', reportBy }, { kind: 'asked', text, reportBy })
    },
  )

  app.post(
    '/tasks/:id/withdraw',
    {
      config: { action: 'task.answer' },
      schema: { tags, params: idParams, body: z.object({ reason: remark.min(1) }), response: one },
    },
    async ({ params, body, caller }) => {
      const ruling = { kind: 'withdrawn', text: body.reason, reportBy: null } as const
      return await ruled(params.id, caller, { type: 'TASK_WITHDRAWN' }, ruling)
    },
  )

  type Ruling = { kind: 'asked' | 'withdrawn'; text: string; reportBy: string | null }

  /** What the desk rules on a task, and the message that tells its department. */
  async function ruled(taskId: Id, caller: Caller, event: DepartmentTaskEvent, ruling: Ruling) {
    const { row, own } = await seen(taskId, caller)
    const doing = { now: clock.now(), by: actorOf(caller) }
    await inStep(db, async (tx) => {
      await step(db, tx, { kind: 'departmentTask', id: taskId }, event, doing)
      if (ruling.reportBy !== null) await setReportBy(tx, taskId, ruling.reportBy)
      const { kind, text } = ruling
      await recordReports(tx, [{ task: taskId, area: row.area, kind, text, contact: null, onBehalf: false }], doing)
      await sendTaskMessages(tx, await answering(tx, own, ruling, doing.now), doing)
    })
    return await shown(await seen(taskId, caller))
  }

  async function answering(tx: Tx, own: TaskDetail, { kind, text }: Ruling, now: string) {
    const warning = await holdTaskWarning(tx, own.warning)
    const department = own.department === null ? null : await departmentById(tx, own.department)
    if (warning === null || department === null) return []
    const contacts = (await contactsOfDepartments(tx, [department.id])).get(department.id) ?? []
    const told = (await toldOf(tx, own.warning)).get(department.id) ?? new Set<Id>()
    const news = {
      warning: inNews(world, warning),
      issued: [],
      moved: [],
      released: kind === 'withdrawn' ? [{ ...own, title: own.content.title }] : [],
      answer: `${own.content.title.zh}：${text}`,
    }
    const ways = waysOfChange(contacts, told, world.ways(now))
    return ways.map((way) => taskMessage(department, way, 'answered', news, now))
  }

  async function seen(taskId: Id, caller: Caller): Promise<{ row: TaskRow; own: TaskDetail }> {
    const row = await taskById(db, taskId)
    if (!row) throw new Refusal('thing.unknown', { what: 'task', id: taskId })
    mustSee(world, caller, row.area, 'task', taskId)
    const own = await departmentTask(db, taskId)
    if (own === null) throw new Refusal('task.ofInspection')
    return { row, own }
  }

  async function shown({ row, own }: { row: TaskRow; own: TaskDetail }) {
    const messages = own.department === null ? [] : await messagesTo(db, own.warning, own.department)
    return showDetail(row, own, await reportsOf(db, [own.id]), messages)
  }
}

/** What was done, or why it can not be, is said in words. @throws Refusal `task.noText` */
function textOf({ kind, text = '' }: { kind: string; text?: string | undefined }): string | null {
  if (kind !== 'received' && text === '') throw new Refusal('task.noText')
  return text === '' ? null : text
}
