import { z } from 'zod'
import { addMinutes, parseInstant, type Instant } from '../../model/time.ts'
import { decimalOf } from '../../rulebook/decimal.ts'
import type { EvidenceFile } from '../../rulebook/evidence.ts'
import { fault, type Fault } from '../fault.ts'
import { shown } from '../../model/shown.ts'
import type { SourceKind } from '../source.ts'
import type { Arriving, Slot } from './store.ts'

/** Sources of the same second are one body of a platform; ten times that holds the server up while it is read. */
export const MOST_READINGS = 10_000

export const bodyForm = z.object({ readings: z.array(z.unknown()).min(1).max(MOST_READINGS) })

const readingForm = z.object({
  source: z.string().min(1).max(64),
  at: z.string().max(40),
  value: z.union([z.number(), z.string().max(40)]),
  mark: z.string().max(4).nullish(),
})
type ReadingForm = z.output<typeof readingForm>

/** The usual reading by a look: the form is asked where that says no, and says why. A quarter of the time of a body. */
function isUsual(given: unknown): given is ReadingForm {
  if (typeof given !== 'object' || given === null) return false
  const { source, at, value, mark = null } = given as Partial<Record<keyof ReadingForm, unknown>>
  const isShort = typeof source === 'string' && source !== '' && source.length <= 64
  return isShort && typeof at === 'string' && at.length <= 40 && typeof value === 'number' && mark === null
}

export interface RefusedReading {
  readonly index: number
  readonly fault: Fault
}

export interface ReadBody {
  readonly arriving: readonly Arriving[]
  readonly refused: readonly RefusedReading[]
}

/** How a number is written that fits what is kept: 12 digits before the point and 6 behind it are more than any meter has. */
const NUMBER = /^-?\d{1,12}(\.\d{1,6})?$/

/** A number as it is kept, or null: `1.50` and `1.5` are the same number and stay as they were written. */
export function readNumber(given: number | string): string | null {
  const text = typeof given === 'number' ? decimalOf(given) : given.trim()
  const short = typeof given === 'number' && text.includes('.') ? text.replace(/(\.\d{6})\d+$/, '$1') : text
  return NUMBER.test(short) ? short : null
}

/** Why a time is not taken, or null. */
export function whyNotAt(at: Instant, now: Instant, { time }: Pick<EvidenceFile, 'time'>): Fault | null {
  if (at > addMinutes(now, time.aheadMinutes)) return fault('at.ahead', { given: at })
  if (at < addMinutes(now, -time.backDays * 24 * 60)) return fault('at.old', { given: at, days: String(time.backDays) })
  return null
}

/** The names of sources in a body that can be read. */
export function codesIn(readings: readonly unknown[]): string[] {
  const codes = new Set<string>()
  for (const one of readings)
    if (typeof one === 'object' && one !== null && 'source' in one && typeof one.source === 'string')
      codes.add(one.source)
  return [...codes]
}

/** Reads a body, value by value: what is read and what is refused together are the given ones. */
export function readBody(
  readings: readonly unknown[],
  slots: ReadonlyMap<string, Slot>,
  kind: SourceKind,
  now: Instant,
  rule: EvidenceFile,
): ReadBody {
  const arriving: Arriving[] = []
  const refused: RefusedReading[] = []
  for (const [index, one] of readings.entries()) {
    const read = readOne(one, slots, kind, now, rule)
    if ('code' in read) refused.push({ index, fault: read })
    else arriving.push(read)
  }
  return { arriving, refused }
}

function readOne(
  given: unknown,
  slots: ReadonlyMap<string, Slot>,
  kind: SourceKind,
  now: Instant,
  rule: EvidenceFile,
): Arriving | Fault {
  const form = isUsual(given) ? { success: true as const, data: given } : readingForm.safeParse(given)
  if (!form.success) {
    const [issue] = form.error.issues
    return fault('body.form', { detail: shown(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`) })
  }
  const { source, at: time, value: number, mark } = form.data
  const slot = slots.get(source)
  if (slot === undefined) return fault('source.unknown', { given: shown(source) })
  if (slot.kind !== kind) return fault('source.kind', { given: shown(source) })
  const at = instantIn(time)
  if (at === null) return fault('at.unreadable', { given: shown(time) })
  const late = whyNotAt(at, now, rule)
  if (late !== null) return late
  const value = readNumber(number)
  if (value === null) return fault('value.unreadable', { given: shown(number) })
  return { no: slot.no, at, value, mark: mark ?? null }
}

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/
/** A platform says the same few times ten thousand times over, and reading one costs more than all the rest. */
let lastRead: { text: string; at: Instant | null } = { text: '', at: null }

function instantIn(text: string): Instant | null {
  if (text !== lastRead.text) lastRead = { text, at: ISO.test(text) ? parseInstant(text) : null }
  return lastRead.at
}
