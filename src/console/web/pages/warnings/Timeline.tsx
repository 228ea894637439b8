import type { ReactNode } from 'react'
import { useGet, type Page } from '../../api/queries.ts'
import { OF_WARNINGS, type WholeWarning } from '../../api/warnings.ts'
import { useMay } from '../../me.tsx'
import { LevelTag } from '../../parts/Level.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { Time } from '../../parts/Time.tsx'
import { useSay } from '../../settings.tsx'
import { CHANGE_WORDS } from '../../words/consultation.ts'
import { signing } from '../../words/signing.ts'
import { eventOf, warnings as words } from '../../words/warnings.ts'

interface Notice {
  readonly id: string
  readonly number: string | null
  readonly title: string | null
  readonly writtenAt: string | null
  readonly signedAt: string
}

interface Entry {
  readonly seq: number
  readonly at: string
  readonly event: string
}

/** How it came to this: signatures with who and how, notices with their numbers, and what the journal tells. */
export function Timeline({ warning }: { warning: WholeWarning }): ReactNode {
  const say = useSay()
  const may = useMay()
  const notices = useGet<Page<Notice>>(`/warnings/notices?warning=${warning.id}&limit=100`, { about: OF_WARNINGS })
  const journal = useGet<Page<Entry>>(`/journal?subject=${warning.id}&limit=200`, {
    about: OF_WARNINGS,
    enabled: may('journal.read'),
  })
  const entries = [
    ...warning.signatures.map(({ id, decision, name, change, modeName, signedAt, reason }) => ({
      key: id,
      at: signedAt,
      what: (
        <>
          <LevelTag level={change.level} />{' '}
          {say(decision === 'sign' ? words.signedAs : words.returnedAs, {
            name: name ?? say(signing.somebody),
            what: say(CHANGE_WORDS[change.kind]),
          })}
          <span className="meta">
            {' '}
            {say(modeName)}
            {reason !== '' && ` · ${reason}`}
          </span>
        </>
      ),
    })),
    ...(notices.data?.items ?? []).map(({ id, number, title, writtenAt, signedAt }) => ({
      key: id,
      at: writtenAt ?? signedAt,
      what:
        number === null ? (
          say(words.document)
        ) : (
          <>
            <a href={`/api/v1/warnings/notices/${id}/document`}>{title}</a> <span className="meta">{number}</span>
          </>
        ),
    })),
    ...(journal.data?.items ?? []).flatMap(({ seq, at, event }) => {
      const said = eventOf(event)
      return said === null ? [] : [{ key: String(seq), at, what: say(said) }]
    }),
  ].sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
  return (
    <Panel title={say(words.timeline)}>
      {entries.length === 0 && <div className="empty">{say(words.noTimeline)}</div>}
      <ol className="timeline">
        {entries.map(({ key, at, what }) => (
          <li key={key}>
            <Time at={at} />
            <div>{what}</div>
          </li>
        ))}
      </ol>
    </Panel>
  )
}
