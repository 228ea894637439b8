import { z } from 'zod'
import { parseInstant, type Instant } from '../../model/time.ts'
import type { EvidenceFile } from '../../rulebook/evidence.ts'
import { fault, type Fault } from '../fault.ts'
import { shown } from '../../model/shown.ts'
import { whyNotAt, type RefusedReading } from '../inbox/decide.ts'
import type { Slot } from '../inbox/store.ts'
import { FUELS, VEHICLES, type Passage } from '../source.ts'

/** A passage on its way in. */
export interface ArrivingPassage extends Omit<Passage, 'source'> {
  readonly no: number
}

/**
 * One row of a gate's ledger (门禁电子台账). HJ 1321—2023 has a gate keep plate, emission stage, fuel and the times of
 * coming and going; confidence of the columns: M+ (its scope was read, its tables were not at hand).
 */
const passageForm = z.object({
  source: z.string().min(1).max(64),
  at: z.string().max(40),
  plate: z
    .string()
    .trim()
    .min(1)
    .max(20)
    .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), 'has characters that are not text'),
  direction: z.enum(['in', 'out']),
  stage: z.int().min(0).max(6).nullish(),
  fuel: z.enum(FUELS),
  vehicle: z.enum(VEHICLES),
})

/** Reads rows of a ledger: what is read and what is refused together are the given ones. */
export function readPassages(
  passages: readonly unknown[],
  slots: ReadonlyMap<string, Slot>,
  now: Instant,
  rule: EvidenceFile,
): { arriving: ArrivingPassage[]; refused: RefusedReading[] } {
  const arriving: ArrivingPassage[] = []
  const refused: RefusedReading[] = []
  for (const [index, one] of passages.entries()) {
    const read = readPassage(one, slots, now, rule)
    if ('code' in read) refused.push({ index, fault: read })
    else arriving.push(read)
  }
  return { arriving, refused }
}

function readPassage(
  given: unknown,
  slots: ReadonlyMap<string, Slot>,
  now: Instant,
  rule: EvidenceFile,
): ArrivingPassage | Fault {
  const form = passageForm.safeParse(given)
  if (!form.success) {
    const [issue] = form.error.issues
    return fault('body.form', { detail: shown(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`) })
  }
  const { source, at: time, plate, direction, stage = null, fuel, vehicle } = form.data
  const slot = slots.get(source)
  if (slot === undefined) return fault('source.unknown', { given: shown(source) })
  if (slot.kind !== 'gate') return fault('source.kind', { given: shown(source) })
  const at = /T\d{2}:\d{2}/.test(time) ? parseInstant(time) : null
  if (at === null) return fault('at.unreadable', { given: shown(time) })
  return whyNotAt(at, now, rule) ?? { no: slot.no, at, plate: plate.toUpperCase(), direction, stage, fuel, vehicle }
}
