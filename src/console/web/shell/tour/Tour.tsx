import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect, useState, type ReactNode } from 'react'
import { Link, useLocation } from 'react-router'
import { ask, Problem } from '../../api/client.ts'
import type { Consultation } from '../../api/consultations.ts'
import { OF_ORDERS, type ListedOrder, type WholeOrder } from '../../api/orders.ts'
import { useGet, type Page } from '../../api/queries.ts'
import type { Review } from '../../api/reviews.ts'
import { OF_WARNINGS, type WholeWarning } from '../../api/warnings.ts'
import { heardClock } from '../../clock.ts'
import { useChangePerson, useMay, useMe } from '../../me.tsx'
import { WORLD } from '../../page.ts'
import { Trouble } from '../../parts/Trouble.tsx'
import { useSay, useSettings } from '../../settings.tsx'
import { showTime } from '../../times.ts'
import { common } from '../../words/common.ts'
import { shell } from '../../words/shell.ts'
import { people, tour as words } from '../../words/tour.ts'
import { useLiving } from '../Band.tsx'
import { beginAgain, remember, useKept } from './kept.ts'
import { DOES, STEPS, stepNow, type Look, type Step } from './steps.ts'

/** Log-ins of a demonstration by the rank that signs. */
const SIGNERS: Readonly<Record<number, keyof typeof people>> = { 1: 'office', 2: 'vicemayor', 3: 'mayor' }

const TEXTS = {
  forecast: words.forecastDo,
  card: words.cardDo,
  confer: words.conferDo,
  sign: words.signDo,
  board: words.boardDo,
  answer: words.answerDo,
  lift: words.liftDo,
  changeConfer: words.changeConferDo,
  changeSign: words.changeSignDo,
  review: words.reviewDo,
} as const

/**
 * One episode from forecast to review (导览), at the edge of the real pages. It does nothing by itself: it names the button
 * and goes on when the state says that it was pressed.
 */
export function Tour(): ReactNode {
  const { state } = useKept()
  if (WORLD === 'live') return null
  if (state === 'on') return <Guide />
  return state === 'new' && WORLD === 'demo' ? <Offer /> : null
}

function Offer(): ReactNode {
  const say = useSay()
  return (
    <aside className="tour" aria-label={say(words.name)}>
      <p>{say(words.offer)}</p>
      <div className="row">
        <Button type="primary" onClick={beginAgain}>
          {say(words.begin)}
        </Button>
        <Button onClick={() => remember({ state: 'left' })}>{say(words.later)}</Button>
      </div>
      <p className="meta">{say(words.kept)}</p>
    </aside>
  )
}

function Guide(): ReactNode {
  const say = useSay()
  const { warning, order, step } = useWhere()
  useEffect(() => {
    document.documentElement.dataset['tour'] = step ?? ''
    return () => void delete document.documentElement.dataset['tour']
  }, [step])
  if (step === null) return <aside className="tour" aria-label={say(words.name)} />
  const over = step === 'done' || step === 'otherwise'
  return (
    <aside className="tour" aria-label={say(words.name)}>
      <div className="row">
        <span className="meta">
          {over ? say(words.name) : say(words.stepOf, { n: STEPS.indexOf(step) + 1, all: STEPS.length })}
        </span>
        <span className="spring" />
        <Button size="small" type="text" onClick={() => remember({ state: 'left' })}>
          {say(step === 'done' ? common.close : words.leave)}
        </Button>
      </div>
      <div aria-live="polite">
        {over ? (
          <>
            <p>{say(words[step])}</p>
            <Button onClick={beginAgain}>{say(words.again)}</Button>
          </>
        ) : (
          <StepCard step={step} warning={warning} order={order} />
        )}
      </div>
    </aside>
  )
}

/** Where the visitor stands; null while it is being read. */
function useWhere() {
  const kept = useKept()
  const may = useMay()
  const { warnings } = useLiving()
  const [living] = warnings
  const query = useGet<WholeWarning>(`/warnings/${kept.warning ?? ''}`, {
    about: OF_WARNINGS,
    enabled: kept.warning !== null,
  })
  const warning = kept.warning === null ? null : (query.data ?? null)
  const step0 = stepNow({ warning, seen: kept.seen, answered: false })
  const asks = step0 === 'answer' && warning !== null && may('order.read')
  const unanswered = useGet<Page<ListedOrder>>(`/orders?warning=${kept.warning ?? ''}&only=unanswered&limit=1`, {
    enabled: asks && kept.order === null,
  })
  const order = useGet<WholeOrder>(`/orders/${kept.order ?? ''}`, {
    about: OF_ORDERS,
    enabled: asks && kept.order !== null,
  })
  const picked = unanswered.data?.items[0]?.id
  const nobody = unanswered.data?.items.length === 0
  const gone = query.error instanceof Problem && query.error.status === 404

  // A warning that lives is the one to follow; one of another database is forgotten.
  useEffect(() => {
    if (kept.warning === null && living !== undefined) remember({ warning: living.id })
    if (gone) beginAgain()
  }, [kept.warning, living, gone])
  useEffect(() => {
    if (kept.order === null && picked !== undefined) remember({ order: picked })
  }, [kept.order, picked])

  const answered = nobody || (order.data?.evidence.some(({ rung }) => ANSWERS.has(rung)) ?? false)
  const step = kept.warning !== null && warning === null ? null : stepNow({ warning, seen: kept.seen, answered })
  return { warning, order: order.data ?? null, step }
}

const ANSWERS: ReadonlySet<string> = new Set(['acknowledged', 'committed', 'done', 'difficulty'])

interface At {
  readonly step: Step
  readonly warning: WholeWarning | null
  readonly order: WholeOrder | null
}

function StepCard({ step, warning, order }: At): ReactNode {
  const say = useSay()
  const { language } = useSettings()
  const change = useChangePerson()
  const { pathname, search } = useLocation()
  const { user } = useMe()
  const page = usePlace(step, warning, order)
  const rank = warning?.change?.rank ?? 0
  const login = DOES[step] === 'duty' ? 'duty' : (SIGNERS[rank] ?? 'mayor')
  const right = DOES[step] === 'duty' ? user.role === 'dutyOfficer' : user.role === 'approver' && user.rank >= rank
  const [path = '', query = ''] = page.path?.split('?') ?? []
  const here =
    page.path !== null && (path === '/' ? pathname === '/' : pathname.startsWith(path)) && search.includes(query)
  const target = warning === null ? null : warning.state === 'lifting' ? warning.endsAt : warning.startsAt
  const when = target === null ? '' : showTime(target, language)
  return (
    <>
      <strong className="tour-title">{say(words[step])}</strong>
      <p className="meta">{say(words.who, { who: say(people[login]) })}</p>
      <p>{step === 'start' ? say(words.startDo, { when }) : say(TEXTS[step])}</p>
      {!right ? (
        <Button type="primary" onClick={() => change(login)}>
          {say(words.change, { who: say(people[login]) })}
        </Button>
      ) : here || step === 'start' ? (
        <Act step={step} target={target} when={when} />
      ) : (
        page.path !== null && (
          <Link className="button button-primary" to={page.path}>
            {say(words.go, { page: say(page.name) })}
          </Link>
        )
      )}
    </>
  )
}

/** What the card itself offers at a step: to go on from what was looked at, and to move the clock. */
function Act({ step, target, when }: { step: Step; target: string | null; when: string }): ReactNode {
  const say = useSay()
  const { seen } = useKept()
  const look = (what: Look): void => remember({ seen: [...seen, what] })
  if (step === 'start' && target !== null) return <MoveClock to={target} when={when} />
  if (step === 'card' || step === 'board')
    return (
      <Button type="primary" onClick={() => look(step)}>
        {say(words.next)}
      </Button>
    )
  if (step === 'review') return <Button onClick={() => look('review')}>{say(words.finish)}</Button>
  return null
}

function MoveClock({ to, when }: { to: string; when: string }): ReactNode {
  const say = useSay()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const move = async (): Promise<void> => {
    setBusy(true)
    setProblem(null)
    try {
      const { now } = await ask<{ now: string }>('POST', '/clock', { body: { set: to } })
      heardClock(now, null)
      await queries.invalidateQueries()
    } catch (error) {
      setProblem(error as Problem)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Button type="primary" loading={busy} onClick={() => void move()}>
        {say(words.startButton, { when })}
      </Button>
      {problem !== null && <Trouble problem={problem} />}
    </>
  )
}

/** Where a step is done; without a path while that is being read. */
function usePlace(step: Step, warning: WholeWarning | null, order: WholeOrder | null) {
  const id = warning?.id ?? ''
  const confers = step === 'confer' || step === 'changeConfer'
  const open = useGet<Page<Consultation>>('/consultations?open=true&limit=50', {
    about: ['consultation'],
    enabled: confers,
  })
  const review = useGet<Page<Review>>(`/reviews?warning=${id}&limit=1`, {
    about: ['review', 'warning'],
    enabled: step === 'review',
  })
  if (confers) {
    const found = open.data?.items.find(({ warningId }) => warningId === id)
    return { path: found === undefined ? null : `/consultation/${found.id}`, name: shell.consultation }
  }
  if (step === 'sign' || step === 'changeSign') return { path: `/signing/${id}`, name: shell.signing }
  if (step === 'board') return { path: `/execution/${id}`, name: shell.execution }
  if (step === 'answer')
    return { path: order === null ? null : `/execution/${id}?order=${order.id}`, name: shell.execution }
  if (step === 'lift') return { path: `/warnings/${id}`, name: shell.warnings }
  if (step === 'review') {
    const found = review.data?.items[0]
    return { path: found === undefined ? null : `/review/${found.id}`, name: shell.review }
  }
  return { path: '/', name: shell.today }
}
