import { z } from 'zod'

const text = (most: number) => z.string().trim().max(most)

/** What an office says of one of its tasks, in the columns of the plan's own table. */
export const officeRow = z.object({
  task: text(500).min(1),
  measure: text(1_000).default(''),
  due: text(100).default(''),
  progress: text(2_000).min(1),
  responsible: text(100).min(1),
  remark: text(1_000).default(''),
})
export const reportRow = z.object({ office: text(100).min(1).describe('填报单位'), ...officeRow.shape })
