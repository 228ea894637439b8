import { expect, it } from 'vitest'
import { assign } from 'xstate'
import { MACHINES } from '../../machines/index.ts'
import type { ReviewContext, ReviewEvent } from '../../machines/review.ts'
import { reviewTable, type ReviewGuard } from '../../machines/tables/review.ts'
import { sayEvent, sayState } from '../../machines/words.ts'
import { EVERY, type Dossier } from './dossierSpace.ts'
import { NO_END } from './explore.ts'
import { holdsSpaces, type Mutant } from './holdsSpaces.ts'
import { holdsTable, type Reading } from './holdsTable.ts'
import { altered } from './mutants.ts'
import { EARLIER, LATER, NOW } from './samples.ts'
import { unreadFields } from './unread.ts'

/* 总结评估: every cell of its table, every state that it can reach, and a machine that is wrong in one place for each property. */

const REVIEW = {
  counted: 'what is signed was counted, and is not counted anew after',
  told: 'somebody is woken once where it is not published by its hour',
} as const

const others = [
  { type: 'REVIEW_CALLED' },
  { type: 'REVIEW_WRITTEN' },
  { type: 'REVIEW_ANNOTATED' },
  { type: 'REVIEW_SIGNED' },
  { type: 'REVIEW_PUBLISHED' },
  { type: 'REVIEW_REPLACED' },
] as const
const events: readonly ReviewEvent[] = [
  ...['write', 'summary', 'nothing'].flatMap((deadline) =>
    [EARLIER, NOW, LATER].map((due) => ({ type: 'TICK', now: NOW, deadline, due }) as const),
  ),
  ...others,
]
const contexts: readonly ReviewContext[] = [null, EARLIER, NOW, LATER].flatMap((write) =>
  [null, EARLIER, NOW, LATER].map((summary) => ({ deadlines: { write, summary } })),
)
const guards: Record<ReviewGuard, Reading<'review'>> = {
  deadlineStands: ({ deadlines }, event) =>
    event.type === 'TICK' &&
    event.due <= event.now &&
    Object.entries(deadlines).some(([name, at]) => name === event.deadline && at === event.due),
  isWrite: (_, event) => event.type === 'TICK' && event.deadline === 'write',
}
holdsTable({ kind: 'review', table: reviewTable, guards, events, contexts })

it('holds in its context what guards read, and has words for its states and for what people do', () => {
  const other = { deadlines: { write: null, summary: null } }
  expect(unreadFields(MACHINES.review, Object.keys(reviewTable), contexts, events, other)).toEqual([])
  const said = new Set(Object.keys(reviewTable).map((state) => sayState('review', state).zh))
  expect(said.size).toBe(Object.keys(reviewTable).length)
  const engine = new Set(['REVIEW_WRITTEN', 'REVIEW_REPLACED'])
  expect(others.every(({ type }) => engine.has(type) || sayEvent(type) !== null)).toBe(true)
})

const summaryOf = ({ context }: { context: Readonly<Record<string, unknown>> }) =>
  (context['deadlines'] as ReviewContext['deadlines']).summary

const review: Dossier = {
  input: { writeAt: LATER, summaryBy: LATER },
  events: [...others],
  ends: ['replaced'],
  waits: { collecting: 'write' },
  remembers: ({ effects }) => (effects.includes('writeReview') ? 'counted' : null),
  broken: ({ event, before, after, effects, known }) => {
    const broken: string[] = []
    const stood = before.state === 'signed' || before.state === 'published'
    const uncounted = after.state === 'signed' && !(known.includes('counted') && /written|signed/.test(before.state))
    if (uncounted || (stood && effects.includes('writeReview'))) broken.push(REVIEW.counted)
    const passes = event.type === 'TICK' && event['deadline'] === 'summary' && summaryOf(before) !== null
    if (passes !== effects.includes('wake')) broken.push(REVIEW.told)
    return broken
  },
}

const mutants: readonly Mutant<'review'>[] = [
  {
    kind: 'review',
    name: 'it can be signed before anything was counted',
    breaks: REVIEW.counted,
    machine: altered('review', { 'states.collecting.on.REVIEW_SIGNED': 'signed' }),
  },
  {
    kind: 'review',
    name: 'its hour passes and nobody is woken',
    breaks: REVIEW.told,
    machine: altered('review', {
      'states.written.on.TICK': { guard: 'deadlineStands', actions: 'markOverdue' },
    }),
  },
  {
    kind: 'review',
    name: 'its hour is heard by nobody',
    breaks: EVERY.heard,
    machine: altered('review', { 'states.signed.on.TICK': undefined }),
  },
  {
    kind: 'review',
    name: 'what is replaced is given an hour anew',
    breaks: EVERY.endedQuietly,
    machine: altered('review', {
      'states.replaced.entry': assign({ deadlines: { write: null, summary: LATER } }),
    }),
  },
  {
    kind: 'review',
    name: 'it is begun without the hour at which it is written',
    breaks: EVERY.waitsForHour,
    machine: altered('review', {
      'states.collecting.entry': assign({ deadlines: { write: null, summary: LATER } }),
    }),
  },
  {
    kind: 'review',
    name: 'what was written waits for ever',
    breaks: NO_END,
    machine: altered('review', { 'states.written.on.REVIEW_SIGNED': undefined }),
  },
]

holdsSpaces({ review: { dossier: review, table: reviewTable } }, mutants)

it('every property of a review has its mutant', () => {
  const own = [...Object.values(REVIEW), ...Object.values(EVERY), NO_END]
  expect(new Set(mutants.map(({ breaks }) => breaks))).toEqual(new Set(own))
})
