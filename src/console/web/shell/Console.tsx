import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { Component, useEffect, useMemo, useState, type ReactNode } from 'react'
import { flushSync } from 'react-dom'
import { createBrowserRouter, RouterProvider } from 'react-router'
import { ask, Problem, whenLoggedOut } from '../api/client.ts'
import { LiveUpdates } from '../api/live.tsx'
import type { Me } from '../api/session.ts'
import { ChangeProvider, MeProvider } from '../me.tsx'
import { NOBODY } from '../page.ts'
import { PAGES } from '../pages.ts'
import { Trouble } from '../parts/Trouble.tsx'
import { useSay } from '../settings.tsx'
import { shell } from '../words/shell.ts'
import { Factor } from './Factor.tsx'
import { Frame } from './Frame.tsx'
import { Login } from './Login.tsx'
import { NotThere } from './NotThere.tsx'

const ME = '/sessions/me'

/** Who is there decides what is there: a log-in, or the desk. */
export function Console(): ReactNode {
  const queries = useQueryClient()
  const [ended, setEnded] = useState(false)
  const [next, setNext] = useState('')
  const [leaving, setLeaving] = useState(false)
  const me = useQuery<Me | null, Problem>({
    queryKey: [ME],
    queryFn: () => ask<Me>('GET', '/sessions/me').catch(nobody),
    staleTime: Infinity,
    ...(NOBODY ? { initialData: null } : {}),
  })
  useEffect(() => whenLoggedOut(() => setEnded(true)), [])

  const entered = (): void => {
    setEnded(false)
    void queries.invalidateQueries()
  }
  const change = async (login: string): Promise<void> => {
    setNext(login)
    // The desk goes before its session does: what it still asked would be refused.
    flushSync(() => setLeaving(true))
    await queries.cancelQueries()
    await ask('DELETE', '/sessions/me').catch(() => undefined)
    // What the last one saw is not the next one's.
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== ME })
    queries.setQueryData([ME], null)
    setLeaving(false)
  }
  if (me.error) return <Trouble problem={me.error} onAgain={() => void me.refetch()} />
  if (me.isPending || leaving) return <Skeleton active className="opening" />
  if (me.data === null) return <Login onEntered={entered} as={next} />
  if (me.data.pending) return <Factor onDone={entered} />
  return (
    <MeProvider value={me.data}>
      <ChangeProvider value={(login) => void change(login)}>
        <LiveUpdates key={me.data.user.id}>
          <Desk />
          {ended && <Login onEntered={entered} over />}
        </LiveUpdates>
      </ChangeProvider>
    </MeProvider>
  )
}

function Desk(): ReactNode {
  const router = useMemo(
    () =>
      createBrowserRouter(
        [
          {
            element: <Frame />,
            hydrateFallbackElement: <Skeleton active className="opening" />,
            children: [
              ...PAGES.map(({ path, load }) => ({
                path,
                lazy: async () => {
                  const { default: PageOfRoute } = await load()
                  return {
                    element: (
                      <Whole key={path}>
                        <PageOfRoute />
                      </Whole>
                    ),
                  }
                },
              })),
              { path: '*', element: <NotThere /> },
            ],
          },
        ],
        { basename: '/console' },
      ),
    [],
  )
  return <RouterProvider router={router} />
}

function nobody(error: unknown): null {
  if (error instanceof Problem && error.status === 401) return null
  throw error
}

/** A page that fails leaves the band, the menu and all other pages as they are. */
class Whole extends Component<{ children: ReactNode }, { failed: string | null }> {
  override state: { failed: string | null } = { failed: null }
  static getDerivedStateFromError(error: unknown): { failed: string } {
    return { failed: error instanceof Error ? error.message : String(error) }
  }
  override render(): ReactNode {
    return this.state.failed === null ? this.props.children : <Broken why={this.state.failed} />
  }
}

function Broken({ why }: { why: string }): ReactNode {
  const say = useSay()
  return (
    <div className="trouble" role="alert">
      <strong>{say(shell.broken)}</strong>
      <p>{say(shell.brokenHint)}</p>
      <pre>{why}</pre>
    </div>
  )
}
