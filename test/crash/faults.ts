import { chance, type Fault } from '../../src/drill/temperament.ts'

/** The processes of one world: one that is reached from outside, and two each of those that are not. */
export const PROCESSES = ['api', 'worker 1', 'worker 2', 'clock 1', 'clock 2'] as const
export type ProcessName = (typeof PROCESSES)[number]

/** Something that goes wrong. */
export type Wrong =
  | { readonly kind: 'killed' | 'frozen' | 'stopped'; readonly process: ProcessName }
  /** kill -9 of the postmaster, or of one backend, at which the server begins anew by itself. */
  | { readonly kind: 'postgresKilled' | 'postgresCrashed' }
  | { readonly kind: 'redisKilled' | 'redisFlushed' }
  /** For a while a share of the receivers answers so. */
  | { readonly kind: 'storm'; readonly fault: Fault }
  /** The world's clock goes an hour forwards or back, and returns. */
  | { readonly kind: 'clockStepped'; readonly minutes: 60 | -60 }

/** What goes wrong at one moment of a drill, all at once. */
export interface Round {
  /** After so many messages more, or milliseconds, whichever comes first. */
  readonly messages: number
  readonly ms: number
  readonly wrongs: readonly Wrong[]
}

const KINDS = [
  'killed',
  'killed',
  'killed',
  'frozen',
  'stopped',
  'postgresKilled',
  'postgresCrashed',
  'redisKilled',
  'redisFlushed',
  'storm',
  'storm',
  'clockStepped',
] as const
const STORMS: readonly Fault[] = ['serverError', 'tooMany', 'actedThenHung', 'actedThenDropped']

/** What goes wrong in a drill: it follows from the seed, so that a failing one can be played again. */
export function roundsOf(seed: number, rounds: number): Round[] {
  return Array.from({ length: rounds }, (_, round) => {
    const draw = (...words: (string | number)[]) => chance(seed, 'round', round, ...words)
    const count = 1 + Math.floor(draw('how many') * 2.5)
    return {
      messages: 1 + Math.floor(draw('messages') * 300),
      ms: 150 + draw('ms') * 1_500,
      wrongs: Array.from({ length: count }, (__, n) => wrongOf((word) => draw(word, n))),
    }
  })
}

function wrongOf(draw: (word: string) => number): Wrong {
  const kind = pick(KINDS, draw('kind'))
  switch (kind) {
    case 'killed':
    case 'frozen':
    case 'stopped':
      return { kind, process: pick(PROCESSES, draw('process')) }
    case 'storm':
      return { kind, fault: pick(STORMS, draw('fault')) }
    case 'clockStepped':
      return { kind, minutes: draw('way') < 0.5 ? 60 : -60 }
    default:
      return { kind }
  }
}

function pick<T>(all: readonly T[], drawn: number): T {
  const found = all[Math.floor(drawn * all.length)]
  if (found === undefined) throw new Error('nothing to pick from')
  return found
}

export function sayWrong(wrong: Wrong): string {
  if ('process' in wrong) return `${wrong.process} ${wrong.kind}`
  if (wrong.kind === 'storm') return `storm of ${wrong.fault}`
  return wrong.kind === 'clockStepped' ? `clock ${wrong.minutes} min` : wrong.kind
}
