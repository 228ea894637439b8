import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { monotonicMs } from '../../../clock.ts'
import { wait } from '../../../http/admission.ts'
import type { App } from '../../../http/app-type.ts'
import { Limiter } from '../../../http/limits.ts'
import { languageAsked, pageRoutes, sendPage } from '../../../http/pages.ts'
import { dayOf } from '../../../model/time.ts'
import { problemPage } from '../../../portal/layout.ts'
import { noLinkPage } from '../../../portal/orderPage.ts'
import type { World } from '../../../world.ts'
import { byLink, checkIn, shiftOfWord } from '../checkIn.ts'
import { opensAt } from '../decide.ts'
import type { ShiftRow } from '../store.ts'
import { checkInPage } from './page.ts'

/** Links that lead nowhere, a minute and address. */
const MISSES = 20

/** The page by which somebody checks in (签到页), `/d`. Its link stays in the address: it opens nothing but one button. */
export function checkInPages(app: App, world: World): void {
  const { rulebooks, areas, clock } = world
  const misses = new Limiter(MISSES)
  const exercise = world.kind !== 'live'
  const schema = { hide: true, params: z.object({ link: z.string() }) }
  type Asked = FastifyRequest & { params: { link: string } }

  pageRoutes(app, problemPage, (pages) => {
    // A messenger's preview opens it, too: opened is not checked in.
    pages.get('/d/:link', { config: { action: 'page.open' }, schema }, async (request, reply) => {
      const row = await found(request)
      if (row === null) return noLink(request, reply)
      const opens = opensAt(row.from, rulebooks.duty(dayOf(row.from)))
      const shownAt = {
        areaName: areas.find(row.area)?.name ?? row.area,
        shift: row,
        opens: clock.now() < opens ? opens : null,
      }
      const { link } = request.params
      return sendPage(reply, checkInPage(shownAt, { link, exercise, language: languageAsked(request) }))
    })

    pages.post('/d/:link', { config: { action: 'page.answer' }, schema }, async (request, reply) => {
      const row = await found(request)
      if (row === null) return noLink(request, reply)
      await checkIn(world, row, 'link', byLink(row))
      // A page, not an answer to the form: reloading it sends nothing again.
      return reply.redirect(`/d/${request.params.link}?lang=${languageAsked(request)}`, 303)
    })
  })

  async function found(request: Asked): Promise<ShiftRow | null> {
    const row = await shiftOfWord(world, request.params.link)
    if (row === null) wait(misses.take(request.ip, monotonicMs()))
    return row
  }

  function noLink(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    return sendPage(reply.code(404), noLinkPage(exercise, languageAsked(request)))
  }
}
