import { Button } from 'antd'
import type { ReactNode } from 'react'
import { severity, WARNING_LEVELS } from '../../../../model/level.ts'
import type { Grade } from '../../../../model/enterprise.ts'
import type { Played, PlayedWarning, Season } from '../../api/playback.ts'
import { LEVEL_WORDS } from '../../levels.ts'
import { LevelTag } from '../../parts/Level.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { PlainTable } from '../../parts/PlainTable.tsx'
import { Time } from '../../parts/Time.tsx'
import { useSay, useSettings } from '../../settings.tsx'
import { showDay } from '../../times.ts'
import { GRADE_WORDS } from '../../words/names.ts'
import { playback as words } from '../../words/playback.ts'
import { LevelsOverDays } from './LevelsOverDays.tsx'

/** What each book made of the season: figures side by side, levels over the days, every warning with its reasons. */
export function Result({
  played,
  query,
  titleOf,
}: {
  played: Played
  query: string
  titleOf: (rulebook: string) => string
}): ReactNode {
  const say = useSay()
  const { seasons, areas } = played
  const counted = seasons[0]?.stopDays
  return (
    <>
      <Panel title={say(words.result)} aside={<Saving played={played} query={query} />}>
        <PlainTable
          rows={figuresOf(seasons, say)}
          keyOf={({ name }) => name}
          columns={[
            { name: say(words.figure), show: ({ name }) => name },
            ...seasons.map(({ rulebook }, n) => ({
              name: titleOf(rulebook),
              number: true,
              show: ({ values }: Figure) => values[n] ?? '–',
            })),
          ]}
        />
        {counted !== undefined && <p className="meta">{say(words.stopNote, { area: counted.area })}</p>}
      </Panel>
      {areas.map((area) => (
        <Panel key={area.area} title={say(words.timelineOf, { area: area.area })}>
          <LevelsOverDays area={area} titleOf={titleOf} />
        </Panel>
      ))}
      {areas.map(({ area, books }) =>
        books.map(({ rulebook, warnings }) => (
          <Panel key={`${area}/${rulebook}`} title={`${say(words.warnings)} · ${titleOf(rulebook)}`}>
            {warnings.length === 0 ? (
              <div className="empty">{say(words.noWarnings)}</div>
            ) : (
              <Warnings warnings={warnings} />
            )}
          </Panel>
        )),
      )}
    </>
  )
}

function Saving({ played, query }: { played: Played; query: string }): ReactNode {
  const say = useSay()
  return (
    <span className="row">
      <Button type="link" size="small" onClick={() => save(played)}>
        {say(words.saveData)}
      </Button>
      <a href={`/api/v1/replays/page${query}`} download="replay.html">
        {say(words.savePage)}
      </a>
    </span>
  )
}

function save(played: Played): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([JSON.stringify(played)], { type: 'application/json' }))
  link.download = 'replay.json'
  link.click()
  URL.revokeObjectURL(link.href)
}

interface Figure {
  readonly name: string
  readonly values: readonly string[]
}

function figuresOf(seasons: readonly Season[], say: ReturnType<typeof useSay>): Figure[] {
  const row = (name: string, of: (season: Season) => string): Figure => ({ name, values: seasons.map(of) })
  const levels = WARNING_LEVELS.filter((level) => seasons.some(({ daysByLevel }) => daysByLevel[level] !== undefined))
  const grades = [...new Set(seasons.flatMap(({ stopDays }) => Object.keys(stopDays?.byGrade ?? {})))] as Grade[]
  return [
    row(say(words.starts), ({ warnings }) => String(warnings)),
    row(say(words.days), ({ days }) => String(days)),
    ...levels.map((level) =>
      row(say(words.daysAt, { level: say(LEVEL_WORDS[level]) }), ({ daysByLevel }) =>
        String(daysByLevel[level] ?? '–'),
      ),
    ),
    row(say(words.changes), ({ upgrades, downgrades }) => `${upgrades} / ${downgrades}`),
    row(say(words.flips, { hours: seasons[0]?.flipHours ?? 0 }), ({ flips }) => String(flips)),
    row(say(words.lead), ({ leadHoursMean }) => leadHoursMean?.toFixed(1) ?? '–'),
    row(say(words.missed), ({ missedDays }) => String(missedDays)),
    row(say(words.needless), ({ falseDays }) => String(falseDays)),
    ...(seasons.some(({ stopDays }) => stopDays !== undefined)
      ? [row(say(words.stopLines), ({ stopDays }) => String(stopDays?.lineDays ?? '–'))]
      : []),
    ...grades.map((grade) =>
      row(say(words.stopOf, { grade: say(GRADE_WORDS[grade]) }), ({ stopDays }) =>
        String(stopDays?.byGrade[grade]?.lineDays ?? 0),
      ),
    ),
  ]
}

function Warnings({ warnings }: { warnings: readonly PlayedWarning[] }): ReactNode {
  const say = useSay()
  return (
    <PlainTable
      rows={warnings}
      keyOf={({ issued }) => issued}
      columns={[
        { name: say(words.issued), show: ({ issued }) => <Time at={issued} /> },
        { name: say(words.began), show: ({ start }) => <Time at={start} /> },
        { name: say(words.ended), show: ({ end }) => (end === null ? say(words.open) : <Time at={end} />) },
        {
          name: say(words.steps),
          show: ({ changes }) => (
            <span className="row">
              {changes.map(({ at, level }) => (
                <LevelTag key={at} level={level} />
              ))}
            </span>
          ),
        },
        { name: say(words.why), show: ({ reasons }) => <Reasons reasons={reasons} /> },
      ]}
    />
  )
}

function Reasons({ reasons }: Pick<PlayedWarning, 'reasons'>): ReactNode {
  const say = useSay()
  const { language } = useSettings()
  // What carries the level first.
  const ordered = [...reasons].sort((a, b) => severity(b.level) - severity(a.level))
  return (
    <ul className="names reasons">
      {ordered.map(({ level, from, to, clause, conditions, source }) => (
        <li key={`${clause}/${from}`}>
          <LevelTag level={level} />{' '}
          {say(words.reason, {
            from: showDay(from, language),
            to: showDay(to, language),
            conditions: conditions
              .map(({ reads, says, hours }) => say(words.clause, { reads: reads.toUpperCase(), says, hours }))
              .join(' + '),
          })}{' '}
          <span className="meta">{source === null ? clause : [source.document, source.clause].join(' ').trim()}</span>
        </li>
      ))}
    </ul>
  )
}
