import { MACHINES } from '../../machines/index.ts'
import type { WarningEvent } from '../../machines/warning.ts'
import { run } from '../db/machine.ts'
import type { Db } from '../db/port.ts'
import type { WarningRow } from '../episode/store.ts'
import { listById, listInForce, listingRows } from '../inventory/store.ts'
import { listedOn } from '../inventory/versions/store.ts'
import type { Id } from '../model/id.ts'
import { dayOf, type Instant } from '../model/time.ts'
import type { World } from '../world.ts'
import { withExceptions } from './exceptions/store.ts'
import { nextOrders, type Next, type Pinned } from './next.ts'
import { sparedCounties } from './spares.ts'
import { heldPage, type Held, type Signed } from './store.ts'

/** A warning as it would stand if what is proposed were signed at an instant (签发预览). */
export interface AsSigned {
  readonly warning: Omit<Signed, 'listId'>
  /** What the signature asks for: orders, the end of all orders at once, or their end at the hour of the lift. */
  readonly asks: 'orders' | 'release' | 'laterRelease'
  /** When the end is announced; null where orders are asked for. */
  readonly endsAt: Instant | null
}

/**
 * What the machine makes of the signature, without storing anything: conferred on if it has not been yet, then signed by
 * the rank that is asked for. Null where nothing is proposed.
 */
export function asSigned(row: WarningRow, now: Instant): AsSigned | null {
  const { change } = row.context
  if (change === null) return null
  const signing: WarningEvent = { type: 'OFFICER_SIGNED', rank: change.rank, now }
  const conference: WarningEvent = { type: 'CONSULTATION_HELD', decision: 'proceed' }
  const { warning: machine } = MACHINES
  const stored = { state: row.state, context: { ...row.context } }
  const conferred =
    run(machine, stored, signing) === null ? (run(machine, stored, conference)?.stored ?? stored) : stored
  const signed = run(machine, conferred, signing)
  if (signed === null) return null
  const {
    level,
    measures,
    startsAt,
    endsAt,
    pause,
    stages,
    revision,
    unruled = null,
  } = signed.stored.context as unknown as WarningRow['context']
  if (level === null || measures === null || startsAt === null) return null
  const { id, area, name } = row
  const asked = new Set(signed.effects.map(({ kind }) => kind))
  const asks = asked.has('planOrders') ? 'orders' : asked.has('releaseOrders') ? 'release' : 'laterRelease'
  return {
    warning: {
      id,
      area,
      name,
      level,
      measures,
      startsAt,
      endsAt,
      pause,
      unruled,
      stages,
      revision,
      signedAt: row.signedAt ?? now,
    },
    asks,
    endsAt: asks === 'orders' ? null : asks === 'release' ? now : endsAt,
  }
}

/** The version that orders would be planned from; null where no list is in force. */
export async function listOf(db: Db, row: WarningRow, { warning }: AsSigned): Promise<Pinned | null> {
  const list = row.listId === null ? await listInForce(db, row.area, warning.signedAt) : await listById(db, row.listId)
  if (list === null) return null
  const spares = await sparedCounties(db, list.id, row.area, dayOf(warning.signedAt))
  return { id: list.id, name: list.name, spares }
}

/** Enterprises read at once: the one embedded connection is free in between (law 14). */
const PAGE = 200

/** One page of a preview: what the planner of orders makes of some enterprises. */
export interface PreviewPage extends Next {
  /** The last enterprise that was looked at; null at the end. */
  readonly last: Id | null
}

/** What would be ordered, page by page in the order in which orders are planned; nothing is stored. */
export async function* previewOrders(
  { db, measures, areas, rulebooks }: Pick<World, 'db' | 'measures' | 'areas' | 'rulebooks'>,
  { warning }: AsSigned,
  list: Pinned,
  now: Instant,
  start: { readonly after: Id | null; readonly size?: number } = { after: null },
): AsyncGenerator<PreviewPage> {
  const { size = PAGE } = start
  for (let after = start.after; ;) {
    const rows = await listingRows(db, list.id, after, size)
    const listed = await withExceptions(db, warning.id, rows)
    const next = await nextOrders(db, { measures, areas, rulebooks }, warning, list, listed, { now })
    after = rows.length < size ? null : (rows.at(-1)?.enterprise ?? null)
    yield { ...next, last: after }
    if (after === null) return
  }
}

/** What one enterprise would be ordered; null where it is not on the list. */
export async function previewOf(
  { db, measures, areas, rulebooks }: Pick<World, 'db' | 'measures' | 'areas' | 'rulebooks'>,
  { warning }: AsSigned,
  list: Pinned,
  enterprise: Id,
  now: Instant,
): Promise<Next | null> {
  const row = await listedOn(db, list.id, enterprise)
  if (row === null) return null
  return await nextOrders(
    db,
    { measures, areas, rulebooks },
    warning,
    list,
    await withExceptions(db, warning.id, [row]),
    { now },
  )
}

/** Who would be released, page by page. */
export async function* previewReleases(db: Db, warning: Id, after: Id | null = null): AsyncGenerator<Held[]> {
  for (let last = after; ;) {
    const page = await heldPage(db, warning, last, PAGE)
    yield page
    last = page.at(-1)?.enterprise ?? null
    if (page.length < PAGE) return
  }
}
