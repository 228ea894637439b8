import { z } from 'zod'
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

export function showEntry({ actor, body, ...row }: JournalRow): z.output<typeof journalEntry> {
  return { ...row, by: actor, body: JSON.parse(body) as unknown }
}

/** `/journal` (日志): what happened, newest first. */
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
}
