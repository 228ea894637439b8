import { measureFor, partsOf, type Measure, type Simple, type Timed } from '../model/measure.ts'
import { sayMeasure } from '../model/sayMeasure.ts'
import { stopsSomething } from '../model/showingMeasure.ts'
import { addDays, hoursBetween, startOfDay, type Day, type Instant } from '../model/time.ts'
import { NO_EMISSIONS } from '../model/tonnes.ts'
import type { Id } from '../model/id.ts'
import type { Duty, LineOrder, OrderContent, Words } from '../plan/order.ts'
import type { VerificationRule } from '../rulebook/verification.ts'
import { judgedFromOf, type Charge } from './decide.ts'

/** One revision of an order, as it is read to be judged. */
export interface Revised {
  readonly id: Id
  readonly revision: number
  readonly content: OrderContent
  readonly createdAt: Instant
  /** When a message of it first reached its receiver, or it answered; null: nobody is known to have it. */
  readonly reachedAt: Instant | null
  /** When it was released or recalled; null where it lives or was replaced. */
  readonly endedAt: Instant | null
  /** Sent by mistake: nothing of it was to be done. */
  readonly recalled: boolean
}

/** What has to be judged of one line on one day. */
interface Docket {
  readonly orderRow: Id
  readonly revision: number
  /** Empty for what is asked of the whole enterprise. */
  readonly line: string
  readonly from: Instant
  readonly until: Instant
  readonly charges: readonly Charge[]
}

/** What holds of a measure in hours that end at `until`: the milder form, where it has become enough on the way. */
export function formAt(measure: Timed, since: Instant, until: Instant): Simple {
  if (measure.kind !== 'milderAfter') return measure
  return hoursBetween(since, until) > measure.hours ? measure.after : measure.first
}

/**
 * What an order asks on one day, line by line, of its revisions in order (当日核查对象). A line that its plant decides
 * about itself, or that is asked nothing, is not judged; neither is what rests, was recalled, or has not begun.
 */
export function docketsOf(revisions: readonly Revised[], day: Day, rule: VerificationRule): Docket[] {
  const span = { from: startOfDay(day), until: startOfDay(addDays(day, 1)) }
  const stretches = stretchesOf(revisions, span)
  const lines = new Set(stretches.flatMap(({ of }) => of.content.lines.map(({ line }) => line)))
  return [...lines, ''].flatMap((line) => {
    const found = stretches.flatMap((stretch) => {
      const charge = line === '' ? transportCharge(stretch) : lineCharge(stretch, line, rule)
      return charge === null ? [] : [{ charge, of: stretch.of }]
    })
    const last = found.at(-1)
    const first = found[0]
    if (first === undefined || last === undefined) return []
    return [
      {
        orderRow: last.of.id,
        revision: last.of.revision,
        line,
        from: first.charge.from,
        until: last.charge.until,
        charges: found.map(({ charge }) => charge),
      },
    ]
  })
}

interface Stretch {
  readonly of: Revised
  readonly from: Instant
  readonly until: Instant
  /** When the whole order ended; null while it goes on. */
  readonly ended: Instant | null
}

/** Which revision held in which part of the day: each from its start on, until the next one takes over. */
function stretchesOf(revisions: readonly Revised[], span: { from: Instant; until: Instant }): Stretch[] {
  return revisions.flatMap((of, n) => {
    const { content, createdAt, endedAt, recalled } = of
    if (recalled) return []
    const next = revisions[n + 1]
    const begins = n === 0 ? content.starts : latest(content.starts, createdAt)
    const replaced = next === undefined ? null : latest(next.content.starts, next.createdAt)
    const ends = [content.ends, endedAt, content.suspended?.from ?? null].flatMap((at) => at ?? [])
    const ended = ends.length === 0 ? null : ends.reduce(earliest)
    const until = [ended, replaced, span.until].flatMap((at) => at ?? []).reduce(earliest)
    const from = latest(begins, span.from)
    return from < until
      ? [{ of, from, until, ended: replaced === null || (ended !== null && ended <= replaced) ? ended : null }]
      : []
  })
}

function lineCharge(
  { of: { content, reachedAt }, from: begun, until, ended }: Stretch,
  number: string,
  rule: VerificationRule,
): Charge | null {
  const line = content.lines.find((one) => one.line === number)
  if (line === undefined || !line.binding) return null
  const from = latest(begun, line.starts)
  if (from >= until) return null
  const forms = formsOf(line, content, until)
  if (forms.length === 0) return null
  const stops = [line.action, line.also].some((duty) => duty !== null && stopsSomething(duty.measure))
  const told = line.continues ? null : reachedAt
  return {
    line: number,
    name: line.name.includes(number) ? line.name : `${number} ${line.name}`.trim(),
    forms,
    asks: asksOf(line),
    from,
    until,
    judgedFrom: judgedFromOf({ ...line, stops }, told, rule),
    since: line.starts,
    ended,
    reached: reachedAt !== null && reachedAt < until,
    whole: content.lines.length === 1 || content.lines.every((one) => one.action.measure.kind === 'stop'),
    promised: line.promised,
  }
}

function transportCharge({ of: { content, reachedAt }, from, until, ended }: Stretch): Charge | null {
  const { transport } = content
  if (transport === null || content.basis === 'ownDecision') return null
  const forms = simpleOf(transport.duty.measure, content.starts, until).filter(({ kind }) => kind === 'transport')
  if (forms.length === 0) return null
  return {
    line: '',
    name: '运输',
    forms,
    asks: sayDuty(transport.duty),
    from,
    until,
    judgedFrom: latest(from, reachedAt ?? from),
    since: content.starts,
    ended,
    reached: reachedAt !== null && reachedAt < until,
    whole: true,
    promised: NO_EMISSIONS,
  }
}

function formsOf({ line, name, action, also }: LineOrder, content: OrderContent, until: Instant): Simple[] {
  const words = content.lines.map((one) => `${one.line} ${one.name}`)
  return [action, also].flatMap((duty) => {
    const measure = duty && measureFor(duty.measure, `${line} ${name}`, words)
    return measure ? simpleOf(measure, content.starts, until).filter(({ kind }) => !ASKS_NOTHING.has(kind)) : []
  })
}
const ASKS_NOTHING: ReadonlySet<Simple['kind']> = new Set(['none', 'ownDecision'])

/** Equipment inside a line has no meter of its own: of a part that names some only what people see can tell. */
function simpleOf(measure: Measure, since: Instant, until: Instant): Simple[] {
  const parts = partsOf(measure)
  return parts.map(({ of, measure: timed }) => {
    const form = formAt(timed, since, until)
    return of === null || parts.length === 1 || form.kind === 'none'
      ? form
      : { kind: 'other', type: of, value: null, unit: null }
  })
}

function asksOf({ action, also }: LineOrder): Words {
  const said = [action, also].flatMap((duty) => (duty === null ? [] : [sayDuty(duty)]))
  return { zh: said.map(({ zh }) => zh).join('；'), en: said.map(({ en }) => en).join('; ') }
}

function sayDuty({ measure, words }: Duty): Words {
  return sayMeasure(measure, words)
}

function latest(a: Instant, b: Instant): Instant {
  return a > b ? a : b
}
function earliest(a: Instant, b: Instant): Instant {
  return a < b ? a : b
}
