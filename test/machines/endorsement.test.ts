import { expect, it } from 'vitest'
import { assign } from 'xstate'
import type { EndorsementContext, EndorsementEvent } from '../../machines/endorsement.ts'
import { endorsementTable, type EndorsementGuard } from '../../machines/tables/endorsement.ts'
import { EVERY, type Dossier } from './dossierSpace.ts'
import { NO_END } from './explore.ts'
import { holdsSpaces, type Mutant } from './holdsSpaces.ts'
import { holdsTable, type Reading } from './holdsTable.ts'
import { altered } from './mutants.ts'
import { EARLIER, LATER, NOW } from './samples.ts'

/* What shows a signature on paper or by telephone (补签): its table, every state that can be reached, and its mutants. */

const events: readonly EndorsementEvent[] = [
  { type: 'TICK', now: NOW, deadline: 'show', due: NOW },
  { type: 'TICK', now: NOW, deadline: 'show', due: EARLIER },
  { type: 'TICK', now: NOW, deadline: 'show', due: LATER },
  { type: 'TICK', now: NOW, deadline: 'nothing', due: NOW },
  { type: 'SIGNATURE_SHOWN' },
  { type: 'SIGNATURE_DENIED' },
]
const contexts: readonly EndorsementContext[] = [null, NOW, LATER].map((show) => ({ deadlines: { show } }))
const guards: Record<EndorsementGuard, Reading<'endorsement'>> = {
  deadlineStands: ({ deadlines }, event) =>
    event.type === 'TICK' && event.deadline === 'show' && event.due === deadlines.show && event.due <= event.now,
}
holdsTable({ kind: 'endorsement', table: endorsementTable, guards, events, contexts })

const TOLD = 'somebody is told when it is not shown by its hour, is shown, or denied, once each'

const dossier: Dossier = {
  input: { showBy: LATER },
  events: [{ type: 'SIGNATURE_SHOWN' }, { type: 'SIGNATURE_DENIED' }],
  ends: ['shown', 'denied'],
  waits: { awaited: 'show' },
  remembers: () => null,
  broken: ({ before, after, effects }) => (effects.length === (before.state === after.state ? 0 : 1) ? [] : [TOLD]),
}

const mutants: readonly Mutant<'endorsement'>[] = [
  {
    kind: 'endorsement',
    name: 'its hour passes and nobody is told',
    breaks: TOLD,
    machine: altered('endorsement', {
      'states.awaited.on.TICK': { guard: 'deadlineStands', target: 'overdue' },
    }),
  },
  {
    kind: 'endorsement',
    name: 'a denial is kept quiet',
    breaks: TOLD,
    machine: altered('endorsement', { 'states.overdue.on.SIGNATURE_DENIED': 'denied' }),
  },
  {
    kind: 'endorsement',
    name: 'its hour is heard by nobody',
    breaks: EVERY.heard,
    machine: altered('endorsement', { 'states.awaited.on.TICK': undefined }),
  },
  {
    kind: 'endorsement',
    name: 'what is shown keeps its clock',
    breaks: EVERY.endedQuietly,
    machine: altered('endorsement', { 'states.shown.entry': undefined }),
  },
  {
    kind: 'endorsement',
    name: 'it is begun without its hour',
    breaks: EVERY.waitsForHour,
    machine: altered('endorsement', { 'states.awaited.entry': assign({ deadlines: { show: null } }) }),
  },
  {
    kind: 'endorsement',
    name: 'what is overdue can not be shown',
    breaks: NO_END,
    machine: altered('endorsement', { 'states.overdue.on': {} }),
  },
]
holdsSpaces({ endorsement: { dossier, table: endorsementTable } }, mutants)

it('every property has its mutant', () => {
  expect(new Set(mutants.map(({ breaks }) => breaks))).toEqual(new Set([TOLD, ...Object.values(EVERY), NO_END]))
})
