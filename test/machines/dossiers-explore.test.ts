import { expect, it } from 'vitest'
import { and, assign } from 'xstate'
import { gradingMachine } from '../../machines/grading.ts'
import { hardshipMachine } from '../../machines/hardship.ts'
import type { MachineKind } from '../../machines/index.ts'
import { listingMachine } from '../../machines/listing.ts'
import { plantPlanMachine } from '../../machines/plantPlan.ts'
import { gradingTable } from '../../machines/tables/grading.ts'
import { hardshipTable } from '../../machines/tables/hardship.ts'
import { listingTable } from '../../machines/tables/listing.ts'
import { plantPlanTable } from '../../machines/tables/plantPlan.ts'
import { termTable } from '../../machines/tables/term.ts'
import { termMachine } from '../../machines/term.ts'
import { EVERY, type Dossier, type Step } from './dossierSpace.ts'
import { NO_END } from './explore.ts'
import { holdsSpaces, type Mutant } from './holdsSpaces.ts'
import { altered, standIn } from './mutants.ts'
import { LATER, NOW } from './samples.ts'

/*
 * Lists, grades, plans and dates are explored to the last state, and once more for each property with a machine that is
 * wrong in one place, which the property must catch (N06).
 */

const LIST = {
  twoPersons: 'a version comes into force by two persons, neither of whom confirms what is the own',
  objections: 'a version comes into force with every objection answered, and none that was right',
  once: 'a version is put into force once, and then it is',
} as const
const GRADE = {
  reviewed: 'a grade is granted after every level that it asks for, each by another person',
  objections: 'a grade is granted with every objection answered, and none that was right',
  falls: 'what lowers a grade lowers it, and nothing raises it but that this was wrong',
} as const
const PLAN = {
  checked: 'a plan comes into force without error, and by another person than who wrote it',
  once: 'a plan is put into force once, and then it is',
} as const
const HARDSHIP = {
  twoPersons: 'what an order asks is eased by two officers, after one has looked into it',
  climbs: 'what nobody answers climbs one officer at a time, to the last one',
  told: 'an enterprise is told that it was heard, and what was answered, once each',
} as const
const TERM = { once: 'a date is told before it, and when it has come, once each' } as const

const [ANN, BEN, EVA] = ['user:ann', 'user:ben', 'user:eva']

const list: Dossier = {
  input: { preparedBy: ANN },
  events: [
    { type: 'LIST_CHECKED', errors: 0 },
    { type: 'LIST_CHECKED', errors: 1 },
    { type: 'LIST_PUBLISHED', until: LATER },
    { type: 'OBJECTION_RAISED' },
    { type: 'OBJECTION_ANSWERED', upheld: true },
    { type: 'OBJECTION_ANSWERED', upheld: false },
    ...[ANN, BEN].flatMap((by) => [NOW, LATER].map((from) => ({ type: 'RELEASE_PROPOSED', by, from }))),
    ...[ANN, BEN, EVA].map((by) => ({ type: 'RELEASE_CONFIRMED', by, now: NOW })),
    { type: 'RELEASE_RETURNED' },
    { type: 'LIST_REPLACED' },
    { type: 'LIST_WITHDRAWN', now: NOW },
  ],
  ends: ['replaced', 'withdrawn'],
  waits: { published: 'objections', scheduled: 'start' },
  remembers: ({ event, effects }) => {
    if (effects.includes('enforceList')) return 'enforced'
    if (event.type === 'RELEASE_CONFIRMED') return `confirmed ${String(event['by'])}`
    return event.type === 'OBJECTION_ANSWERED' && event['upheld'] === true ? 'upheld' : null
  },
  broken: ({ event, before, after, effects, known }: Step) => {
    const broken: string[] = []
    const enters = after.state === 'inForce' && before.state !== 'inForce'
    const confirmed = event.type === 'RELEASE_CONFIRMED' ? [...known, `confirmed ${String(event['by'])}`] : known
    const by = confirmed.filter((word) => word.startsWith('confirmed')).map((word) => word.slice(10))
    const { preparedBy, proposedBy } = after.context
    if (enters && by.every((one) => one === preparedBy || one === proposedBy)) broken.push(LIST.twoPersons)
    if (enters && (known.includes('upheld') || after.context['open'] !== 0)) broken.push(LIST.objections)
    if (effects.includes('enforceList') !== enters || (enters && known.includes('enforced'))) broken.push(LIST.once)
    return broken
  },
}

const grade: Dossier = {
  input: { grade: 'A', authority: 'province', appliedBy: ANN },
  events: [
    ...(['county', 'city', 'province'] as const).flatMap((level) =>
      [ANN, BEN, EVA, 'user:fay'].flatMap((by) => [{ type: 'APPLICATION_PASSED', level, by }]),
    ),
    { type: 'APPLICATION_RETURNED', level: 'city', by: EVA },
    { type: 'APPLICATION_REJECTED', level: 'county', by: BEN },
    { type: 'APPLICATION_AMENDED', by: ANN },
    { type: 'APPLICATION_WITHDRAWN' },
    { type: 'GRADE_PUBLISHED', objectionsUntil: LATER, validUntil: LATER },
    { type: 'OBJECTION_RAISED' },
    { type: 'OBJECTION_ANSWERED', upheld: true },
    { type: 'OBJECTION_ANSWERED', upheld: false },
    ...['A', 'B', 'D'].map((to) => ({ type: 'GRADE_LOWERED', to, by: BEN })),
    ...['A', 'B', 'D'].map((to) => ({ type: 'GRADE_RESTORED', to, by: EVA })),
    { type: 'GRADE_REPLACED' },
  ],
  ends: ['expired', 'replaced', 'rejected', 'withdrawn'],
  waits: { published: 'objections', granted: 'expiry' },
  remembers: ({ event }) => {
    // Sent back, it is looked at from the beginning: what was passed before counts no more, and the hands say by whom.
    if (event.type === 'OBJECTION_ANSWERED' && event['upheld'] === true) return 'upheld'
    return null
  },
  broken: ({ event, before, after, effects, known }) => {
    const broken: string[] = []
    const enters = effects.includes('recordGrade')
    const { hands } = after.context
    // The applicant, and one each for county, city and province.
    if (enters && !(Array.isArray(hands) && new Set(hands).size === hands.length && hands.length >= 4))
      broken.push(GRADE.reviewed)
    if (enters && (known.includes('upheld') || after.context['open'] !== 0)) broken.push(GRADE.objections)
    const order = ['A', 'B', 'D']
    const [was, is] = [before, after].map(({ context }) => order.indexOf(String(context['grade'])))
    const rises = Number(is) < Number(was)
    if ((event.type === 'GRADE_LOWERED' && Number(is) <= Number(was)) || rises !== (event.type === 'GRADE_RESTORED'))
      broken.push(GRADE.falls)
    return broken
  },
}

const plan: Dossier = {
  input: { writtenBy: ANN },
  events: [
    { type: 'PLAN_WRITTEN', by: ANN },
    { type: 'PLAN_SUBMITTED', errors: 0 },
    { type: 'PLAN_SUBMITTED', errors: 1 },
    ...[ANN, BEN].flatMap((by) =>
      [NOW, LATER].flatMap((from) =>
        [null, LATER].map((until) => ({ type: 'PLAN_APPROVED', by, from, until, now: NOW })),
      ),
    ),
    { type: 'PLAN_RETURNED' },
    { type: 'REVISION_CALLED' },
    { type: 'PLAN_REPLACED' },
    { type: 'PLAN_DROPPED' },
  ],
  ends: ['replaced', 'expired', 'dropped'],
  waits: { approved: 'start' },
  remembers: ({ event, effects }) => {
    if (effects.includes('enforcePlan')) return 'enforced'
    if (event.type === 'PLAN_APPROVED') return `approved ${String(event['by'])}`
    return event.type === 'PLAN_SUBMITTED' && event['errors'] === 1 ? 'faulty' : null
  },
  broken: ({ event, before, after, effects, known }) => {
    const broken: string[] = []
    const enters = after.state === 'inForce' && before.state !== 'inForce'
    const approved = event.type === 'PLAN_APPROVED' ? [...known, `approved ${String(event['by'])}`] : known
    if (enters && (known.includes('faulty') || approved.includes(`approved ${ANN}`))) broken.push(PLAN.checked)
    if (effects.includes('enforcePlan') !== enters || (enters && known.includes('enforced'))) broken.push(PLAN.once)
    return broken
  },
}

const hardship: Dossier = {
  input: { patience: { take: 30, answer: 120 }, now: NOW },
  events: [
    { type: 'OFFICER_TOOK', now: NOW },
    ...[ANN, BEN].flatMap((by) => [
      { type: 'ADJUSTMENT_PROPOSED', by },
      { type: 'ADJUSTMENT_CONFIRMED', by },
      { type: 'ADJUSTMENT_REFUSED', by },
    ]),
    { type: 'HARDSHIP_REFUSED' },
    { type: 'HARDSHIP_WITHDRAWN' },
    { type: 'HARDSHIP_OUTLIVED' },
  ],
  ends: ['accepted', 'refused', 'withdrawn', 'moot'],
  waits: {},
  remembers: ({ event, effects }) => {
    if (event.type === 'OFFICER_TOOK') return 'taken'
    return effects.includes('tellHardship') ? 'told' : null
  },
  broken: ({ event, before, after, effects, known }) => {
    const broken: string[] = []
    const accepted = after.state === 'accepted'
    if (accepted && (!known.includes('taken') || event['by'] === before.context['proposedBy']))
      broken.push(HARDSHIP.twoPersons)
    const [was, is] = [before, after].map(({ context }) => Number(context['rung']))
    const over = hardship.ends.includes(after.state)
    const waits = Object.values(Object(after.context['deadlines']) as object).some((at) => at !== null)
    if (Number(is) - Number(was) !== (event.type === 'TICK' && Number(was) < 2 ? 1 : 0)) broken.push(HARDSHIP.climbs)
    if (!over && !waits && Number(is) < 2) broken.push(HARDSHIP.climbs)
    const answered = accepted || after.state === 'refused'
    if (effects.includes('tellHardship') !== answered || (answered && known.includes('told')))
      broken.push(HARDSHIP.told)
    return broken
  },
}

const term: Dossier = {
  input: { announceAt: LATER, at: LATER },
  events: [{ type: 'TERM_WITHDRAWN' }],
  ends: ['passed', 'withdrawn'],
  waits: { running: 'day', announced: 'day' },
  remembers: ({ effects }) => effects[0] ?? null,
  broken: ({ event, effects, known }) =>
    (event.type === 'TICK' ? effects.length !== 1 : effects.length > 0) ||
    effects.some((effect) => known.includes(effect)) ||
    (effects.includes('announceTerm') && known.includes('tellTermPassed'))
      ? [TERM.once]
      : [],
}

const spaces = {
  listing: { dossier: list, table: listingTable },
  grading: { dossier: grade, table: gradingTable },
  plantPlan: { dossier: plan, table: plantPlanTable },
  term: { dossier: term, table: termTable },
  hardship: { dossier: hardship, table: hardshipTable },
} as const satisfies Partial<Record<MachineKind, { dossier: Dossier; table: object }>>

const mutants: readonly Mutant<keyof typeof spaces>[] = [
  {
    kind: 'listing',
    name: 'who prepared it confirms it',
    breaks: LIST.twoPersons,
    machine: standIn(listingMachine.provide({ guards: { secondPerson: () => true } })),
  },
  {
    kind: 'listing',
    name: 'it is released with an objection that was right',
    breaks: LIST.objections,
    machine: standIn(listingMachine.provide({ guards: { nothingUpheld: () => true } })),
  },
  {
    kind: 'listing',
    name: 'the end of the publication answers what is open',
    breaks: LIST.objections,
    machine: standIn(listingMachine.provide({ guards: { nothingOpen: () => true } })),
  },
  {
    kind: 'listing',
    name: 'its day brings it into force and forgets the dates of its enterprises',
    breaks: LIST.once,
    machine: altered('listing', { 'states.scheduled.on.TICK': { guard: 'deadlineStands', target: 'inForce' } }),
  },
  {
    kind: 'listing',
    name: 'its day is heard by nobody',
    breaks: EVERY.heard,
    machine: altered('listing', { 'states.scheduled.on.TICK': undefined }),
  },
  {
    kind: 'listing',
    name: 'a version that was withdrawn keeps its clock',
    breaks: EVERY.endedQuietly,
    machine: altered('listing', { 'states.withdrawn.entry': undefined }),
  },
  {
    kind: 'listing',
    name: 'the confirmation forgets the day',
    breaks: EVERY.waitsForHour,
    machine: standIn(listingMachine.provide({ actions: { waitForStart: assign({}) } })),
  },
  {
    kind: 'listing',
    name: 'nothing takes the place of what is in force',
    breaks: NO_END,
    machine: altered('listing', { 'states.inForce.on.LIST_REPLACED': undefined }),
  },
  {
    kind: 'grading',
    name: 'the applicant looks at the own application',
    breaks: GRADE.reviewed,
    machine: standIn(gradingMachine.provide({ guards: { freshHand: () => true } })),
  },
  {
    kind: 'grading',
    name: 'the city confirms what is the province’s',
    breaks: GRADE.reviewed,
    machine: standIn(gradingMachine.provide({ guards: { cityDecides: () => true } })),
  },
  {
    kind: 'grading',
    name: 'it is granted while an objection is open',
    breaks: GRADE.objections,
    machine: standIn(gradingMachine.provide({ guards: { nothingOpen: () => true } })),
  },
  {
    kind: 'grading',
    name: 'an objection that was right is only counted',
    breaks: GRADE.objections,
    machine: standIn(gradingMachine.provide({ guards: { upholds: () => false } })),
  },
  {
    kind: 'grading',
    name: 'lowering names any grade',
    breaks: GRADE.falls,
    machine: standIn(gradingMachine.provide({ guards: { lowers: () => true } })),
  },
  {
    kind: 'grading',
    name: 'what is restored may be any grade',
    breaks: GRADE.falls,
    machine: standIn(gradingMachine.provide({ guards: { raises: () => true } })),
  },
  {
    kind: 'grading',
    name: 'its last day is heard by nobody',
    breaks: EVERY.heard,
    machine: altered('grading', { 'states.granted.on.TICK': undefined }),
  },
  {
    kind: 'grading',
    name: 'a grade that was replaced keeps its last day',
    breaks: EVERY.endedQuietly,
    machine: altered('grading', { 'states.replaced.entry': undefined }),
  },
  {
    kind: 'grading',
    name: 'a grade without an end',
    breaks: EVERY.waitsForHour,
    machine: standIn(
      gradingMachine.provide({ actions: { grant: assign({ deadlines: { objections: null, expiry: null } }) } }),
    ),
  },
  {
    kind: 'grading',
    name: 'what has fallen stays',
    breaks: NO_END,
    machine: altered('grading', { 'states.fallen.on': {} }),
  },
  {
    kind: 'plantPlan',
    name: 'who wrote it approves it',
    breaks: PLAN.checked,
    machine: standIn(plantPlanMachine.provide({ guards: { anotherPerson: () => true } })),
  },
  {
    kind: 'plantPlan',
    name: 'errors are no matter',
    breaks: PLAN.checked,
    machine: standIn(plantPlanMachine.provide({ guards: { errorFree: () => true } })),
  },
  {
    kind: 'plantPlan',
    name: 'it comes into force beside the one before it',
    breaks: PLAN.once,
    machine: altered('plantPlan', {
      'states.approved.on.TICK': {
        guard: and(['deadlineStands', 'isStart']),
        target: 'inForce',
        actions: 'takeEffect',
      },
    }),
  },
  {
    kind: 'plantPlan',
    name: 'its end is heard by nobody once it has to be revised',
    breaks: EVERY.heard,
    machine: altered('plantPlan', { 'states.revisionCalled.on.TICK': undefined }),
  },
  {
    kind: 'plantPlan',
    name: 'a plan that was replaced keeps its end',
    breaks: EVERY.endedQuietly,
    machine: altered('plantPlan', { 'states.replaced.entry': undefined }),
  },
  {
    kind: 'plantPlan',
    name: 'the approval forgets the day',
    breaks: EVERY.waitsForHour,
    machine: standIn(plantPlanMachine.provide({ actions: { waitForStart: assign({}) } })),
  },
  {
    kind: 'plantPlan',
    name: 'what has to be revised is never replaced',
    breaks: NO_END,
    machine: altered('plantPlan', { 'states.revisionCalled.on.PLAN_REPLACED': undefined }),
  },
  {
    kind: 'term',
    name: 'a date is told twice beforehand',
    breaks: TERM.once,
    machine: altered('term', {
      'states.announced.on.TICK': {
        guard: 'deadlineStands',
        target: 'passed',
        actions: { type: 'announceTerm', params: {} },
      },
    }),
  },
  {
    kind: 'term',
    name: 'the notice is heard by nobody',
    breaks: EVERY.heard,
    machine: altered('term', { 'states.running.on.TICK': undefined }),
  },
  {
    kind: 'term',
    name: 'a date that holds no more keeps its clock',
    breaks: EVERY.endedQuietly,
    machine: altered('term', { 'states.withdrawn.entry': undefined }),
  },
  {
    kind: 'term',
    name: 'the notice forgets the day',
    breaks: EVERY.waitsForHour,
    machine: standIn(
      termMachine.provide({ actions: { endAnnouncing: assign({ deadlines: { announce: null, day: null } }) } }),
    ),
  },
  {
    kind: 'hardship',
    name: 'whoever proposed it confirms it',
    breaks: HARDSHIP.twoPersons,
    machine: standIn(hardshipMachine.provide({ guards: { anotherPerson: () => true } })),
  },
  {
    kind: 'hardship',
    name: 'what nobody has taken stays with the county',
    breaks: HARDSHIP.climbs,
    machine: altered('hardship', { 'states.reported.on.TICK': { guard: 'deadlineStands', actions: 'stopClock' } }),
  },
  {
    kind: 'hardship',
    name: 'the answer is not told',
    breaks: HARDSHIP.told,
    machine: altered('hardship', { 'states.lookedInto.on.HARDSHIP_REFUSED': 'refused' }),
  },
  {
    kind: 'hardship',
    name: 'the hour of the answer is heard by nobody while an adjustment waits',
    breaks: EVERY.heard,
    machine: altered('hardship', { 'states.adjusting.on.TICK': undefined }),
  },
  {
    kind: 'hardship',
    name: 'what was taken back keeps its clock',
    breaks: EVERY.endedQuietly,
    machine: altered('hardship', { 'states.withdrawn.entry': undefined }),
  },
]

holdsSpaces(spaces, mutants)

it('every property has its mutant', () => {
  const own = [LIST, GRADE, PLAN, TERM, HARDSHIP, EVERY].flatMap((properties) => Object.values(properties))
  expect(new Set(mutants.map(({ breaks }) => breaks))).toEqual(new Set([...own, NO_END]))
})
