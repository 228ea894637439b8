import { expect, it } from 'vitest'
import type { ContextOf, EventOf } from '../../machines/index.ts'
import { sayEvent, sayState } from '../../machines/words.ts'
import { deliveryTable, type DeliveryGuard } from '../../machines/tables/delivery.ts'
import { orderTable, type OrderGuard } from '../../machines/tables/order.ts'
import { warningTable, type WarningGuard } from '../../machines/tables/warning.ts'
import { holdsTable, type Reading } from './holdsTable.ts'
import {
  deliveryContexts,
  deliveryEvents,
  orderContexts,
  orderEvents,
  warningContexts,
  warningEvents,
} from './samples.ts'

/*
 * Every cell is tried with events and contexts on both sides of every guard. The guards are written here a second time,
 * from their names: a guard that came to mean something else fails as well.
 */

const warningGuards: Record<WarningGuard, Reading<'warning'>> = {
  deadlineStands: ({ deadlines }, event) =>
    event.type === 'TICK' &&
    Object.entries(deadlines).some(([name, at]) => name === event.deadline && at === event.due) &&
    event.due <= event.now,
  isStart: (_, event) => event.type === 'TICK' && event.deadline === 'start',
  isSign: (_, event) => event.type === 'TICK' && event.deadline === 'sign',
  isEnd: (_, event) => event.type === 'TICK' && event.deadline === 'end',
  isResume: (_, event) => event.type === 'TICK' && event.deadline === 'resume',
  isStage: (_, event) => event.type === 'TICK' && event.deadline === 'stage',
  isLift: (_, event) => event.type === 'TICK' && event.deadline === 'lift',
  proceeds: (_, event) => event.type === 'CONSULTATION_HELD' && event.decision === 'proceed',
  dismisses: (_, event) => event.type === 'CONSULTATION_HELD' && event.decision === 'dismiss',
  issues: (context, event) => conferredOn(context, event) === 'issue',
  fitsScheduled: (context, event) => /^(raise|lower|extend|move|lift)$/.test(conferredOn(context, event) ?? ''),
  fitsInForce: (context, event) => /^(raise|lower|extend|suspend|lift)$/.test(conferredOn(context, event) ?? ''),
  fitsSuspended: (context, event) => /^(extend|resume|lift)$/.test(conferredOn(context, event) ?? ''),
  keepsAbove: (context, event) => {
    const change = changeOf(context, event)
    if (context.above === null || change === null) return true
    return !['lift', 'suspend'].includes(change.kind) && reaches(context.above.level, change.level)
  },
  enoughWithout: ({ above, level }) => above === null || (level !== null && reaches(above.level, level)),
  nothingAbove: ({ above }) => above === null,
  isThatAbove: ({ above }, event) =>
    event.type === 'INSTRUCTION_LIFTED' && above !== null && above.instruction === event.instruction,
  rankSuffices: ({ change }, event) =>
    'rank' in event &&
    change !== null &&
    (event.rank >= change.rank || (change.relieved ?? []).some((called) => event.rank >= called)),
  signerIsSilent: ({ deadlines }) => deadlines.sign === null,
  suspends: ({ change }) => change?.kind === 'suspend',
  resumes: ({ change }) => change?.kind === 'resume',
  lifts: ({ change }) => change?.kind === 'lift',
  takesEffectLater: ({ change }, event) =>
    event.type === 'OFFICER_SIGNED' && change !== null && change.startsAt > event.now,
  rankOfSigner: ({ rank }, event) => 'rank' in event && event.rank >= rank,
}

/** The samples' instructions ask for yellow or orange at least. */
function reaches(asked: string, level: string): boolean {
  return level === 'orange' || level === 'red' || (asked === 'yellow' && level === 'yellow')
}

function changeOf({ change }: ContextOf['warning'], event: EventOf['warning']): ContextOf['warning']['change'] {
  if (event.type === 'CHANGE_PROPOSED') return event.change
  return event.type === 'CONSULTATION_HELD' && event.change ? event.change : change
}

function conferredOn(context: ContextOf['warning'], event: EventOf['warning']): string | undefined {
  return changeOf(context, event)?.kind
}

const orderGuards: Record<OrderGuard, Reading<'order'>> = {
  deadlineStands: ({ answerBy }, event) =>
    event.type === 'TICK' && event.deadline === 'answer' && event.due === answerBy && event.due <= event.now,
  toContact: ({ ahead }) => ['remind', 'secondContact', 'otherChannel'].includes(ahead[0]?.rung ?? ''),
  toOfficer: ({ ahead }) => ['township', 'county'].includes(ahead[0]?.rung ?? ''),
  inspectorSent: ({ rung }) => rung === 'inspector',
}

const deliveryGuards: Record<DeliveryGuard, Reading<'delivery'>> = {
  deadlineStands: ({ reportBy }, event) =>
    event.type === 'TICK' && event.deadline === 'report' && event.due === reportBy && event.due <= event.now,
  notRepeated: ({ repeated }) => !repeated,
}

holdsTable({
  kind: 'warning',
  table: warningTable,
  guards: warningGuards,
  events: warningEvents,
  contexts: warningContexts,
})
holdsTable({ kind: 'order', table: orderTable, guards: orderGuards, events: orderEvents, contexts: orderContexts })
holdsTable({
  kind: 'delivery',
  table: deliveryTable,
  guards: deliveryGuards,
  events: deliveryEvents,
  contexts: deliveryContexts,
})

it('every state of a warning and of an order has its words, and every event that people send', () => {
  for (const state of Object.keys(warningTable)) expect(sayState('warning', state).zh, state).not.toBe(state)
  for (const state of Object.keys(orderTable)) expect(sayState('order', state).zh, state).not.toBe(state)
  for (const event of Object.keys(warningTable.proposed))
    expect(sayEvent(event) !== null, event).toBe(!/^(TICK|INSTRUCT|RELIEF)/.test(event))
})
