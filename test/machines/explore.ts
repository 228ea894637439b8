/*
 * Bounded exploration (N06): every state that can be reached is visited once, breadth first, so that the first fault is
 * found by the shortest way. XState's own path generation would count revisions and attempts for ever; here the caller
 * says by `key` which states are the same.
 */

export interface Move<S> {
  /** What happened, as one reads it in a report. */
  readonly by: string
  readonly to: S
  /** Properties that this very move breaks. */
  readonly broken?: readonly string[]
}

export interface Space<S> {
  readonly start: readonly S[]
  readonly key: (state: S) => string
  readonly moves: (state: S) => Iterable<Move<S>>
  /** Properties that do not hold in a state. */
  readonly broken: (state: S) => readonly string[]
  /** Where everything has come to its end; from every state one such must be in reach. */
  readonly ended: (state: S) => boolean
}

export interface Fault {
  readonly property: string
  /** The shortest way there. */
  readonly way: readonly string[]
}

export interface Explored {
  readonly states: number
  readonly fault: Fault | null
}

export const NO_END = 'an end stays in reach'

interface Visited<S> {
  readonly state: S
  readonly from: Visited<S> | null
  readonly by: string
  readonly before: Visited<S>[]
}

/** Explores a space to its end or to its first fault; more than `most` states are an error of the model. */
export function explore<S>(space: Space<S>, most = 300_000): Explored {
  const seen = new Map<string, Visited<S>>()
  const queue: Visited<S>[] = []

  function visit(state: S, from: Visited<S> | null, by: string): void {
    const key = space.key(state)
    const known = seen.get(key)
    if (known) {
      if (from) known.before.push(from)
      return
    }
    if (seen.size >= most) throw new RangeError(`more than ${most} states: something is counted that nobody reads`)
    const found: Visited<S> = { state, from, by, before: from ? [from] : [] }
    seen.set(key, found)
    queue.push(found)
  }

  for (const state of space.start) visit(state, null, 'begin')
  for (let next = 0; next < queue.length; next++) {
    const here = queue[next]
    if (!here) break
    const [property] = space.broken(here.state)
    if (property !== undefined) return { states: seen.size, fault: { property, way: wayTo(here) } }
    for (const { by, to, broken = [] } of space.moves(here.state)) {
      const [wrong] = broken
      if (wrong !== undefined) return { states: seen.size, fault: { property: wrong, way: [...wayTo(here), by] } }
      visit(to, here, by)
    }
  }
  const lost = withoutEnd(queue, space)
  return { states: seen.size, fault: lost === null ? null : { property: NO_END, way: wayTo(lost) } }
}

/** The nearest state from which no end can be reached any more. */
function withoutEnd<S>(all: readonly Visited<S>[], space: Space<S>): Visited<S> | null {
  const reaching = new Set(all.filter(({ state }) => space.ended(state)))
  for (const state of reaching) for (const before of state.before) reaching.add(before)
  return all.find((state) => !reaching.has(state)) ?? null
}

function wayTo<S>(visited: Visited<S>): string[] {
  const way: string[] = []
  for (let at: Visited<S> | null = visited; at; at = at.from) way.unshift(at.by)
  return way
}

/** A short name for each different value. */
export function interned<T extends object>(): (value: T) => string {
  const names = new Map<string, string>()
  const known = new WeakMap<T, string>()
  return (value) => {
    const before = known.get(value)
    if (before !== undefined) return before
    const text = JSON.stringify(value)
    const name = names.get(text) ?? String(names.size)
    names.set(text, name)
    known.set(value, name)
    return name
  }
}
