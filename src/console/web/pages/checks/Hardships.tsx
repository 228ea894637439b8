import type { ReactNode } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { Hardship } from '../../api/checks.ts'
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

/** What enterprises say they can not do, and what they contest. */
export function Hardships(): ReactNode {
  const say = useSay()
  const areaName = useAreaName()
  const [asked] = useSearchParams()
  const pages = usePages<Hardship>(
    '/hardships',
    { kind: asked.get('kind') ?? undefined, limit: 50 },
    { about: ['hardship'] },
  )
  return (
    <Panel
      title={say(words.hardships)}
      aside={
        <Choice
          name="kind"
          any={say(words.anyKind)}
          options={(['difficulty', 'appeal'] as const).map((value) => ({ value, label: say(words[value]) }))}
        />
      }
    >
      <More pages={pages} empty={<Nothing what={say(words.noHardships)} hint={say(words.noHardshipsHint)} />}>
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
              {
                name: say(words.said),
                show: ({ kind, line, text, saidAt }) => (
                  <>
                    <strong>{say(words[kind])}</strong> {line} {text}{' '}
                    <span className="meta">
                      <Time at={saidAt} />
                    </span>
                  </>
                ),
              },
              { name: say(common.state), show: ({ stateName }) => say(stateName) },
              {
                name: say(words.answerBy),
                show: ({ answer, answerBy }) => answer ?? (answerBy === null ? '–' : <Countdown to={answerBy} />),
              },
              { name: say(words.answer), show: (one) => <Deeds hardship={one} /> },
            ]}
          />
        )}
      </More>
    </Panel>
  )
}

function Deeds({ hardship: { id, name, answer, officer } }: { hardship: Hardship }): ReactNode {
  const say = useSay()
  const may = useMay()
  if (answer !== null || !may('hardship.handle')) return null
  return (
    <div className="row">
      {officer === null && (
        <Doing
          size="small"
          deed={{
            verb: words.take,
            title: name,
            path: `/hardships/${id}/take`,
            reason: 'none',
            before: <p>{say(words.takeDoes)}</p>,
          }}
        />
      )}
      <Doing
        size="small"
        deed={{
          verb: words.refuse,
          title: name,
          path: `/hardships/${id}/refuse`,
          before: <p>{say(words.refuseDoes)}</p>,
        }}
      />
    </div>
  )
}
