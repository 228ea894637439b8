import { z } from 'zod'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { areaCode, id, instant } from '../../http/schemas.ts'
import { areasSeen, enterpriseOf } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { noticesIn, noticesTo, type Notice } from './store.ts'

const notice = z
  .object({
    id,
    area: areaCode,
    enterpriseId: id,
    kind: z.string(),
    at: instant,
    say: z.object({ zh: z.string(), en: z.string() }),
    about: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Notice' })

/** What enterprises are told (通知), for their officers and for themselves. */
export function noticeRoutes(app: App, world: World): void {
  const tags = ['inventory']
  const schema = { tags, querystring: z.object(pageQuery), response: { 200: pageOf(notice) } }

  app.get('/notices', { config: { action: 'notice.read' }, schema }, async ({ query, caller }) => {
    const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
    const rows = await noticesIn(world.db, areasSeen(world, caller), before, query.limit + 1)
    return cutPage(rows, query.limit, (row) => [row.id], show)
  })

  app.get('/me/notices', { config: { action: 'me.notices' }, schema }, async ({ query, caller }) => {
    const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
    const rows = await noticesTo(world.db, enterpriseOf(caller), before, query.limit + 1)
    return cutPage(rows, query.limit, (row) => [row.id], show)
  })
}

function show({ enterprise, body, ...row }: Notice): z.output<typeof notice> {
  const { say, ...about } = body
  return { ...row, enterpriseId: enterprise, say, about }
}
