import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { POLLUTANTS } from '../../api/lists.ts'
import type { Figures } from '../../api/reviews.ts'
import { Facts } from '../../parts/Facts.tsx'
import { LevelTag } from '../../parts/Level.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { PlainTable } from '../../parts/PlainTable.tsx'
import { Time } from '../../parts/Time.tsx'
import { useSay, useSettings } from '../../settings.tsx'
import { showTime } from '../../times.ts'
import { CHANGE_WORDS } from '../../words/consultation.ts'
import { MEANS_WORDS, POLLUTANT_WORDS } from '../../words/names.ts'
import { review as words } from '../../words/review.ts'

/** The figures of a review, each with the way to the entries of the journal that it was counted from. */
export function FiguresOf({ id, figures }: { id: string; figures: Figures }): ReactNode {
  const say = useSay()
  const { language } = useSettings()
  const { timeline, leads, reach, curve, compliance, promised, shown, cost, byHand } = figures
  const aside = (name: keyof Figures) => <Behind id={id} name={name} entries={figures[name].entries} />
  const minutes = (n: number | null) => (n === null ? say(words.never) : say(words.minutes, { n }))
  const verdicts = compliance.value?.total
  return (
    <>
      <div className="two">
        <div className="stack">
          <Panel title={say(words.reach)} aside={aside('reach')}>
            <Facts
              facts={(
                ['planned', 'delivered', 'givenUp', 'acknowledged', 'unanswered', 'committed', 'hindered'] as const
              ).map((name) => [say(words[name]), <span className="big">{reach.value.total[name]}</span>])}
            />
          </Panel>
          <Panel title={say(words.compliance)} aside={aside('compliance')}>
            {verdicts === undefined ? (
              <div className="empty">{say(words.noData)}</div>
            ) : (
              <Facts
                facts={(['notCompliant', 'doubtful', 'insufficient', 'compliant'] as const).map((name) => [
                  say(words[name]),
                  <span className="big">{verdicts[name]}</span>,
                ])}
              />
            )}
          </Panel>
        </div>
        <div className="stack">
          <Panel title={say(words.leads)} aside={aside('leads')}>
            <ul className="list">
              {leads.value.map(({ seq, kind, level, startsAt, leadHours }) => (
                <li key={seq}>
                  <LevelTag level={level} />
                  <strong>{kind in CHANGE_WORDS ? say(CHANGE_WORDS[kind as keyof typeof CHANGE_WORDS]) : kind}</strong>
                  <span>{say(words.lead, { when: showTime(startsAt, language), hours: leadHours })}</span>
                </li>
              ))}
            </ul>
          </Panel>
          <Panel title={say(words.curve)} aside={aside('curve')}>
            <Facts
              facts={[
                [say(words.half), minutes(curve.value.half)],
                [say(words.nineTenths), minutes(curve.value.nineTenths)],
              ]}
            />
          </Panel>
          <Panel title={say(words.cost)} aside={aside('cost')}>
            <Facts
              facts={[
                [say(words.linesStopped), cost.value.total.linesStopped],
                [say(words.stopDays), cost.value.total.stopDays],
              ]}
            />
          </Panel>
        </div>
      </div>
      <Panel title={say(words.saved)} aside={aside('promised')}>
        <PlainTable
          rows={POLLUTANTS}
          keyOf={(one) => one}
          columns={[
            { name: say(words.pollutant), show: (one) => say(POLLUTANT_WORDS[one]) },
            { name: say(words.promised), number: true, show: (one) => tonnes(promised.value.total[one]) },
            {
              name: say(words.shown),
              number: true,
              show: (one) => (shown.value === null ? '–' : tonnes(shown.value.total[one])),
            },
            ...(shown.value?.byEvidence ?? []).map((by) => ({
              name: say(MEANS_WORDS[by.rests]),
              number: true,
              show: (one: (typeof POLLUTANTS)[number]) => tonnes(by[one]),
            })),
          ]}
        />
      </Panel>
      <Panel title={say(words.timeline)} aside={aside('timeline')}>
        <ul className="list">
          {timeline.value.map(({ at, say: said, seq }) => (
            <li key={seq}>
              <Time at={at} />
              <span className="wide-text">{say(said)}</span>
            </li>
          ))}
        </ul>
      </Panel>
      {byHand.value.length > 0 && (
        <Panel title={say(words.byHand)} aside={aside('byHand')}>
          <ul>
            {byHand.value.map(({ what, say: said, count }) => (
              <li key={what}>{say(words.count, { what: say(said), n: count })}</li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  )
}

function Behind({ id, name, entries }: { id: string; name: keyof Figures; entries: number }): ReactNode {
  const say = useSay()
  return (
    <Link to={`/review/${id}/${name}`} className="meta">
      {say(words.entries, { n: entries })}
    </Link>
  )
}

/** A response saves tonnes; the kilogram is as far as its plants' plans are right. */
function tonnes(exact: string): string {
  return Number(exact).toFixed(3)
}
