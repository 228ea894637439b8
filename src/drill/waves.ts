import { hoursBetween } from '../model/time.ts'
import type { Played } from './conductor.ts'
import type { Ledger } from './ledger.ts'
import type { Moment, Passage } from './officers.ts'

/** One signature and what it set in motion (一轮指令), each instant on both clocks. */
export interface Wave {
  readonly passage: Passage
  /** The bulletin that it came from; null: none had come. */
  readonly bulletin: Moment | null
  readonly signed: Moment
  /** When nothing was left to do, in the engine and at the enterprises, before the clock went on. */
  readonly settled: Moment | null
  /** When each enterprise that was reached first took its order or its release, in order. */
  readonly taken: readonly Taking[]
  /** When each of them answered first, in order. */
  readonly answered: readonly Taking[]
}

export interface Taking extends Moment {
  readonly order: string
}

/** The waves of a drill, by the receivers' own count; a wave ends with the next signature of its warning. */
export function wavesOf({ bulletins, officers, settled }: Played, ledger: Ledger): Wave[] {
  const signed = officers.passages.filter((passage): passage is Signed => passage.signed !== null)
  return signed.map((passage) => {
    const next = signed.find(({ warning, signed: at }) => warning === passage.warning && at.ms > passage.signed.ms)
    const within = (ms: number) => ms > passage.signed.ms && ms < (next?.signed.ms ?? Infinity)
    const taken = firsts(
      ledger.arrivals.flatMap(({ warningId, orderId, kind, status, at, atMs }) =>
        warningId === passage.warning && kind !== 'reminder' && status === 200 && within(atMs)
          ? [{ order: orderId, at, ms: atMs }]
          : [],
      ),
    )
    const reached = new Set(taken.map(({ order }) => order))
    const answered = firsts(
      ledger.answers.flatMap(({ orderId, at, atMs }) =>
        reached.has(orderId) && within(atMs) ? [{ order: orderId, at, ms: atMs }] : [],
      ),
    )
    return {
      passage,
      bulletin: bulletins.findLast(({ ms }) => ms <= passage.proposed.ms) ?? null,
      signed: passage.signed,
      settled: settled.get(passage.consultation) ?? null,
      taken,
      answered,
    }
  })
}

type Signed = Passage & { readonly signed: Moment }

/** The first of each order, in order of time. */
function firsts(all: readonly Taking[]): Taking[] {
  const first = new Map<string, Taking>()
  for (const one of all) if (!first.has(one.order)) first.set(one.order, one)
  return [...first.values()].sort((a, b) => a.ms - b.ms)
}

/** How long a step took. */
export interface Took {
  /** Null where the step began with nothing that anybody did. */
  readonly wallSeconds: number | null
  readonly worldSeconds: number
}

export function took(from: Moment, to: Moment): Took {
  return {
    wallSeconds: Math.max(0, to.ms - from.ms) / 1000,
    worldSeconds: Math.round(hoursBetween(from.at, to.at) * 3600),
  }
}

/** The one by whom a share of them had it: `reach(taken, 0.9)` is the last of the first nine tenths. */
export function reach(takings: readonly Taking[], share: number): Taking | null {
  return takings[Math.max(0, Math.ceil(takings.length * share) - 1)] ?? null
}
