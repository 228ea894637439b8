import { useQuery } from '@tanstack/react-query'
import { Form, InputNumber } from 'antd'
import { useDeferredValue, type ReactNode } from 'react'
import type { Card, Found, Supposed } from '../../api/air.ts'
import { ask, type Problem } from '../../api/client.ts'
import type { Opinion } from '../../api/consultations.ts'
import { Doing } from '../../parts/Doing.tsx'
import { LevelTag } from '../../parts/Level.tsx'
import { useNow } from '../../parts/Time.tsx'
import { Trouble } from '../../parts/Trouble.tsx'
import { useSay, useSettings } from '../../settings.tsx'
import { fieldOfInstant, showDay } from '../../times.ts'
import { consultation as words } from '../../words/consultation.ts'

type Days = Readonly<Record<string, number | null | undefined>>

/** Days of the forecast that an opinion puts right, with what the rule says before and after, before it is sent. */
export function CorrectDays({
  consultation,
  opinion,
  card,
}: {
  consultation: string
  opinion: Opinion
  card: Card
}): ReactNode {
  const say = useSay()
  const { language } = useSettings()
  const today = fieldOfInstant(useNow()).slice(0, 10)
  const ahead = card.outlook.filter(({ day }) => day >= today)
  return (
    <Doing
      size="small"
      deed={{
        verb: words.correct,
        title: say(words.correct),
        path: `/consultations/${consultation}/opinions/${opinion.id}/corrections`,
        reason: 'none',
        before: (
          <>
            <p>{say(words.correctDoes)}</p>
            <p className="meta">{say(words.correctWhy, { text: opinion.text })}</p>
          </>
        ),
        fields: (
          <>
            <BeforeAndAfter assessment={card.id} />
            <div className="day-fields">
              {ahead.map(({ day, aqi, from }) => (
                <Form.Item
                  key={day}
                  name={['days', day]}
                  label={`${showDay(day, language)}　${say(words.nowSaid, {
                    aqi: aqi === null ? '—' : Math.round(aqi),
                    who: from?.provider ?? '—',
                  })}`}
                >
                  <InputNumber min={0} max={500} precision={0} />
                </Form.Item>
              ))}
            </div>
          </>
        ),
        body: ({ days }) => ({ days: given((days ?? {}) as Days) }),
        after: () => say(words.corrected),
      }}
    />
  )
}

/** What the rule says now, and what it would say by the days that were typed. */
function BeforeAndAfter({ assessment }: { assessment: string }): ReactNode {
  const say = useSay()
  const days = useDeferredValue(given((Form.useWatch('days') as Days | undefined) ?? {}))
  const query = useQuery<Supposed, Problem>({
    queryKey: ['suppose', assessment, days],
    queryFn: () => ask<Supposed>('POST', `/assessments/${assessment}/suppose`, { body: { days } }),
    enabled: days.length > 0,
    placeholderData: (before) => before,
  })
  if (days.length === 0) return <p className="meta">{say(words.correctHint)}</p>
  if (query.error !== null) return <Trouble problem={query.error} />
  if (query.data === undefined) return null
  const { before, after, isAltered } = query.data
  return (
    <p role="status">
      <RuleSays name={say(words.before)} found={before} /> → <RuleSays name={say(words.after)} found={after} />
      <br />
      {say(isAltered ? words.alters : words.altersNothing)}
    </p>
  )
}

function RuleSays({ name, found: { level, from, to } }: { name: string; found: Found }): ReactNode {
  const { language } = useSettings()
  return (
    <>
      {name} <LevelTag level={level} />
      {from !== null && to !== null && (
        <span className="meta">
          {' '}
          {showDay(from, language)}–{showDay(to, language)}
        </span>
      )}
    </>
  )
}

function given(days: Days): { day: string; aqi: number }[] {
  return Object.entries(days).flatMap(([day, aqi]) => (typeof aqi === 'number' ? [{ day, aqi }] : []))
}
