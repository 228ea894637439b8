import { useSyncExternalStore } from 'react'
import { keep, kept } from '../../kept.ts'

/** What the browser remembers of the tour: it survives changes of page and person, and is taken up again after a day. */
export interface Kept {
  readonly state: 'new' | 'on' | 'left'
  readonly warning: string | null
  readonly order: string | null
  readonly seen: readonly string[]
}

const NEW: Kept = { state: 'new', warning: null, order: null, seen: [] }
const listeners = new Set<() => void>()
let now = read()

export function useKept(): Kept {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => now,
  )
}

export function remember(change: Partial<Kept>): void {
  now = { ...now, ...change }
  keep('tour', JSON.stringify(now))
  for (const listener of listeners) listener()
}

export function beginAgain(): void {
  remember({ ...NEW, state: 'on' })
}

function read(): Kept {
  try {
    const found = JSON.parse(kept('tour') ?? 'null') as Partial<Kept> | null
    return { ...NEW, ...found }
  } catch {
    return NEW
  }
}
