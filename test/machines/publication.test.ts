import { expect, it } from 'vitest'
import { assign } from 'xstate'
import { MACHINES } from '../../machines/index.ts'
import type { PublicationContext, PublicationEvent } from '../../machines/publication.ts'
import { publicationTable, type PublicationGuard } from '../../machines/tables/publication.ts'
import { sayEvent, sayState } from '../../machines/words.ts'
import { EVERY, type Dossier, type Step } from './dossierSpace.ts'
import { NO_END } from './explore.ts'
import { holdsSpaces, type Mutant } from './holdsSpaces.ts'
import { holdsTable, type Reading } from './holdsTable.ts'
import { altered } from './mutants.ts'
import { EARLIER, LATER, NOW } from './samples.ts'
import { unreadFields } from './unread.ts'

/* 结果公布: every cell of its table, every state that it can reach, and a machine that is wrong in one place for each property. */

const RESULTS = {
  heard: 'results come into force after their time for objections, with every objection answered and none right',
  two: 'whoever had them counted does not release them',
  stays: 'what is in force leaves only for what corrects it',
} as const

const [ANN, BEN] = ['user:ann', 'user:ben'] as const
const others = [
  { type: 'RESULTS_SHOWN', until: LATER },
  { type: 'OBJECTION_RAISED' },
  { type: 'OBJECTION_ANSWERED', upheld: true },
  { type: 'OBJECTION_ANSWERED', upheld: false },
  { type: 'RESULTS_RELEASED', by: ANN },
  { type: 'RESULTS_RELEASED', by: BEN },
  { type: 'RESULTS_REPLACED' },
  { type: 'RESULTS_WITHDRAWN' },
] as const
const events: readonly PublicationEvent[] = [
  ...['objections', 'nothing'].flatMap((deadline) =>
    [EARLIER, NOW, LATER].map((due) => ({ type: 'TICK', now: NOW, deadline, due }) as const),
  ),
  ...others,
]
const contexts: readonly PublicationContext[] = [null, EARLIER, NOW, LATER].flatMap((objections) =>
  [0, 1, 2].flatMap((open) => [0, 1].map((upheld) => ({ preparedBy: ANN, open, upheld, deadlines: { objections } }))),
)
const guards: Record<PublicationGuard, Reading<'publication'>> = {
  deadlineStands: ({ deadlines }, event) =>
    event.type === 'TICK' &&
    event.due <= event.now &&
    event.deadline === 'objections' &&
    deadlines.objections === event.due,
  nothingOpen: ({ open }) => open === 0,
  somethingOpen: ({ open }) => open > 0,
  lastOpen: ({ open }) => open === 1,
  nothingUpheld: ({ upheld }) => upheld === 0,
  secondPerson: ({ preparedBy }, event) => event.type === 'RESULTS_RELEASED' && event.by !== preparedBy,
}
holdsTable({ kind: 'publication', table: publicationTable, guards, events, contexts })

it('holds in its context what guards read, and has words for its states and for what people do', () => {
  const other = { preparedBy: BEN, open: 7, upheld: 7, deadlines: { objections: null } }
  expect(unreadFields(MACHINES.publication, Object.keys(publicationTable), contexts, events, other)).toEqual([])
  const said = new Set(Object.keys(publicationTable).map((state) => sayState('publication', state).zh))
  expect(said.size).toBe(Object.keys(publicationTable).length)
  expect(others.every(({ type }) => type === 'RESULTS_REPLACED' || sayEvent(type) !== null)).toBe(true)
})

const wordOf = ({ event, after }: Step) => {
  if (event.type === 'OBJECTION_ANSWERED' && event['upheld'] === true) return 'right'
  return event.type === 'TICK' && after.state !== 'shown' ? 'waited' : null
}
const publication: Dossier = {
  input: { preparedBy: ANN },
  events: [...others],
  ends: ['replaced', 'withdrawn'],
  waits: { shown: 'objections' },
  remembers: wordOf,
  broken: ({ event, before, after, known }) => {
    const broken: string[] = []
    const open = before.context['open'] as number
    if (after.state === 'inForce' && before.state !== 'inForce') {
      if (!known.includes('waited') || known.includes('right') || open > 0) broken.push(RESULTS.heard)
      if (event['by'] === ANN) broken.push(RESULTS.two)
    }
    if (before.state === 'inForce' && after.state !== 'inForce' && event.type !== 'RESULTS_REPLACED')
      broken.push(RESULTS.stays)
    return broken
  },
}

const mutants: readonly Mutant<'publication'>[] = [
  {
    kind: 'publication',
    name: 'they are released while objections may still be made',
    breaks: RESULTS.heard,
    machine: altered('publication', {
      'states.shown.on.RESULTS_RELEASED': { guard: 'secondPerson', target: 'inForce' },
    }),
  },
  {
    kind: 'publication',
    name: 'they are released although an objection was right',
    breaks: RESULTS.heard,
    machine: altered('publication', {
      'states.settled.on.RESULTS_RELEASED': { guard: 'secondPerson', target: 'inForce' },
    }),
  },
  {
    kind: 'publication',
    name: 'objections that nobody has answered hold nothing up',
    breaks: RESULTS.heard,
    machine: altered('publication', {
      'states.disputed.on.RESULTS_RELEASED': { guard: 'secondPerson', target: 'inForce' },
    }),
  },
  {
    kind: 'publication',
    name: 'whoever had them counted releases them',
    breaks: RESULTS.two,
    machine: altered('publication', {
      'states.settled.on.RESULTS_RELEASED': { guard: 'nothingUpheld', target: 'inForce' },
    }),
  },
  {
    kind: 'publication',
    name: 'what is in force is withdrawn',
    breaks: RESULTS.stays,
    machine: altered('publication', { 'states.inForce.on.RESULTS_WITHDRAWN': 'withdrawn' }),
  },
  {
    kind: 'publication',
    name: 'the end of the time for objections is heard by nobody',
    breaks: EVERY.heard,
    machine: altered('publication', { 'states.shown.on.TICK': undefined }),
  },
  {
    kind: 'publication',
    name: 'what was withdrawn waits for objections',
    breaks: EVERY.endedQuietly,
    machine: altered('publication', { 'states.withdrawn.entry': assign({ deadlines: { objections: LATER } }) }),
  },
  {
    kind: 'publication',
    name: 'they are shown without an hour until which anybody may object',
    breaks: EVERY.waitsForHour,
    machine: altered('publication', { 'states.counted.on.RESULTS_SHOWN': 'shown' }),
  },
  {
    kind: 'publication',
    name: 'what is settled waits for ever',
    breaks: NO_END,
    machine: altered('publication', { 'states.settled.on': {} }),
  },
]

holdsSpaces({ publication: { dossier: publication, table: publicationTable } }, mutants)

it('every property of results has its mutant', () => {
  const own = [...Object.values(RESULTS), ...Object.values(EVERY), NO_END]
  expect(new Set(mutants.map(({ breaks }) => breaks))).toEqual(new Set(own))
})
