import { z } from 'zod'
import { chainAfter, verify } from '../db/seal.ts'
import { areasSeen } from '../people/caller.ts'
import type { World } from '../world.ts'
import type { App } from './app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from './cursor.ts'
import { id, instant } from './schemas.ts'
import { journalPage, type JournalRow } from './store.ts'

export const journalEntry = z
  .object({
    seq: z.int(),
    at: instant,
    area: z.string(),
    kind: z.string(),
    subject: id,
    members: z.array(id).nullable().describe('a cohort that stepped together'),
    event: z.string(),
    by: z.string(),
    body: z.unknown(),
  })
  .meta({ id: 'JournalEntry' })

const verdict = z
  .object({
    ok: z.boolean(),
    entries: z.int(),
    sealed: z.int(),
    head: z.string().nullable(),
    broken: z.object({ n: z.int(), seq: z.int().nullable(), why: z.string() }).optional(),
  })
  .meta({ id: 'JournalVerdict' })

/** Links in one answer of an export; more would hold an answer of megabytes in memory. */
const CHAIN_PAGE = 1_000

export function showEntry({ actor, body, ...row }: JournalRow): z.output<typeof journalEntry> {
  return { ...row, by: actor, body: JSON.parse(body) as unknown }
}

/** `/journal` (日志): what happened, newest first, and whether the chain holds. */
export function journalRoutes(app: App, world: World): void {
  app.get(
    '/journal',
    {
      config: { action: 'journal.read' },
      schema: {
        querystring: z.object({ ...pageQuery, subject: id.optional() }),
        response: { 200: pageOf(journalEntry) },
      },
    },
    async ({ query, caller }) => {
      const before = readCursor(query.cursor, z.tuple([z.int()]))
      const rows = await journalPage(
        world.db,
        { areas: areasSeen(world, caller), subject: query.subject ?? null },
        before?.[0] ?? null,
        query.limit + 1,
      )
      return cutPage(rows, query.limit, (row) => [row.seq], showEntry)
    },
  )

  app.get(
    '/journal/chain',
    {
      config: { action: 'journal.verify' },
      schema: {
        querystring: z.object({ after: z.coerce.number().int().min(0).default(0) }),
        response: { 200: z.object({ entries: z.array(z.looseObject({ n: z.int(), hash: z.string() })) }) },
      },
    },
    async ({ query }) => ({
      entries: (await chainAfter(world.db, query.after, CHAIN_PAGE)).map((link) => ({ ...link })),
    }),
  )

  app.get('/journal/verify', { config: { action: 'journal.verify' }, schema: { response: { 200: verdict } } }, () =>
    verify(world.db),
  )
}
