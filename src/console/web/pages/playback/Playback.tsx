import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { useSearchParams } from 'react-router'
import { ask, withQuery, type Problem } from '../../api/client.ts'
import type { ListShort } from '../../api/lists.ts'
import type { Played, Stretch } from '../../api/playback.ts'
import { useGet, type Page } from '../../api/queries.ts'
import { useMay } from '../../me.tsx'
import { Choice } from '../../parts/Choice.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import { Panel, Read } from '../../parts/Panel.tsx'
import { Trouble } from '../../parts/Trouble.tsx'
import { useSay } from '../../settings.tsx'
import type { Bi } from '../../words.ts'
import { playback as words } from '../../words/playback.ts'
import { Result } from './Result.tsx'

interface Book {
  readonly id: string
  readonly title: Bi
  readonly active: boolean
}

/** A season of air, played back under one rulebook or two: what each would have started, and why. */
export default function Playback(): ReactNode {
  const say = useSay()
  const series = useGet<{ items: readonly Stretch[] }>('/replays/series')
  const books = useGet<Page<Book>>('/rulebooks?limit=100', { about: ['rulebook'] })
  return (
    <>
      <h1>{say(words.heading)}</h1>
      <Read
        query={series}
        isEmpty={({ items }) => items.length === 0}
        empty={<Nothing what={say(words.noSeason)} hint={say(words.hint)} />}
      >
        {({ items }) => (
          <Read query={books}>
            {(known) => <Choosing stretches={items} books={known.items.filter(({ active }) => active)} />}
          </Read>
        )}
      </Read>
    </>
  )
}

function Choosing({ stretches, books }: { stretches: readonly Stretch[]; books: readonly Book[] }): ReactNode {
  const say = useSay()
  const may = useMay()
  const [asked] = useSearchParams()
  const [path, setPath] = useState<string | null>(null)
  const lists = useGet<Page<ListShort>>('/lists?limit=50', { about: ['listing'], enabled: may('list.read') })
  const chosen = stretches.find((one) => keyOf(one) === asked.get('season'))
  const rulebook = asked.get('rulebook')
  const own = (lists.data?.items ?? []).filter(({ area }) => area === chosen?.city)
  const list = own.find(({ id }) => id === asked.get('list'))
  const start = (): void => {
    if (chosen === undefined || rulebook === null) return
    const { series, area, season } = chosen
    const query = { series, area, season, rulebook, beside: asked.get('beside') ?? undefined, list: list?.id }
    setPath(withQuery('', query))
  }
  const bookOptions = books.map(({ id, title }) => ({ value: id, label: say(title) }))
  return (
    <div className="stack">
      <Panel title={say(words.choose)}>
        <p className="meta">{say(words.hint)}</p>
        <div className="filters">
          <Choice
            name="season"
            any={say(words.season)}
            options={stretches.map((one) => ({
              value: keyOf(one),
              label: say(words.seasonOf, {
                area: one.name,
                from: one.from,
                to: one.to,
                source: say(one.series === 'observed' ? words.observed : words.shipped),
              }),
            }))}
          />
          <Choice name="rulebook" any={say(words.book)} options={bookOptions} />
          <Choice
            name="beside"
            any={say(words.beside)}
            options={bookOptions.filter(({ value }) => value !== rulebook)}
          />
          {own.length > 0 && (
            <Choice
              name="list"
              any={say(words.list)}
              options={own.map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
          <Button type="primary" disabled={chosen === undefined || rulebook === null} onClick={start}>
            {say(words.run)}
          </Button>
        </div>
      </Panel>
      {path !== null && (
        <Running
          key={path}
          query={path}
          titleOf={(id) => say(books.find((one) => one.id === id)?.title ?? { zh: id, en: id })}
          onStop={() => setPath(null)}
        />
      )}
    </div>
  )
}

function keyOf({ series, area, season }: Stretch): string {
  return `${series}/${area}/${season}`
}

/** Computes once: what has been does not change, and every reading costs a thread. */
function Running({
  query,
  titleOf,
  onStop,
}: {
  query: string
  titleOf: (rulebook: string) => string
  onStop: () => void
}): ReactNode {
  const say = useSay()
  const queries = useQueryClient()
  const queryKey = ['/replays', query]
  const { data, error, isFetching, refetch } = useQuery<Played, Problem>({
    queryKey,
    queryFn: ({ signal }) => ask<Played>('GET', `/replays${query}`, { signal, long: true }),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  if (data !== undefined) return <Result played={data} query={query} titleOf={titleOf} />
  if (isFetching)
    return (
      <div className="filters" role="status">
        {say(words.runs)}
        <Button
          size="small"
          onClick={() => {
            void queries.cancelQueries({ queryKey })
            onStop()
          }}
        >
          {say(words.stop)}
        </Button>
      </div>
    )
  return error === null ? null : <Trouble problem={error} onAgain={() => void refetch()} />
}
