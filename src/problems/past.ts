import { pastsOf } from '../db/past.ts'
import type { Reader } from '../db/port.ts'
import type { Id } from '../model/id.ts'
import type { Instant } from '../model/time.ts'
import type { ProblemEvent } from '../../machines/problem.ts'
import type { Problem } from './store.ts'

interface Told {
  readonly problem: Id
  readonly at: Instant
  readonly said: { readonly input?: { readonly fixBy: Instant }; readonly event?: ProblemEvent }
}

/** Of some problems those that were on the list at an instant, each as it stood then by the journal. */
export async function problemsAt(db: Reader, problems: readonly Problem[], at: Instant): Promise<Problem[]> {
  const pasts = await pastsOf(db, 'problem', problems, at)
  const told = Map.groupBy(await toldOf(db, problems), ({ problem }) => problem)
  return problems.flatMap((problem) => {
    const past = pasts.get(problem.id)
    if (past === undefined) return []
    const { rung, hands } = past.context as { rung: number; hands: readonly string[] }
    const state = past.state as Problem['state']
    const columns = columnsAt(problem, told.get(problem.id) ?? [], at)
    const closed = state === 'closed' ? columns : { closedBy: null, closedAt: null }
    return [{ ...problem, ...columns, ...closed, state, rung, hands, due: past.due }]
  })
}

/** What was said until then of its day and its end, and after it of whose it was before. */
function columnsAt(problem: Problem, told: readonly Told[], at: Instant) {
  let { fixBy, closedBy, closedAt } = problem
  for (const { at: when, said } of told) {
    if (when > at) break
    if (said.input) fixBy = said.input.fixBy
    if (said.event && 'fixBy' in said.event) fixBy = said.event.fixBy
    if (said.event?.type === 'FIX_ACCEPTED') [closedBy, closedAt] = [said.event.by, when]
  }
  const next = told.find(({ at: when, said }) => when > at && said.event?.type === 'PROBLEM_PASSED_ON')?.said.event
  const { owner, unit } = (next?.type === 'PROBLEM_PASSED_ON' ? next.from : undefined) ?? problem
  return { fixBy, closedBy, closedAt, owner, unit }
}

function toldOf(db: Reader, problems: readonly Problem[]): Promise<Told[]> {
  return db.rows<Told>(
    `select subject as problem, at, body::jsonb as said from journal
     where kind = 'problem' and subject = any($1::uuid[])
       and event in ('BEGUN', 'FIX_ACCEPTED', 'FIX_REFUSED', 'PROBLEM_EXTENDED', 'PROBLEM_PASSED_ON', 'PROBLEM_REOPENED')
     order by seq`,
    [problems.map(({ id }) => id)],
  )
}
