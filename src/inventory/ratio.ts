import { LISTED_LEVELS, type Entry, type ListedLevel } from '../model/enterprise.ts'
import { EMITTED, type EmittedPollutant, type Milligrams } from '../model/tonnes.ts'
import type { Day } from '../model/time.ts'

/** A floor that a list misses: milligrams a day, exact. */
export interface MissedFloor {
  readonly pollutant: EmittedPollutant
  readonly level: ListedLevel
  readonly base: bigint
  readonly reduced: bigint
  readonly needed: bigint
}

/** Least share of all emissions in percent (环办大气函〔2020〕340号, as 津政办规〔2023〕9号 quotes it), since that guide's day. */
const FLOORS: Readonly<Record<ListedLevel, bigint>> = { yellow: 10n, orange: 20n, red: 30n }
const FLOORS_FROM = '2020-06-29'
/** SO2 and NOx may make up for each other where their shares together are twice the floor: verified for orange only. */
const SWAP: ReadonlySet<EmittedPollutant> = new Set(['so2', 'nox'])

/**
 * The floors that the reductions of a list's own rows miss, by level and pollutant. What is closed for good counts for
 * neither side.
 */
export function floorsMissed(
  entries: readonly Pick<Entry<unknown>, 'class' | 'daily' | 'lines'>[],
  on: Day | null,
): MissedFloor[] {
  if (on === null || on < FLOORS_FROM) return []
  const counted = entries.filter((entry) => entry.class !== 'longStopped')
  return LISTED_LEVELS.flatMap((level) => {
    const sums = EMITTED.map((pollutant) => sumOf(counted, pollutant, level))
    const missed = sums.filter(({ reduced, needed }) => reduced < needed)
    const pair = sums.filter(({ pollutant }) => SWAP.has(pollutant))
    return level === 'orange' && swapHolds(pair) ? missed.filter((one) => !SWAP.has(one.pollutant)) : missed
  })
}

function sumOf(
  entries: readonly Pick<Entry<unknown>, 'daily' | 'lines'>[],
  pollutant: EmittedPollutant,
  level: ListedLevel,
): MissedFloor {
  const [base, reduced] = [new Sum(), new Sum()]
  for (const { daily, lines } of entries) {
    base.add(daily[pollutant])
    for (const { measures } of lines) reduced.add(measures[level]?.reduction[pollutant] ?? 0)
  }
  const needed = (base.total() * FLOORS[level] + 99n) / 100n
  return { pollutant, level, base: base.total(), reduced: reduced.total(), needed }
}

/** Exact, and as fast as plain numbers as long as they are: a province has a million summands. */
class Sum {
  #part = 0
  #whole = 0n
  add(mass: Milligrams): void {
    if (this.#part + mass > Number.MAX_SAFE_INTEGER) {
      this.#whole += BigInt(this.#part)
      this.#part = 0
    }
    this.#part += mass
  }
  total(): bigint {
    return this.#whole + BigInt(this.#part)
  }
}

/** a/b + c/d ≥ twice the floor, without dividing. */
function swapHolds([a, c]: readonly MissedFloor[]): boolean {
  if (!a || !c || a.base === 0n || c.base === 0n) return false
  return (a.reduced * c.base + c.reduced * a.base) * 100n >= 2n * FLOORS.orange * a.base * c.base
}
