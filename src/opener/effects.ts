import { finish, type Effect } from '../db/effects.ts'
import type { Doing } from '../db/journal.ts'
import type { Tx } from '../db/port.ts'
import { stepCohort } from '../db/step.ts'
import { insertLetters } from '../dispatch/letters/store.ts'
import { contactsOf } from '../inventory/store.ts'
import type { Id } from '../model/id.ts'
import type { World } from '../world.ts'
import { tryAll, type Seat, type Trying } from './decide.ts'
import { holdOpener, insertTests, lastTried, openerById, setAside, unsentOf } from './store.ts'
import { seatsIn } from './survey.ts'
import { testLetter } from './texts.ts'

/** Messages in one transaction: each is three rows and more, and the embedded connection writes no more than 500. */
const CHUNK = { embedded: 100, postgres: 250 } as const

/** Writes a test for every way to every contact of an opener's area. Begun again it goes on: each has its own key. */
export async function testLines(world: World, effect: Effect<'testLines'>): Promise<void> {
  const { db, clock, ways } = world
  const opener = await openerById(db, effect.subject)
  const seats = opener && (await seatsIn(db, world, opener.area, opener.startedAt))
  const { tries, wayless } = tryAll(seats ?? [], ways(clock.now()))
  const size = CHUNK[db.kind]
  const steps = [
    ...chunks(tries, size).map((some) => (tx: Tx, doing: Doing) => write(world, tx, effect.subject, some, doing)),
    ...chunks(wayless, size).map((some) => (tx: Tx, doing: Doing) => noWay(tx, effect.subject, some, doing)),
  ]
  for (const step of steps) {
    const running = await db.transaction(async (tx) => {
      const doing = { now: clock.now(), by: 'engine' }
      const held = await holdOpener(tx, effect.subject)
      if (held?.state !== 'running') return false
      await step(tx, doing)
      return true
    })
    if (!running) break
  }
  await db.transaction((tx) => finish(tx, [effect.id]))
}

/** Takes back what has not gone out. What a worker has taken up already goes out: its receiver is told that it is a test. */
export async function callOffTests({ db, clock }: World, effect: Effect<'callOffTests'>): Promise<void> {
  const size = CHUNK[db.kind]
  for (let more = true; more;) {
    more = await db.transaction(async (tx) => {
      const unsent = await unsentOf(tx, effect.subject, size)
      const doing = { now: clock.now(), by: 'engine' }
      if (unsent.length > 0) await stepCohort(tx, 'delivery', unsent, { type: 'MESSAGE_WITHDRAWN' }, doing)
      if (unsent.length < size) await finish(tx, [effect.id])
      return unsent.length === size
    })
  }
}

/** Tries a contact anew that was corrected, in the opener that tried it last. Nobody else's test is sent again. */
export async function testAgain(world: World, effect: Effect<'testAgain'>): Promise<void> {
  const { db, clock, ways } = world
  await db.transaction(async (tx) => {
    const doing = { now: clock.now(), by: 'engine' }
    const last = await lastTried(tx, effect.subject)
    if (last !== null && last.state !== 'calledOff') {
      const { opener, enterprise } = last
      const contacts = (await contactsOf(tx, [enterprise.id])).get(enterprise.id) ?? []
      const contact = contacts.find(({ id }) => id === effect.subject)
      if (contact) {
        const { tries, wayless } = tryAll([{ contact, enterprise }], ways(doing.now))
        await setAside(tx, opener, contact.id, doing.now)
        await write(world, tx, opener, tries, doing, effect.id)
        await noWay(tx, opener, wayless, doing)
      }
    }
    await finish(tx, [effect.id])
  })
}

/** @param again what tells the messages of a second try from those of the first */
async function write(
  { areas }: World,
  tx: Tx,
  opener: Id,
  tries: readonly Trying[],
  doing: Doing,
  again?: Id,
): Promise<void> {
  const held = await openerById(tx, opener)
  const areaName = areas.find(held?.area ?? '')?.name ?? ''
  const keyOf = ({ target }: Trying) => `${opener}.${again === undefined ? '' : `${again}.`}${target}`
  await insertLetters(
    tx,
    tries.map((one) => {
      const { channel, address, seats } = one
      const [{ enterprise, contact }] = seats
      const letter = testLetter({ id: opener, areaName }, one)
      return { area: enterprise.area, contactId: contact.id, channel, address, key: keyOf(one), letter }
    }),
    doing,
  )
  await insertTests(
    tx,
    opener,
    tries.flatMap((one) => one.seats.map((seat) => ({ seat, channel: one.channel, key: keyOf(one) }))),
    doing.now,
  )
}

async function noWay(tx: Tx, opener: Id, seats: readonly Seat[], { now }: Doing): Promise<void> {
  await insertTests(
    tx,
    opener,
    seats.map((seat) => ({ seat, channel: null, key: null })),
    now,
  )
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size))
}
