import { z } from 'zod'
import { DEPARTMENT_KINDS } from '../../model/department.ts'
import { id, instant, remark, warningLevel } from '../../http/schemas.ts'
import { DEPARTMENT_SAYS } from '../reports/report.ts'
import type { Report } from '../reports/store.ts'
import { SAID } from '../reports/store.ts'
import { showTask, task } from '../schemas.ts'
import type { TaskRow } from '../store.ts'
import type { messagesTo } from '../messages/store.ts'
import { countBy } from './decide.ts'
import type { DepartmentSum, TaskDetail } from './store.ts'

const words = z.object({ zh: z.string(), en: z.string() })
export const detail = task
  .extend({
    begins: instant,
    ends: instant.nullable().describe('null: until it is lifted'),
    restsFrom: instant.nullable().describe('since when its measures rest, while the warning is suspended'),
    content: z.object({
      title: words,
      what: words,
      meanwhile: words.nullable().describe('what holds until it begins, where it was signed too late for its day'),
      certain: z.boolean().describe('signed so early that its first day stands whatever is signed afterwards'),
      evidence: words,
      level: warningLevel,
      basis: z.object({
        book: z.string(),
        document: z.string().nullable(),
        clause: z.string().nullable(),
        borrowedFrom: z.string().nullable().describe('the place whose rule is used here for want of an own one'),
        design: z.boolean().describe('no document says so as it stands: this engine’s own reading'),
      }),
    }),
    reports: z.array(
      z.object({
        kind: z.enum(SAID),
        text: z.string().nullable(),
        at: instant,
        by: z.string(),
        onBehalf: z.boolean().describe('said by an officer for the department: weaker evidence'),
      }),
    ),
    messages: z.array(
      z.object({
        purpose: z.string(),
        post: z.string().nullable(),
        channel: z.string(),
        state: z.string(),
        why: z.string().nullable(),
        at: instant,
      }),
    ),
  })
  .meta({ id: 'DepartmentTask' })

export const reporting = z
  .object({
    kind: z.enum(DEPARTMENT_SAYS),
    text: remark.optional().describe('what was done, or what the difficulty is'),
  })
  .meta({ id: 'DepartmentReporting' })

export const sums = z
  .object({
    items: z.array(
      z.object({
        department: z.object({ id: id.nullable(), kind: z.enum(DEPARTMENT_KINDS), name: z.string().nullable() }),
        area: z.string(),
        states: z.record(z.string(), z.int()).describe('how many of its tasks stand in each state'),
        onBehalf: z.int().describe('of them, those of which an officer spoke for it'),
        lastSaidAt: instant.nullable(),
      }),
    ),
    total: z.record(z.string(), z.int()),
  })
  .meta({ id: 'DepartmentSums' })

export function showDetail(
  row: TaskRow,
  { begins, ends, rests, content }: TaskDetail,
  reports: readonly Report[],
  messages: Awaited<ReturnType<typeof messagesTo>>,
): z.output<typeof detail> {
  return {
    ...showTask(row),
    begins,
    ends,
    restsFrom: rests,
    content,
    reports: reports.map(({ task: _, ...report }) => report),
    messages: [...messages],
  }
}

export function showSums(rows: readonly DepartmentSum[]): z.output<typeof sums> {
  const items = rows.map(({ id: own, kind, name, area, states, onBehalf, lastSaidAt }) => ({
    department: { id: own, kind, name },
    area,
    states: { ...states },
    onBehalf,
    lastSaidAt,
  }))
  return { items, total: countBy(rows.map(({ states }) => states)) }
}
