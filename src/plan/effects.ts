import { ask, finish, type Effect } from '../db/effects.ts'
import { note, type Doing } from '../db/journal.ts'
import type { Tx } from '../db/port.ts'
import { listById, listInForce, listingRows } from '../inventory/store.ts'
import { listedAmong, listedOn } from '../inventory/versions/store.ts'
import { newId, type Id } from '../model/id.ts'
import type { Part } from '../model/stage.ts'
import { addMinutes, dayOf, type Instant } from '../model/time.ts'
import type { World } from '../world.ts'
import { bandOf, rungsOf } from '../rulebook/ladder.ts'
import type { Listed } from './asked.ts'
import { exceptionById, withExceptions } from './exceptions/store.ts'
import { joinedIn, lockEnterprises } from './joined/store.ts'
import { nextOrders, type Pinned } from './next.ts'
import { sparedCounties } from './spares.ts'
import {
  endOrders,
  heldAlive,
  holdSigned,
  insertOrders,
  openProgress,
  pinList,
  saveProgress,
  signedWarning,
  weightOf,
  type Held,
  type Signed,
} from './store.ts'
import { recordUnplanned } from './unplanned/store.ts'

/**
 * Enterprises in one transaction: an order and the one that it replaces are two rows, and the one embedded connection
 * is not to be held for more than 500. PostgreSQL takes more at a time.
 */
const CHUNK = { embedded: 200, postgres: 250 } as const
/**
 * After the first chunk, which is small so that the first message leaves within a second. What a chunk waits for, and
 * not its writing, is most of its time while messages go out beside it: with 250 planning held up the sending of a
 * flood, and more than this hold several MB of text at once for nothing.
 */
const LATER_CHUNK = { embedded: 200, postgres: 1_000 } as const

/** Plans and issues every order of a warning's revision, chunk by chunk; it goes on where it was after a crash. */
export async function planOrders(world: World, effect: Effect<'planOrders'>): Promise<void> {
  const { db } = world
  const found = await signedWarning(db, effect.subject)
  const list = found === null ? null : await listFor(world, found)
  // No list, nobody to order: the warning stands for the public and the departments all the same.
  if (found === null || list === null) {
    return await db.transaction(async (tx) => {
      const doing = { now: world.clock.now(), by: 'engine' }
      const { area, subject } = effect
      await note(
        tx,
        { area, kind: 'warning', subject, event: 'NOTHING_TO_ORDER', body: { why: 'no list is in force' } },
        doing,
      )
      await finish(tx, [effect.id])
    })
  }
  const pinned = await withSpares(world, found, list)
  for (let more = true; more;) more = await db.transaction((tx) => planChunk(tx, world, effect, pinned))
}

async function planChunk(tx: Tx, world: World, effect: Effect<'planOrders'>, list: Pinned): Promise<boolean> {
  const doing: Doing = { now: world.clock.now(), by: 'engine' }
  const { revision } = effect.params
  const warning = await holdSigned(tx, effect.subject)
  // A later signature plans the same enterprises anew, and after the end nobody is to be ordered any more.
  if (warning?.revision !== revision) {
    await finish(tx, [effect.id])
    return false
  }
  const job = { warning: warning.id, revision, purpose: 'order', area: warning.area } as const
  const progress = await openProgress(tx, job)
  if (progress.done) {
    await finish(tx, [effect.id])
    return false
  }
  const size = (progress.cursor === '' ? CHUNK : LATER_CHUNK)[world.db.kind]
  const rows = await listingRows(tx, list.id, progress.cursor === '' ? null : progress.cursor, size)
  const listed = await withExceptions(tx, warning.id, rows)
  const { issued, unchanged } = await issue(tx, world, warning, list, listed, doing)
  const last = rows.at(-1)
  const done = rows.length < size
  await saveProgress(
    tx,
    job,
    {
      cursor: last?.enterprise ?? progress.cursor,
      planned: progress.planned + issued,
      unchanged: progress.unchanged + unchanged,
      done,
    },
    doing.now,
  )
  if (done) {
    await askVerdicts(tx, world, effect, doing.now > warning.startsAt ? doing.now : warning.startsAt)
    await finish(tx, [effect.id])
  }
  return !done
}

/** Whether it is done is looked at from here on: when a day is over, and when the last order has ended. */
async function askVerdicts(tx: Tx, { rulebooks, clock }: World, of: Pick<Effect, 'subject' | 'area'>, since: Instant) {
  const { waitMinutes } = rulebooks.verification(dayOf(since))
  const asked = { kind: 'verify', subject: of.subject, area: of.area, params: {} } as const
  await ask(tx, [{ ...asked, notBefore: addMinutes(since, waitMinutes) }], clock.now())
}

/** Orders one enterprise anew, as the exception has it that two officers made; all others keep what they hold. */
export async function planException(world: World, effect: Effect<'planException'>): Promise<void> {
  const found = await signedWarning(world.db, effect.subject)
  const version = found?.listId ? await listById(world.db, found.listId) : null
  const list = found && version && (await withSpares(world, found, version))
  await world.db.transaction(async (tx) => {
    const doing: Doing = { now: world.clock.now(), by: 'engine', because: 'exception' }
    const warning = await holdSigned(tx, effect.subject)
    const exception = await exceptionById(tx, effect.params.exception)
    const row = list && exception ? await listedOn(tx, list.id, exception.enterprise) : null
    if (warning && list && row)
      await issue(tx, world, warning, list, await withExceptions(tx, warning.id, [row]), doing)
    await finish(tx, [effect.id])
  })
}

/** Orders some enterprises anew, as the frozen list and its exceptions have them by now. */
export async function planAgain(world: World, effect: Effect<'planAgain'>): Promise<void> {
  const found = await signedWarning(world.db, effect.subject)
  const version = found?.listId ? await listById(world.db, found.listId) : null
  const list = found && version && (await withSpares(world, found, version))
  await world.db.transaction(async (tx) => {
    const doing: Doing = { now: world.clock.now(), by: 'engine' }
    const warning = await holdSigned(tx, effect.subject)
    if (warning && list) {
      const rows = await listedAmong(tx, list.id, effect.params.enterprises)
      await issue(tx, world, warning, list, await withExceptions(tx, warning.id, rows), doing)
    }
    await finish(tx, [effect.id])
  })
}

/** Writes the orders of one chunk: new ones, and new revisions of those for whom something changes. */
async function issue(
  tx: Tx,
  world: World,
  warning: Signed,
  list: Pinned,
  listed: readonly Listed[],
  doing: Doing,
  after: Id | null = null,
): Promise<{ issued: number; unchanged: number; replaced: Id[] }> {
  await lockEnterprises(
    tx,
    listed.map(({ enterprise }) => enterprise),
  )
  const next = await nextOrders(tx, world, warning, list, listed, { now: doing.now, after })
  const orders = next.orders.map((order) => ({ ...order, orderId: order.before?.orderId ?? newId(doing.now) }))
  const replaced = orders.flatMap(({ before }) => (before?.alive ? [before.id] : []))
  await endOrders(tx, replaced, 'ORDER_REPLACED', doing)
  // Those who climb alike begin alike.
  const { ladder } = world.rulebooks.deadlines(dayOf(doing.now))
  const alike = Map.groupBy(orders, ({ content }) => bandOf(ladder, weightOf(content)))
  for (const [band, some] of alike)
    await insertOrders(tx, warning.id, some, { level: warning.level, ladder: rungsOf(band, warning.measures) }, doing)
  if (orders.length > 0)
    await ask(tx, [{ kind: 'handOver', subject: warning.id, area: warning.area, params: rangeOf(orders) }], doing.now)
  const enterprises = listed.map(({ enterprise }) => enterprise)
  await recordUnplanned(tx, warning, enterprises, next.failed, doing)
  for (const { enterprise, why } of next.failed)
    world.log.error({ warning: warning.id, enterprise, why }, 'an enterprise could not be planned')
  await release(tx, warning, next.freed, doing)
  return { issued: orders.length, unchanged: next.unchanged.length, replaced }
}

/** Stands every living order of a warning down (解除). */
export async function releaseOrders(world: World, effect: Effect<'releaseOrders'>): Promise<void> {
  const heirs = await heirsOf(world, effect.subject)
  for (let more = true; more;) more = await world.db.transaction((tx) => releaseChunk(tx, world, effect, null, heirs))
}

/** Stands the living orders down whom a stage of the lift names (分阶段解除); the rest goes on. */
export async function releasePart(world: World, effect: Effect<'releasePart'>): Promise<void> {
  const { parts } = effect.params
  const heirs = await heirsOf(world, effect.subject)
  for (let more = true; more;) more = await world.db.transaction((tx) => releaseChunk(tx, world, effect, parts, heirs))
}

/** Warnings above and below under which orders go on when theirs has ended, the smallest area first; read before a transaction. */
async function heirsOf(world: World, subject: Id): Promise<{ id: Id; area: string; list: Pinned }[]> {
  const { db, areas } = world
  const ended = await signedWarning(db, subject)
  if (ended === null) return []
  const nested = [...areas.around(ended.area), ...areas.within(ended.area)]
  const heirs: { id: Id; area: string; list: Pinned }[] = []
  for (const { id, area, listId } of await joinedIn(db, nested, subject)) {
    const signed = await signedWarning(db, id)
    const list = listId === null ? null : await listById(db, listId)
    if (signed && list) heirs.push({ id, area, list: await withSpares(world, signed, list) })
  }
  return heirs.sort((a, b) => areas.within(a.area).length - areas.within(b.area).length)
}

async function releaseChunk(
  tx: Tx,
  world: World,
  effect: Effect<'releaseOrders' | 'releasePart'>,
  parts: readonly Part[] | null,
  heirs: readonly { id: Id; area: string; list: Pinned }[],
): Promise<boolean> {
  const doing: Doing = { now: world.clock.now(), by: 'engine' }
  const size = CHUNK[world.db.kind]
  const rows = await heldAlive(tx, effect.subject, parts, size)
  const gone = new Set<Id>()
  for (const { id, list } of heirs) {
    const heir = await holdSigned(tx, id)
    if (heir === null) continue
    const left = rows.flatMap((row) => (gone.has(row.id) ? [] : [row.enterprise]))
    const listed = await withExceptions(tx, id, await listedAmong(tx, list.id, left))
    const { replaced } = await issue(tx, world, heir, list, listed, doing, effect.subject)
    for (const one of replaced) gone.add(one)
  }
  const freed = rows.filter((row) => !gone.has(row.id))
  await release(tx, { id: effect.subject, area: effect.area }, freed, doing)
  if (rows.length === size) return true
  await askVerdicts(tx, world, effect, doing.now)
  await finish(tx, [effect.id])
  return false
}

async function release(
  tx: Tx,
  { id: subject, area }: { id: Id; area: string },
  rows: readonly Pick<Held, 'id' | 'enterprise'>[],
  doing: Doing,
): Promise<void> {
  if (rows.length === 0) return
  const ids = rows.map(({ id }) => id)
  await endOrders(tx, ids, 'ORDER_RELEASED', doing)
  await ask(tx, [{ kind: 'announceRelease', subject, area, params: rangeOf(rows) }], doing.now)
}

/** From the first to the last enterprise of some rows, which come in the order of their enterprises. */
function rangeOf(rows: readonly { readonly enterprise: Id }[]): { from: Id; to: Id } {
  const [from, to] = [rows[0]?.enterprise, rows.at(-1)?.enterprise]
  if (from === undefined || to === undefined) throw new Error('a range of no rows')
  return { from, to }
}

/** Worked out before a transaction begins: the whole list is read for it. */
async function withSpares({ db }: World, warning: Signed, { id, name }: { id: Id; name: string }): Promise<Pinned> {
  return { id, name, spares: await sparedCounties(db, id, warning.area, dayOf(warning.signedAt)) }
}

async function listFor(world: World, warning: Signed): Promise<{ id: Id; name: string } | null> {
  const { db, clock } = world
  if (warning.listId !== null) return await listById(db, warning.listId)
  // What was conferred on and signed was meant for the list of that hour; without one, any that came since is better.
  const list =
    (await listInForce(db, warning.area, warning.signedAt)) ?? (await listInForce(db, warning.area, clock.now()))
  if (list === null) return null
  // Another plan of this warning may have pinned an older version meanwhile: that one holds.
  const pinned = await db.transaction((tx) => pinList(tx, warning.id, list.id))
  return pinned === list.id ? list : await listById(db, pinned)
}
