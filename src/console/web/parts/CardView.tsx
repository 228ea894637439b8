import type { ReactNode } from 'react'
import type { Alternative, Card } from '../api/air.ts'
import { useSay, useSettings } from '../settings.tsx'
import { showDay, showTime } from '../times.ts'
import { today } from '../words/today.ts'
import { Footnote } from './Footnote.tsx'
import { LevelTag } from './Level.tsx'

/** Why this level: the conditions with the values that were read, the nearest change, who signs by when. */
export function CardView({ card }: { card: Card }): ReactNode {
  const say = useSay()
  const { language } = useSettings()
  const { level, from, to, grounds, time } = card
  const sources = sourcesOf(card)
  const noteOf = (source: { document: string; clause?: string | undefined } | null) =>
    sources.findIndex(({ document, clause }) => document === source?.document && clause === source.clause) + 1
  return (
    <div className="card">
      <p className="card-line">
        <LevelTag level={level} />
        <strong>
          {from !== null && to !== null
            ? say(today.lasts, { from: showDay(from, language), to: showDay(to, language), n: daysBetween(from, to) })
            : say(today.cardNone)}
        </strong>
      </p>
      {time.proposed !== null && time.proposed.signer !== null && (
        <p>
          {say(today.signer, { who: say(time.proposed.signer) })}
          {time.proposed.signerBorrowedFrom !== null && (
            <span className="meta">（{say(today.borrowed, { of: time.proposed.signerBorrowedFrom })}）</span>
          )}
        </p>
      )}
      {time.issueBy !== null && time.leadHours !== null && level !== 'none' && (
        <p className="meta">
          {say(today.issueBy, { when: showTime(time.issueBy, language), hours: time.leadHours })}
          {time.borrowedFrom !== null && `（${say(today.borrowed, { of: time.borrowedFrom })}）`}
        </p>
      )}
      <h3>{say(today.conditions)}</h3>
      <ul className="checklist">
        {conditionsOf(card).map((alternative) => (
          <Condition
            key={alternative.id}
            alternative={alternative}
            note={
              <Footnote
                n={noteOf(alternative.source)}
                source={alternative.source}
                borrowedFrom={card.rulebook.borrowedFrom}
              />
            }
          />
        ))}
      </ul>
      {grounds !== null && grounds.up.length + grounds.down.length > 0 && (
        <div className="nearest">
          <h3>{say(today.nearest)}</h3>
          {[...grounds.down.slice(0, 1), ...grounds.up.slice(0, 1)].map((change) => (
            <p key={change.say.zh}>{say(change.say)}</p>
          ))}
        </div>
      )}
      {grounds !== null && grounds.disagreement !== null && (
        <p>
          <strong>{say(today.disagree)}</strong> <LevelTag level={grounds.disagreement.low} /> –{' '}
          <LevelTag level={grounds.disagreement.high} />
        </p>
      )}
      {grounds !== null && grounds.voices.length > 1 && (
        <ul className="voices">
          {grounds.voices.map(({ provider, level: theirs, peak }) => (
            <li key={provider}>
              <LevelTag level={theirs} />{' '}
              {peak === null
                ? provider
                : say(today.voice, { provider, aqi: peak.aqi, day: showDay(peak.day, language) })}
            </li>
          ))}
        </ul>
      )}
      <p className="meta">
        {say(today.assessedAt, { when: showTime(card.at, language) })}
        {card.rulebook.title !== null && ` · ${say(card.rulebook.title)}`}
      </p>
    </div>
  )
}

function Condition({ alternative, note }: { alternative: Alternative; note: ReactNode }): ReactNode {
  const say = useSay()
  const { level, holds, clauses } = alternative
  return (
    <li className={holds ? 'holds' : 'fails'}>
      <span className="tick" role="img" aria-label={say(holds ? today.holds : today.fails)}>
        {holds ? '✓' : '○'}
      </span>
      <div>
        {isLevel(level) && <LevelTag level={level} />}{' '}
        {clauses.map(({ reads, says, hours }, n) => (
          <span key={n} className="figure">
            {say(hours > 0 ? today.clause : today.clauseShort, { reads: reads.toUpperCase(), says, hours })}{' '}
          </span>
        ))}
        {note}
        {clauses.map(({ read }, n) => (
          <div key={n} className="reads figure">
            {read.map(({ at, value, passed }) => (
              <span key={at} className={passed ? 'read read-passed' : 'read'} title={at}>
                {value === null ? '–' : value}
              </span>
            ))}
          </div>
        ))}
      </div>
    </li>
  )
}

/** What carries the level, and what the next one would take; the rest is folded away. */
function conditionsOf({ level, trace }: Card): readonly Alternative[] {
  const { alternatives } = trace
  const carrying = alternatives.filter((one) => one.holds && one.level === level)
  const missing = alternatives.filter(({ holds }) => !holds)
  const next = missing.filter((one) => one.level === missing[0]?.level)
  return [...carrying, ...next]
}

function sourcesOf(card: Card): { document: string; clause?: string | undefined }[] {
  const found = new Map<string, { document: string; clause?: string | undefined }>()
  for (const { source } of conditionsOf(card))
    if (source !== null) found.set(`${source.document} ${source.clause ?? ''}`, source)
  return [...found.values()]
}

function isLevel(level: string): level is 'yellow' | 'orange' | 'red' | 'blue' {
  return level === 'yellow' || level === 'orange' || level === 'red' || level === 'blue'
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1
}
