import { useQueryClient } from '@tanstack/react-query'
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react'
import { browserMs } from '../clock.ts'

/** One entry of the journal as the stream tells it. */
export interface Entry {
  readonly at: string
  readonly area: string
  readonly kind: string
  readonly subject: string
  readonly event: string
}

export type Line = 'connecting' | 'live' | 'lost'

interface Live {
  readonly line: Line
  /** The browser's time since which nothing is heard; null while it is. */
  readonly since: number | null
  readonly hear: (listener: (entry: Entry) => void) => () => void
}

const LiveContext = createContext<Live>({ line: 'connecting', since: null, hear: () => () => undefined })

/** Thousands of entries a second are one look of a screen. */
const GATHER_MS = 700
/** After an answer that the browser does not try again by itself (a closed session, a full server). */
const AGAIN_MS = 4_000

/** The journal of the caller's areas as it happens (`GET /events`): what is shown is read again, and the line is watched. */
export function LiveUpdates({ children }: { children: ReactNode }): ReactNode {
  const queries = useQueryClient()
  const [state, setState] = useState<Pick<Live, 'line' | 'since'>>({ line: 'connecting', since: null })
  const [listeners] = useState(() => new Set<(entry: Entry) => void>())

  useEffect(() => {
    const kinds = new Set<string>()
    let gathering: ReturnType<typeof setTimeout> | undefined
    let again: ReturnType<typeof setTimeout> | undefined
    let stream: EventSource | undefined
    let last = ''
    let ended = false

    const readAgain = (): void => {
      gathering = undefined
      const told = new Set(kinds)
      kinds.clear()
      void queries.invalidateQueries({
        predicate: ({ meta }) => aboutOf(meta).some((kind) => told.has(kind)),
      })
    }
    const open = (): void => {
      if (ended) return
      stream = new EventSource(`/api/v1/events${last === '' ? '' : `?after=${last}`}`)
      stream.addEventListener('open', () => {
        setState((before) => {
          // What happened while nothing was heard comes by the stream; the first look is as fresh as the stream.
          if (before.line === 'lost') void queries.invalidateQueries()
          return { line: 'live', since: null }
        })
      })
      stream.addEventListener('message', ({ data, lastEventId }: MessageEvent<string>) => {
        last = lastEventId
        const entry = JSON.parse(data) as Entry
        kinds.add(entry.kind)
        gathering ??= setTimeout(readAgain, GATHER_MS)
        for (const listener of listeners) listener(entry)
      })
      stream.addEventListener('error', () => {
        setState((before) => (before.line === 'lost' ? before : { line: 'lost', since: browserMs() }))
        if (stream?.readyState !== EventSource.CLOSED) return
        again = setTimeout(open, AGAIN_MS)
      })
    }
    open()
    return () => {
      ended = true
      stream?.close()
      clearTimeout(gathering)
      clearTimeout(again)
    }
  }, [queries, listeners])

  const hear = (listener: (entry: Entry) => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  return <LiveContext value={{ ...state, hear }}>{children}</LiveContext>
}

export function useLive(): Live {
  return useContext(LiveContext)
}

function aboutOf(meta: Record<string, unknown> | undefined): readonly string[] {
  const about = meta?.['about']
  return Array.isArray(about) ? (about as string[]) : []
}
