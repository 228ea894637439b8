import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { InputError } from '../errors.ts'
import type { Area } from '../model/area.ts'

const form = z.array(
  z.object({
    code: z.string().regex(/^[0-9]{6}(-[a-z0-9]{1,16})?$/),
    name: z.string().min(1),
    kind: z.enum(['province', 'city', 'county']),
    parent: z.string().transform((code) => code || null),
  }),
)

/** The tree of jurisdictions from a CSV file with the columns code, name, kind, parent; parents stand before children. */
export function readAreas(csv: string): Area[] {
  const read = form.safeParse(parse(csv, { columns: true, bom: true, trim: true }))
  if (!read.success) throw new InputError(`areas: ${z.prettifyError(read.error)}`)
  return read.data
}
