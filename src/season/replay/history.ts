import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { InputError } from '../../errors.ts'
import { parseInstant, type Instant } from '../../model/time.ts'

/** A real action on a warning, as a notice or the press reported it. */
export interface Reported {
  readonly area: string
  readonly action: string
  readonly level: string
  /** When it took effect; a day alone is its 00:00. */
  readonly at: Instant
  readonly note: string
  readonly source: string
  readonly confidence: string
}

const rows = z.array(
  z.object({
    area: z.string().min(1),
    action: z.string().min(1),
    level: z.string(),
    effective: z.string(),
    announced_or_reported: z.string(),
    note: z.string(),
    source_url: z.string(),
    confidence: z.string(),
  }),
)

/**
 * Real warnings from a CSV file like `fixtures/air/warning_history.csv`, those of some places. A row that is not there
 * is no proof that nothing happened; one without a date can't be laid beside anything and is left out.
 * @throws InputError naming what is wrong.
 */
export function readHistory(name: string, csv: string, places: ReadonlySet<string>): Reported[] {
  let given: unknown
  try {
    given = parse(csv, { columns: true, bom: true, trim: true })
  } catch (error) {
    throw new InputError(`${name}: ${error instanceof Error ? error.message : String(error)}`)
  }
  const read = rows.safeParse(given)
  if (!read.success) throw new InputError(`${name}: ${z.prettifyError(read.error)}`)
  return read.data.flatMap(({ effective, announced_or_reported, source_url, ...row }) => {
    const at = parseInstant(effective || announced_or_reported)
    return at === null || !places.has(row.area) ? [] : [{ ...row, at, source: source_url }]
  })
}
