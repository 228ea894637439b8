import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { AnyStateNode } from 'xstate'
import { run } from '../../src/db/machine.ts'
import { MACHINES, type ContextOf, type EventOf, type MachineKind } from '../../machines/index.ts'
import { sayEvent, sayState } from '../../machines/words.ts'
import { deliveryTable } from '../../machines/tables/delivery.ts'
import type { Answer, Expected } from '../../machines/tables/expected.ts'
import { orderTable, type OrderGuard } from '../../machines/tables/order.ts'
import { warningTable, type WarningGuard } from '../../machines/tables/warning.ts'
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

type Reading<K extends MachineKind> = (context: ContextOf[K], event: EventOf[K]) => boolean

const warningGuards: Record<WarningGuard, Reading<'warning'>> = {
  deadlineStands: ({ deadlines }, event) =>
    event.type === 'TICK' &&
    Object.entries(deadlines).some(([name, at]) => name === event.deadline && at === event.due) &&
    event.due <= event.now,
  isStart: (_, event) => event.type === 'TICK' && event.deadline === 'start',
  isSign: (_, event) => event.type === 'TICK' && event.deadline === 'sign',
  isEnd: (_, event) => event.type === 'TICK' && event.deadline === 'end',
  isLift: (_, event) => event.type === 'TICK' && event.deadline === 'lift',
  proceeds: (_, event) => event.type === 'CONSULTATION_HELD' && event.decision === 'proceed',
  dismisses: (_, event) => event.type === 'CONSULTATION_HELD' && event.decision === 'dismiss',
  issues: (context, event) => conferredOn(context, event) === 'issue',
  alters: (context, event) => ['raise', 'lower', 'extend', 'lift'].includes(conferredOn(context, event) ?? 'nothing'),
  rankSuffices: ({ change }, event) => 'rank' in event && change !== null && event.rank >= change.rank,
  lifts: ({ change }) => change?.kind === 'lift',
  takesEffectLater: ({ change }, event) =>
    event.type === 'OFFICER_SIGNED' && change !== null && change.startsAt > event.now,
  rankOfSigner: ({ rank }, event) => 'rank' in event && event.rank >= rank,
}

function conferredOn({ change }: ContextOf['warning'], event: EventOf['warning']): string | undefined {
  if (event.type === 'CHANGE_PROPOSED') return event.change.kind
  return event.type === 'CONSULTATION_HELD' && event.change ? event.change.kind : change?.kind
}

const orderGuards: Record<OrderGuard, Reading<'order'>> = {
  deadlineStands: ({ answerBy }, event) =>
    event.type === 'TICK' && event.deadline === 'answer' && event.due === answerBy && event.due <= event.now,
  firstRung: ({ rung }) => rung === 0,
  secondRung: ({ rung }) => rung === 1,
}

interface Subject<K extends MachineKind> {
  kind: K
  table: Readonly<Record<string, Readonly<Record<string, Expected<string, string>>>>>
  guards: Readonly<Record<string, Reading<K>>>
  events: readonly EventOf[K][]
  contexts: readonly ContextOf[K][]
}

function holdsTable<K extends MachineKind>({ kind, table, guards, events, contexts }: Subject<K>): void {
  const { machine } = MACHINES[kind]

  describe(`the table of the ${kind} machine`, () => {
    it('names the states in which the machine can rest, and its guards', () => {
      const leaves = leavesOf(machine.root)
      expect(Object.keys(table).sort()).toEqual(leaves.sort())
      expect(Object.keys(guards).sort()).toEqual(Object.keys(machine.implementations.guards).sort())
    })

    for (const [state, row] of Object.entries(table))
      it(`says what happens in ${state}`, () => {
        for (const [type, cell] of Object.entries(row)) {
          const answers = answersOf(cell)
          const tried = new Set<Answer<string>>()
          for (const event of events.filter((one) => one.type === type))
            for (const context of contexts) {
              const answer = answers.find(({ when }) => when.every((name) => guards[name]?.(context, event)))?.answer
              if (answer === undefined) throw new Error(`${state} ${type}: a guard is not read here`)
              tried.add(answer)
              const outcome = run(MACHINES[kind], { state, context: { ...context } }, event)
              const got =
                outcome === null
                  ? 'refused'
                  : { state: outcome.stored.state, effects: outcome.effects.map((effect) => effect.kind) }
              const due =
                'refused' in answer
                  ? 'refused'
                  : { state: answer.to === 'stay' ? state : answer.to, effects: answer.effects }
              if (!isDeepStrictEqual(got, due))
                expect(got, `${state} ${type} ${JSON.stringify({ event, context })}`).toEqual(due)
            }
          const untried = answers.filter(({ answer }) => !tried.has(answer))
          expect(untried, `${state} ${type}: no sample reaches these answers`).toEqual([])
        }
      })

    it('gives every refusal a reason', () => {
      const reasons = Object.values(table)
        .flatMap((row) => Object.values(row))
        .flatMap((cell) => answersOf(cell).flatMap(({ answer }) => ('refused' in answer ? [answer.refused] : [])))
      for (const reason of reasons) expect(reason).toMatch(/^[a-z].{14,}[^.]$/)
    })
  })
}

function leavesOf(node: AnyStateNode): string[] {
  const inner = Object.values(node.states)
  return inner.length === 0 ? [node.path.join('.')] : inner.flatMap(leavesOf)
}

function answersOf(cell: Expected<string, string>): { when: readonly string[]; answer: Answer<string> }[] {
  const list: readonly (Answer<string> & { when?: readonly string[] })[] = 'length' in cell ? cell : [cell]
  return list.map((answer) => ({ when: answer.when ?? [], answer }))
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
  guards: {},
  events: deliveryEvents,
  contexts: deliveryContexts,
})

it('every state of a warning and of an order has its words, and every event that people send', () => {
  for (const state of Object.keys(warningTable)) expect(sayState('warning', state).zh, state).not.toBe(state)
  for (const state of Object.keys(orderTable)) expect(sayState('order', state).zh, state).not.toBe(state)
  for (const event of Object.keys(warningTable.proposed)) expect(sayEvent(event) !== null, event).toBe(event !== 'TICK')
})
