import { z } from 'zod'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { documentFormat, sendDocument } from '../../http/document.ts'
import { idParams } from '../../http/schemas.ts'
import type { Instant } from '../../model/time.ts'
import { areasSeen, mustSee, type Caller } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { spanOf } from '../decide.ts'
import { listForm, showProblem, spanned } from '../schemas.ts'
import { letterById, problemsOver } from '../store.ts'
import { asWorkbook } from './paper.ts'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Lists of problems of a day or a week (日清单、周清单), and letters about those that are overdue (督办函). */
export function problemListRoutes(app: App, world: World): void {
  const { db, clock, areas } = world
  const tags = ['problems']

  app.get(
    '/problems/list',
    {
      config: { action: 'problem.read' },
      schema: { tags, querystring: spanned, response: { 200: listForm } },
    },
    async ({ query, caller }) => {
      const { rows, span } = await spannedBy(query, caller)
      const isIn = (at: Instant | null) => at !== null && at >= span.from && at < span.until
      const open = rows.filter(({ closedAt }) => closedAt === null || closedAt >= span.until)
      return {
        period: query.period,
        from: span.first,
        on: query.on,
        sums: {
          listed: rows.filter(({ listedAt }) => isIn(listedAt)).length,
          closed: rows.filter(({ closedAt }) => isIn(closedAt)).length,
          open: open.length,
          overdue: open.filter(({ fixBy: until }) => until <= span.until && until <= clock.now()).length,
        },
        items: rows.map(showProblem),
      }
    },
  )

  app.get(
    '/problems/list/workbook',
    { config: { action: 'problem.read' }, schema: { tags, querystring: spanned } },
    async ({ query, caller }, reply) => {
      const { rows, span } = await spannedBy(query, caller)
      const of = { period: query.period, first: span.first, on: query.on, exercise: world.kind !== 'live' }
      const book = await asWorkbook(rows, of, (code) => areas.find(code)?.name ?? code)
      return reply
        .type(XLSX)
        .header('content-disposition', `attachment; filename="problems-${query.period}-${query.on}.xlsx"`)
        .send(Buffer.from(book))
    },
  )

  app.get(
    '/problems/letters/:id/document',
    {
      config: { action: 'problem.read' },
      schema: { tags, params: idParams, querystring: z.object({ format: documentFormat.default('docx') }) },
    },
    async ({ params, query: { format }, caller }, reply) => {
      const found = await letterById(db, params.id)
      if (found === null) throw new Refusal('thing.unknown', { what: 'letter', id: params.id })
      mustSee(world, caller, found.area, 'letter', params.id)
      const asciiName = `letter-${found.issuer}-${found.year}-${found.number}`
      return await sendDocument(reply, found.document, { format, font: world.font, asciiName })
    },
  )

  async function spannedBy({ period, on, area }: z.output<typeof spanned>, caller: Caller) {
    if (area !== undefined) mustSee(world, caller, area, 'area', area)
    const span = spanOf(period, on)
    const within = area === undefined ? areasSeen(world, caller) : areas.within(area)
    return { span, rows: await problemsOver(db, within, span) }
  }
}
