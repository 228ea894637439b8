import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { seenWarning } from '../episode/seen.ts'
import type { WarningRow } from '../episode/store.ts'
import { Refusal } from '../errors.ts'
import type { App } from '../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../http/cursor.ts'
import { sendDocument } from '../http/document.ts'
import { journalEntry, showEntry } from '../http/journal.ts'
import { id, idParams, instant } from '../http/schemas.ts'
import { journalAmong } from '../http/store.ts'
import type { Font } from '../document/font.ts'
import { areasSeen, type Caller } from '../people/caller.ts'
import { loadIndustries } from '../rulebook/industries.ts'
import type { World } from '../world.ts'
import { FIGURES, figuresOf, type FigureName, type Figures } from './figures.ts'
import { asDocument, asWorkbook } from './forms.ts'
import { gather } from './gather.ts'
import { asPage, type ShownReview } from './page.ts'
import { figures, showFigures } from './schemas.ts'
import { titleOf } from './sections.ts'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
/** The page has a style of its own and nothing else. */
const PAPER = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

export const paperFormat = z.enum(['html', 'docx', 'pdf', 'xlsx'])
const live = z.object({ warningId: id, name: z.string(), at: instant, figures }).meta({ id: 'LiveReview' })
export const figureParams = idParams.extend({ name: z.enum(FIGURES) })

/** What a warning has come to so far (过程评估): counted now from the journal, and kept nowhere. */
export function liveReviewRoutes(app: App, world: World): void {
  const { db, clock } = world
  const tags = ['reviews']
  const read = { action: 'review.read' }
  const industries = loadIndustries()

  app.get(
    '/warnings/:id/review',
    { config: read, schema: { tags, params: idParams, response: { 200: live } } },
    async ({ params, caller }) => {
      const { warning, at, figures: counted } = await counting(params.id, caller)
      return { warningId: warning.id, name: warning.name, at, figures: showFigures(counted) }
    },
  )

  app.get(
    '/warnings/:id/review/paper',
    {
      config: read,
      schema: { tags, params: idParams, querystring: z.object({ format: paperFormat.default('html') }) },
    },
    async ({ params, query, caller }, reply) => {
      const { warning, at, figures: counted } = await counting(params.id, caller)
      const mark = world.kind === 'live' ? '过程稿' : '演练、过程稿'
      const review = { title: titleOf(warning.name), mark, at, figures: counted, notes: [], signed: null }
      return await sendReview(reply, review, query.format, world.font)
    },
  )

  app.get(
    '/warnings/:id/review/figures/:name/entries',
    {
      config: read,
      schema: { tags, params: figureParams, querystring: z.object(pageQuery), response: { 200: pageOf(journalEntry) } },
    },
    async ({ params, query, caller }) => {
      const { figures: counted } = await counting(params.id, caller)
      return await entriesPage(world, caller, counted, params.name, query)
    },
  )

  async function counting(
    warningId: string,
    caller: Caller,
  ): Promise<{ warning: WarningRow; at: string; figures: Figures }> {
    const warning = await seenWarning(world, warningId, caller)
    if (warning.signedAt === null) throw new Refusal('review.nothingSigned', { name: warning.name })
    const at = clock.now()
    return { warning, at, figures: figuresOf(await gather(db, world, industries, warning, at)) }
  }
}

/** The entries behind a figure, in the order in which they were written, as far as the caller may see them. */
export async function entriesPage(
  { db, areas }: Pick<World, 'db' | 'areas'>,
  caller: Caller,
  of: Figures,
  name: FigureName,
  query: { cursor?: string | undefined; limit: number },
) {
  const [after] = readCursor(query.cursor, z.tuple([z.int()])) ?? [0]
  const seqs = of[name].entries.filter((seq) => seq > after).toSorted((a, b) => a - b)
  const rows = await journalAmong(db, areasSeen({ areas }, caller), seqs.slice(0, query.limit + 1))
  return cutPage(rows, query.limit, ({ seq }) => [seq], showEntry)
}

export async function sendReview(
  reply: FastifyReply,
  review: ShownReview,
  as: z.output<typeof paperFormat>,
  font: Font | null,
): Promise<FastifyReply> {
  void reply.header('cache-control', 'no-store')
  if (as === 'html')
    return await reply.header('content-security-policy', PAPER).type('text/html; charset=utf-8').send(asPage(review))
  if (as === 'xlsx')
    return await reply
      .type(XLSX)
      .header('content-disposition', 'attachment; filename="review.xlsx"')
      .send(Buffer.from(await asWorkbook(review)))
  return await sendDocument(reply, asDocument(review), { format: as, font, asciiName: 'review' })
}
