import { expect, it } from 'vitest'
import { assign } from 'xstate'
import type { FeedContext, FeedEvent } from '../../machines/feed.ts'
import { feedMachine } from '../../machines/feed.ts'
import { MACHINES } from '../../machines/index.ts'
import { feedTable, type FeedGuard } from '../../machines/tables/feed.ts'
import { sayEvent, sayState } from '../../machines/words.ts'
import { EVERY, type Dossier } from './dossierSpace.ts'
import { NO_END } from './explore.ts'
import { holdsSpaces, type Mutant } from './holdsSpaces.ts'
import { holdsTable, type Reading } from './holdsTable.ts'
import { altered, standIn } from './mutants.ts'
import { EARLIER, LATER, NOW } from './samples.ts'
import { unreadFields } from './unread.ts'

/* A feed: every cell of its table, every state that it can reach, and a machine that is wrong in one place for each property. */

const FEED = {
  told: 'a feed is told of when it dies, and when it is dead no more, once each',
  heard: 'a feed that speaks is alive, and the next bulletin is waited for',
} as const

const HEARD = { now: NOW, lateAt: LATER, deadAt: LATER }
const events: readonly FeedEvent[] = [
  ...['late', 'dead', 'nothing'].flatMap((deadline) =>
    [EARLIER, NOW, LATER].map((due) => ({ type: 'TICK', now: NOW, deadline, due }) as const),
  ),
  { type: 'BULLETIN_ARRIVED', ...HEARD },
  { type: 'FEED_CLOSED' },
]
const contexts: readonly FeedContext[] = [null, NOW, LATER].flatMap((late) =>
  [null, NOW, LATER].map((dead): FeedContext => ({ heardAt: EARLIER, deadlines: { late, dead } })),
)
const guards: Record<FeedGuard, Reading<'feed'>> = {
  deadlineStands: ({ deadlines }, event) =>
    event.type === 'TICK' &&
    Object.entries(deadlines).some(([name, at]) => name === event.deadline && at === event.due) &&
    event.due <= event.now,
  isDead: (_, event) => event.type === 'TICK' && event.deadline === 'dead',
}
holdsTable({ kind: 'feed', table: feedTable, guards, events, contexts })

it('holds in its context what guards and effects read, and has words for its states', () => {
  const other = { heardAt: NOW, deadlines: { late: null, dead: null } }
  expect(unreadFields(MACHINES.feed, Object.keys(feedTable), contexts, events, other)).toEqual([])
  const said = new Set(Object.keys(feedTable).map((state) => sayState('feed', state).zh))
  expect(said.size).toBe(Object.keys(feedTable).length)
  expect(sayEvent('FEED_CLOSED')?.zh).toBe('停用接口')
})

const feed: Dossier = {
  input: { now: EARLIER, lateAt: LATER, deadAt: LATER },
  events: [{ type: 'BULLETIN_ARRIVED', ...HEARD }, { type: 'FEED_CLOSED' }],
  ends: ['closed'],
  waits: { alive: 'dead', late: 'dead' },
  remembers: () => null,
  broken: ({ event, before, after, effects }) => {
    const broken: string[] = []
    const turned = (before.state === 'dead') !== (after.state === 'dead')
    if (effects.length !== (turned ? 1 : 0)) broken.push(FEED.told)
    if (event.type === 'BULLETIN_ARRIVED' && (after.state !== 'alive' || after.context['heardAt'] !== NOW))
      broken.push(FEED.heard)
    return broken
  },
}

const mutants: readonly Mutant<'feed'>[] = [
  {
    kind: 'feed',
    name: 'its death wakes nobody',
    breaks: FEED.told,
    machine: altered('feed', { 'states.dead.entry': 'stopClock' }),
  },
  {
    kind: 'feed',
    name: 'nobody is told that it speaks again',
    breaks: FEED.told,
    machine: altered('feed', { 'states.dead.on.BULLETIN_ARRIVED': { target: 'alive', actions: 'hear' } }),
  },
  {
    kind: 'feed',
    name: 'what is late stays late',
    breaks: FEED.heard,
    machine: altered('feed', { 'states.late.on.BULLETIN_ARRIVED': { actions: 'hear' } }),
  },
  {
    kind: 'feed',
    name: 'its lateness is heard by nobody',
    breaks: EVERY.heard,
    machine: standIn(feedMachine.provide({ guards: { deadlineStands: () => false } })),
  },
  {
    kind: 'feed',
    name: 'a bulletin stops the clock for good',
    breaks: EVERY.waitsForHour,
    machine: standIn(
      feedMachine.provide({
        actions: { hear: assign({ heardAt: NOW, deadlines: { late: null, dead: null } }) },
      }),
    ),
  },
  {
    kind: 'feed',
    name: 'what is closed keeps its clock',
    breaks: EVERY.endedQuietly,
    machine: altered('feed', { 'states.closed.entry': undefined }),
  },
  {
    kind: 'feed',
    name: 'a dead feed can not be closed, and its provider is gone',
    breaks: NO_END,
    machine: altered('feed', { 'states.dead.on': {} }),
  },
]

holdsSpaces({ feed: { dossier: feed, table: feedTable } }, mutants)

it('every property of a feed has its mutant', () => {
  const own = [...Object.values(FEED), ...Object.values(EVERY), NO_END]
  expect(new Set(mutants.map(({ breaks }) => breaks))).toEqual(new Set(own))
})
