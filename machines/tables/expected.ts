import type { EffectKind } from '../effects.ts'

/*
 * The words in which the tables are written. A table has a cell for every state and every event: a state or an event
 * that is new does not compile before somebody has decided each of its cells.
 */

/** It goes to a state (`to`), or stays where it is with another context (`stay`), and asks for these effects, in order. */
export interface Taken<State> {
  readonly to: State | 'stay'
  readonly effects: readonly EffectKind[]
}

/** Nothing may happen, and why. */
export interface Refused {
  readonly refused: string
}

export type Answer<State> = Taken<State> | Refused

/** The answer where all of these guards hold. */
export type Guarded<State, Guard> = Answer<State> & { readonly when: readonly Guard[] }

/** One answer, or the first that holds; the last one is for all other cases. */
export type Expected<State, Guard> =
  | Answer<State>
  | readonly [Guarded<State, Guard>, ...Guarded<State, Guard>[], Answer<State>]

export type Table<State extends string, Event extends string, Guard extends string> = Readonly<
  Record<State, Readonly<Record<Event, Expected<State, Guard>>>>
>

/**
 * The dotted names of the leaf states of a machine's state value: `inForce.steady` for `{ inForce: 'steady' }`. XState's
 * type also counts `inForce` alone, in which no machine ever rests.
 */
export type Leaves<Value> = Exclude<Extract<Value, string>, Parents<Value>> | Inner<Value>
type Parents<Value> = Value extends string ? never : keyof Value & string
type Inner<Value> = Value extends string
  ? never
  : { [Name in keyof Value & string]: `${Name}.${Leaves<Value[Name]>}` }[keyof Value & string]

export function to<State extends string>(state: State, effects: readonly EffectKind[] = []): Taken<State> {
  return { to: state, effects }
}

export function stay(effects: readonly EffectKind[] = []): Taken<never> {
  return { to: 'stay', effects }
}

export function refused(why: string): Refused {
  return { refused: why }
}

export function when<State extends string, Guard extends string>(
  guards: readonly Guard[],
  answer: Answer<State>,
): Guarded<State, Guard> {
  return { when: guards, ...answer }
}
