import { expect, it } from 'vitest'
import { assign } from 'xstate'
import type { ConferringContext, ConferringEvent } from '../../machines/conferring.ts'
import type { ConsultationContext, ConsultationEvent } from '../../machines/consultation.ts'
import { MACHINES } from '../../machines/index.ts'
import { conferringTable, type ConferringGuard } from '../../machines/tables/conferring.ts'
import { consultationTable, type ConsultationGuard } from '../../machines/tables/consultation.ts'
import { sayEvent, sayState } from '../../machines/words.ts'
import { EVERY, type Dossier } from './dossierSpace.ts'
import { NO_END } from './explore.ts'
import { holdsSpaces, type Mutant } from './holdsSpaces.ts'
import { holdsTable, type Reading } from './holdsTable.ts'
import { altered } from './mutants.ts'
import { EARLIER, LATER, NOW } from './samples.ts'
import { unreadFields } from './unread.ts'

/*
 * A consultation, and the calendar by which those of an area call themselves: every cell of their tables, every state
 * that they can reach, and a machine that is wrong in one place for each property.
 */

const CONSULTATION = {
  told: 'a consultation is told of when it is overdue, and when it is no more, once each',
  once: 'it is opened once, and concluded once',
} as const
const CONFERRING = {
  looks: 'whoever is to look is asked once, and asked again only after having looked',
} as const

const ticks = (...names: string[]) =>
  names.flatMap((deadline) => [EARLIER, NOW, LATER].map((due) => ({ type: 'TICK', now: NOW, deadline, due }) as const))
const named = (deadlines: object, event: { type: string }): boolean =>
  event.type === 'TICK' &&
  'deadline' in event &&
  'due' in event &&
  'now' in event &&
  Object.entries(deadlines).some(([name, at]) => name === event.deadline && at === event.due) &&
  String(event.due) <= String(event.now)

const events: readonly ConsultationEvent[] = [
  ...ticks('hold', 'conclude', 'nothing'),
  { type: 'CONSULTATION_OPENED', now: NOW },
  { type: 'CONSULTATION_CONCLUDED' },
  { type: 'CONSULTATION_LAPSED' },
]
const contexts: readonly ConsultationContext[] = [null, NOW, LATER].flatMap((hold) =>
  [null, NOW, LATER].map((conclude): ConsultationContext => ({ minutes: 60, deadlines: { hold, conclude } })),
)
const guards: Record<ConsultationGuard, Reading<'consultation'>> = {
  deadlineStands: ({ deadlines }, event) => named(deadlines, event),
}
holdsTable({ kind: 'consultation', table: consultationTable, guards, events, contexts })

const lookEvents: readonly ConferringEvent[] = [
  ...ticks('look', 'nothing'),
  { type: 'EPISODE_TURNED' },
  { type: 'SLOTS_CALLED', now: NOW, lookAt: LATER },
  { type: 'CONFERRING_ENDED' },
]
const lookContexts: readonly ConferringContext[] = [null, NOW, LATER].map((look) => ({
  lookedAt: EARLIER,
  deadlines: { look },
}))
const lookGuards: Record<ConferringGuard, Reading<'conferring'>> = {
  deadlineStands: ({ deadlines }, event) => named(deadlines, event),
}
holdsTable({
  kind: 'conferring',
  table: conferringTable,
  guards: lookGuards,
  events: lookEvents,
  contexts: lookContexts,
})

it('hold in their contexts what guards and effects read, and have words for their states', () => {
  const other = { minutes: 30, deadlines: { hold: null, conclude: null } }
  expect(unreadFields(MACHINES.consultation, Object.keys(consultationTable), contexts, events, other)).toEqual([])
  const elsewhere = { lookedAt: NOW, deadlines: { look: null } }
  expect(unreadFields(MACHINES.conferring, Object.keys(conferringTable), lookContexts, lookEvents, elsewhere)).toEqual(
    [],
  )
  for (const state of Object.keys(consultationTable)) expect(sayState('consultation', state).zh).not.toBe(state)
  for (const state of Object.keys(conferringTable)) expect(sayState('conferring', state).zh).not.toBe(state)
  expect(sayEvent('CONSULTATION_OPENED')?.zh).toBe('开始会商')
})

const isLate = (state: string) => state === 'overdue' || state === 'unconcluded'
const consultation: Dossier = {
  input: { minutes: 60, holdBy: NOW },
  events: [
    { type: 'CONSULTATION_OPENED', now: EARLIER },
    { type: 'CONSULTATION_CONCLUDED' },
    { type: 'CONSULTATION_LAPSED' },
  ],
  ends: ['concluded', 'lapsed'],
  waits: { called: 'hold', open: 'conclude' },
  remembers: ({ event }) => (event.type === 'CONSULTATION_OPENED' ? 'opened' : null),
  broken: ({ event, before, after, effects, known }) => {
    const turned = isLate(before.state) !== isLate(after.state)
    const again = event.type === 'CONSULTATION_OPENED' && known.includes('opened')
    return [...(effects.length === (turned ? 1 : 0) ? [] : [CONSULTATION.told]), ...(again ? [CONSULTATION.once] : [])]
  },
}
const conferring: Dossier = {
  input: { now: EARLIER, lookAt: LATER },
  events: [{ type: 'EPISODE_TURNED' }, { type: 'SLOTS_CALLED', now: NOW, lookAt: LATER }, { type: 'CONFERRING_ENDED' }],
  ends: ['ended'],
  waits: { waiting: 'look' },
  remembers: () => null,
  broken: ({ before, after, effects }) => {
    const asked = before.state === 'waiting' && after.state === 'calling'
    return effects.length === (asked ? 1 : 0) ? [] : [CONFERRING.looks]
  },
}

const mutants: readonly Mutant<'consultation' | 'conferring'>[] = [
  {
    kind: 'consultation',
    name: 'it is overdue and nobody is woken',
    breaks: CONSULTATION.told,
    machine: altered('consultation', { 'states.overdue.entry': 'stopClock' }),
  },
  {
    kind: 'consultation',
    name: 'it is held at last, and the calls go on',
    breaks: CONSULTATION.told,
    machine: altered('consultation', { 'states.overdue.on.CONSULTATION_OPENED': 'open' }),
  },
  {
    kind: 'consultation',
    name: 'it can be opened twice, and its hour moves on',
    breaks: CONSULTATION.once,
    machine: altered('consultation', { 'states.open.on.CONSULTATION_OPENED': { actions: 'begin' } }),
  },
  {
    kind: 'consultation',
    name: 'its hour is heard by nobody',
    breaks: EVERY.heard,
    machine: altered('consultation', { 'states.called.on.TICK': undefined }),
  },
  {
    kind: 'consultation',
    name: 'what is concluded keeps its clock',
    breaks: EVERY.endedQuietly,
    machine: altered('consultation', { 'states.concluded.entry': undefined }),
  },
  {
    kind: 'consultation',
    name: 'it is opened without an hour for its conclusion',
    breaks: EVERY.waitsForHour,
    machine: altered('consultation', { 'states.open.entry': 'stopClock' }),
  },
  {
    kind: 'consultation',
    name: 'what is overdue stays for ever',
    breaks: NO_END,
    machine: altered('consultation', { 'states.overdue.on': {} }),
  },
  {
    kind: 'conferring',
    name: 'an episode has it looked twice at once',
    breaks: CONFERRING.looks,
    machine: altered('conferring', {
      'states.calling.on.EPISODE_TURNED': { actions: { type: 'callSlots', params: { since: EARLIER } } },
    }),
  },
  {
    kind: 'conferring',
    name: 'its hour is heard by nobody',
    breaks: EVERY.heard,
    machine: altered('conferring', { 'states.waiting.on.TICK': undefined }),
  },
  {
    kind: 'conferring',
    name: 'what is ended keeps its clock',
    breaks: EVERY.endedQuietly,
    machine: altered('conferring', { 'states.ended.entry': undefined }),
  },
  {
    kind: 'conferring',
    name: 'after one it waits for nothing',
    breaks: EVERY.waitsForHour,
    machine: altered('conferring', {
      'states.calling.on.SLOTS_CALLED': { target: 'waiting', actions: assign({ deadlines: { look: null } }) },
    }),
  },
  {
    kind: 'conferring',
    name: 'it can not be ended',
    breaks: NO_END,
    machine: altered('conferring', {
      'states.waiting.on.CONFERRING_ENDED': undefined,
      'states.calling.on.CONFERRING_ENDED': undefined,
    }),
  },
]

holdsSpaces(
  {
    consultation: { dossier: consultation, table: consultationTable },
    conferring: { dossier: conferring, table: conferringTable },
  },
  mutants,
)

it.each(['consultation', 'conferring'] as const)('every property of a %s has its mutant', (kind) => {
  const own = { consultation: CONSULTATION, conferring: CONFERRING }[kind]
  expect(new Set(mutants.flatMap((one) => (one.kind === kind ? [one.breaks] : [])))).toEqual(
    new Set([...Object.values(own), ...Object.values(EVERY), NO_END]),
  )
})
