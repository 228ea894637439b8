import type { Means } from './enterprise.ts'
import { partsOf, type Measure, type Simple, type Timed } from './measure.ts'

/**
 * Which means are fit to show that a form is carried out. A design of this engine: documents name the means (power
 * use, online monitors, gate records, video, ledgers, site visits), not which of them shows what. A visit sees
 * anything, but only while somebody is there; a ledger is the enterprise's own word and alone shows no stop.
 */
const FIT: Record<Exclude<Simple['kind'], 'transport'>, readonly Means[]> = {
  none: ['power', 'online', 'video', 'ledger', 'site'],
  ownDecision: ['power', 'online', 'gate', 'video', 'ledger', 'site'],
  stop: ['power', 'online', 'video', 'site'],
  // The fire still burns: fans and monitors run on, and only what comes out of it tells.
  stopHot: ['power', 'online', 'video', 'ledger', 'site'],
  stopLines: ['power', 'video', 'site'],
  stopUnits: ['power', 'video', 'site'],
  stopSteps: ['power', 'video', 'site'],
  reduce: ['power', 'online', 'ledger'],
  cap: ['power', 'online', 'ledger'],
  coking: ['online', 'video', 'ledger'],
  idle: ['power', 'online', 'ledger'],
  ceiling: ['online'],
  cycle: ['power', 'online', 'video'],
  suppressDust: ['video', 'ledger', 'site'],
  other: ['power', 'online', 'gate', 'video', 'ledger', 'site'],
}
const ON_THE_ROAD: readonly Means[] = ['gate', 'video', 'site']
/** Machines pass no gate while they work. */
const IN_THE_YARD: readonly Means[] = ['video', 'ledger', 'site']

/** What shows that a measure is carried out (核查方式): at least one of these must be named for it. Status: design. */
export function fitMeans(measure: Measure): ReadonlySet<Means> {
  return new Set(formsOf(measure).flatMap(fitFor))
}

/** Whether something comes to a stand, so that a safe stopping window (安全停车) has to lie before the start. */
export function stopsSomething(measure: Measure): boolean {
  return formsOf(measure).some(({ kind }) => STOPS.has(kind))
}

const STOPS: ReadonlySet<Simple['kind']> = new Set(['stop', 'stopHot', 'stopLines', 'stopUnits', 'stopSteps', 'cycle'])

function fitFor(form: Simple): readonly Means[] {
  if (form.kind !== 'transport') return FIT[form.kind]
  const { ban } = form
  return typeof ban === 'object' && 'vehicles' in ban && ban.vehicles === 'machinery' ? IN_THE_YARD : ON_THE_ROAD
}

/** Every form that a measure holds: of its parts, and of what is enough later. */
export function formsOf(measure: Measure): Simple[] {
  return partsOf(measure).flatMap((part) => simple(part.measure))
}

function simple(measure: Timed): Simple[] {
  return measure.kind === 'milderAfter' ? [measure.first, measure.after] : [measure]
}
