import { expect, it } from 'vitest'
import { assign } from 'xstate'
import { MACHINES } from '../../machines/index.ts'
import type { SubmissionContext, SubmissionEvent } from '../../machines/submission.ts'
import { submissionTable, type SubmissionGuard } from '../../machines/tables/submission.ts'
import { sayEvent, sayState } from '../../machines/words.ts'
import { EVERY, type Dossier } from './dossierSpace.ts'
import { NO_END } from './explore.ts'
import { holdsSpaces, type Mutant } from './holdsSpaces.ts'
import { holdsTable, type Reading } from './holdsTable.ts'
import { altered } from './mutants.ts'
import { EARLIER, LATER, NOW } from './samples.ts'
import { unreadFields } from './unread.ts'

/* 报送事项: every cell of its table, every state that it can reach, and a machine that is wrong in one place for each property. */

const SENT = {
  asked: 'offices are asked at their hour, and once more, each time once',
  told: 'somebody is woken once where it was not sent by its day, and nobody where it was',
} as const

const events: readonly SubmissionEvent[] = [
  ...['ask', 'remind', 'due', 'nothing'].flatMap((deadline) =>
    [EARLIER, NOW, LATER].map((due) => ({ type: 'TICK', now: NOW, deadline, due }) as const),
  ),
  { type: 'SUBMISSION_SENT' },
]
const hours = [null, EARLIER, LATER]
const contexts: readonly SubmissionContext[] = hours.flatMap((ask) =>
  hours.flatMap((remind) => hours.map((due) => ({ deadlines: { ask, remind, due } }))),
)
const named = (name: string) => (_: unknown, event: object) => 'deadline' in event && event.deadline === name
const guards: Record<SubmissionGuard, Reading<'submission'>> = {
  deadlineStands: ({ deadlines }, event) =>
    event.type === 'TICK' &&
    event.due <= event.now &&
    Object.entries(deadlines).some(([name, at]) => name === event.deadline && at === event.due),
  isAsk: named('ask'),
  isRemind: named('remind'),
}
holdsTable({ kind: 'submission', table: submissionTable, guards, events, contexts })

it('holds in its context what guards read, and has words for its states and for what people do', () => {
  const other = { deadlines: { ask: null, remind: null, due: null } }
  expect(unreadFields(MACHINES.submission, Object.keys(submissionTable), contexts, events, other)).toEqual([])
  const said = new Set(Object.keys(submissionTable).map((state) => sayState('submission', state).zh))
  expect(said.size).toBe(Object.keys(submissionTable).length)
  expect(sayEvent('SUBMISSION_SENT')).not.toBeNull()
})

const submission: Dossier = {
  input: { ask: LATER, remind: LATER, due: LATER },
  events: [{ type: 'SUBMISSION_SENT' }],
  ends: ['sent'],
  waits: { waiting: 'due' },
  remembers: ({ event, effects }) => (effects.includes('askOffices') ? String(event['deadline']) : null),
  broken: ({ event, before, effects, known }) => {
    const broken: string[] = []
    const passes = event.type === 'TICK' && before.state === 'waiting'
    const name = String(event['deadline'])
    const isAsking = passes && (name === 'ask' || name === 'remind')
    if (isAsking !== effects.includes('askOffices') || (isAsking && known.includes(name))) broken.push(SENT.asked)
    if ((passes && name === 'due') !== effects.includes('wake')) broken.push(SENT.told)
    return broken
  },
}

const ticks = MACHINES.submission.machine.config.states?.['waiting']?.on?.['TICK']
const [ask, remind, due] = Array.isArray(ticks) ? ticks : []

const mutants: readonly Mutant<'submission'>[] = [
  {
    kind: 'submission',
    name: 'nobody is asked again',
    breaks: SENT.asked,
    machine: altered('submission', {
      'states.waiting.on.TICK': [ask, { ...Object(remind), actions: 'markReminded' }, due],
    }),
  },
  {
    kind: 'submission',
    name: 'its day passes and nobody is woken',
    breaks: SENT.told,
    machine: altered('submission', {
      'states.waiting.on.TICK': [ask, remind, { guard: 'deadlineStands', target: 'overdue' }],
    }),
  },
  {
    kind: 'submission',
    name: 'the hour at which offices are asked stands for ever',
    breaks: EVERY.heard,
    machine: altered('submission', {
      'states.waiting.on.TICK': [
        { ...Object(ask), actions: { type: 'askOffices', params: { round: 1 } } },
        remind,
        due,
      ],
    }),
  },
  {
    kind: 'submission',
    name: 'what was sent has a day anew',
    breaks: EVERY.endedQuietly,
    machine: altered('submission', {
      'states.sent.entry': assign({ deadlines: { ask: null, remind: null, due: LATER } }),
    }),
  },
  {
    kind: 'submission',
    name: 'it is begun without its day',
    breaks: EVERY.waitsForHour,
    machine: altered('submission', {
      'states.waiting.entry': assign({ deadlines: { ask: LATER, remind: LATER, due: null } }),
    }),
  },
  {
    kind: 'submission',
    name: 'what is late can not be sent any more',
    breaks: NO_END,
    machine: altered('submission', { 'states.overdue.on': {} }),
  },
]

holdsSpaces({ submission: { dossier: submission, table: submissionTable } }, mutants)

it('every property of what is sent has its mutant', () => {
  const own = [...Object.values(SENT), ...Object.values(EVERY), NO_END]
  expect(new Set(mutants.map(({ breaks }) => breaks))).toEqual(new Set(own))
})
