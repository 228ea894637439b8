import type { ReactNode } from 'react'
import { DEPARTMENTS, type DepartmentKind } from '../../../../model/department.ts'
import type { WarningLevel } from '../../../../model/level.ts'
import { useGet, type Page } from '../../api/queries.ts'
import { useAreaName, useMay } from '../../me.tsx'
import { Doing } from '../../parts/Doing.tsx'
import { LevelTag } from '../../parts/Level.tsx'
import { Panel, Read } from '../../parts/Panel.tsx'
import { Countdown, Time } from '../../parts/Time.tsx'
import { useSay } from '../../settings.tsx'
import type { Bi } from '../../words.ts'
import { warnings as words } from '../../words/warnings.ts'
import { EnterInstruction } from './EnterInstruction.tsx'
import { WriteRoster } from './WriteRoster.tsx'

interface CountyResponse {
  readonly id: string
  readonly county: string
  readonly state: string
  readonly stateName: Bi
  readonly receiptBy: string | null
  readonly acknowledgedAt: string | null
  readonly startedAt: string | null
}

/** Each county's response, the silent first. */
export function Counties({ warning }: { warning: string }): ReactNode {
  const say = useSay()
  const may = useMay()
  const query = useGet<{ items: readonly CountyResponse[] }>(`/warnings/${warning}/responses`, {
    about: ['response'],
    enabled: may('response.read'),
  })
  if (!may('response.read')) return null
  return (
    <Panel title={say(words.counties)}>
      <Read query={query} isEmpty={({ items }) => items.length === 0} empty={say(words.noCounties)}>
        {({ items }) => (
          <ul className="list">
            {[...items]
              .sort((a, b) => Number(a.acknowledgedAt !== null) - Number(b.acknowledgedAt !== null))
              .map(({ id, county, stateName, receiptBy, acknowledgedAt, startedAt }) => (
                <li key={id}>
                  <span>{county}</span>
                  <span className="meta">{say(stateName)}</span>
                  <span className="spring" />
                  {acknowledgedAt === null && receiptBy !== null && <Countdown to={receiptBy} />}
                  {may('response.answer') && acknowledgedAt === null && (
                    <Answer id={id} verb={words.acknowledge} does={words.acknowledgeDoes} path="acknowledge" />
                  )}
                  {may('response.answer') && acknowledgedAt !== null && startedAt === null && (
                    <Answer id={id} verb={words.start} does={words.startDoes} path="start" />
                  )}
                  {startedAt !== null && <Time at={startedAt} />}
                </li>
              ))}
          </ul>
        )}
      </Read>
    </Panel>
  )
}

function Answer({ id, verb, does, path }: { id: string; verb: Bi; does: Bi; path: string }): ReactNode {
  const say = useSay()
  return (
    <Doing
      size="small"
      deed={{
        verb,
        title: say(verb),
        path: `/responses/${id}/${path}`,
        reason: 'free',
        before: <p>{say(does)}</p>,
        body: ({ reason, ...values }) => ({ ...values, ...(reason === undefined ? {} : { remark: reason }) }),
      }}
    />
  )
}

const TASK_STATES = {
  silent: words.tasksilent,
  overdue: words.taskoverdue,
  hindered: words.taskhindered,
  issued: words.taskissued,
  received: words.taskreceived,
  done: words.taskdone,
  released: words.taskreleased,
  withdrawn: words.taskwithdrawn,
} as const

interface DepartmentSums {
  readonly items: readonly {
    readonly area: string
    readonly department: { readonly kind: DepartmentKind; readonly name: string | null }
    readonly states: Readonly<Record<string, number>>
    readonly lastSaidAt: string | null
  }[]
}

export function Departments({ warning }: { warning: string }): ReactNode {
  const say = useSay()
  const may = useMay()
  const areaName = useAreaName()
  const query = useGet<DepartmentSums>(`/warnings/${warning}/departments`, {
    about: ['departmentTask', 'department'],
    enabled: may('task.read'),
  })
  if (!may('task.read')) return null
  return (
    <Panel title={say(words.departments)}>
      <Read query={query} isEmpty={({ items }) => items.length === 0} empty={say(words.noDepartments)}>
        {({ items }) => (
          <ul className="list">
            {items.map(({ area, department, states, lastSaidAt }) => (
              <li key={`${area} ${department.kind} ${department.name}`}>
                <span>{department.name ?? say(DEPARTMENTS[department.kind])}</span>
                <span className="meta">{areaName(area)}</span>
                <span className="spring" />
                {(Object.keys(TASK_STATES) as (keyof typeof TASK_STATES)[])
                  .filter((state) => (states[state] ?? 0) > 0)
                  .map((state) => (
                    <span key={state} className={state === 'silent' || state === 'overdue' ? 'overdue' : undefined}>
                      {say(TASK_STATES[state], { n: states[state] ?? 0 })}
                    </span>
                  ))}
                {lastSaidAt !== null && <Time at={lastSaidAt} />}
              </li>
            ))}
          </ul>
        )}
      </Read>
    </Panel>
  )
}

interface Instruction {
  readonly id: string
  readonly name: string
  readonly issuerName: string
  readonly document: string
  readonly level: WarningLevel
  readonly stateName: Bi
  readonly answerBy: string
  readonly reportBy: string | null
}

export function Instructions(): ReactNode {
  const say = useSay()
  const may = useMay()
  const query = useGet<Page<Instruction>>('/instructions?open=true&limit=50', {
    about: ['instruction'],
    enabled: may('instruction.read'),
  })
  if (!may('instruction.read')) return null
  return (
    <Panel title={say(words.instructions)} aside={<EnterInstruction />}>
      <Read query={query} isEmpty={({ items }) => items.length === 0} empty={say(words.noInstructions)}>
        {({ items }) => (
          <ul className="list">
            {items.map(({ id, issuerName, document, level, stateName, answerBy, reportBy }) => (
              <li key={id}>
                <LevelTag level={level} />
                <span>
                  {issuerName} {document}
                </span>
                <span className="meta">{say(stateName)}</span>
                <span className="spring" />
                <span>
                  {say(words.answerBy)} <Countdown to={answerBy} />
                </span>
                {reportBy !== null && (
                  <span>
                    {say(words.reportBy)} <Countdown to={reportBy} />
                  </span>
                )}
              </li>
            ))}
          </ul>
        )}
      </Read>
    </Panel>
  )
}

interface Shift {
  readonly id: string
  readonly person: string
  readonly postName: string
  readonly from: string
  readonly until: string | null
  readonly checkedIn: { readonly at: string } | null
}

export function OnDuty(): ReactNode {
  const say = useSay()
  const may = useMay()
  const query = useGet<Page<Shift>>('/shifts?only=living&limit=50', { about: ['shift'], enabled: may('shift.read') })
  if (!may('shift.read')) return null
  return (
    <Panel title={say(words.roster)} aside={<WriteRoster />}>
      <Read query={query} isEmpty={({ items }) => items.length === 0} empty={say(words.noRoster)}>
        {({ items }) => (
          <ul className="list">
            {items.map(({ id, person, postName, from, until, checkedIn }) => (
              <li key={id}>
                <span>{postName}</span>
                <strong>{person}</strong>
                <span className={checkedIn === null ? 'overdue' : 'meta'}>
                  {say(checkedIn === null ? words.notInPost : words.inPost)}
                </span>
                <span className="spring" />
                <Time at={from} /> → <Time at={until} />
              </li>
            ))}
          </ul>
        )}
      </Read>
    </Panel>
  )
}
