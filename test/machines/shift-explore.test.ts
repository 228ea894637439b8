import { expect, it } from 'vitest'
import { and, assign } from 'xstate'
import { shiftMachine } from '../../machines/shift.ts'
import { shiftTable } from '../../machines/tables/shift.ts'
import { EVERY, type Dossier } from './dossierSpace.ts'
import { NO_END } from './explore.ts'
import { holdsSpaces, type Mutant } from './holdsSpaces.ts'
import { altered, standIn } from './mutants.ts'
import { LATER, NOW } from './samples.ts'

/* A shift, explored to the last state, and with a machine that is wrong in one place for each property (N06). */

const SHIFT = {
  told: 'an absence is told of when it begins and when it ends, once each',
  kept: 'who was absent has come late, or never came: it is not taken off the roster',
  left: 'a post is left to somebody who has taken it over, or at its end',
  asked: 'whoever is to come is asked once, and whoever is named later too',
  relieved: 'whenever a post is left, somebody looks whether anybody is there',
} as const

const shift: Dossier = {
  input: { post: 'duty', start: LATER, checkIn: LATER, end: LATER },
  events: [
    { type: 'PERSON_NAMED' },
    { type: 'CHECKED_IN', now: NOW },
    { type: 'HANDED_OVER' },
    { type: 'TAKEN_OVER', now: NOW },
    { type: 'SHIFT_WITHDRAWN', now: NOW },
  ],
  ends: ['handedOver', 'over', 'missed', 'withdrawn'],
  waits: { planned: 'end', absent: 'end', present: 'end', handingOver: 'end' },
  remembers: ({ after, event }) =>
    after.state === 'absent' ? 'absent' : event['deadline'] === 'start' ? 'asked' : null,
  broken: ({ event, before, after, effects, known }) => {
    const broken: string[] = []
    const [was, is] = [before.state, after.state]
    const looks = effects.filter((kind) => kind === 'wake').length
    if (((was === 'absent') !== (is === 'absent') || looks > 1) && looks !== 1) broken.push(SHIFT.told)
    if (known.includes('absent') && is === 'withdrawn') broken.push(SHIFT.kept)
    const atPost = (state: string) => state === 'present' || state === 'handingOver'
    if (atPost(was) && !atPost(is)) {
      const taken = is === 'handedOver' && was === 'handingOver' && event.type === 'TAKEN_OVER'
      const ended = is === 'over' && (event.type === 'TICK' || event.type === 'SHIFT_WITHDRAWN')
      if (!taken && !ended) broken.push(SHIFT.left)
      if (looks !== 1) broken.push(SHIFT.relieved)
    }
    const calls = effects.filter((kind) => kind === 'callToPost').length
    const isStart = event['deadline'] === 'start'
    const late = event.type === 'PERSON_NAMED' && known.some((word) => word === 'asked' || word === 'absent')
    if (calls !== (isStart || late ? 1 : 0)) broken.push(SHIFT.asked)
    return broken
  },
}

const mutants: readonly Mutant<'shift'>[] = [
  {
    kind: 'shift',
    name: 'an absence wakes nobody',
    breaks: SHIFT.told,
    machine: altered('shift', {
      'states.planned.on.TICK': [
        { guard: and(['deadlineStands', 'isStart']), actions: ['askedToCome', { type: 'callToPost', params: {} }] },
        { guard: and(['deadlineStands', 'isCheckIn']), target: 'absent' },
        { guard: 'deadlineStands', target: 'missed' },
      ],
    }),
  },
  {
    kind: 'shift',
    name: 'who comes late is called on',
    breaks: SHIFT.told,
    machine: altered('shift', { 'states.absent.on.CHECKED_IN': 'present' }),
  },
  {
    kind: 'shift',
    name: 'an absence is edited away',
    breaks: SHIFT.kept,
    machine: altered('shift', {
      'states.absent.on.SHIFT_WITHDRAWN': {
        target: 'withdrawn',
        actions: { type: 'wake', params: { cause: 'dutyAbsent', occasion: '' } },
      },
    }),
  },
  {
    kind: 'shift',
    name: 'the note alone relieves',
    breaks: SHIFT.left,
    machine: altered('shift', {
      'states.present.on.HANDED_OVER': {
        target: 'handedOver',
        actions: { type: 'wake', params: { cause: 'dutyAbsent', occasion: '' } },
      },
    }),
  },
  {
    kind: 'shift',
    name: 'nobody looks who is there after the end',
    breaks: SHIFT.relieved,
    machine: altered('shift', { 'states.present.on.TICK': { guard: 'deadlineStands', target: 'over' } }),
  },
  {
    kind: 'shift',
    name: 'who stands in is not asked to come',
    breaks: SHIFT.asked,
    machine: altered('shift', { 'states.absent.on.PERSON_NAMED': { actions: assign({}) } }),
  },
  {
    kind: 'shift',
    name: 'the hour by which somebody is to come is heard by nobody',
    breaks: EVERY.heard,
    machine: altered('shift', { 'states.planned.on.TICK': undefined }),
  },
  {
    kind: 'shift',
    name: 'what was taken off the roster keeps its clock',
    breaks: EVERY.endedQuietly,
    machine: altered('shift', { 'states.withdrawn.entry': undefined }),
  },
  {
    kind: 'shift',
    name: 'whoever is at the post has no end',
    breaks: EVERY.waitsForHour,
    machine: standIn(
      shiftMachine.provide({
        actions: { stopAsking: assign({ deadlines: { start: null, checkIn: null, end: null } }) },
      }),
    ),
  },
  {
    kind: 'shift',
    name: 'who has handed over waits for the next for ever',
    breaks: NO_END,
    machine: altered('shift', {
      'states.handingOver.on': {
        TICK: {
          guard: 'deadlineStands',
          actions: assign({ deadlines: { start: null, checkIn: null, end: LATER } }),
        },
      },
    }),
  },
]

holdsSpaces({ shift: { dossier: shift, table: shiftTable } }, mutants)

it('every property of a shift has its mutant', () => {
  const own = [...Object.values(SHIFT), ...Object.values(EVERY), NO_END]
  expect(new Set(mutants.map(({ breaks }) => breaks))).toEqual(new Set(own))
})
