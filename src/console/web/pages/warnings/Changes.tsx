import { Form } from 'antd'
import type { ReactNode } from 'react'
import { severity, WARNING_LEVELS } from '../../../../model/level.ts'
import { useGet } from '../../api/queries.ts'
import { hasOrders, isInForce, type WholeWarning } from '../../api/warnings.ts'
import { useMay } from '../../me.tsx'
import { Doing, type Deed } from '../../parts/Doing.tsx'
import { LevelChoice } from '../../parts/LevelChoice.tsx'
import { Moment } from '../../parts/Moment.tsx'
import { useSay } from '../../settings.tsx'
import { fieldOfInstant, instantOfField } from '../../times.ts'
import { warnings as words } from '../../words/warnings.ts'
import type { Bi } from '../../words.ts'
import { Stages, stagesOf } from './Stages.tsx'

type Values = Readonly<Record<string, unknown>>
const TIMES = new Set(['at', 'endsAt', 'resumeBy'])
const STATE_EVENTS = { change: 'CHANGE_PROPOSED', withdraw: 'WARNING_WITHDRAWN' } as const

interface Wish {
  readonly kind: 'raise' | 'lower' | 'extend' | 'move' | 'suspend' | 'resume' | 'lift'
  /** Where one kind of change is asked for in two ways. */
  readonly verb?: Wish['kind'] | 'stricter' | 'liftInStages'
  readonly does: Bi
  readonly fields?: ReactNode
  readonly initial?: Values
  readonly before?: ReactNode
}

/** What officers may want to become of it; each says before what it will do, and all but the withdrawal are signed. */
export function Changes({ warning }: { warning: WholeWarning }): ReactNode {
  const say = useSay()
  const may = useMay()
  const { id, allowed } = warning
  const can = (event: string) => may('warning.change') && allowed.some((one) => one.event === event)
  const wishes = useWishes(warning)
  const deedOf = ({ kind, verb = kind, does, fields, initial, before }: Wish): Deed => ({
    verb: words[verb],
    mark: verb,
    title: `${say(words[verb])} · ${warning.name}`,
    path: `/warnings/${id}/${kind}`,
    before: (
      <>
        <p>{say(does)}</p>
        {before}
        <p className="meta">{say(words.signedFirst)}</p>
      </>
    ),
    ...(fields === undefined ? {} : { fields }),
    ...(initial === undefined ? {} : { initial }),
    body: instants,
    after: (answer) => say(words.proposed, { state: say((answer as { stateName: Bi }).stateName) }),
  })
  return (
    <>
      {can(STATE_EVENTS.change) &&
        hasOrders(warning) &&
        wishes.map((wish) => <Doing key={wish.verb ?? wish.kind} deed={deedOf(wish)} />)}
      {can(STATE_EVENTS.withdraw) && (
        <Doing
          deed={{
            verb: words.withdraw,
            title: `${say(words.withdraw)} · ${warning.name}`,
            path: `/warnings/${id}/withdraw`,
            before: <p>{say(words.withdrawDoes)}</p>,
            after: () => say(words.withdrawn),
          }}
        />
      )}
    </>
  )
}

function useWishes(warning: WholeWarning): readonly Wish[] {
  const say = useSay()
  const { state, level, endsAt, startsAt, id, area } = warning
  const at = severity(level ?? 'none')
  const stricter = WARNING_LEVELS.filter((one) => severity(one) > at)
  const weaker = WARNING_LEVELS.filter((one) => severity(one) < at && one !== 'blue')
  const time = (name: string, label: Bi) => (
    <Form.Item name={name} label={say(label)}>
      <Moment />
    </Form.Item>
  )
  const levels = (some: typeof stricter, name = 'level', label: Bi = words.newLevel) => (
    <Form.Item name={name} label={say(label)}>
      <LevelChoice levels={some} />
    </Form.Item>
  )
  const end = { endsAt: endsAt === null ? '' : fieldOfInstant(endsAt) }
  const suspended = state.startsWith('suspended')
  return [
    ...(stricter[0] !== undefined && !suspended
      ? [{ kind: 'raise' as const, does: words.raiseDoes, fields: levels(stricter), initial: { level: stricter[0] } }]
      : []),
    ...(stricter[0] !== undefined && !suspended
      ? [
          {
            kind: 'raise' as const,
            verb: 'stricter' as const,
            does: words.stricterDoes,
            fields: levels(stricter, 'measures', words.measuresOf),
            initial: { measures: stricter[0] },
          },
        ]
      : []),
    ...(weaker.at(-1) !== undefined && !suspended
      ? [{ kind: 'lower' as const, does: words.lowerDoes, fields: levels(weaker), initial: { level: weaker.at(-1) } }]
      : []),
    ...(suspended
      ? []
      : [{ kind: 'extend' as const, does: words.extendDoes, fields: time('endsAt', words.endsAt), initial: end }]),
    ...(isInForce(warning) || startsAt === null
      ? []
      : [
          {
            kind: 'move' as const,
            does: words.moveDoes,
            fields: time('at', words.startsAt),
            initial: { at: fieldOfInstant(startsAt) },
          },
        ]),
    ...(state.startsWith('inForce')
      ? [{ kind: 'suspend' as const, does: words.suspendDoes, fields: time('resumeBy', words.resumeBy) }]
      : []),
    ...(suspended ? [{ kind: 'resume' as const, does: words.resumeDoes }] : []),
    { kind: 'lift' as const, does: words.liftDoes, fields: time('at', words.at), before: <WouldReverse id={id} /> },
    {
      kind: 'lift' as const,
      verb: 'liftInStages' as const,
      does: words.liftInStagesDoes,
      fields: (
        <>
          {time('at', words.liftAt)}
          <Stages area={area} />
        </>
      ),
      initial: { at: endsAt === null ? '' : fieldOfInstant(endsAt), stages: [{}] },
    },
  ]
}

/** Whether a lift now would soon be taken back, and which lines would be stopped twice. */
function WouldReverse({ id }: { id: string }): ReactNode {
  const say = useSay()
  const { data } = useGet<{ say: Bi }>(`/warnings/${id}/reversal`)
  return data === undefined ? null : <p className="notice">{say(data.say)}</p>
}

function instants(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      name === 'stages' ? stagesOf(value) : TIMES.has(name) ? instantOfField(String(value)) : value,
    ]),
  )
}
