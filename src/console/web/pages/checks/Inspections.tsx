import type { ReactNode } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { Inspection } from '../../api/checks.ts'
import { usePages } from '../../api/queries.ts'
import { useAreaName } from '../../me.tsx'
import { Choice } from '../../parts/Choice.tsx'
import { More } from '../../parts/More.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { PlainTable } from '../../parts/PlainTable.tsx'
import { Countdown, Time } from '../../parts/Time.tsx'
import { useSay } from '../../settings.tsx'
import { checks as words } from '../../words/checks.ts'
import { common } from '../../words/common.ts'

const STATES = [
  { value: 'planned', name: words.planned },
  { value: 'assigned', name: words.assigned },
  { value: 'overdue', name: words.overdue },
  { value: 'visited', name: words.visitedState },
  { value: 'withdrawn', name: words.withdrawn },
] as const

/** Visits of the days: whom, why, by when. */
export function Inspections(): ReactNode {
  const say = useSay()
  const areaName = useAreaName()
  const [asked] = useSearchParams()
  const pages = usePages<Inspection>(
    '/inspections',
    { state: asked.get('state') ?? undefined, limit: 50 },
    { about: ['inspection'] },
  )
  return (
    <Panel
      title={say(words.inspections)}
      aside={
        <Choice
          name="state"
          any={say(words.anyState)}
          options={STATES.map(({ value, name }) => ({ value, label: say(name) }))}
        />
      }
    >
      <More pages={pages} empty={<Nothing what={say(words.noInspections)} hint={say(words.noInspectionsHint)} />}>
        {(rows) => (
          <PlainTable
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              {
                name: say(words.enterprise),
                show: ({ enterpriseId, name }) => <Link to={`/list/enterprises/${enterpriseId}`}>{name}</Link>,
              },
              { name: say(common.county), show: ({ area }) => areaName(area) },
              { name: say(words.line), show: ({ line }) => line },
              { name: say(words.why), show: ({ why }) => say(why) },
              { name: say(words.place), show: ({ place }) => place },
              { name: say(common.state), show: ({ stateName }) => say(stateName) },
              {
                name: say(words.visitBy),
                show: ({ visitBy, visitedAt, state }) =>
                  visitedAt !== null ? (
                    <>
                      {say(words.visited)} <Time at={visitedAt} />
                    </>
                  ) : state === 'withdrawn' ? (
                    '–'
                  ) : (
                    <Countdown to={visitBy} />
                  ),
              },
            ]}
          />
        )}
      </More>
    </Panel>
  )
}
