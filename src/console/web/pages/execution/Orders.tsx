import { Button, Select, Table, type TableColumnsType } from 'antd'
import { useMemo, type ReactNode } from 'react'
import { useSearchParams } from 'react-router'
import { GRADE_EN, GRADE_ZH } from '../../../../model/enterprise.ts'
import { OF_ORDERS, type ListedOrder } from '../../api/orders.ts'
import { usePages } from '../../api/queries.ts'
import { useAreaName, useMay, useMe } from '../../me.tsx'
import { Doing } from '../../parts/Doing.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { Countdown, useNow } from '../../parts/Time.tsx'
import { Trouble } from '../../parts/Trouble.tsx'
import { useSay, useSettings } from '../../settings.tsx'
import { showLength } from '../../times.ts'
import type { Bi } from '../../words.ts'
import { common } from '../../words/common.ts'
import { escalation, execution, fact } from '../../words/execution.ts'
import { CallSheet } from './CallSheet.tsx'
import { STEPS, type Step } from './FunnelBars.tsx'
import { OnBehalf } from './OnBehalf.tsx'

/** Rows of one answer; the next are fetched when the end of these comes near. */
const ROWS = 500
/** This many rows before the end. */
const AHEAD = 100
const ROW_PX = 36
const HEIGHT_PX = 540
const FILTERS = ['missing', 'only', 'county', 'grade'] as const

/** The enterprises, by what the address asks for: it can be sent to a colleague. */
export function Orders({ id, first }: { id: string; first: Step }): ReactNode {
  const say = useSay()
  const may = useMay()
  const [search, setSearch] = useSearchParams()
  const given = Object.fromEntries(
    FILTERS.flatMap((name) => (search.has(name) ? [[name, search.get(name) ?? '']] : [])),
  )
  const step = given['missing'] ?? (given['only'] === undefined ? first : undefined)
  const query = {
    warning: id,
    limit: ROWS,
    county: given['county'],
    grade: given['grade'],
    ...(step === undefined || step === 'all' ? {} : { missing: step }),
    ...(given['only'] === undefined ? {} : { only: given['only'] }),
  }
  const pages = usePages<ListedOrder>('/orders', query, { about: OF_ORDERS })
  const rows = useMemo(() => pages.data?.pages.flatMap(({ items }) => items) ?? [], [pages.data])
  const set = (changes: Readonly<Record<string, string | undefined>>): void => {
    for (const [name, value] of Object.entries(changes))
      if (value === undefined || value === '') search.delete(name)
      else search.set(name, value)
    setSearch(search, { replace: true })
  }
  const within = { ...(query.county ? { county: query.county } : {}), ...(query.grade ? { grade: query.grade } : {}) }

  return (
    <Panel
      title={say(execution.list)}
      aside={
        <>
          <span className="meta">{say(execution.shown, { n: rows.length })}</span>
          {may('order.callSheet') && <CallSheet id={id} />}
          {may('order.remind') && (
            <Doing
              size="small"
              deed={{
                verb: execution.remind,
                title: say(execution.remindTitle),
                path: `/warnings/${id}/reminders`,
                reason: 'none',
                before: <p>{say(execution.remindDoes)}</p>,
                body: () => within,
                after: (answer) => say(execution.reminded, { n: (answer as { reminded: number }).reminded }),
              }}
            />
          )}
        </>
      }
    >
      <Filters step={step} only={given['only']} county={query.county} grade={query.grade} set={set} />
      {pages.error !== null && <Trouble problem={pages.error} onAgain={() => void pages.refetch()} />}
      <Rows
        rows={rows}
        loading={pages.isPending || pages.isFetchingNextPage}
        onEnd={() => {
          if (pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage()
        }}
        onOpen={(order) => set({ order })}
      />
    </Panel>
  )
}

function Filters(props: {
  step: string | undefined
  only: string | undefined
  county: string | undefined
  grade: string | undefined
  set: (changes: Readonly<Record<string, string | undefined>>) => void
}): ReactNode {
  const say = useSay()
  const { language } = useSettings()
  const { areas } = useMe()
  const { step, only, county, grade, set } = props
  const steps = [
    { value: 'all', label: say(execution.all) },
    ...STEPS.map((one) => ({ value: one, label: say(execution.before, { rung: say(execution[one]) }) })),
    { value: 'only unreached', label: say(execution.unreached) },
    { value: 'only unanswered', label: say(execution.unanswered) },
  ]
  const choose = (value: string): void =>
    set(value.startsWith('only ') ? { only: value.slice(5), missing: undefined } : { missing: value, only: undefined })
  const grades = language === 'zh' ? GRADE_ZH : GRADE_EN
  return (
    <div className="row filters">
      <Select
        aria-label={say(execution.filterStep)}
        value={only === undefined ? (step ?? 'all') : `only ${only}`}
        options={steps}
        onChange={choose}
        popupMatchSelectWidth={false}
      />
      <Select
        aria-label={say(common.county)}
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={say(common.county)}
        value={county ?? null}
        onChange={(value: string | null) => set({ county: value ?? undefined })}
        options={areas.filter(({ kind }) => kind === 'county').map(({ code, name }) => ({ value: code, label: name }))}
      />
      <Select
        aria-label={say(execution.grade)}
        allowClear
        placeholder={say(execution.grade)}
        value={grade ?? null}
        onChange={(value: string | null) => set({ grade: value ?? undefined })}
        options={Object.entries(grades).map(([value, label]) => ({ value, label }))}
        popupMatchSelectWidth={false}
      />
    </div>
  )
}

function Rows({
  rows,
  loading,
  onEnd,
  onOpen,
}: {
  rows: readonly ListedOrder[]
  loading: boolean
  onEnd: () => void
  onOpen: (order: string) => void
}): ReactNode {
  const say = useSay()
  const may = useMay()
  const { language } = useSettings()
  const areaName = useAreaName()
  const now = useNow()
  const grades: Readonly<Record<string, string>> = language === 'zh' ? GRADE_ZH : GRADE_EN
  const text = (name: Bi) => say(name)
  const columns: TableColumnsType<ListedOrder> = [
    {
      title: say(execution.name),
      key: 'name',
      fixed: 'start',
      width: 260,
      ellipsis: true,
      render: (_, { id, enterprise }) => (
        <Button type="link" size="small" className="cell-link" onClick={() => onOpen(id)}>
          {enterprise.name}
        </Button>
      ),
    },
    { title: say(common.county), key: 'county', width: 110, render: (_, { enterprise }) => areaName(enterprise.area) },
    {
      title: say(execution.grade),
      key: 'grade',
      width: 90,
      render: (_, { enterprise }) => grades[enterprise.grade] ?? enterprise.grade,
    },
    {
      title: say(execution.tonnes),
      key: 'tonnes',
      width: 120,
      align: 'right',
      render: (_, { kilograms }) => <span className="figure">{(kilograms / 1_000).toFixed(3)}</span>,
    },
    {
      title: say(execution.last),
      key: 'last',
      width: 230,
      render: (_, { last }) =>
        last === null ? (
          <span className="faint">{say(execution.nothingHeard)}</span>
        ) : (
          <>
            {text(fact(last.rung))}{' '}
            <span className="meta">{say(execution.ago, { age: showLength(now - Date.parse(last.at), language) })}</span>
          </>
        ),
    },
    {
      title: say(execution.next),
      key: 'next',
      width: 230,
      render: (_, { nextRung, answerBy }) =>
        nextRung === null || answerBy === null ? (
          <span className="faint">–</span>
        ) : (
          <>
            {text(escalation(nextRung))} <Countdown to={answerBy} quiet />
          </>
        ),
    },
    {
      title: say(execution.action),
      key: 'action',
      width: 110,
      render: (_, order) => may('receipt.onBehalf') && <OnBehalf order={order} kind="link" />,
    },
  ]
  return (
    <Table<ListedOrder>
      virtual
      size="small"
      rowKey="id"
      columns={columns}
      dataSource={rows}
      loading={loading && rows.length === 0}
      pagination={false}
      scroll={{ x: 1150, y: HEIGHT_PX }}
      locale={{ emptyText: say(execution.noRows) }}
      onScroll={({ currentTarget }) => {
        const { scrollTop, clientHeight, scrollHeight } = currentTarget
        if (scrollTop + clientHeight > scrollHeight - AHEAD * ROW_PX) onEnd()
      }}
    />
  )
}
