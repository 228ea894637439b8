import { Segmented } from 'antd'
import { useState, type ReactNode } from 'react'
import { Link } from 'react-router'
import {
  LEVELS_LISTED,
  OF_LISTS,
  POLLUTANTS,
  type ApplyingMeasure,
  type EnterpriseCard,
  type ListedLevel,
} from '../../api/lists.ts'
import { useGet } from '../../api/queries.ts'
import { LEVEL_WORDS } from '../../levels.ts'
import { DeskLink } from '../../parts/DeskLink.tsx'
import { Footnote } from '../../parts/Footnote.tsx'
import { LevelTag } from '../../parts/Level.tsx'
import { Panel, Read } from '../../parts/Panel.tsx'
import { useSay } from '../../settings.tsx'
import { common } from '../../words/common.ts'
import { list as words } from '../../words/list.ts'
import { CLASS_WORDS, GRADE_WORDS, MEANS_WORDS, POLLUTANT_WORDS } from '../../words/names.ts'

const CAUSES = {
  notCompliant: words.cause_notCompliant,
  againstPermit: words.cause_againstPermit,
  retrofitOverdue: words.cause_retrofitOverdue,
} as const

const TAKES: ReadonlySet<string> = new Set(['decides', 'adds', 'eases'])

/** One enterprise line by line, and what it would have to do at each level. */
export function Enterprise({ id }: { id: string }): ReactNode {
  const say = useSay()
  const query = useGet<EnterpriseCard>(`/enterprises/${id}`, { about: OF_LISTS })
  return (
    <Read query={query}>
      {(card) => (
        <div className="stack">
          <Panel
            title={card.name}
            aside={
              <>
                <DeskLink enterprise={id} name={card.name} />
                <Link to="/list">{say(words.backToAll)}</Link>
              </>
            }
          >
            <About card={card} />
          </Panel>
          <Applying id={id} />
          <Panel title={say(words.lines)}>
            <Lines card={card} />
          </Panel>
        </div>
      )}
    </Read>
  )
}

function About({ card }: { card: EnterpriseCard }): ReactNode {
  const say = useSay()
  const facts: readonly (readonly [string, string | null])[] = [
    [say(words.creditCode), card.creditCode],
    [say(common.county), card.township === null ? card.areaName : `${card.areaName} ${card.township}`],
    [say(words.class), say(CLASS_WORDS[card.class])],
    [say(words.industry), say(card.industryName)],
    [say(words.grade), say(GRADE_WORDS[card.grade])],
    [say(words.gradeUntil), card.gradeUntil],
    [say(words.permit), card.permit],
    [say(words.planDated), card.planDated],
    [say(words.monitoring), card.monitoring.map((means) => say(MEANS_WORDS[means])).join(' · ') || null],
    [say(words.cleanTransport), card.cleanTransport],
    [say(words.protection), card.protection?.ground ?? null],
    [say(words.stopCause), card.stopCause === null ? null : say(CAUSES[card.stopCause.cause])],
    ...POLLUTANTS.map(
      (pollutant) => [say(words.perDay, { what: say(POLLUTANT_WORDS[pollutant]) }), card.dailyKg[pollutant]] as const,
    ),
  ]
  return (
    <>
      {!card.list.inForce && <p className="notice">{say(words.replaced)}</p>}
      <dl className="figures-list">
        {facts.map(([name, value]) =>
          value === null ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
      <p className="meta">
        <Link to={`/list/versions/${card.list.id}`}>{card.list.name}</Link>
      </p>
    </>
  )
}

function Applying({ id }: { id: string }): ReactNode {
  const say = useSay()
  const [level, setLevel] = useState<ListedLevel>('orange')
  const query = useGet<ApplyingMeasure>(`/enterprises/${id}/measure?level=${level}`, { about: OF_LISTS })
  return (
    <Panel
      title={say(words.measureFor)}
      aside={
        <Segmented
          value={level}
          onChange={setLevel}
          options={LEVELS_LISTED.map((value) => ({ value, label: say(LEVEL_WORDS[value]) }))}
        />
      }
    >
      <Read query={query}>
        {({ on, summary, lines, transport, clauses, steps }) => (
          <>
            <p className="lead">{say(summary)}</p>
            <ul>
              {lines.map(({ line, say: said }) => (
                <li key={line}>{say(said)}</li>
              ))}
              {transport !== null && <li>{say(transport)}</li>}
            </ul>
            <h3>{say(words.basis)}</h3>
            <ol className="steps">
              {steps.map(({ id: step, say: said, outcome }, n) => (
                <li key={step}>
                  <span className="step-no figure">{n + 1}</span>
                  <span className={TAKES.has(outcome) ? 'step-takes' : 'faint'}>{say(said)}</span>
                </li>
              ))}
            </ol>
            <p className="meta">
              {say(words.clauses)}{' '}
              {clauses.map((clause, n) => (
                <Footnote key={clause.id} n={n + 1} source={clause} borrowedFrom={clause.borrowedFrom ?? null} />
              ))}{' '}
              {say(words.measureHint, { day: on })}
            </p>
          </>
        )}
      </Read>
    </Panel>
  )
}

function Lines({ card }: { card: EnterpriseCard }): ReactNode {
  const say = useSay()
  return (
    <div className="scroll-x" tabIndex={0}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{say(words.line)}</th>
            <th scope="col">{say(words.stopping)}</th>
            {LEVELS_LISTED.map((level) => (
              <th key={level} scope="col">
                <LevelTag level={level} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {card.lines.map((line) => (
            <tr key={line.line}>
              <th scope="row">
                {line.name}
                <div className="meta">{[line.step, line.device, line.capacity].filter(Boolean).join(' · ')}</div>
                {line.stopCause !== null && <div className="overdue">{say(CAUSES[line.stopCause.cause])}</div>}
              </th>
              <td className="nowrap">
                {say(line.interruptible ? words.interruptible : words.notInterruptible)}
                <div className="meta">{say(words.stopHours, { n: line.safeStopHours })}</div>
              </td>
              {LEVELS_LISTED.map((level) => (
                <td key={level} className="measure">
                  <Measure line={line} level={level} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Measure({ line, level }: { line: EnterpriseCard['lines'][number]; level: ListedLevel }): ReactNode {
  const say = useSay()
  const measure = line.measures[level]
  if (measure === undefined) return <span className="faint">–</span>
  const saved = POLLUTANTS.filter((pollutant) => Number(measure.reductionKg[pollutant]) > 0)
  return (
    <>
      {say(measure.say)}
      <div className="meta">
        {say(words.notice, { n: measure.noticeHours })} ·{' '}
        {measure.means.map((means) => say(MEANS_WORDS[means])).join(' ')}
      </div>
      {saved.length > 0 && (
        <div className="meta">
          {say(words.reduction)}{' '}
          {saved.map((one) => `${say(POLLUTANT_WORDS[one])} ${measure.reductionKg[one]}`).join(' · ')}
        </div>
      )}
    </>
  )
}
