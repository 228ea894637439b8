import type { Instant } from './time.ts'

/** Who is meant by a part of a list: enterprises of these counties and of these industries; none named is all. */
export interface Part {
  /** Codes of GB/T 2260. */
  readonly counties: readonly string[]
  /** As the list names them. */
  readonly industries: readonly string[]
}

/** One stage of a lift (分阶段解除): whom it names may start again from its hour on, before the rest. */
export interface Stage extends Part {
  readonly at: Instant
}

/** Where an enterprise lies and what it makes. */
export interface Placed {
  readonly county: string
  readonly industry: string
}

export function isNamed({ counties, industries }: Part, { county, industry }: Placed): boolean {
  return (
    (counties.length === 0 || counties.includes(county)) && (industries.length === 0 || industries.includes(industry))
  )
}

/** When one enterprise may start again: the earliest stage that names it, else with the rest. */
export function endFor<End extends Instant | null>(stages: readonly Stage[], rest: End, one: Placed): End | Instant {
  let found: End | Instant = rest
  for (const stage of stages) if (isNamed(stage, one) && (found === null || stage.at < found)) found = stage.at
  return found
}

/** The hour of the next stage after an instant; null where none is left. */
export function nextStage(stages: readonly Stage[], after: Instant): Instant | null {
  let found: Instant | null = null
  for (const { at } of stages) if (at > after && (found === null || at < found)) found = at
  return found
}
