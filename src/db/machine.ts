import {
  getNextTransitions,
  initialTransition,
  transition,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type StateValue,
} from 'xstate'
import { nearest, type Due } from '../../machines/deadline.ts'
import { EFFECTS, type EffectKind } from '../../machines/effects.ts'
import { MACHINES, type Machine, type MachineKind, type Stored } from '../../machines/index.ts'
import type { Instant } from '../model/time.ts'

/* Runs a machine on what is stored of it; nothing here touches the database. */

/** What a machine answered to one event. */
export interface Outcome {
  stored: Stored
  due: Instant | null
  effects: { kind: EffectKind; params: never; notBefore: Instant | undefined }[]
}

/** The initial state. */
export function start(machine: Machine, input: unknown): Outcome {
  return outcomeOf(machine, initialTransition(machine.machine, input))
}

/** One event; null where the state does not take it. */
export function run(machine: Machine, row: Stored, event: { type: string }): Outcome | null {
  const snapshot = restore(machine, row)
  // `transition` does not refuse: for an event that nothing takes it returns an equal snapshot.
  if (!snapshot.can(event)) return null
  return outcomeOf(machine, transition(machine.machine, snapshot, event))
}

function outcomeOf(
  machine: Machine,
  [snapshot, actions]: readonly [AnyMachineSnapshot, readonly { type: string; params: unknown }[]],
): Outcome {
  return {
    stored: { state: nameOf(snapshot.value as StateValue), context: snapshot.context as Stored['context'] },
    due: snapshot.status === 'active' ? (nearest(machine.deadlines(snapshot.context as never))?.due ?? null) : null,
    effects: actions.map(({ type, params }) => {
      if (!(type in EFFECTS)) throw new Error(`machine ${machine.machine.id} asked for ${type}, which is no effect`)
      const { notBefore, ...rest } = params as { notBefore?: Instant }
      return { kind: type as EffectKind, params: rest as never, notBefore }
    }),
  }
}

function restore(machine: { machine: AnyStateMachine }, { state, context }: Stored): AnyMachineSnapshot {
  return machine.machine.resolveState({ value: valueOf(state), context })
}

/** `inForce.steady` for `{ inForce: 'steady' }`; no machine here has parallel regions. */
function nameOf(value: StateValue): string {
  if (typeof value === 'string') return value
  return Object.entries(value)
    .map(([name, inner]) => (inner === undefined ? name : `${name}.${nameOf(inner)}`))
    .join()
}

function valueOf(name: string): StateValue {
  const dot = name.indexOf('.')
  return dot < 0 ? name : { [name.slice(0, dot)]: valueOf(name.slice(dot + 1)) }
}

/** The events that a stored row would take now, for answers and buttons. */
export function allowedEvents(kind: MachineKind, stored: Stored): string[] {
  const snapshot = restore(MACHINES[kind], stored)
  return [...new Set(getNextTransitions(snapshot).map(({ eventType }) => eventType as string))]
    .filter((name) => name !== 'TICK' && !name.startsWith('xstate.'))
    .sort()
}

/** The nearest deadline of a stored row, for the clock that will name it in its TICK. */
export function dueOf(kind: MachineKind, context: Stored['context']): Due | null {
  return nearest(MACHINES[kind].deadlines(context as never))
}
