import { z } from 'zod'
import { Refusal } from '../errors.ts'

/** Rows a page holds: fewer than 1 is no page, more than 500 no longer answers at once over 5,000 live orders. */
const MOST = 500

/** What a list route takes: `querystring: z.object({ ...pageQuery, … })`. */
export const pageQuery = {
  cursor: z.string().max(1_000).optional().describe('`next` of the page before'),
  limit: z.coerce.number().int().min(1).max(MOST).default(100),
}

/** A page of anything: `response: { 200: pageOf(order) }`. */
export function pageOf<Item extends z.ZodType>(
  item: Item,
): z.ZodObject<{ items: z.ZodArray<Item>; next: z.ZodNullable<z.ZodString> }> {
  return z.object({
    items: z.array(item),
    next: z.string().nullable().describe('give it as `cursor` for the next page; null at the end'),
  })
}

/**
 * Cuts what a query found into a page. Ask the database for `limit + 1` rows, in an order that `keyOf` tells fully
 * (end with the id), and continue with `where (a, b) > ($1, $2)` from `readCursor`.
 */
export function cutPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => readonly (string | number)[],
  show: (row: Row) => Item,
): { items: Item[]; next: string | null } {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const next = rows.length > limit && last !== undefined ? writeCursor(keyOf(last)) : null
  return { items: page.map(show), next }
}

export function writeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}

/**
 * Reads a cursor back into the key of the last row, or null without one.
 * @param key of what form the key is, as `z.tuple([z.string(), idText])`
 * @throws Refusal `request.invalid` when it is not one of ours
 */
export function readCursor<Key>(cursor: string | undefined, key: z.ZodType<Key>): Key | null {
  if (cursor === undefined) return null
  const read = key.safeParse(parse(cursor))
  if (read.success) return read.data
  throw new Refusal('request.invalid', { detail: 'query.cursor' })
}

function parse(cursor: string): unknown {
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  try {
    return JSON.parse(text)
  } catch {
    return null // a cursor that somebody made up: no schema takes null
  }
}
