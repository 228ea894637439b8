import type { Db } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import type { Listed } from '../asked.ts'
import { pagesOf } from '../spares.ts'

/**
 * Enterprises that are kept in memory: a city's consultation asks again and again, and reading its five thousand rows
 * takes longer than the answer. A province's fifty thousand would hold 200 MB for a question a day; they are read anew.
 */
const MOST_KEPT = 10_000

/** A released version never changes: the last one that was asked about is kept as long as this process lives. */
const kept = new WeakMap<Db, { readonly list: Id; readonly rows: readonly Listed[] }>()

/** A list version page by page. */
export async function* listedOf(db: Db, list: Id): AsyncGenerator<readonly Listed[]> {
  const known = kept.get(db)
  if (known?.list === list) {
    yield* pages(known.rows)
    return
  }
  const rows: Listed[] = []
  for await (const page of pagesOf(db, list)) {
    if (rows.length <= MOST_KEPT) rows.push(...page)
    yield page
  }
  if (rows.length <= MOST_KEPT) kept.set(db, { list, rows })
}

/** The one embedded connection, and everybody else, is free between two pages (law 14). */
const PAGE = 1000

function* pages(rows: readonly Listed[]): Generator<readonly Listed[]> {
  for (let from = 0; from < rows.length; from += PAGE) yield rows.slice(from, from + PAGE)
}
