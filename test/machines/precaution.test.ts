import { expect, it } from 'vitest'
import { assign } from 'xstate'
import { MACHINES } from '../../machines/index.ts'
import { precautionMachine, type PrecautionContext, type PrecautionEvent } from '../../machines/precaution.ts'
import { precautionTable, type PrecautionGuard } from '../../machines/tables/precaution.ts'
import { sayEvent, sayState } from '../../machines/words.ts'
import { EVERY, type Dossier } from './dossierSpace.ts'
import { NO_END } from './explore.ts'
import { holdsSpaces, type Mutant } from './holdsSpaces.ts'
import { holdsTable, type Reading } from './holdsTable.ts'
import { altered, standIn } from './mutants.ts'
import { EARLIER, LATER, NOW } from './samples.ts'
import { unreadFields } from './unread.ts'

/* 临时管控: every cell of its table, every state that it can reach, and a machine that is wrong in one place for each property. */

const PRECAUTION = {
  byPeople: 'a precaution holds only once an officer has taken it',
  givesWay: 'a precaution ends when the response of a warning begins',
  notCut: 'no forecast ends or shortens a precaution that holds',
} as const

const people = [{ type: 'PRECAUTION_TAKEN' }, { type: 'PRECAUTION_DECLINED' }, { type: 'PRECAUTION_ENDED' }] as const
const others = [
  ...[EARLIER, NOW, LATER].map((endsAt) => ({ type: 'CALLED_UNTIL', endsAt }) as const),
  { type: 'CALL_LAPSED' } as const,
  { type: 'WARNING_BEGAN' } as const,
]
const events: readonly PrecautionEvent[] = [
  ...['end', 'nothing'].flatMap((deadline) =>
    [EARLIER, NOW, LATER].map((due) => ({ type: 'TICK', now: NOW, deadline, due }) as const),
  ),
  ...people,
  ...others,
]
const contexts: readonly PrecautionContext[] = [null, EARLIER, NOW, LATER].map((end) => ({ deadlines: { end } }))
const guards: Record<PrecautionGuard, Reading<'precaution'>> = {
  deadlineStands: ({ deadlines: { end } }, event) =>
    event.type === 'TICK' && event.deadline === 'end' && end === event.due && event.due <= event.now,
  isLater: ({ deadlines: { end } }, event) => event.type === 'CALLED_UNTIL' && (end === null || event.endsAt > end),
}
holdsTable({ kind: 'precaution', table: precautionTable, guards, events, contexts })

it('holds in its context what guards read, and has words for its states and for what people do', () => {
  const other = { deadlines: { end: null } }
  expect(unreadFields(MACHINES.precaution, Object.keys(precautionTable), contexts, events, other)).toEqual([])
  const said = new Set(Object.keys(precautionTable).map((state) => sayState('precaution', state).zh))
  expect(said.size).toBe(Object.keys(precautionTable).length)
  expect(people.every(({ type }) => sayEvent(type) !== null)).toBe(true)
})

const endOf = ({ context }: { context: Readonly<Record<string, unknown>> }) =>
  (context['deadlines'] as PrecautionContext['deadlines']).end

const precaution: Dossier = {
  input: { endsAt: LATER },
  events: [...people, ...others],
  ends: ['ended', 'declined', 'lapsed', 'overtaken'],
  waits: { proposed: 'end', holding: 'end' },
  remembers: () => null,
  broken: ({ event, before, after }) => {
    const broken: string[] = []
    if (after.state === 'holding' && before.state !== 'holding' && event.type !== 'PRECAUTION_TAKEN')
      broken.push(PRECAUTION.byPeople)
    if (event.type === 'WARNING_BEGAN' && after.state !== 'overtaken') broken.push(PRECAUTION.givesWay)
    const forecast = event.type === 'CALLED_UNTIL' || event.type === 'CALL_LAPSED'
    const cut = after.state !== 'holding' || (endOf(after) ?? '') < (endOf(before) ?? '')
    if (forecast && before.state === 'holding' && cut) broken.push(PRECAUTION.notCut)
    return broken
  },
}

const mutants: readonly Mutant<'precaution'>[] = [
  {
    kind: 'precaution',
    name: 'a forecast that calls for it again begins it',
    breaks: PRECAUTION.byPeople,
    machine: altered('precaution', { 'states.proposed.on.CALLED_UNTIL': { target: 'holding', actions: 'setEnd' } }),
  },
  {
    kind: 'precaution',
    name: 'it goes on beside the warning',
    breaks: PRECAUTION.givesWay,
    machine: altered('precaution', { 'states.holding.on.WARNING_BEGAN': { target: 'holding' } }),
  },
  {
    kind: 'precaution',
    name: 'a forecast shortens what holds',
    breaks: PRECAUTION.notCut,
    machine: standIn(precautionMachine.provide({ guards: { isLater: () => true } })),
  },
  {
    kind: 'precaution',
    name: 'its end is heard by nobody',
    breaks: EVERY.heard,
    machine: altered('precaution', { 'states.holding.on.TICK': undefined }),
  },
  {
    kind: 'precaution',
    name: 'whoever takes it stops its clock',
    breaks: EVERY.waitsForHour,
    machine: altered('precaution', {
      'states.proposed.on.PRECAUTION_TAKEN': { target: 'holding', actions: 'stopClock' },
    }),
  },
  {
    kind: 'precaution',
    name: 'what is declined keeps its clock',
    breaks: EVERY.endedQuietly,
    machine: altered('precaution', { 'states.declined.entry': undefined }),
  },
  {
    kind: 'precaution',
    name: 'what holds puts its end off for ever',
    breaks: NO_END,
    machine: altered('precaution', {
      'states.holding.on': { TICK: { guard: 'deadlineStands', actions: assign({ deadlines: { end: LATER } }) } },
    }),
  },
]

holdsSpaces({ precaution: { dossier: precaution, table: precautionTable } }, mutants)

it('every property of a precaution has its mutant', () => {
  const own = [...Object.values(PRECAUTION), ...Object.values(EVERY), NO_END]
  expect(new Set(mutants.map(({ breaks }) => breaks))).toEqual(new Set(own))
})
