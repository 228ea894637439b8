import { z } from 'zod'
import { areasSeen, mustSee } from '../people/caller.ts'
import type { World } from '../world.ts'
import type { App } from './app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from './cursor.ts'
import { areaCode, id, instant } from './schemas.ts'
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
        querystring: z
          .object({
            ...pageQuery,
            subject: id.optional(),
            area: areaCode.optional().describe('this area and all that lies in it'),
            kind: z.string().max(200).optional().describe('what it is about; several with commas between them'),
            actor: z.string().max(80).optional().describe('who did it, as `by` names them'),
            from: instant.optional(),
            until: instant.optional().describe('half-open'),
          })
          .refine(({ from, until }) => from === undefined || until === undefined || from < until, {
            message: 'it ends before it begins',
            path: ['until'],
          }),
        response: { 200: pageOf(journalEntry) },
      },
    },
    async ({ query, caller }) => {
      const { subject = null, area, kind, actor = null, from = null, until = null } = query
      if (area !== undefined) mustSee(world, caller, area, 'area', area)
      const areas = area === undefined ? areasSeen(world, caller) : world.areas.within(area)
      const before = readCursor(query.cursor, z.tuple([z.int()]))
      const kinds = kind?.split(',') ?? null
      const filter = { areas, subject, kinds, actor, from, until }
      const rows = await journalPage(world.db, filter, before?.[0] ?? null, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.seq], showEntry)
    },
  )
}
