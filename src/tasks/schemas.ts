import { z } from 'zod'
import { id, instant } from '../http/schemas.ts'
import { parseInstant } from '../model/time.ts'
import { DEPARTMENT_KINDS } from '../model/department.ts'
import type { TaskRow } from './store.ts'

export const TASK_STATES = [
  'open',
  'answered',
  'issued',
  'silent',
  'received',
  'overdue',
  'hindered',
  'done',
  'released',
  'withdrawn',
] as const

export const task = z
  .object({
    id,
    kind: z
      .enum(['inspection', 'department'])
      .describe('inspection: go to a plant that does not answer; department: what a department does under a warning'),
    area: z.string(),
    state: z
      .string()
      .describe(
        'inspection: open, overdue, answered, withdrawn; department: issued, silent, received, overdue, hindered, done, released, withdrawn',
      ),
    title: z.string().describe('of an inspection the enterprise'),
    warning: z.object({ id, name: z.string() }),
    order: z.object({ id, number: z.string(), state: z.string().describe('as it stands now') }).nullable(),
    department: z
      .object({
        id: id.nullable().describe('null: the area has entered no such department'),
        kind: z.enum(DEPARTMENT_KINDS),
        name: z.string().nullable(),
        rung: z.string().describe('who was told last while nobody answered: firstContact, secondContact, head, desk'),
      })
      .nullable(),
    beganAt: instant,
    answerBy: instant.describe('until when what was found, or done, is to be on record'),
    answered: z.object({ at: instant, by: z.string(), text: z.string() }).nullable(),
  })
  .meta({ id: 'Task' })

export function showTask(row: TaskRow): z.output<typeof task> {
  const { id: taskId, kind, area, state, title, warning, order, department, beganAt, answerBy, answered } = row
  const said = answered && { ...answered, at: parseInstant(answered.at) ?? answered.at, text: answered.text }
  return { id: taskId, kind, area, state, title, warning, order, department, beganAt, answerBy, answered: said }
}
