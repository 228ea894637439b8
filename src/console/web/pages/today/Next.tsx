import { Button } from 'antd'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { Consultation } from '../../api/consultations.ts'
import type { Board, Wake } from '../../api/orders.ts'
import { useDo } from '../../api/queries.ts'
import type { Warning } from '../../api/warnings.ts'
import { useMay } from '../../me.tsx'
import { Countdown } from '../../parts/Time.tsx'
import { Trouble } from '../../parts/Trouble.tsx'
import { useSay } from '../../settings.tsx'
import type { Bi } from '../../words.ts'
import { today } from '../../words/today.ts'

/** One thing that waits for somebody, and where it is done. */
export interface Matter {
  readonly key: string
  readonly what: ReactNode
  readonly who: Bi
  readonly by: string | null
  readonly to: string
  readonly verb: Bi
  readonly wake?: string
}

const SIGNERS: Readonly<Record<number, Bi>> = {
  1: today.signerRank1,
  2: today.signerRank2,
  3: today.signerRank3,
}

/** Everything that waits for somebody, what is due first on top. */
export function useMatters({
  warnings,
  consultations,
  wakes,
  boards,
}: {
  warnings: readonly Warning[]
  consultations: readonly Consultation[]
  wakes: readonly Wake[]
  boards: ReadonlyMap<string, Board>
}): readonly Matter[] {
  const say = useSay()
  const signing = warnings.flatMap(({ id, name, state, change }): Matter[] =>
    change !== null && /awaitingSignature$/i.test(state)
      ? [
          {
            key: `sign ${id}`,
            what: say(today.doSign, { name }),
            who: SIGNERS[change.rank] ?? today.signerRank3,
            by: change.signBy,
            to: `/signing/${id}`,
            verb: today.sign,
          },
        ]
      : [],
  )
  const conferring = consultations.map(({ id, name, change, dueAt }): Matter => ({
    key: `confer ${id}`,
    what: say(today.doConfer, { name }),
    who: today.conferrers,
    by: dueAt ?? change?.signBy ?? null,
    to: `/consultation/${id}`,
    verb: today.confer,
  }))
  const reaching = warnings.flatMap(({ id, name }): Matter[] => {
    const unreached = boards.get(id)?.unreached ?? 0
    if (unreached === 0) return []
    const what = say(today.doReach, { name, n: unreached })
    return [
      { key: `reach ${id}`, what, who: today.duty, by: null, to: `/execution/${id}?only=unreached`, verb: today.chase },
    ]
  })
  const calls = wakes.map(({ id, say: said, nextCallAt }): Matter => ({
    key: `wake ${id}`,
    what: say(said),
    who: today.duty,
    by: nextCallAt,
    to: '/',
    verb: today.answerWake,
    wake: id,
  }))
  return [...signing, ...conferring, ...reaching, ...calls].sort((a, b) => (a.by ?? '9').localeCompare(b.by ?? '9'))
}

/** The one thing that is overdue or next, with its clock and the button that does it. */
export function NextThing({ matters }: { matters: readonly Matter[] }): ReactNode {
  const say = useSay()
  const [first] = matters
  if (first === undefined)
    return (
      <div className="next next-none">
        <strong>{say(today.nothingNext)}</strong> <span className="meta">{say(today.nothingNextHint)}</span>
      </div>
    )
  return (
    <div className="next">
      <span className="meta">{say(today.next)}</span>
      <strong className="next-what">{first.what}</strong>
      {first.by !== null && <Countdown to={first.by} />}
      <MatterAction matter={first} primary />
    </div>
  )
}

export function MatterAction({ matter, primary = false }: { matter: Matter; primary?: boolean }): ReactNode {
  const say = useSay()
  const may = useMay()
  const answering = useDo()
  if (matter.wake === undefined)
    return (
      <Link to={matter.to} className={primary ? 'button button-primary' : undefined}>
        {say(matter.verb)}
      </Link>
    )
  if (!may('wake.answer')) return null
  return (
    <>
      <Button
        type={primary ? 'primary' : 'default'}
        size={primary ? 'middle' : 'small'}
        loading={answering.isPending}
        onClick={() => answering.mutate({ path: `/wakes/${matter.wake}/answer` })}
      >
        {say(matter.verb)}
      </Button>
      {answering.error !== null && <Trouble problem={answering.error} />}
    </>
  )
}
