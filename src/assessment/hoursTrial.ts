import { dayOfHour } from '../feed/calendar.ts'
import type { Thousandths } from '../rulebook/decimal.ts'
import { passes, slidingOnly, type Clause, type Rulebook } from '../rulebook/levels.ts'
import { judge, type Judgement } from './decide.ts'
import type { Run } from './runs.ts'
import type { Timeline, Window } from './timeline.ts'
import { isOfIndex, Trial, type Judged, type Stretch } from './trial.ts'

/**
 * The days that are the sum of their hours, where 24 hours may begin at any of them: such a day can not come otherwise
 * while its hours stay as they are.
 */
export function foldedDays({ timeline, window, book }: Pick<Judged, 'timeline' | 'window' | 'book'>): Set<number> {
  const days = new Set<number>()
  const folded = timeline.hours?.folded
  if (folded === undefined || !slidesOnIndex(book)) return days
  const own = new Map<number, number>()
  for (const [place, at] of timeline.at.entries()) own.set(at, place)
  for (const [mean, at] of folded.at.entries()) {
    const day = dayOfHour(at)
    const place = at === day * 24 && day >= window.first && day <= window.last ? own.get(day) : undefined
    if (place === undefined || timeline.value[place] !== folded.value[mean]) continue
    // Where single hours are left out for their cause, the mean says less than the day.
    if (Object.is(timeline.judged[place], folded.judged[mean])) days.add(day)
  }
  return days
}

function slidesOnIndex({ triggers }: Rulebook): boolean {
  return slidingOnly(triggers).all.some(({ clauses: [clause] }) => isOfIndex(clause))
}

/**
 * The means of 24 hours that begin at any hour, and the days that begin with them: whoever changes the one at 00:00
 * changes the day. Days that somebody gave whole stay as they are, but for a shift of all that is ahead.
 */
export class HoursTrial extends Trial {
  readonly #days: Timeline
  readonly #folded: ReadonlySet<number>
  readonly #window: Window
  readonly #isAhead: Judged['isAhead']
  #shift: Thousandths = 0

  constructor({ timeline, window, book, isAhead }: Judged, folded: ReadonlySet<number>) {
    const hours = timeline.hours?.folded
    if (hours === undefined) throw new Error('the days have no hours')
    // A mean is ahead when nothing of it is observed.
    super({ timeline: hours, window, book, isAhead: (at) => isAhead(dayOfHour(at)) && isAhead(dayOfHour(at + 23)) })
    this.#days = timeline
    this.#folded = folded
    this.#window = window
    this.#isAhead = isAhead
  }

  override draws(clause: Clause): boolean {
    return clause.window === 'sliding' && clause.on === null
  }

  override shifted(by: number) {
    this.#shift = by * 1000
    const level = super.shifted(by)
    this.#shift = 0
    return level
  }

  protected override judgement(means: Timeline): Judgement {
    return judge(this.#with(means), this.#window, this.book)
  }

  #with(means: Timeline): Timeline {
    const { hours, at, judged } = this.#days
    const days = judged.map((value, place) => {
      const day = at[place] ?? 0
      const mean = this.#folded.has(day) ? means.judged[this.placeOf(day * 24)] : undefined
      return mean ?? (this.#isAhead(day) ? value + this.#shift : value)
    })
    return { ...this.#days, judged: days, ...(hours && { hours: { ...hours, folded: means } }) }
  }

  protected override runsOf(means: Timeline): Stretch[] {
    const { hours: _, ...days } = this.#with(means)
    const sliding = { ...this.book, triggers: slidingOnly(this.book.triggers) }
    return [
      ...super.runsOf(means, judge(means, this.#window, sliding)),
      ...judge(days, this.#window, this.book)
        .runs.filter(this.isBehind)
        .map((run) => this.#throughHours(run)),
    ]
  }

  /** A run of days goes on for as long as the means around it pass. */
  #throughHours({ alternative: { clauses }, first, last }: Run): Stretch {
    const [clause] = clauses
    const goesOn = (place: number) => passes(clause, this.value(place))
    let [from, to] = [this.placeOf(first * 24), this.placeOf(last * 24)]
    while (goesOn(from) && goesOn(from - 1)) from--
    while (goesOn(to) && goesOn(to + 1)) to++
    return { clause, first: from, last: to }
  }
}
