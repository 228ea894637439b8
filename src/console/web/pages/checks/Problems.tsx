import { Form, Input } from 'antd'
import type { ReactNode } from 'react'
import { useSearchParams } from 'react-router'
import type { ListedProblem } from '../../api/checks.ts'
import { usePages } from '../../api/queries.ts'
import { useAreaName, useMay } from '../../me.tsx'
import { Choice } from '../../parts/Choice.tsx'
import { Doing } from '../../parts/Doing.tsx'
import { More } from '../../parts/More.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { PlainTable } from '../../parts/PlainTable.tsx'
import { Countdown, Time } from '../../parts/Time.tsx'
import { useSay } from '../../settings.tsx'
import { checks as words } from '../../words/checks.ts'
import { common } from '../../words/common.ts'
import { ListProblem } from './ListProblem.tsx'

/** Problems by number until they are struck off. */
export function Problems(): ReactNode {
  const say = useSay()
  const areaName = useAreaName()
  const [asked] = useSearchParams()
  const open = asked.get('which') === 'all' ? undefined : 'true'
  const pages = usePages<ListedProblem>('/problems', { open, limit: 50 }, { about: ['problem'] })
  return (
    <Panel
      title={say(words.problems)}
      aside={
        <>
          <Choice name="which" any={say(words.onlyOpen)} options={[{ value: 'all', label: say(words.alsoClosed) }]} />
          <ListProblem />
        </>
      }
    >
      <More pages={pages} empty={<Nothing what={say(words.noProblems)} hint={say(words.noProblemsHint)} />}>
        {(rows) => (
          <PlainTable
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              { name: say(words.number), show: ({ number }) => <span className="nowrap">{number}</span> },
              {
                name: say(words.problem),
                show: ({ title, text, severity }) => (
                  <>
                    {title} <span className="meta">{say(words[severity])}</span>
                    <div className="meta">{text}</div>
                  </>
                ),
              },
              { name: say(common.county), show: ({ area }) => areaName(area) },
              { name: say(words.unit), show: ({ unit }) => unit },
              { name: say(common.state), show: ({ stateName }) => say(stateName) },
              {
                name: say(words.fixBy),
                show: ({ fixBy, closedAt }) => (closedAt === null ? <Countdown to={fixBy} /> : <Time at={closedAt} />),
              },
              { name: say(common.act), show: (problem) => <Deeds problem={problem} /> },
            ]}
          />
        )}
      </More>
    </Panel>
  )
}

function Deeds({ problem: { id, number, state, title } }: { problem: ListedProblem }): ReactNode {
  const say = useSay()
  const may = useMay()
  const heading = `${number} ${title}`
  if ((state === 'listed' || state === 'overdue') && may('problem.show'))
    return (
      <Doing
        size="small"
        deed={{
          verb: words.show,
          title: heading,
          path: `/problems/${id}/shown`,
          reason: 'none',
          fields: (
            <Form.Item
              name="text"
              label={say(words.showText)}
              rules={[{ required: true, whitespace: true, message: say(common.needed) }]}
            >
              <Input.TextArea rows={3} maxLength={2_000} />
            </Form.Item>
          ),
        }}
      />
    )
  if ((state === 'shown' || state === 'unchecked') && may('problem.close'))
    return (
      <div className="row">
        {(['close', 'sendBack'] as const).map((decision) => (
          <Doing
            key={decision}
            size="small"
            deed={{
              verb: words[decision],
              title: heading,
              path: `/problems/${id}/decision`,
              before: <p>{say(decision === 'close' ? words.closeDoes : words.sendBackDoes)}</p>,
              body: (values) => ({ ...values, decision }),
            }}
          />
        ))}
      </div>
    )
  return null
}
