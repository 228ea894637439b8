import { Form } from 'antd'
import type { ReactNode } from 'react'
import { Link, useParams } from 'react-router'
import { useGet, usePages, type Page } from '../../api/queries.ts'
import { levelOf, OF_WARNINGS, type Warning } from '../../api/warnings.ts'
import { nowMs } from '../../clock.ts'
import { useMay, useMe } from '../../me.tsx'
import { Doing } from '../../parts/Doing.tsx'
import { LevelTag } from '../../parts/Level.tsx'
import { LevelChoice } from '../../parts/LevelChoice.tsx'
import { Moment } from '../../parts/Moment.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import { Panel, Read } from '../../parts/Panel.tsx'
import { Time } from '../../parts/Time.tsx'
import { useSay } from '../../settings.tsx'
import { fieldOfInstant, instantOfField } from '../../times.ts'
import { common } from '../../words/common.ts'
import { warnings as words } from '../../words/warnings.ts'
import { Foreign } from './Foreign.tsx'
import { OneWarning } from './OneWarning.tsx'

const DAY_MS = 86_400_000

/** Warnings that live and that ended; one of them with what became of it, and what can be done. */
export default function Warnings(): ReactNode {
  const { id } = useParams()
  return id === undefined ? <All /> : <OneWarning id={id} />
}

function All(): ReactNode {
  const say = useSay()
  const may = useMay()
  const living = useGet<Page<Warning>>('/warnings?alive=true&limit=50', { about: OF_WARNINGS })
  const all = usePages<Warning>('/warnings', { limit: 50 }, { about: OF_WARNINGS })
  const past = all.data?.pages.flatMap(({ items }) => items).filter(isOver) ?? []
  return (
    <div className="stack">
      <Foreign />
      <Panel title={say(words.living)} aside={may('warning.begin') && <Begin />}>
        <Read
          query={living}
          isEmpty={({ items }) => items.length === 0}
          empty={<Nothing what={say(words.none)} hint={say(words.noneHint)} />}
        >
          {({ items }) => <Rows warnings={items} />}
        </Read>
      </Panel>
      <Panel title={say(words.past)}>
        {past.length === 0 ? <div className="empty">{say(words.noPast)}</div> : <Rows warnings={past} />}
        {all.hasNextPage && (
          <button type="button" className="button" onClick={() => void all.fetchNextPage()}>
            {say(common.more)}
          </button>
        )}
      </Panel>
    </div>
  )
}

function Rows({ warnings }: { warnings: readonly Warning[] }): ReactNode {
  const say = useSay()
  return (
    <ul className="list">
      {warnings.map((warning) => (
        <li key={warning.id}>
          <LevelTag level={levelOf(warning)} />
          <Link to={`/warnings/${warning.id}`}>{warning.name}</Link>
          <span>{say(warning.stateName)}</span>
          <span className="spring" />
          <Time at={warning.startsAt ?? warning.change?.startsAt ?? warning.createdAt} />
        </li>
      ))}
    </ul>
  )
}

function Begin(): ReactNode {
  const say = useSay()
  const { user } = useMe()
  return (
    <Doing
      size="small"
      deed={{
        verb: words.begin,
        title: say(words.beginTitle),
        path: '/warnings',
        before: <p>{say(words.beginDoes)}</p>,
        initial: { level: 'yellow', endsAt: fieldOfInstant(nowMs() + 2 * DAY_MS) },
        fields: (
          <>
            <Form.Item name="level" label={say(common.level)}>
              <LevelChoice levels={['yellow', 'orange', 'red']} />
            </Form.Item>
            <Form.Item name="startsAt" label={say(words.startsAt)}>
              <Moment />
            </Form.Item>
            <Form.Item name="endsAt" label={say(words.endsAt)}>
              <Moment />
            </Form.Item>
          </>
        ),
        body: ({ startsAt, endsAt, ...values }) => ({
          area: user.area,
          ...values,
          ...(typeof startsAt === 'string' ? { startsAt: instantOfField(startsAt) } : {}),
          endsAt: instantOfField(String(endsAt)),
        }),
      }}
    />
  )
}

function isOver({ state }: Warning): boolean {
  return ['lifted', 'dismissed', 'withdrawn', 'closed'].includes(state)
}
