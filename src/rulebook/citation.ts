import { z } from 'zod'

/** How sure a rule is (可信度); `rules/README.md` says what each mark means. */
export const confidence = z.enum(['V1', 'V2', 'M+', 'M?', 'D'])

/** The document and clause that a value follows (依据). The document stands in `rules/sources.yaml`. */
export const source = z.strictObject({
  document: z.string().min(1),
  clause: z.string().min(1).optional(),
  confidence,
  note: z.string().optional(),
})
export type Source = z.infer<typeof source>

/** What every value in a rule file may say about where it comes from. */
export const standing = {
  source: source.optional(),
  /** `design`: this engine's own reading, shown to users as such. `unverified`: kept for the record, never active. */
  status: z.enum(['design', 'unverified']).optional(),
  /** The place whose row is used here for want of an own one; shown to users. */
  borrowedFrom: z.string().optional(),
  note: z.string().optional(),
}

export interface Standing {
  readonly source?: Source | undefined
  readonly status?: 'design' | 'unverified' | undefined
  readonly borrowedFrom?: string | undefined
}

/**
 * Why a threshold, share, measure or duty may not stand in a rule file as it does; null when it may. Only what was seen
 * in a text (V1, V2) is active as a rule, a design of the engine says that it is one, and what is half remembered is
 * never active: an order that stops a plant must be defensible by its clause.
 */
export function faultOf(value: Standing): string | null {
  if (value.status === 'unverified') return null
  if (value.source === undefined) return value.status === 'design' ? null : 'has neither a source nor `status: design`'
  switch (value.source.confidence) {
    case 'V1':
    case 'V2':
      return null
    case 'D':
      return value.status === 'design' ? null : 'is a design (D) and must say `status: design`'
    case 'M+':
      return 'is from memory (M+): enough for identifiers and formats, not for a rule; find its text or mark it `status: unverified`'
    case 'M?':
      return 'is unsure (M?) and never active: mark it `status: unverified`'
  }
}

/** Says at the value's own place why it may not stand as a rule. */
export function mustStand<T extends Standing>(value: T, context: z.core.$RefinementCtx<T>): void {
  const fault = faultOf(value)
  if (fault !== null) context.addIssue({ code: 'custom', message: fault })
}

export function isActive(value: Standing): boolean {
  return value.status !== 'unverified'
}

/** A document that is cited, and where. */
export interface Cited {
  readonly document: string
  readonly path: readonly PropertyKey[]
}

/** Every document of a `source: { document }`, wherever in a file of the rules it stands. */
export function citedIn(value: unknown, path: readonly PropertyKey[] = []): Cited[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, one]) => {
    const inside = [...path, Array.isArray(value) ? Number(name) : name]
    return path.at(-1) === 'source' && name === 'document'
      ? [{ document: String(one), path: inside }]
      : citedIn(one, inside)
  })
}

/** A dated file is in force from `from` (inclusive) until `until` (exclusive, null for open). */
export const dated = {
  from: z.iso.date(),
  /** A date known only to the month, or the year, is its first day. */
  datePrecision: z.enum(['day', 'month', 'year']).default('day'),
  until: z.iso.date().nullable().default(null),
}

export const words = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) })

export interface Dated {
  readonly from: string
  readonly until: string | null
}

export function covers(file: Dated, day: string): boolean {
  return file.from <= day && (file.until === null || day < file.until)
}
