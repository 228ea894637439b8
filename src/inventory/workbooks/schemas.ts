import { z } from 'zod'
import { InputError, Refusal } from '../../errors.ts'
import { day } from '../../http/schemas.ts'
import { NoList } from '../container.ts'
import { findingForm } from '../versions/schemas.ts'

/** A list of 50,000 enterprises is some 25 MB; it is held in memory while it is read. */
export const LARGEST_LIST = 64 * 1024 * 1024

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const headers = z.record(z.string().max(20), z.record(z.string().max(100), z.string().max(20)))

/** `?mapping={"企业":{"社会信用代码":"统一社会信用代码"}}`: by sheet, a header as the workbook writes it and the form's own. */
export const mappingQuery = z
  .string()
  .max(20_000)
  .default('{}')
  .transform((text, context): z.output<typeof headers> => {
    const read = headers.safeParse(jsonIn(text))
    if (read.success) return read.data
    context.addIssue({ code: 'custom', message: 'is no JSON of the form {"sheet":{"their header":"our header"}}' })
    return z.NEVER
  })
  .meta({
    description: 'JSON: by sheet, each header as the workbook writes it and the header of the form that it means',
  })

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** What a workbook would come to, before anything of it is kept. */
export const previewForm = z
  .object({
    sheets: z.array(
      z.object({
        sheet: z.string(),
        row: z.int().describe('the header row, from 1; 0 where none was found'),
        known: z.array(z.string()),
        unknown: z.array(z.object({ header: z.string(), guess: z.string().nullable() })),
        missing: z.array(z.string()),
      }),
    ),
    mapping: headers.describe('every guess taken for right, as `mapping` of POST /lists takes it'),
    enterprises: z.int().nullable().describe('null where an error keeps the list from being loaded'),
    errors: z.int(),
    warnings: z.int(),
    asOf: day.nullable().describe('the day as of which dates were judged: of the season that the plans in it are of'),
    findings: z.array(findingForm).describe('the first thousand, in file order'),
  })
  .meta({ id: 'ListPreview' })

/** What the command line calls unreadable input is, over HTTP, a refusal by name or a body that can not be read. */
export async function readable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof NoList) throw new Refusal(error.code, { why: error.why }, { cause: error })
    if (error instanceof InputError)
      throw new Refusal('request.unreadable', { detail: error.message }, { cause: error })
    throw error
  }
}
