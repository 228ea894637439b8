import { z } from 'zod'
import { addMinutes, parseInstant, type Instant } from '../model/time.ts'
import { chance } from './temperament.ts'

/**
 * What goes wrong in a drill (插曲), each for some minutes from an instant of the scenario's own days: whoever plays it
 * sees what the engine does about it.
 */
export interface Incident {
  readonly from: Instant
  readonly until: Instant
  readonly what: What
}

type What =
  /** No bulletin comes: the feed is dead. */
  | { readonly kind: 'feedSilent' }
  /** Nobody of this role does anything. */
  | { readonly kind: 'away'; readonly role: 'dutyOfficer' | 'approver' }
  /** The servers of this share of the enterprises answer 503, as in a power cut. */
  | { readonly kind: 'serversDown'; readonly share: number }

export const instant = z.string().transform((text, context) => {
  const at = parseInstant(text)
  if (at !== null) return at
  context.issues.push({ code: 'custom', message: 'no instant such as 2023-12-24T18:00', input: text })
  return z.NEVER
})
/** Longer than three days would outlast the episode of any drill here. */
export const lasting = z.int().min(1).max(4320)

/** How an incident is written in a scenario. */
export const incidentForm = z
  .union([
    z.strictObject({ at: instant, minutes: lasting, feed: z.literal('silent') }),
    z.strictObject({ at: instant, minutes: lasting, away: z.enum(['dutyOfficer', 'approver']) }),
    z.strictObject({ at: instant, minutes: lasting, serversDown: z.number().gt(0).max(1) }),
  ])
  .transform((written): Incident => ({
    from: written.at,
    until: addMinutes(written.at, written.minutes),
    what: whatOf(written),
  }))

type Written = { feed: 'silent' } | { away: 'dutyOfficer' | 'approver' } | { serversDown: number }

function whatOf(written: Written): What {
  if ('feed' in written) return { kind: 'feedSilent' }
  if ('away' in written) return { kind: 'away', role: written.away }
  return { kind: 'serversDown', share: written.serversDown }
}

/** The incidents of one scenario, asked at an instant. */
export class Incidents {
  readonly #all: readonly Incident[]
  readonly #seed: number

  constructor(all: readonly Incident[], seed: number) {
    this.#all = all
    this.#seed = seed
  }

  feedSilent(now: Instant): boolean {
    return this.#at(now).some(({ what }) => what.kind === 'feedSilent')
  }

  /** Until when nobody of a role is there; null: somebody is. */
  awayUntil(role: string, now: Instant): Instant | null {
    const ends = this.#at(now).flatMap(({ what, until }) => (what.kind === 'away' && what.role === role ? [until] : []))
    return ends.toSorted().at(-1) ?? null
  }

  /** The same enterprises are down from the beginning of an incident to its end. */
  serverDown(creditCode: string, now: Instant): boolean {
    return this.#at(now).some(
      ({ what, from }) =>
        what.kind === 'serversDown' && chance(this.#seed, 'serversDown', from, creditCode) < what.share,
    )
  }

  #at(now: Instant): Incident[] {
    return this.#all.filter(({ from, until }) => from <= now && now < until)
  }
}
