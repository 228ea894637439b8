import { Form, Radio } from 'antd'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { OUTCOMES, type ValueRead, type Verdict } from '../../api/checks.ts'
import { POLLUTANTS, type Masses } from '../../api/lists.ts'
import { useGet } from '../../api/queries.ts'
import { useMay } from '../../me.tsx'
import { Doing } from '../../parts/Doing.tsx'
import { EnterpriseName } from '../../parts/EnterpriseName.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { Panel, Read } from '../../parts/Panel.tsx'
import { useSay, useSettings } from '../../settings.tsx'
import { showDay } from '../../times.ts'
import { checks as words } from '../../words/checks.ts'
import { common } from '../../words/common.ts'
import { MEANS_WORDS, POLLUTANT_WORDS } from '../../words/names.ts'

const SAYS = {
  for: words.saysFor,
  doubt: words.saysDoubt,
  against: words.saysAgainst,
  unusable: words.saysUnusable,
} as const

/** One verdict: its sentence, and each value against what is usual. */
export function OneVerdict({ id }: { id: string }): ReactNode {
  const say = useSay()
  const query = useGet<Verdict>(`/verdicts/${id}`, { about: ['verdict'] })
  return (
    <Read query={query}>
      {(verdict) => (
        <div className="stack">
          <Panel
            title={say(verdict.outcomeName)}
            aside={<Link to={`/checks/verdicts?warning=${verdict.warningId}`}>{say(words.back)}</Link>}
          >
            <Head verdict={verdict} />
          </Panel>
          <Panel title={say(words.evidence)} aside={<span className="meta wide-only">{say(words.chartHint)}</span>}>
            {verdict.values.length === 0 ? (
              <div className="empty">{say(words.noEvidence)}</div>
            ) : (
              <ul className="evidence">
                {verdict.values.map((value) => (
                  <Value key={`${value.class}/${value.of}/${value.from}`} value={value} />
                ))}
              </ul>
            )}
          </Panel>
        </div>
      )}
    </Read>
  )
}

function Head({ verdict }: { verdict: Verdict }): ReactNode {
  const say = useSay()
  const may = useMay()
  const { language } = useSettings()
  const masses = (of: Masses) => POLLUTANTS.map((one) => `${say(POLLUTANT_WORDS[one])} ${of[one]}`).join(' · ')
  const { ruling } = verdict
  return (
    <>
      <p className="lead">{say(verdict.say)}</p>
      <Facts
        facts={[
          [say(words.enterprise), <EnterpriseName id={verdict.enterpriseId} />],
          [say(words.line), verdict.line || say(words.wholeTransport)],
          [say(words.day), showDay(verdict.day, language)],
          [say(words.confidence), `${verdict.confidence}%`],
          [say(words.rests), say(MEANS_WORDS[verdict.rests])],
          [say(words.promised), masses(verdict.promised)],
          [say(words.shown), masses(verdict.shown)],
        ]}
      />
      {ruling !== null && (
        <p className="notice">
          <strong>{say(words.ruled, { outcome: say(words[ruling.outcome]) })}</strong> {ruling.reason}
        </p>
      )}
      {may('verdict.review') && (
        <div className="actions">
          <Doing
            deed={{
              verb: words.rule,
              title: say(words.rule),
              path: `/verdicts/${verdict.id}/review`,
              before: <p>{say(words.ruleDoes)}</p>,
              fields: (
                <Form.Item
                  name="outcome"
                  label={say(words.outcome)}
                  rules={[{ required: true, message: say(common.needed) }]}
                >
                  <Radio.Group options={OUTCOMES.map((value) => ({ value, label: say(words[value]) }))} />
                </Form.Item>
              ),
              body: (values) => ({ ...values, version: verdict.version }),
            }}
          />
        </div>
      )}
    </>
  )
}

/** A bar for what was read, a line for what is usual, marks for the bounds of doubt. */
function Value({ value: { class: kind, of, value, unit, against, band, says, say: said } }: { value: ValueRead }) {
  const say = useSay()
  const numbers = [value, against, band?.upTo, band?.beyond].map(Number).filter(Number.isFinite)
  const most = Math.max(...numbers, 0) * 1.1
  const drawn = most > 0 && Number.isFinite(Number(value))
  const at = (text: string) => (Number(text) / most) * 100
  return (
    <li>
      <div className="row">
        <strong>{say(MEANS_WORDS[kind])}</strong>
        <span>{of}</span>
        <span className={says === 'against' ? 'overdue' : 'meta'}>{say(SAYS[says])}</span>
        <span className="spring" />
        <span className="figure">
          {value} {unit}
        </span>
        {against !== null && <span className="meta">{say(words.against, { value: against, unit })}</span>}
      </div>
      {drawn && (
        <svg viewBox="0 0 100 14" preserveAspectRatio="none" className="bar" aria-hidden="true">
          <rect x="0" y="5" width="100" height="4" className="bar-track" />
          {band !== null && (
            <rect
              x={at(band.upTo)}
              y="2"
              width={Math.max(0, at(band.beyond) - at(band.upTo))}
              height="10"
              className="bar-doubt"
            />
          )}
          <rect x="0" y="4" width={at(value)} height="6" className={says === 'against' ? 'bar-short' : 'bar-fill'} />
          {against !== null && <path d={`M${at(against)} 0V14`} className="bar-mark" />}
        </svg>
      )}
      <div className="meta">{say(said)}</div>
    </li>
  )
}
