import { Form, Input } from 'antd'
import type { ReactNode } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { Grade } from '../../../../model/enterprise.ts'
import { OF_LISTS } from '../../api/lists.ts'
import { usePages } from '../../api/queries.ts'
import { useAreaName, useMay } from '../../me.tsx'
import { Choice } from '../../parts/Choice.tsx'
import { Doing } from '../../parts/Doing.tsx'
import { More } from '../../parts/More.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { PlainTable } from '../../parts/PlainTable.tsx'
import { Time } from '../../parts/Time.tsx'
import { useSay } from '../../settings.tsx'
import { common } from '../../words/common.ts'
import { grades as words } from '../../words/grades.ts'
import { list } from '../../words/list.ts'
import { GRADE_WORDS } from '../../words/names.ts'

const STATES = {
  applied: words.applied,
  countyPassed: words.countyPassed,
  cityPassed: words.cityPassed,
  returned: words.returned,
  confirmed: words.confirmed,
  published: words.published,
  disputed: words.disputed,
  granted: words.granted,
  fallen: words.fallen,
  expired: words.expired,
  replaced: words.replaced,
  rejected: words.rejected,
  withdrawn: words.withdrawn,
} as const

interface Grading {
  readonly id: string
  readonly area: string
  readonly state: keyof typeof STATES
  readonly name: string
  readonly enterpriseId: string
  readonly appliedGrade: Grade
  readonly grade: Grade
  readonly openObjections: number
  readonly objectionsUntil: string | null
  readonly validUntil: string | null
  readonly appliedAt: string
}

const UNDER_REVIEW: ReadonlySet<string> = new Set(['applied', 'countyPassed', 'cityPassed'])

/** Applications for a grade: where each stands, and what it waits for. */
export function Grades(): ReactNode {
  const say = useSay()
  const areaName = useAreaName()
  const [asked] = useSearchParams()
  const pages = usePages<Grading>('/grades', { state: asked.get('state') ?? undefined, limit: 50 }, { about: OF_LISTS })
  return (
    <Panel
      title={say(list.grades)}
      aside={
        <Choice
          name="state"
          any={say(words.anyState)}
          options={Object.entries(STATES).map(([value, word]) => ({ value, label: say(word) }))}
        />
      }
    >
      <More pages={pages} empty={<Nothing what={say(words.none)} hint={say(words.noneHint)} />}>
        {(rows) => (
          <PlainTable
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              {
                name: say(list.name),
                show: ({ enterpriseId, name }) => <Link to={`/list/enterprises/${enterpriseId}`}>{name}</Link>,
              },
              { name: say(common.county), show: ({ area }) => areaName(area) },
              { name: say(words.from), show: ({ grade }) => say(GRADE_WORDS[grade]) },
              { name: say(words.to), show: ({ appliedGrade }) => say(GRADE_WORDS[appliedGrade]) },
              { name: say(common.state), show: ({ state }) => say(STATES[state]) },
              { name: say(words.appliedAt), show: ({ appliedAt }) => <Time at={appliedAt} /> },
              { name: say(list.objectionsOpen), number: true, show: ({ openObjections }) => openObjections },
              { name: say(common.act), show: (grading) => <Deeds grading={grading} /> },
            ]}
          />
        )}
      </More>
    </Panel>
  )
}

function Deeds({ grading: { id, name, state, appliedGrade } }: { grading: Grading }): ReactNode {
  const say = useSay()
  const may = useMay()
  const title = `${name} ${say(GRADE_WORDS[appliedGrade])}`
  if (UNDER_REVIEW.has(state) && may('grade.review'))
    return (
      <div className="row">
        {(['pass', 'return', 'reject'] as const).map((decision) => (
          <Doing
            key={decision}
            size="small"
            deed={{
              verb: words[decision],
              title,
              path: `/grades/${id}/review`,
              before: <p>{say(words[`${decision}Does`])}</p>,
              body: (values) => ({ ...values, decision }),
            }}
          />
        ))}
      </div>
    )
  if (state === 'confirmed' && may('grade.publish'))
    return (
      <Doing
        size="small"
        deed={{
          verb: words.publish,
          title,
          path: `/grades/${id}/publish`,
          before: <p>{say(words.publishDoes)}</p>,
          fields: (
            <Form.Item
              name="validUntil"
              label={say(words.validUntil)}
              rules={[{ required: true, message: say(common.needed) }]}
            >
              <Input type="date" />
            </Form.Item>
          ),
        }}
      />
    )
  return null
}
