import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { monotonicMs } from '../../clock.ts'
import { note } from '../../db/journal.ts'
import { Refusal } from '../../errors.ts'
import { wait } from '../../http/admission.ts'
import type { App } from '../../http/app-type.ts'
import { Limiter } from '../../http/limits.ts'
import { languageAsked, pageRoutes, sendPage } from '../../http/pages.ts'
import { formWord, isFormWord, readOrderLink } from '../../people/orderLink.ts'
import { problemPage } from '../../portal/layout.ts'
import { noLinkPage } from '../../portal/orderPage.ts'
import { loadSeasons } from '../../rulebook/season.ts'
import type { World } from '../../world.ts'
import { askedBy } from '../clock/store.ts'
import { officeRow } from '../monthly/schemas.ts'
import { keepRows, lockMonth, reportOn, rowsIn, type Row } from '../monthly/store.ts'
import { monthsIn } from '../targets/decide.ts'
import { askingPage, rowsOf } from './page.ts'

/** Links that lead nowhere, a minute and address; a bureau's whole street of copied links is fewer. */
const MISSES = 20

/** The page of an office (调度表填报页), `/r`: no log-in, no script; whoever holds the message may fill it in. */
export function askingRoutes(app: App, world: World): void {
  const { db, keys, clock } = world
  const misses = new Limiter(MISSES)
  const exercise = world.kind !== 'live'
  const params = z.object({ link: z.string() })

  pageRoutes(app, problemPage, (pages) => {
    pages.get(
      '/r/:link',
      {
        config: { action: 'page.open' },
        schema: {
          hide: true,
          params,
          querystring: z.object({
            lang: z.string().max(10).optional(),
            kept: z.coerce.number().int().min(0).optional(),
          }),
        },
      },
      async (request, reply) => {
        const found = await granted(request)
        if (found === null) return noLink(request, reply)
        const { link, asked, month } = found
        const shown = { ...asked, sent: await isSent(asked, month), rows: await known(asked, month) }
        const given = { link, word: formWord(keys, link), exercise, language: languageAsked(request) }
        return sendPage(reply, askingPage({ ...shown, kept: request.query.kept ?? null }, given))
      },
    )

    pages.post(
      '/r/:link',
      {
        config: { action: 'page.answer' },
        schema: { hide: true, params, body: z.record(z.string().max(60), z.string().max(6_000)) },
      },
      async (request, reply) => {
        const found = await granted(request)
        if (found === null) return noLink(request, reply)
        const { link, asked, month } = found
        if (!isFormWord(keys, link, request.body['word'] ?? '')) throw new Refusal('page.forged')
        const read = z.array(officeRow).min(1).safeParse(rowsOf(request.body))
        if (!read.success) throw new Refusal('season.rowIncomplete')
        const rows = read.data.map((row) => ({ ...row, office: asked.office }))
        if (new Set(rows.map(({ task }) => task)).size < rows.length) throw new Refusal('season.rowTwice')
        const doing = { now: clock.now(), by: `department:${asked.department}` }
        await db.transaction(async (tx) => {
          await lockMonth(tx, asked.season, month)
          if ((await reportOn(tx, asked.season, month, asked.area)) !== null)
            throw new Refusal('season.reportSent', { month })
          await keepRows(tx, { area: asked.area, season: asked.season, month }, rows, doing)
          const body = { season: asked.season, month, rows: rows.length }
          await note(tx, { area: asked.area, kind: 'season', subject: asked.id, event: 'ROWS_ENTERED', body }, doing)
        })
        // A page, not an answer to the form: reloading it sends nothing again.
        return reply.redirect(`/r/${link}?lang=${languageAsked(request)}&kept=${rows.length}`, 303)
      },
    )
  })

  type Found = NonNullable<Awaited<ReturnType<typeof askedBy>>>

  async function granted(
    request: FastifyRequest & { params: { link: string } },
  ): Promise<{ link: string; asked: Found; month: string } | null> {
    const { link } = request.params
    const delivery = readOrderLink(keys, link)
    if (delivery === null) wait(misses.take(request.ip, monotonicMs()))
    const asked = delivery === null ? null : await askedBy(db, delivery)
    return asked === null || asked.month === null ? null : { link, asked, month: asked.month }
  }

  async function isSent({ season, area }: Found, month: string): Promise<boolean> {
    return (await reportOn(db, season, month, area)) !== null
  }

  /** What the office has said of the month; else its tasks as it named them last, with nothing of how they stand. */
  async function known({ season, area, office }: Found, month: string): Promise<Row[]> {
    const rule = loadSeasons().get(season)
    const months = rule === null ? [month] : monthsIn(rule).filter((one) => one <= month)
    for (const one of months.toReversed()) {
      const own = (await rowsIn(db, season, one, [area])).filter((row) => row.office === office)
      if (own.length > 0) return one === month ? own : own.map((row) => ({ ...row, progress: '' }))
    }
    return []
  }

  function noLink(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    return sendPage(reply.code(404), noLinkPage(exercise, languageAsked(request)))
  }
}
