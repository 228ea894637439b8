import { expect, it } from 'vitest'
import { assign } from 'xstate'
import type { InstructionContext, InstructionEvent } from '../../machines/instruction.ts'
import { instructionMachine } from '../../machines/instruction.ts'
import { MACHINES } from '../../machines/index.ts'
import type { ResponseContext, ResponseEvent } from '../../machines/response.ts'
import { responseMachine } from '../../machines/response.ts'
import { instructionTable, type InstructionGuard } from '../../machines/tables/instruction.ts'
import { responseTable, type ResponseGuard } from '../../machines/tables/response.ts'
import { sayEvent, sayState } from '../../machines/words.ts'
import { EVERY, type Dossier } from './dossierSpace.ts'
import { NO_END } from './explore.ts'
import { holdsSpaces, type Mutant } from './holdsSpaces.ts'
import { holdsTable, type Reading } from './holdsTable.ts'
import { altered, standIn } from './mutants.ts'
import { EARLIER, LATER, NOW } from './samples.ts'
import { unreadFields } from './unread.ts'

/* Instructions from above and the responses of counties: every cell, every state, and a mutant for each property. */

const ABOVE = {
  answered: 'an instruction is answered by a warning of its level, and reported on only then',
  summarised: 'an instruction is summarised once it was lifted',
  heeded: 'the warning is looked at when an instruction comes, and when it holds no more, once each',
  told: 'an hour of an instruction that passes with nothing done is told once',
} as const
const COUNTY = {
  told: 'a county is told of each change, and its silence once for each',
  silent: 'who has answered is not said to be silent',
} as const

const ticks = (...deadlines: string[]) =>
  [...deadlines, 'nothing'].flatMap((deadline) =>
    [EARLIER, NOW, LATER].map((due) => ({ type: 'TICK', now: NOW, deadline, due }) as const),
  )
const deadlineStands = (
  { deadlines }: { readonly deadlines: Readonly<Record<string, string | null>> },
  event: { type: string },
): boolean =>
  event.type === 'TICK' &&
  'deadline' in event &&
  'due' in event &&
  'now' in event &&
  deadlines[String(event.deadline)] === event.due &&
  String(event.due) <= String(event.now)

const instructionEvents: readonly InstructionEvent[] = [
  ...ticks('answer', 'report', 'end', 'summary'),
  ...(['none', 'yellow', 'orange', 'red'] as const).map((standing): InstructionEvent => ({
    type: 'ANSWER_SENT',
    standing,
    reportBy: LATER,
  })),
  { type: 'REPORT_SENT', next: LATER },
  { type: 'ABOVE_LIFTED', now: NOW },
  { type: 'SUMMARY_SENT' },
  { type: 'INSTRUCTION_WITHDRAWN' },
]
const calm = { answer: null, report: null, end: null, summary: null }
const instructionContexts: readonly InstructionContext[] = [
  calm,
  ...(['answer', 'report', 'end', 'summary'] as const).flatMap((name) => [
    { ...calm, [name]: NOW },
    { ...calm, [name]: LATER },
  ]),
].map((deadlines): InstructionContext => ({ level: 'orange', summaryMinutes: 2880, deadlines }))
const instructionGuards: Record<InstructionGuard, Reading<'instruction'>> = {
  deadlineStands,
  isEnd: (_, event) => event.type === 'TICK' && event.deadline === 'end',
  isReport: (_, event) => event.type === 'TICK' && event.deadline === 'report',
  // The samples ask for orange.
  standsAtLevel: (_, event) => event.type === 'ANSWER_SENT' && /^(orange|red)$/.test(event.standing),
}

const responseEvents: readonly ResponseEvent[] = [
  ...ticks('receipt'),
  { type: 'COUNTY_ACKNOWLEDGED' },
  { type: 'COUNTY_STARTED' },
  { type: 'WARNING_CHANGED', minutes: 30, now: NOW },
  { type: 'WARNING_ENDED' },
]
const responseContexts: readonly ResponseContext[] = [null, NOW, LATER].map((receipt) => ({ deadlines: { receipt } }))
const responseGuards: Record<ResponseGuard, Reading<'response'>> = { deadlineStands }

holdsTable({
  kind: 'instruction',
  table: instructionTable,
  guards: instructionGuards,
  events: instructionEvents,
  contexts: instructionContexts,
})
holdsTable({
  kind: 'response',
  table: responseTable,
  guards: responseGuards,
  events: responseEvents,
  contexts: responseContexts,
})

it('hold in their contexts what guards and effects read, and have words for their states and events', () => {
  const other = { level: 'red', summaryMinutes: 7, deadlines: { ...calm, end: NOW, receipt: NOW } }
  const { instruction, response } = MACHINES
  const states = Object.keys(instructionTable)
  expect(unreadFields(instruction, states, instructionContexts, instructionEvents, other)).toEqual([])
  expect(unreadFields(response, Object.keys(responseTable), responseContexts, responseEvents, other)).toEqual([])
  for (const [kind, table] of [
    ['instruction', instructionTable],
    ['response', responseTable],
  ] as const) {
    const said = new Set(Object.keys(table).map((state) => sayState(kind, state).zh))
    expect(said.size).toBe(Object.keys(table).length)
    for (const event of Object.keys(Object.values(table)[0] ?? {}))
      expect(sayEvent(event) === null, event).toBe(/^(TICK|WARNING_CHANGED|WARNING_ENDED)$/.test(event))
  }
})

const instruction: Dossier = {
  input: { level: 'orange', answerBy: LATER, endsAt: LATER, summaryMinutes: 0 },
  events: instructionEvents.filter(({ type }) => type !== 'TICK').map((event) => ({ ...event })),
  ends: ['summarised', 'withdrawn'],
  waits: {},
  remembers: ({ event, effects }) => {
    if (event.type === 'ANSWER_SENT') return 'answered'
    if (effects.includes('heedInstructions')) return 'over'
    return event.type === 'TICK' && effects.includes('tellOverdue') ? `told ${String(event['deadline'])}` : null
  },
  broken: ({ event, before, after, effects, known }) => {
    const broken: string[] = []
    const below = event.type === 'ANSWER_SENT' && !/^(orange|red)$/.test(String(event['standing']))
    if (below || (event.type === 'REPORT_SENT' && !known.includes('answered'))) broken.push(ABOVE.answered)
    if (after.state === 'summarised' && before.state !== 'lifted') broken.push(ABOVE.summarised)
    const holds = (state: string) => state === 'received' || state === 'answered'
    const ends = holds(before.state) && !holds(after.state)
    if (effects.includes('heedInstructions') !== ends || (ends && known.includes('over'))) broken.push(ABOVE.heeded)
    const isEnd = event.type === 'TICK' && event['deadline'] === 'end'
    const again = event['deadline'] !== 'report' && known.includes(`told ${String(event['deadline'])}`)
    if (
      effects.includes('tellOverdue') !== (event.type === 'TICK' && !isEnd) ||
      (effects.includes('tellOverdue') && again)
    )
      broken.push(ABOVE.told)
    return broken
  },
}

const response: Dossier = {
  input: { minutes: 60, now: NOW },
  events: [
    { type: 'COUNTY_ACKNOWLEDGED' },
    { type: 'COUNTY_STARTED' },
    { type: 'WARNING_CHANGED', minutes: 60, now: NOW },
    { type: 'WARNING_ENDED' },
  ],
  ends: ['ended'],
  waits: {},
  remembers: () => null,
  broken: ({ event, before, after, effects }) => {
    const broken: string[] = []
    const changed = event.type === 'WARNING_CHANGED'
    if (effects.includes('tellCounty') !== changed || (changed && after.state !== 'told')) broken.push(COUNTY.told)
    if (effects.includes('tellSilence') !== (event.type === 'TICK')) broken.push(COUNTY.told)
    if (effects.includes('tellSilence') && before.state !== 'told') broken.push(COUNTY.silent)
    return broken
  },
}

const mutants: readonly Mutant<'instruction' | 'response'>[] = [
  {
    kind: 'instruction',
    name: 'it is answered whatever stands',
    breaks: ABOVE.answered,
    machine: standIn(instructionMachine.provide({ guards: { standsAtLevel: () => true } })),
  },
  {
    kind: 'instruction',
    name: 'it is summarised while it holds',
    breaks: ABOVE.summarised,
    machine: altered('instruction', { 'states.answered.on.SUMMARY_SENT': 'summarised' }),
  },
  {
    kind: 'instruction',
    name: 'what was entered by mistake holds the warning for ever',
    breaks: ABOVE.heeded,
    machine: altered('instruction', { 'states.received.on.INSTRUCTION_WITHDRAWN': 'withdrawn' }),
  },
  {
    kind: 'instruction',
    name: 'the hour of the answer passes in silence',
    breaks: ABOVE.told,
    machine: altered('instruction', {
      'states.received.on.TICK': [
        {
          guard: ({ event }: { event: { deadline?: string } }) => event.deadline === 'end',
          target: 'withdrawn',
          actions: { type: 'heedInstructions', params: {} },
        },
        { actions: 'miss' },
      ],
    }),
  },
  {
    kind: 'instruction',
    name: 'a report that is missed is missed for ever',
    breaks: EVERY.heard,
    machine: standIn(instructionMachine.provide({ actions: { missReport: assign({}) } })),
  },
  {
    kind: 'instruction',
    name: 'what was entered by mistake keeps its clock',
    breaks: EVERY.endedQuietly,
    machine: altered('instruction', { 'states.withdrawn.entry': undefined }),
  },
  {
    kind: 'instruction',
    name: 'what was lifted has no summary',
    breaks: NO_END,
    machine: altered('instruction', { 'states.lifted.on.SUMMARY_SENT': undefined }),
  },
  {
    kind: 'response',
    name: 'a raised warning is told to nobody who has answered',
    breaks: COUNTY.told,
    machine: altered('response', { 'states.started.on.WARNING_CHANGED': { actions: 'waitAnew' } }),
  },
  {
    kind: 'response',
    name: 'who has answered is called silent',
    breaks: COUNTY.silent,
    machine: altered('response', {
      'states.told.on.COUNTY_ACKNOWLEDGED': 'acknowledged',
      'states.acknowledged.on.TICK': { actions: ['stopClock', { type: 'tellSilence', params: {} }] },
    }),
  },
  {
    kind: 'response',
    name: 'its silence is heard by nobody',
    breaks: EVERY.heard,
    machine: standIn(responseMachine.provide({ guards: { deadlineStands: () => false } })),
  },
  {
    kind: 'response',
    name: 'what has ended keeps its clock',
    breaks: EVERY.endedQuietly,
    machine: altered('response', { 'states.ended.entry': undefined }),
  },
  {
    kind: 'response',
    name: 'what was started does not end with the warning',
    breaks: NO_END,
    machine: altered('response', {
      'states.started.on.WARNING_ENDED': undefined,
      'states.started.on.WARNING_CHANGED': undefined,
    }),
  },
]

holdsSpaces(
  {
    instruction: { dossier: instruction, table: instructionTable },
    response: { dossier: response, table: responseTable },
  },
  mutants,
)

it('every property has its mutant', () => {
  const own = [...Object.values(ABOVE), ...Object.values(COUNTY), EVERY.heard, EVERY.endedQuietly, NO_END]
  expect(new Set(mutants.map(({ breaks }) => breaks))).toEqual(new Set(own))
})
