import type { ReactNode } from 'react'
import { useSearchParams } from 'react-router'
import { useGet, type Page } from '../../api/queries.ts'
import { useMay, useMe } from '../../me.tsx'
import { Choice } from '../../parts/Choice.tsx'
import { Moment } from '../../parts/Moment.tsx'
import { useSay } from '../../settings.tsx'
import { fieldOfInstant, instantOfField } from '../../times.ts'
import { common } from '../../words/common.ts'
import { journal as words } from '../../words/journal.ts'
import { KIND_WORDS, kind } from '../../words/journalKinds.ts'

/** Period, kind, area and actor, in the address. */
export function Filters(): ReactNode {
  const say = useSay()
  const may = useMay()
  const { areas, user } = useMe()
  const users = useGet<Page<{ readonly id: string; readonly name: string }>>('/users?limit=200', {
    enabled: may('user.read'),
  })
  const people = users.data?.items ?? [{ id: user.id, name: say(words.you) }]
  return (
    <div className="row">
      <Bound name="from" label={say(words.from)} />
      <Bound name="until" label={say(words.until)} />
      <Choice name="kind" any={say(words.anyKind)} options={kinds(say)} />
      <Choice
        name="area"
        any={say(common.area)}
        options={areas.map(({ code, name }) => ({ value: code, label: name }))}
      />
      <Choice
        name="actor"
        any={say(words.anybody)}
        options={[
          { value: 'engine', label: say(kind('engine')) },
          ...people.map(({ id, name }) => ({ value: `user:${id}`, label: name })),
        ]}
      />
    </div>
  )
}

/** From when, or until when: a moment in the address. */
function Bound({ name, label }: { name: 'from' | 'until'; label: string }): ReactNode {
  const [asked, setAsked] = useSearchParams()
  const at = asked.get(name)
  return (
    <label>
      {label}{' '}
      <Moment
        label={label}
        value={at === null ? '' : fieldOfInstant(at)}
        onChange={(field) => {
          const next = new URLSearchParams(asked)
          if (field === '') next.delete(name)
          else next.set(name, instantOfField(field))
          setAsked(next, { replace: true })
        }}
      />
    </label>
  )
}

/** Kinds that are called alike are looked for as one; who acts is none. */
function kinds(say: ReturnType<typeof useSay>): { value: string; label: string }[] {
  const byLabel = new Map<string, string[]>()
  for (const [name, said] of Object.entries(KIND_WORDS)) {
    if (ACTORS.has(name)) continue
    const label = say(said)
    byLabel.set(label, [...(byLabel.get(label) ?? []), name])
  }
  return [...byLabel].map(([label, names]) => ({ value: names.join(','), label }))
}

const ACTORS: ReadonlySet<string> = new Set(['engine', 'source', 'user', 'owner', 'public'])
