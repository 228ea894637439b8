import type { Db } from '../db/port.ts'
import { classesSparing, type Spares } from '../inventory/sparing.ts'
import { listingRows } from '../inventory/store.ts'
import type { Id } from '../model/id.ts'
import type { Day } from '../model/time.ts'
import { loadReductions } from '../rulebook/reduction.ts'
import { sumsOfList } from './store.ts'

/** Rows read at a time; the one embedded connection is free in between (law 14). */
const PAGE = 1000
/** A released list never changes: what was worked out from one holds as long as this process lives. */
const known = new WeakMap<Db, Map<string, Spares>>()

/** The counties of a list whose small emitters need not stop, by level; none where no floors are in force. */
export async function sparedCounties(db: Db, list: Id, area: string, on: Day): Promise<Spares> {
  const floors = loadReductions().floors(on, area)
  const key = `${list} ${floors?.id}`
  const found = known.get(db)?.get(key)
  if (found) return found
  const spares = floors?.sparesSmall
    ? classesSparing(await sumsOfList(db, list), floors)
    : { yellow: NONE, orange: NONE, red: NONE }
  const mine = known.get(db) ?? new Map<string, Spares>()
  known.set(db, mine.set(key, spares))
  return spares
}

const NONE: ReadonlySet<string> = new Set()

/** A list version page by page, in the order of its enterprises' ids. */
export async function* pagesOf(db: Db, list: Id) {
  for (let after: Id | null = null; ;) {
    const page = await listingRows(db, list, after, PAGE)
    yield page
    after = page.at(-1)?.enterprise ?? null
    if (page.length < PAGE) return
  }
}
