import { z } from 'zod'
import { warningById } from '../../episode/store.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { idParams, remark } from '../../http/schemas.ts'
import { actorOf, areasSeen } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { asPage, asWorkbook } from './paper.ts'
import { callSheet } from './sheet.ts'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
/** The page has a style of its own and nothing else. */
const PAPER = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

/** The call sheet (电话通知单) of a warning, for the part of it that the caller sees. */
export function callSheetRoutes(app: App, world: World): void {
  app.get(
    '/warnings/:id/call-sheet',
    {
      config: { action: 'order.callSheet' },
      schema: {
        tags: ['receipts'],
        params: idParams,
        querystring: z.object({
          format: z.enum(['html', 'xlsx', 'json']).default('html'),
          reason: remark.min(1).describe('why people are named with their numbers; goes into the journal'),
        }),
      },
    },
    async ({ params, query: { format, reason }, caller }, reply) => {
      const { db, clock, areas } = world
      const warning = await warningById(db, params.id)
      const seen = areasSeen(world, caller)
      const own = warning === null ? [] : areas.within(warning.area).filter((code) => seen.includes(code))
      if (warning === null || own.length === 0) throw new Refusal('thing.unknown', { what: 'warning', id: params.id })
      const printing = { by: actorOf(caller), name: caller.name, reason, now: clock.now() }
      const sheet = await callSheet(world, warning, own, printing)
      void reply.header('cache-control', 'no-store')
      if (format === 'json') return reply.type('application/json; charset=utf-8').send(JSON.stringify(sheet))
      if (format === 'html')
        return reply.header('content-security-policy', PAPER).type('text/html; charset=utf-8').send(asPage(sheet))
      return reply
        .type(XLSX)
        .header('content-disposition', `attachment; filename="call-sheet-${warning.area}.xlsx"`)
        .send(Buffer.from(await asWorkbook(sheet)))
    },
  )
}
