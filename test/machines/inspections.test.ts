import { describe, expect, it } from 'vitest'
import { assign } from 'xstate'
import { findingMachine } from '../../machines/finding.ts'
import { MACHINES, type ContextOf, type EventOf, type MachineKind } from '../../machines/index.ts'
import { inspectionMachine } from '../../machines/inspection.ts'
import { problemMachine } from '../../machines/problem.ts'
import { findingTable, type FindingGuard } from '../../machines/tables/finding.ts'
import { inspectionTable, type InspectionGuard } from '../../machines/tables/inspection.ts'
import { problemTable, type ProblemGuard } from '../../machines/tables/problem.ts'
import { sayEvent, sayState } from '../../machines/words.ts'
import { EVERY, type Dossier } from './dossierSpace.ts'
import { NO_END } from './explore.ts'
import { holdsSpaces, type Mutant } from './holdsSpaces.ts'
import { holdsTable, type Reading } from './holdsTable.ts'
import {
  findingContexts,
  findingEvents,
  inspectionContexts,
  inspectionEvents,
  problemContexts,
  problemEvents,
} from './inspectionSamples.ts'
import { altered, standIn } from './mutants.ts'
import { LATER, NOW } from './samples.ts'
import { unreadFields } from './unread.ts'

/* A visit, a finding, a problem on the list: their tables cell by cell, and explored to the last state. */

type Timed = { readonly deadlines: Readonly<Record<string, string | null>> }
const deadlineStands = ({ deadlines }: Timed, event: object): boolean =>
  'deadline' in event &&
  'due' in event &&
  'now' in event &&
  deadlines[String(event.deadline)] === event.due &&
  String(event.due) <= String(event.now)

const inspectionGuards: Record<InspectionGuard, Reading<'inspection'>> = {
  deadlineStands,
  bySentOne: ({ inspector }, event) => 'by' in event && event.by === inspector,
}
const findingGuards: Record<FindingGuard, Reading<'finding'>> = {
  deadlineStands,
  anotherPerson: ({ foundBy }, event) => 'by' in event && foundBy.every((who) => who !== event.by),
}
const problemGuards: Record<ProblemGuard, Reading<'problem'>> = {
  deadlineStands,
  anotherPerson: ({ hands }, event) => 'by' in event && hands.every((hand) => hand !== event.by),
}

holdsTable({
  kind: 'inspection',
  table: inspectionTable,
  guards: inspectionGuards,
  events: inspectionEvents,
  contexts: inspectionContexts,
})
holdsTable({
  kind: 'finding',
  table: findingTable,
  guards: findingGuards,
  events: findingEvents,
  contexts: findingContexts,
})
holdsTable({
  kind: 'problem',
  table: problemTable,
  guards: problemGuards,
  events: problemEvents,
  contexts: problemContexts,
})

interface Subject<K extends MachineKind> {
  readonly kind: K
  readonly table: Readonly<Record<string, object>>
  readonly events: readonly EventOf[K][]
  readonly contexts: readonly ContextOf[K][]
}
const subjects: readonly Subject<MachineKind>[] = [
  { kind: 'inspection', table: inspectionTable, events: inspectionEvents, contexts: inspectionContexts },
  { kind: 'finding', table: findingTable, events: findingEvents, contexts: findingContexts },
  { kind: 'problem', table: problemTable, events: problemEvents, contexts: problemContexts },
]
const OTHER = {
  inspector: 'user:ben',
  foundBy: ['user:ben'],
  rung: 2,
  hands: ['user:eva'],
  patience: 7,
  deadlines: { visit: NOW, answer: NOW, ruling: NOW, fix: NOW, check: NOW },
}

describe.each(subjects)('a $kind', ({ kind, table, events, contexts }) => {
  it('holds in its context what guards and effects read', () => {
    expect(unreadFields(MACHINES[kind], Object.keys(table), contexts, events, OTHER)).toEqual([])
  })

  it('has words for each state, and for each event that people send', () => {
    const said = new Set(Object.keys(table).map((state) => sayState(kind, state).zh))
    expect(said.size).toBe(Object.keys(table).length)
    for (const event of Object.keys(Object.values(table)[0] ?? {}))
      expect(sayEvent(event) === null, event).toBe(event === 'TICK')
  })
})

const VISIT = {
  bySentOne: 'what was seen at a plant is said by whoever was sent last',
} as const
const FINDING = {
  heard: 'a finding counts after the enterprise was heard, has said that it is so, or has let its clock pass',
  ruled: 'what was contested is ruled on by another person than whoever found it',
  followed: 'what counts is followed once, and what does not is undone once',
} as const
const PROBLEM = {
  twoPersons: 'a problem is closed by somebody who has not listed, owned or repaired it',
  letters: 'each hour that passes brings one letter to the next above, and none comes otherwise',
  kept: 'a problem leaves the list by being closed or struck, and by nothing else',
} as const

const [ANN, BEN, EVA] = ['user:ann', 'user:ben', 'user:eva']

const inspection: Dossier = {
  input: { visitBy: LATER },
  events: [
    ...[ANN, BEN].flatMap((who) => [
      { type: 'INSPECTOR_NAMED', inspector: who, visitBy: LATER },
      { type: 'VISIT_RECORDED', by: who },
    ]),
    { type: 'INSPECTION_WITHDRAWN' },
  ],
  ends: ['visited', 'withdrawn'],
  waits: { planned: 'visit', assigned: 'visit' },
  remembers: () => null,
  broken: ({ event, before, after }) =>
    after.state === 'visited' && event['by'] !== before.context['inspector'] ? [VISIT.bySentOne] : [],
}

const finding: Dossier = {
  input: { foundBy: [ANN], answerBy: LATER },
  events: [
    { type: 'FINDING_ACCEPTED' },
    { type: 'FINDING_CONTESTED', ruleBy: LATER },
    ...[ANN, BEN].flatMap((by) => [
      { type: 'FINDING_UPHELD', by },
      { type: 'FINDING_DISMISSED', by },
    ]),
  ],
  ends: ['upheld', 'dismissed'],
  waits: { told: 'answer', contested: 'ruling' },
  remembers: ({ event, effects }) => (event.type === 'FINDING_CONTESTED' ? 'contested' : (effects[0] ?? null)),
  broken: ({ event, before, after, effects, known }) => {
    const broken: string[] = []
    const counts = after.state === 'upheld' && before.state !== 'upheld'
    const ends = after.state === 'dismissed'
    const byEnterprise = event.type === 'FINDING_ACCEPTED' || event.type === 'TICK'
    if (counts && (known.includes('contested') ? event.type !== 'FINDING_UPHELD' : !byEnterprise))
      broken.push(FINDING.heard)
    if ('by' in event && event['by'] === ANN && (counts || ends)) broken.push(FINDING.ruled)
    const [follows, undoes] = ['followFinding', 'undoFinding'].map((kind) => effects.includes(kind))
    if (follows !== counts || undoes !== ends || effects.some((kind) => known.includes(kind)))
      broken.push(FINDING.followed)
    return broken
  },
}

const problem: Dossier = {
  input: { hands: [ANN, BEN], patience: 30, fixBy: LATER },
  events: [
    ...[ANN, BEN, EVA].flatMap((by) => [
      { type: 'FIX_SHOWN', by, checkBy: LATER },
      { type: 'FIX_ACCEPTED', by },
      { type: 'FIX_REFUSED', by, fixBy: LATER },
    ]),
    { type: 'FIX_ACCEPTED', by: 'user:dan' },
    { type: 'PROBLEM_EXTENDED', fixBy: LATER },
    { type: 'PROBLEM_PASSED_ON', to: EVA },
    { type: 'PROBLEM_REOPENED', by: BEN, fixBy: LATER },
    { type: 'PROBLEM_STRUCK' },
  ],
  ends: ['closed', 'struck'],
  waits: { listed: 'fix', shown: 'check' },
  remembers: ({ event, after }) =>
    event.type === 'FIX_SHOWN' || event.type === 'PROBLEM_PASSED_ON'
      ? `hand ${String(event['by'] ?? event['to'])}`
      : after.state === 'closed' && event.type === 'FIX_ACCEPTED'
        ? 'closed'
        : null,
  broken: ({ event, before, after, effects, known }) => {
    const broken: string[] = []
    const closes = after.state === 'closed' && before.state !== 'closed'
    const by = String(event['by'])
    if (closes && ([ANN, BEN].includes(by) || known.includes(`hand ${by}`))) broken.push(PROBLEM.twoPersons)
    const late = event.type === 'TICK' && ['listed', 'overdue'].includes(before.state)
    const [was, is] = [before, after].map(({ context }) => Number(context['rung']))
    if (effects.includes('writeLetter') !== late || (late && Number(is) !== Math.min(Number(was) + 1, 3)))
      broken.push(PROBLEM.letters)
    const leaves = ['closed', 'struck'].includes(after.state) && after.state !== before.state
    if (leaves && !['FIX_ACCEPTED', 'PROBLEM_STRUCK'].includes(event.type)) broken.push(PROBLEM.kept)
    return broken
  },
}

const spaces = {
  inspection: { dossier: inspection, table: inspectionTable },
  finding: { dossier: finding, table: findingTable },
  problem: { dossier: problem, table: problemTable },
} as const

const mutants: readonly Mutant<keyof typeof spaces>[] = [
  {
    kind: 'inspection',
    name: 'anybody says what was seen',
    breaks: VISIT.bySentOne,
    machine: standIn(inspectionMachine.provide({ guards: { bySentOne: () => true } })),
  },
  {
    kind: 'inspection',
    name: 'nobody hears that nobody was there',
    breaks: EVERY.heard,
    machine: altered('inspection', { 'states.assigned.on.TICK': undefined }),
  },
  {
    kind: 'inspection',
    name: 'what is withdrawn keeps its clock',
    breaks: EVERY.endedQuietly,
    machine: altered('inspection', { 'states.withdrawn.entry': undefined }),
  },
  {
    kind: 'inspection',
    name: 'whoever is sent has no hour',
    breaks: EVERY.waitsForHour,
    machine: altered('inspection', {
      'states.planned.on.INSPECTOR_NAMED': { target: 'assigned', actions: ['name', 'stopClock'] },
    }),
  },
  {
    kind: 'inspection',
    name: 'what is overdue can not be ended',
    breaks: NO_END,
    machine: altered('inspection', { 'states.overdue.on': {} }),
  },
  {
    kind: 'finding',
    name: 'a contested finding counts when nobody rules',
    breaks: FINDING.heard,
    machine: altered('finding', { 'states.contested.on.TICK': { guard: 'deadlineStands', target: 'upheld' } }),
  },
  {
    kind: 'finding',
    name: 'whoever found it rules on it',
    breaks: FINDING.ruled,
    machine: standIn(findingMachine.provide({ guards: { anotherPerson: () => true } })),
  },
  {
    kind: 'finding',
    name: 'what is ruled out stays where it fed into',
    breaks: FINDING.followed,
    machine: altered('finding', { 'states.dismissed.entry': 'stopClock' }),
  },
  {
    kind: 'finding',
    name: 'the hour of the ruling passes unheard',
    breaks: EVERY.heard,
    machine: altered('finding', { 'states.contested.on.TICK': undefined }),
  },
  {
    kind: 'finding',
    name: 'what is ruled out keeps its clock',
    breaks: EVERY.endedQuietly,
    machine: altered('finding', { 'states.dismissed.entry': { type: 'undoFinding', params: {} } }),
  },
  {
    kind: 'finding',
    name: 'what is contested has no hour',
    breaks: EVERY.waitsForHour,
    machine: altered('finding', {
      'states.told.on.FINDING_CONTESTED': { target: 'contested', actions: 'stopClock' },
    }),
  },
  {
    kind: 'finding',
    name: 'what nobody has ruled on is never ruled on',
    breaks: NO_END,
    machine: altered('finding', { 'states.unruled.on': {} }),
  },
  {
    kind: 'problem',
    name: 'whoever put it right closes it',
    breaks: PROBLEM.twoPersons,
    machine: altered('problem', {
      'states.listed.on.FIX_SHOWN': { target: 'shown', actions: 'waitForCheck' },
    }),
  },
  {
    kind: 'problem',
    name: 'the second hour passes without a letter',
    breaks: PROBLEM.letters,
    machine: altered('problem', {
      'states.overdue.on.TICK': { guard: 'deadlineStands', actions: 'climb' },
    }),
  },
  {
    kind: 'problem',
    name: 'what nobody looks at is closed by itself',
    breaks: PROBLEM.kept,
    machine: altered('problem', { 'states.shown.on.TICK': { guard: 'deadlineStands', target: 'closed' } }),
  },
  {
    kind: 'problem',
    name: 'the hour passes unheard',
    breaks: EVERY.heard,
    machine: altered('problem', { 'states.listed.on.TICK': undefined }),
  },
  {
    kind: 'problem',
    name: 'what is struck keeps its clock',
    breaks: EVERY.endedQuietly,
    machine: altered('problem', { 'states.struck.entry': undefined }),
  },
  {
    kind: 'problem',
    name: 'what is shown has no hour',
    breaks: EVERY.waitsForHour,
    machine: standIn(
      problemMachine.provide({ actions: { waitForCheck: assign({ deadlines: { fix: null, check: null } }) } }),
    ),
  },
  {
    kind: 'problem',
    name: 'what nobody has looked at can not be closed',
    breaks: NO_END,
    machine: altered('problem', { 'states.unchecked.on': {} }),
  },
]

holdsSpaces(spaces, mutants)

it('every property has its mutant', () => {
  const own = [VISIT, FINDING, PROBLEM, EVERY].flatMap((group) => Object.values(group))
  expect(new Set(mutants.map(({ breaks }) => breaks))).toEqual(new Set([...own, NO_END]))
})
