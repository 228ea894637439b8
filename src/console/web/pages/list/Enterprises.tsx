import { Button, Input, Select, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { Link, useSearchParams } from 'react-router'
import { Problem } from '../../api/client.ts'
import { OF_LISTS, POLLUTANTS, type ListShort, type Listed } from '../../api/lists.ts'
import { useGet, usePages, type Page } from '../../api/queries.ts'
import { useAreaName, useMay, useMe } from '../../me.tsx'
import { Rows, type Column } from '../../parts/Rows.tsx'
import { Trouble } from '../../parts/Trouble.tsx'
import { useSay } from '../../settings.tsx'
import { common } from '../../words/common.ts'
import { list as words } from '../../words/list.ts'
import { CLASS_WORDS, GRADE_WORDS, POLLUTANT_WORDS } from '../../words/names.ts'

const ASKED = ['search', 'area', 'class', 'grade'] as const
/** The most that the interface gives at once: thousands of rows are a few answers. */
const AT_ONCE = 500

/** Enterprises of the list in force; what is looked for stands in the address. */
export function Enterprises(): ReactNode {
  const say = useSay()
  const [asked, setAsked] = useSearchParams()
  const lists = useInForce()
  const columns = useColumns()
  const query = Object.fromEntries(ASKED.map((name) => [name, asked.get(name) ?? undefined]))
  const pages = usePages<Listed>('/enterprises', { ...query, limit: AT_ONCE }, { about: OF_LISTS })
  const rows = pages.data?.pages.flatMap(({ items }) => items) ?? []
  const all = lists.find(({ state }) => state === 'inForce')
  const put = (name: (typeof ASKED)[number], value: string | undefined): void => {
    const next = new URLSearchParams(asked)
    if (value === undefined || value === '') next.delete(name)
    else next.set(name, value)
    setAsked(next, { replace: true })
  }

  return (
    <>
      <Filters query={query} put={put} onClear={() => setAsked({}, { replace: true })} />
      {pages.error instanceof Problem && <Trouble problem={pages.error} onAgain={() => void pages.refetch()} />}
      {pages.isPending && <Skeleton active title={false} paragraph={{ rows: 8 }} />}
      {pages.data !== undefined && rows.length === 0 && <None asked={asked.size > 0} />}
      {rows.length > 0 && (
        <>
          <p className="meta">
            {all !== undefined && `${all.name}　`}
            {say(pages.hasNextPage ? words.shownMore : words.shown, {
              n: rows.length,
              all: all?.enterprises ?? rows.length,
            })}
          </p>
          <Rows
            label={say(words.enterprises)}
            columns={columns}
            rows={rows}
            keyOf={({ id }) => id}
            total={pages.hasNextPage ? -1 : rows.length}
            onEnd={() => {
              if (pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage()
            }}
          />
        </>
      )}
    </>
  )
}

/** The versions of the caller's city: the numbers beside the rows come of the one in force. */
function useInForce(): readonly ListShort[] {
  const may = useMay()
  const { data } = useGet<Page<ListShort>>('/lists?limit=20', { about: OF_LISTS, enabled: may('list.read') })
  return data?.items ?? []
}

function useColumns(): Column<Listed>[] {
  const say = useSay()
  const areaName = useAreaName()
  return [
    {
      name: say(words.name),
      px: 200,
      grow: true,
      show: ({ id, name }) => (
        <Link to={`/list/enterprises/${id}`} title={name}>
          {name}
        </Link>
      ),
    },
    { name: say(common.county), px: 112, show: ({ area }) => areaName(area) },
    { name: say(words.class), px: 104, show: (row) => say(CLASS_WORDS[row.class]) },
    { name: say(words.grade), px: 104, show: (row) => say(GRADE_WORDS[row.grade]) },
    ...POLLUTANTS.map((pollutant) => ({
      name: say(words.perDay, { what: say(POLLUTANT_WORDS[pollutant]) }),
      px: 140,
      number: true,
      show: ({ dailyKg }: Listed) => dailyKg[pollutant],
    })),
    { name: say(words.creditCode), px: 200, show: ({ creditCode }) => creditCode },
  ]
}

function Filters({
  query,
  put,
  onClear,
}: {
  query: Readonly<Record<string, string | undefined>>
  put: (name: (typeof ASKED)[number], value: string | undefined) => void
  onClear: () => void
}): ReactNode {
  const say = useSay()
  const { areas } = useMe()
  const choices = [
    {
      name: 'area',
      any: words.anyArea,
      options: areas.filter(({ kind }) => kind === 'county').map(({ code, name }) => ({ value: code, label: name })),
    },
    { name: 'class', any: words.anyClass, options: optionsOf(CLASS_WORDS) },
    { name: 'grade', any: words.anyGrade, options: optionsOf(GRADE_WORDS) },
  ] as const
  function optionsOf(entries: Readonly<Record<string, { zh: string; en: string }>>) {
    return Object.entries(entries).map(([value, word]) => ({ value, label: say(word) }))
  }
  return (
    <search className="filters">
      <Input.Search
        key={query['search'] ?? ''}
        defaultValue={query['search']}
        placeholder={say(words.searchHint)}
        aria-label={say(words.searchHint)}
        maxLength={100}
        allowClear
        onSearch={(text) => put('search', text.trim())}
      />
      {choices.map(({ name, any, options }) => (
        <Select
          key={name}
          aria-label={say(any)}
          placeholder={say(any)}
          value={query[name] ?? null}
          options={[...options]}
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          popupMatchSelectWidth={false}
          onChange={(value: string | null | undefined) => put(name, value ?? undefined)}
        />
      ))}
      {Object.values(query).some((value) => value !== undefined) && (
        <Button type="link" onClick={onClear}>
          {say(words.clear)}
        </Button>
      )}
    </search>
  )
}

function None({ asked }: { asked: boolean }): ReactNode {
  const say = useSay()
  return (
    <div className="panel empty">
      <strong>{say(asked ? words.noneFound : words.noList)}</strong>
      <p>{say(asked ? words.noneFoundHint : words.noListHint)}</p>
    </div>
  )
}
