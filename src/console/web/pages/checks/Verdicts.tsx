import type { ReactNode } from 'react'
import { Link, useSearchParams } from 'react-router'
import { OUTCOMES, type Verdict } from '../../api/checks.ts'
import { useGet, usePages, type Page } from '../../api/queries.ts'
import { OF_WARNINGS, type Warning } from '../../api/warnings.ts'
import { Choice } from '../../parts/Choice.tsx'
import { EnterpriseName } from '../../parts/EnterpriseName.tsx'
import { More } from '../../parts/More.tsx'
import { Nothing } from '../../parts/Nothing.tsx'
import { Panel, Read } from '../../parts/Panel.tsx'
import { PlainTable } from '../../parts/PlainTable.tsx'
import { useSay, useSettings } from '../../settings.tsx'
import { showDay } from '../../times.ts'
import { checks as words } from '../../words/checks.ts'
import { MEANS_WORDS } from '../../words/names.ts'

/** The verdicts of a warning, the newest warning first chosen. */
export function Verdicts(): ReactNode {
  const say = useSay()
  const warnings = useGet<Page<Warning>>('/warnings?limit=50', { about: OF_WARNINGS })
  return (
    <Read
      query={warnings}
      isEmpty={({ items }) => items.length === 0}
      empty={<Nothing what={say(words.noWarning)} hint={say(words.noWarningHint)} />}
    >
      {({ items }) => <OfWarning warnings={items} />}
    </Read>
  )
}

function OfWarning({ warnings }: { warnings: readonly Warning[] }): ReactNode {
  const say = useSay()
  const { language } = useSettings()
  const [asked] = useSearchParams()
  const warning = asked.get('warning') ?? warnings.find(({ signedAt }) => signedAt !== null)?.id ?? warnings[0]?.id
  const outcome = asked.get('outcome') ?? undefined
  const pages = usePages<Verdict>(`/warnings/${warning}/verdicts`, { outcome, limit: 50 }, { about: ['verdict'] })
  return (
    <Panel
      title={say(words.verdicts)}
      aside={
        <>
          <Choice
            name="warning"
            any={warnings.find(({ id }) => id === warning)?.name ?? say(words.warning)}
            options={warnings.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <Choice
            name="outcome"
            any={say(words.anyOutcome)}
            options={OUTCOMES.map((value) => ({ value, label: say(words[value]) }))}
          />
        </>
      }
    >
      <More pages={pages} empty={<Nothing what={say(words.noVerdicts)} hint={say(words.noVerdictsHint)} />}>
        {(rows) => (
          <PlainTable
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              { name: say(words.enterprise), show: ({ enterpriseId }) => <EnterpriseName id={enterpriseId} /> },
              { name: say(words.line), show: ({ line }) => line || say(words.wholeTransport) },
              { name: say(words.day), show: ({ day }) => showDay(day, language) },
              {
                name: say(words.outcome),
                show: ({ id, outcome: found, outcomeName }) => (
                  <Link to={`/checks/verdicts/${id}`} className={found === 'notCompliant' ? 'overdue' : undefined}>
                    {say(outcomeName)}
                  </Link>
                ),
              },
              { name: say(words.confidence), number: true, show: ({ confidence }) => `${confidence}%` },
              { name: say(words.rests), show: ({ rests }) => say(MEANS_WORDS[rests]) },
              { name: say(words.sentence), show: (verdict) => say(verdict.say) },
            ]}
          />
        )}
      </More>
    </Panel>
  )
}
