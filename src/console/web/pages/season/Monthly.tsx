import { Form, Input } from 'antd'
import type { ReactNode } from 'react'
import { useSearchParams } from 'react-router'
import { useGet } from '../../api/queries.ts'
import { useAreaName, useMay } from '../../me.tsx'
import { Choice } from '../../parts/Choice.tsx'
import { Doing } from '../../parts/Doing.tsx'
import { Panel, Read } from '../../parts/Panel.tsx'
import { PlainTable } from '../../parts/PlainTable.tsx'
import { Time, useNow } from '../../parts/Time.tsx'
import { useSay } from '../../settings.tsx'
import { fieldOfInstant } from '../../times.ts'
import { common } from '../../words/common.ts'
import { season as words } from '../../words/season.ts'

interface Row {
  readonly area: string
  readonly office: string
  readonly task: string
  readonly measure: string
  readonly due: string
  readonly progress: string
  readonly responsible: string
  readonly remark: string
  readonly enteredAt: string
}

interface Report {
  readonly dueBy: string
  readonly sentAt: string | null
  readonly rows: readonly Row[]
}

interface Submission {
  readonly id: string
  readonly kind: 'monthlyReport' | 'seasonSummary'
  readonly month: string | null
  readonly state: 'waiting' | 'overdue' | 'sent'
  readonly dueDay: string
  readonly offices: readonly { readonly office: string; readonly given: boolean }[]
}

/** The plan's own table of a month: what each office said, who has said nothing, and a row entered for one of them. */
export function Monthly({ season, from, until }: { season: string; from: string; until: string }): ReactNode {
  const say = useSay()
  const may = useMay()
  const [asked] = useSearchParams()
  const months = monthsUpTo(from, until, fieldOfInstant(useNow()).slice(0, 7))
  const month = months.find((one) => one === asked.get('month')) ?? months.at(-1) ?? from.slice(0, 7)
  const path = `/seasons/${season}/reports/${month}`
  const report = useGet<Report>(path, { about: ['season'] })
  const sent = report.data?.sentAt ?? null
  return (
    <Panel
      title={`${say(words.monthlyReport)} ${month}`}
      aside={
        <>
          <Choice name="month" any={say(words.month)} options={months.map((one) => ({ value: one, label: one }))} />{' '}
          {may('season.report') && sent === null && <Enter path={path} rows={report.data?.rows ?? []} />}{' '}
          <a href={`/api/v1${path}/document`}>{say(common.download)}</a>
        </>
      }
    >
      {may('season.issue') && <Offices season={season} month={month} />}
      <Read query={report} isEmpty={({ rows }) => rows.length === 0} empty={say(words.noRows)}>
        {({ rows, dueBy, sentAt }) => (
          <>
            <p className="meta">
              {sentAt === null ? (
                say(words.reportBy, { day: dueBy })
              ) : (
                <>
                  {say(words.reportSent)} <Time at={sentAt} />
                </>
              )}
            </p>
            <Rows rows={rows} path={sentAt === null && may('season.report') ? path : null} />
          </>
        )}
      </Read>
    </Panel>
  )
}

function Rows({ rows, path }: { rows: readonly Row[]; path: string | null }): ReactNode {
  const say = useSay()
  const areaName = useAreaName()
  return (
    <PlainTable
      rows={rows}
      keyOf={({ area, office, task }) => `${area}/${office}/${task}`}
      columns={[
        {
          name: say(words.office),
          show: ({ office, area }) => (
            <>
              {office} <span className="meta">{areaName(area)}</span>
            </>
          ),
        },
        { name: say(words.task), show: ({ task }) => task },
        { name: say(words.measure), show: ({ measure }) => measure },
        { name: say(words.dueText), show: ({ due }) => due },
        { name: say(words.progressText), show: ({ progress }) => progress },
        { name: say(words.responsible), show: ({ responsible }) => responsible },
        { name: say(words.remark), show: ({ remark }) => remark },
        { name: say(words.enteredAt), show: ({ enteredAt }) => <Time at={enteredAt} /> },
        ...(path === null
          ? []
          : [{ name: say(common.act), show: (row: Row) => <Enter path={path} rows={rows} given={row} /> }]),
      ]}
    />
  )
}

/** Who was asked for its part of the month, whoever has given none first. */
function Offices({ season, month }: { season: string; month: string }): ReactNode {
  const say = useSay()
  const query = useGet<{ items: readonly Submission[] }>(`/seasons/${season}/submissions`, { about: ['season'] })
  const asked = query.data?.items.find((one) => one.kind === 'monthlyReport' && one.month === month)?.offices ?? []
  if (asked.length === 0) return null
  const silent = asked.filter(({ given }) => !given)
  return (
    <p>
      {say(words.officesGiven, { n: asked.length - silent.length, of: asked.length })}
      {silent.length > 0 && (
        <span className="overdue">
          {' '}
          {say(words.officesSilent, { who: silent.map(({ office }) => office).join('、') })}
        </span>
      )}
    </p>
  )
}

/** One row entered, or written anew: the same office and task is the same row. */
function Enter({ path, rows, given }: { path: string; rows: readonly Row[]; given?: Row }): ReactNode {
  const say = useSay()
  const needed = [{ required: true, whitespace: true, message: say(common.needed) }]
  const field = (name: keyof Row, label: string, most: number, isNeeded = false) => (
    <Form.Item name={name} label={label} rules={isNeeded ? needed : []}>
      {most > 100 ? <Input.TextArea autoSize maxLength={most} /> : <Input maxLength={most} />}
    </Form.Item>
  )
  const verb = given === undefined ? words.enterRow : words.changeRow
  return (
    <Doing
      size="small"
      deed={{
        verb,
        title: say(verb),
        path: `${path}/rows`,
        reason: 'none',
        before: <p>{say(words.enterRowDoes)}</p>,
        ...(given !== undefined && { initial: { ...given } }),
        fields: (
          <>
            {given === undefined && (
              <>
                {field('office', say(words.office), 100, true)}
                {field('task', say(words.task), 500, true)}
              </>
            )}
            {given !== undefined && (
              <p>
                <strong>{given.office}</strong> {given.task}
              </p>
            )}
            {field('measure', say(words.measure), 1_000)}
            {field('due', say(words.dueText), 100)}
            {field('progress', say(words.progressText), 2_000, true)}
            {field('responsible', say(words.responsible), 100, true)}
            {field('remark', say(words.remark), 1_000)}
          </>
        ),
        body: (values) => bodyOf(values, given, rows),
      }}
    />
  )
}

/** Whoever enters for an office that stands there already enters it in its area. */
function bodyOf(values: Readonly<Record<string, unknown>>, given: Row | undefined, rows: readonly Row[]): object {
  const office = given?.office ?? values['office']
  const area = given?.area ?? rows.find((row) => row.office === office)?.area
  return {
    ...(area !== undefined && { area }),
    rows: [{ ...(given !== undefined && { office: given.office, task: given.task }), ...values }],
  }
}

/** The months of a season that have begun. */
function monthsUpTo(from: string, until: string, now: string): string[] {
  const months: string[] = []
  for (
    let month = from.slice(0, 7);
    month < until.slice(0, 7) && (month <= now || months.length === 0);
    month = after(month)
  )
    months.push(month)
  return months
}

function after(month: string): string {
  const [year = 0, of = 0] = month.split('-').map(Number)
  return of === 12 ? `${year + 1}-01` : `${year}-${String(of + 1).padStart(2, '0')}`
}
