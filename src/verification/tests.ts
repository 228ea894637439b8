import type { Limits, Simple } from '../model/measure.ts'
import type { BasisPoints } from '../model/tonnes.ts'
import type { Ban } from '../model/vehicles.ts'
import type { VerificationRule } from '../rulebook/verification.ts'

/** In ten-thousandths of what is usual, or of a limit: whole numbers, so that nobody is judged by a float. */
export interface Band {
  readonly upTo: BasisPoints
  readonly beyond: BasisPoints
}
interface Bands {
  readonly power: Band
  readonly online: Band
}

/**
 * What evidence is held against, by the form of a measure: hour by hour or as a mean, as shares of what is usual; so
 * many hours on at most; the limit of a concentration; a ban at the gate; or nothing that a meter could tell.
 */
export type Test =
  | { readonly kind: 'hourly'; readonly bands: Bands; readonly still: boolean }
  | { readonly kind: 'mean'; readonly bands: Bands }
  | { readonly kind: 'turns'; readonly bands: Bands; readonly offHours: number; readonly onHours: number }
  | { readonly kind: 'limit'; readonly limits: Limits; readonly band: Band }
  | { readonly kind: 'ban'; readonly ban: Ban }
  | { readonly kind: 'seen' }

/** The test of a form; null where the form asks nothing that could be done or not done. */
export function testOf(form: Simple, rule: VerificationRule): Test | null {
  switch (form.kind) {
    case 'none':
    case 'ownDecision':
      return null
    case 'stop':
      return { kind: 'hourly', bands: inPoints(rule.still), still: true }
    case 'stopHot':
      return { kind: 'hourly', bands: inPoints(rule.hot), still: false }
    case 'idle':
      return { kind: 'mean', bands: inPoints(rule.idle) }
    case 'reduce': {
      const left = 10_000 - form.share
      const { power, online } = inPoints(rule.share)
      // A cut that is no larger than chance is nothing that a meter could show.
      if (form.share <= power.upTo) return { kind: 'seen' }
      const above = ({ upTo, beyond }: Band) => ({ upTo: left + upTo, beyond: left + beyond })
      return { kind: 'mean', bands: { power: above(power), online: above(online) } }
    }
    case 'cycle':
      return { kind: 'turns', bands: inPoints(rule.still), offHours: form.offHours, onHours: form.onHours }
    case 'ceiling':
      return { kind: 'limit', limits: form.limits, band: points(rule.ceiling) }
    case 'transport':
      return { kind: 'ban', ban: form.ban }
    // Which of the equipment stands, how long coal lies in the oven, what was fed: a meter of the line can not tell.
    case 'stopLines':
    case 'stopUnits':
    case 'stopSteps':
    case 'cap':
    case 'coking':
    case 'suppressDust':
    case 'other':
      return { kind: 'seen' }
  }
}

function inPoints({ power, online }: VerificationRule['still']): Bands {
  return { power: points(power), online: points(online) }
}

function points({ upTo, beyond }: Band): Band {
  return { upTo: upTo * 100, beyond: beyond * 100 }
}

/** The most hours that a line may be on in any so many hours of its turns. */
export function mostOn(hours: number, offHours: number, onHours: number): number {
  const turn = offHours + onHours
  return Math.floor(hours / turn) * onHours + Math.min(onHours, hours % turn)
}
