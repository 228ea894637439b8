import { severity } from '../model/level.ts'
import { isActive } from './citation.ts'
import type { Alternative, Clause, Rulebook, Trigger } from './levels.ts'

/** A fault of a book and where in its file it stands. */
export interface Fault {
  readonly path: readonly PropertyKey[]
  readonly why: string
}

/**
 * Whether one condition holds wherever another does, as far as it can be told from the two alone: never true where it
 * is not so, sometimes false where it is.
 */
function follows(weak: Trigger, from: Trigger, compare = isWithin): boolean {
  const [first, ...further] = weak.clauses
  const [begins] = from.clauses
  if (!lastsAsLong(weak.until, from.until)) return false
  return compare(begins, first) && further.every((one) => from.clauses.some((other) => compare(other, one)))
}

/** Whether all that passes one clause passes the other. */
function isWithin(strong: Clause, weak: Clause): boolean {
  return (
    strong.reads === weak.reads &&
    strong.on === weak.on &&
    String(strong.between) === String(weak.between) &&
    (strong.observed || !weak.observed) &&
    (weak.cause === null || weak.cause === strong.cause) &&
    // Days of the calendar are 24 hours at one of many hours.
    (strong.window === weak.window || strong.window === 'days') &&
    strong.hours < 24 === weak.hours < 24 &&
    strong.hours >= weak.hours &&
    isNarrower(strong, weak)
  )
}

function isNarrower(strong: Clause, weak: Clause): boolean {
  if (strong.below !== weak.below) return false
  if (strong.threshold === weak.threshold) return weak.orEqual || !strong.orEqual
  return strong.below ? strong.threshold < weak.threshold : strong.threshold > weak.threshold
}

/** What lasts on after its clause no longer holds covers what does not. */
function lastsAsLong(weak: Clause | null, strong: Clause | null): boolean {
  return strong === null || (weak !== null && isNarrower(weak, strong))
}

/**
 * What in a book contradicts itself, can never hold or never decides. A layer answers for what it writes itself: that
 * it leaves a clause of the book above nothing to say only means that it is stricter.
 */
export function faultsOf(book: Rulebook, above: Rulebook | null): Fault[] {
  const inherited = new Map(book.levels.map((level) => [level, above?.content.levels[level]?.any.length ?? 0]))
  const own = book.alternatives.flatMap((one) => {
    const number = numberOf(one) - (inherited.get(one.level) ?? 0)
    return number > 0 ? [{ one, path: ['levels', one.level, 'any', number - 1] }] : []
  })
  const preStage = book.preStage?.all ?? []
  return [
    ...own.flatMap(({ one, path }) =>
      [contradiction(one, book), ...impossible(one, book)].flatMap((why) => (why === null ? [] : [{ path, why }])),
    ),
    ...preStage.flatMap((one) =>
      impossible(one, book).map((why) => ({ path: ['preStage', 'any', numberOf(one) - 1], why })),
    ),
  ]
}

function numberOf({ id }: Trigger): number {
  return Number(id.slice(id.lastIndexOf('/') + 1))
}

/** A level that is called for whenever a lower one is leaves the lower one nothing to say. */
function contradiction(one: Alternative, { alternatives }: Rulebook): string | null {
  const rival = alternatives.find((other) => {
    if (other === one || !follows(other, one)) return false
    const higher = severity(other.level) - severity(one.level)
    // Of two that say the same the second is one too many.
    return higher > 0 || (higher === 0 && (numberOf(other) < numberOf(one) || !follows(one, other)))
  })
  if (rival === undefined) return null
  return rival.level === one.level
    ? `${one.id} adds nothing: whenever it holds ${rival.id} does`
    : `${one.id} never decides: whenever it holds ${rival.id} does, which is the higher level and should be harder to reach`
}

/** The highest value of each quantity that has one: HJ 633 ends at 500; a share at a hundred. */
const MOST: Readonly<Record<string, number>> = { probability: 100_000, population: 100_000 }
const MOST_INDEX = 500_000

function impossible(trigger: Trigger, book: Rulebook): string[] {
  const { id, clauses, until } = trigger
  const why: string[] = []
  for (const clause of clauses) {
    const most = clause.reads === 'aqi' ? (book.index === undefined ? MOST_INDEX : Infinity) : MOST[clause.reads]
    const tooHigh = most !== undefined && !clause.below && !reaches(clause, most)
    if (tooHigh) why.push(`\`${clause.says}\` can never hold: ${clause.reads} ends at ${(most ?? 0) / 1000}`)
    if (clause.below && clause.threshold === 0 && !clause.orEqual) why.push(`\`${clause.says}\` can never hold`)
    if (clauses.some((other) => excludesEachOther(clause, other)))
      why.push(`\`${clause.says}\` can never hold beside its neighbour`)
    if (clause.cause !== null && book.excluded.has(clause.cause))
      why.push(`reads ${clause.cause}, which the book excludes, and can never hold`)
  }
  const [first, ...further] = clauses
  for (const one of further)
    if (isWithin(first, one))
      why.push(`\`${one.says}\` for ${one.hours} hours says nothing: \`${first.says}\` says more`)
  if (until !== null && (until.below === first.below || !isBeyond(until, first)))
    why.push(`ends at \`${until.says}\`, where \`${first.says}\` still holds`)
  return why.map((one) => `${id} ${one}`)
}

function reaches({ threshold, orEqual }: Clause, most: number): boolean {
  return threshold < most || (orEqual && threshold === most)
}

function excludesEachOther(a: Clause, b: Clause): boolean {
  if (a.reads !== b.reads || a.on !== b.on || a.below || !b.below || a.on === null) return false
  return b.threshold < a.threshold || (b.threshold === a.threshold && !(a.orEqual && b.orEqual))
}

/** Whether what ends a run no longer passes what began it. */
function isBeyond(until: Clause, first: Clause): boolean {
  if (until.threshold === first.threshold) return !(until.orEqual && first.orEqual)
  return until.below ? until.threshold < first.threshold : until.threshold > first.threshold
}

/**
 * In what a layer is milder than a book that holds above it at the same time (全国统一标准为底线), and its file does not
 * say who allows that.
 */
export function milderThan(above: Rulebook, layer: Rulebook): Fault[] {
  const allowed = new Set(layer.allows?.filter(isActive).map(({ what }) => what))
  const faults: Fault[] = []
  const blame = (what: string, path: readonly PropertyKey[], why: string) => {
    if (!allowed.has(what))
      faults.push({ path, why: `${why}; say who allows it: \`allows: [{ what: ${what}, source: … }]\`` })
  }
  const anyDays = (strong: Clause, weak: Clause) => isWithin({ ...strong, window: weak.window }, weak)
  const compare = allowed.has('days') ? anyDays : isWithin
  for (const one of above.alternatives) {
    const strict = layer.alternatives.some(
      (own) => severity(own.level) >= severity(one.level) && follows(own, one, compare) && layer.where.length === 0,
    )
    if (!strict) blame(one.id, ['levels', one.level], `is milder than ${one.id}, which calls for ${one.level}`)
  }
  const more = [...layer.excluded].filter((cause) => !above.excluded.has(cause))
  if (more.length > 0) blame('excludes', ['excludes'], `leaves out ${more.join(', ')}, which ${above.id} does not`)
  if (layer.lift.forecastHours < above.lift.forecastHours)
    blame(
      'lift',
      ['lift'],
      `lifts after ${layer.lift.forecastHours} hours, ${above.id} after ${above.lift.forecastHours}`,
    )
  if (layer.merge.gapHours < above.merge.gapHours)
    blame('merge', ['merge'], `makes two episodes of a gap that is none by ${above.id}`)
  if (layer.lower !== null && above.lower === null)
    blame('lower', ['lower'], `lets a level fall inside an episode, ${above.id} does not`)
  return faults
}
