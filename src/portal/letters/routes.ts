import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { monotonicMs } from '../../clock.ts'
import { wait } from '../../http/admission.ts'
import type { App } from '../../http/app-type.ts'
import { Limiter } from '../../http/limits.ts'
import { languageAsked, pageRoutes, sendPage } from '../../http/pages.ts'
import type { Id } from '../../model/id.ts'
import { answerTest } from '../../opener/answer.ts'
import { adviceBy } from '../../advice/store.ts'
import { triedBy } from '../../opener/store.ts'
import { readOrderLink } from '../../people/orderLink.ts'
import type { World } from '../../world.ts'
import { problemPage } from '../layout.ts'
import { noLinkPage } from '../orderPage.ts'
import { advicePage, testPage } from './page.ts'

/** Links that lead nowhere, a minute and address; a bureau's whole street of copied links is fewer. */
const MISSES = 20

/**
 * The page of a letter (信函页), `/l`. Its link stays in the address: it opens nothing but one button, which whoever holds
 * the message may press.
 */
export function letterRoutes(app: App, world: World): void {
  const { db, keys, areas } = world
  const misses = new Limiter(MISSES)
  const exercise = world.kind !== 'live'
  const schema = { hide: true, params: z.object({ link: z.string() }) }

  pageRoutes(app, problemPage, (pages) => {
    // A messenger's preview opens it, too: opened is not answered.
    pages.get('/l/:link', { config: { action: 'page.open' }, schema }, async (request, reply) => {
      const found = (await testOf(request)) ?? (await adviceOf(request))
      return found === null ? noLink(request, reply) : sendPage(reply, found.page)
    })

    pages.post('/l/:link', { config: { action: 'page.answer' }, schema }, async (request, reply) => {
      const found = await testOf(request)
      if (found === null) return noLink(request, reply)
      await answerTest(world, found.delivery, { by: 'page', actor: 'enterprises' })
      // A page, not an answer to the form: reloading it sends nothing again.
      return reply.redirect(`/l/${request.params.link}?lang=${languageAsked(request)}`, 303)
    })
  })

  type Asked = FastifyRequest & { params: { link: string } }

  async function testOf(request: Asked): Promise<{ delivery: Id; page: string } | null> {
    const { link } = request.params
    const delivery = readOrderLink(keys, link)
    if (delivery === null) wait(misses.take(request.ip, monotonicMs()))
    const test = delivery === null ? null : await triedBy(db, delivery)
    if (delivery === null || test === null) return null
    const areaName = areas.find(test.area)?.name ?? test.area
    const page = testPage({ ...test, areaName }, { link, exercise, language: languageAsked(request) })
    return { delivery, page }
  }

  /** Advice has no button: nothing is asked by it. */
  async function adviceOf(request: Asked): Promise<{ page: string } | null> {
    const delivery = readOrderLink(keys, request.params.link)
    const advice = delivery === null ? null : await adviceBy(db, delivery)
    return advice && { page: advicePage(advice.say, { exercise, language: languageAsked(request) }) }
  }

  function noLink(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    return sendPage(reply.code(404), noLinkPage(exercise, languageAsked(request)))
  }
}
