import { UNITS, type Measure, type PlantUnit, type Simple } from '../model/measure.ts'
import { formsOf } from '../model/showingMeasure.ts'
import type { Instant } from '../model/time.ts'
import type { Plan } from './asked.ts'
import type { Words } from './order.ts'
import { sayInstant } from './wording.ts'

export type StopUnits = Extract<Simple, { kind: 'stopUnits' }>

/** The form of a measure that counts equipment (高炉停产 50%): it says how many stop, and not which. */
export function countedIn(measure: Measure): StopUnits | null {
  // Most measures are one form and count nothing: fifty thousand enterprises are asked.
  if (measure.kind !== 'parts' && measure.kind !== 'milderAfter') return measure.kind === 'stopUnits' ? measure : null
  return formsOf(measure).find((form): form is StopUnits => form.kind === 'stopUnits') ?? null
}

/** How many of so many pieces stop at least; a share is rounded up. */
export function fewest({ least }: StopUnits, pieces: number): number {
  return 'count' in least ? least.count : Math.ceil((least.share * pieces) / 10_000)
}

/**
 * Nobody but the plant can say which furnace may go out: it names them before the ramp begins, so that whoever checks
 * knows where to look. `counted`: of how many pieces how many stop, where the list shows that. Status: design.
 */
export function sayWhich(
  unit: PlantUnit,
  counted: { readonly stop: number; readonly of: number } | null,
  safeStopHours: number,
  plan: Pick<Plan, 'before' | 'issuedAt'>,
): Words {
  const { counter, en } = UNITS[unit]
  const ramp = plan.before(safeStopHours)
  const by: Instant = ramp < plan.issuedAt ? plan.issuedAt : ramp
  const at = sayInstant(by)
  const now = by === plan.issuedAt
  return {
    zh:
      (counted ? `${counted.of} ${counter}中至少停 ${counted.stop} ${counter}，` : '') +
      `停哪几${counter}由企业${now ? '立即' : `在 ${at.zh}前`}确定并报属地`,
    en:
      (counted ? `at least ${counted.stop} of ${counted.of}; ` : '') +
      `the plant names to its county which ${en} it is, ${now ? 'at once' : `before ${at.en}`}`,
  }
}
