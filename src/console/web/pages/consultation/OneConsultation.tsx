import { Form, Input, Radio, Select } from 'antd'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { OF_AIR, type Card } from '../../api/air.ts'
import { OF_CONSULTATIONS, type WholeConsultation } from '../../api/consultations.ts'
import { useGet } from '../../api/queries.ts'
import { useMay, useMe } from '../../me.tsx'
import { CardView } from '../../parts/CardView.tsx'
import { Doing } from '../../parts/Doing.tsx'
import { LevelTag } from '../../parts/Level.tsx'
import { LevelChoice } from '../../parts/LevelChoice.tsx'
import { Panel, Read } from '../../parts/Panel.tsx'
import { Countdown, Time } from '../../parts/Time.tsx'
import { useSay, useSettings } from '../../settings.tsx'
import { showDay, showTime } from '../../times.ts'
import { common } from '../../words/common.ts'
import { CHANGE_WORDS, consultation as words } from '../../words/consultation.ts'
import { signing } from '../../words/signing.ts'
import { today } from '../../words/today.ts'
import { CorrectDays } from './CorrectDays.tsx'
import { WhatIfPanel } from './WhatIf.tsx'

const CONFIDENCES = { high: words.high, medium: words.medium, low: words.low } as const
const DECISIONS = {
  proceed: words.decisionproceed,
  dismiss: words.decisiondismiss,
  conclude: words.decisionconclude,
  lapsed: words.decisionlapsed,
} as const

/** One consultation: what is asked, what the rule says, what each party says, what it would come to, the conclusion. */
export function OneConsultation({ id }: { id: string }): ReactNode {
  const query = useGet<WholeConsultation>(`/consultations/${id}`, { about: OF_CONSULTATIONS })
  return <Read query={query}>{(whole) => <Whole whole={whole} />}</Read>
}

function Whole({ whole }: { whole: WholeConsultation }): ReactNode {
  const say = useSay()
  const card = useGet<Card>(`/assessments/${whole.assessmentId ?? ''}`, {
    enabled: whole.assessmentId !== null,
    about: OF_AIR,
  })
  return (
    <>
      <Head whole={whole} />
      <div className="two">
        <div className="stack">
          <Opinions whole={whole} card={card.data ?? null} />
          {whole.whatIf !== null && whole.decidedAt === null && <WhatIfPanel start={whole.whatIf.body} />}
        </div>
        {whole.assessmentId !== null && (
          <Panel title={say(today.card)}>
            <Read query={card}>{(read) => <CardView card={read} />}</Read>
          </Panel>
        )}
      </div>
    </>
  )
}

function Head({ whole }: { whole: WholeConsultation }): ReactNode {
  const say = useSay()
  const { language } = useSettings()
  const may = useMay()
  const { id, name, stateName, change, decision, decidedAt, reason, minutes, warningId, heldAt, openedAt } = whole
  return (
    <div className="next">
      <div className="next-what">
        <div className="row">
          {change !== null && <LevelTag level={change.level} />}
          <span>{name}</span>
        </div>
        <p className="meta">
          {say(stateName)} · {say(words.opened, { when: showTime(openedAt, language) })}
          {change !== null &&
            ` · ${say(CHANGE_WORDS[change.kind])} ${say(signing.fromTo, {
              from: showTime(change.startsAt, language),
              to: change.endsAt === null ? say(signing.untilLifted) : showTime(change.endsAt, language),
            })}`}
        </p>
        {decision !== null && (
          <p>
            {say(words.decided, { decision: say(DECISIONS[decision]) })}
            {reason !== null && `：${reason}`} <Time at={decidedAt} />
          </p>
        )}
        {minutes !== null && (
          <p className="meta">
            <a href={`/api/v1/minutes/${minutes.id}/document`}>{say(words.minutes, { number: minutes.number })}</a>
          </p>
        )}
      </div>
      {decidedAt === null && change !== null && <Countdown to={change.signBy} />}
      {decidedAt === null && heldAt === null && may('consultation.hold') && (
        <Doing
          deed={{
            verb: words.start,
            title: say(words.start),
            path: `/consultations/${id}/open`,
            reason: 'none',
            before: <p>{say(words.startDoes)}</p>,
          }}
        />
      )}
      {decidedAt === null && may('consultation.decide') && <Conclusions whole={whole} />}
      {decidedAt !== null && warningId !== null && <Link to={`/warnings/${warningId}`}>{say(common.open)}</Link>}
    </div>
  )
}

function Conclusions({ whole }: { whole: WholeConsultation }): ReactNode {
  const say = useSay()
  const { id, change } = whole
  const path = `/consultations/${id}/decision`
  const conclude = (decision: string) => (values: Readonly<Record<string, unknown>>) => ({ decision, ...values })
  if (change === null)
    return (
      <Doing
        kind="primary"
        deed={{
          verb: words.concludeOnly,
          title: say(words.conclude),
          path,
          before: <p>{say(words.concludeDoes)}</p>,
          initial: { level: 'none' },
          fields: (
            <Form.Item name="level" label={say(words.suggests)}>
              <LevelChoice />
            </Form.Item>
          ),
          body: conclude('conclude'),
        }}
      />
    )
  const verb = change.kind === 'issue' ? words.proceed : words.proceedChange
  return (
    <>
      <Doing
        deed={{
          verb: words.dismiss,
          title: say(words.dismiss),
          path,
          before: <p>{say(words.dismissDoes)}</p>,
          body: conclude('dismiss'),
        }}
      />
      <Doing
        kind="primary"
        deed={{
          verb,
          mark: 'confer',
          title: say(verb),
          path,
          before: <p>{say(words.proceedDoes)}</p>,
          body: conclude('proceed'),
          after: () => say(words.concluded),
        }}
      />
    </>
  )
}

function Opinions({ whole, card }: { whole: WholeConsultation; card: Card | null }): ReactNode {
  const say = useSay()
  const { language } = useSettings()
  const may = useMay()
  const { user } = useMe()
  const { id, parties, opinions, dissents, decidedAt } = whole
  const corrects = card !== null && decidedAt === null && may('forecast.correct') && may('assessment.whatIf')
  const own = opinions.filter(({ userId }) => userId === user.id)
  const titleOf = (party: string) => {
    const found = parties.find((one) => one.id === party)
    return found === undefined ? party : say(found.title)
  }
  return (
    <Panel
      title={say(words.opinions)}
      aside={decidedAt === null && may('consultation.opine') && <Give id={id} parties={parties} />}
    >
      <ul className="parties">
        {parties.map(({ id: party, title, present }) => (
          <li key={party}>
            {say(title)}
            {present !== null && <span className="meta"> {say(present ? words.present : words.absent)}</span>}
          </li>
        ))}
      </ul>
      {opinions.length === 0 && <div className="empty">{say(words.noOpinions)}</div>}
      <ul>
        {opinions.map((opinion) => (
          <li key={opinion.id} className="opinion">
            <div className="row">
              <LevelTag level={opinion.level} />
              <strong>{titleOf(opinion.party)}</strong>
              {opinion.onBehalf && <span className="meta">{say(words.onBehalf)}</span>}
              {opinion.confidence !== null && (
                <span className="meta">
                  {say(words.confidence)} {say(CONFIDENCES[opinion.confidence])}
                </span>
              )}
              {dissents.includes(opinion.id) && <strong>{say(words.dissent)}</strong>}
              <span className="spring" />
              <Time at={opinion.givenAt} />
            </div>
            <p>{opinion.text}</p>
            {opinion.corrections.map(({ day, aqi }) => (
              <span key={day} className="figure">
                {showDay(day, language)} {aqi}{' '}
              </span>
            ))}
            {corrects && opinion.userId === user.id && opinion.bulletin === null && (
              <CorrectDays consultation={id} opinion={opinion} card={card} />
            )}
          </li>
        ))}
      </ul>
      {corrects && own.length === 0 && may('consultation.opine') && (
        <p className="meta">{say(words.correctAfterOpinion)}</p>
      )}
    </Panel>
  )
}

function Give({ id, parties }: Pick<WholeConsultation, 'id' | 'parties'>): ReactNode {
  const say = useSay()
  return (
    <Doing
      size="small"
      deed={{
        verb: words.give,
        title: say(words.give),
        path: `/consultations/${id}/opinions`,
        reason: 'none',
        before: <p>{say(words.giveDoes)}</p>,
        initial: { level: 'none', party: 'bureau' },
        fields: (
          <>
            <Form.Item name="party" label={say(words.party)}>
              <Select options={parties.map(({ id: party, title }) => ({ value: party, label: say(title) }))} />
            </Form.Item>
            <Form.Item name="level" label={say(words.suggests)}>
              <LevelChoice />
            </Form.Item>
            <Form.Item name="confidence" label={say(words.confidence)}>
              <Radio.Group
                options={(['high', 'medium', 'low'] as const).map((value) => ({
                  value,
                  label: say(CONFIDENCES[value]),
                }))}
              />
            </Form.Item>
            <Form.Item
              name="text"
              label={say(words.text)}
              rules={[{ required: true, whitespace: true, message: say(common.needed) }]}
            >
              <Input.TextArea rows={4} maxLength={2_000} />
            </Form.Item>
          </>
        ),
      }}
    />
  )
}
