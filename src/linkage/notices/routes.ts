import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { monotonicMs } from '../../clock.ts'
import { note } from '../../db/journal.ts'
import { noticeById } from '../../episode/notices/store.ts'
import { Refusal } from '../../errors.ts'
import { wait } from '../../http/admission.ts'
import type { App } from '../../http/app-type.ts'
import { Limiter } from '../../http/limits.ts'
import { languageAsked, pageRoutes, sendPage } from '../../http/pages.ts'
import { areaCode, idParams, instant } from '../../http/schemas.ts'
import { mustSee } from '../../people/caller.ts'
import { formWord, isFormWord, readOrderLink } from '../../people/orderLink.ts'
import { problemPage } from '../../portal/layout.ts'
import { noLinkPage } from '../../portal/orderPage.ts'
import type { World } from '../../world.ts'
import { RECEIVERS } from './decide.ts'
import { noticePage } from './page.ts'
import { noticeBy, receiversOf, recordReceived } from './store.ts'

/** Links that lead nowhere, a minute and address; a bureau's whole street of copied links is fewer. */
const MISSES = 20

const reached = z
  .object({
    kind: z.enum(RECEIVERS),
    area: areaCode,
    areaName: z.string(),
    name: z.string(),
    channel: z.string().nullable(),
    state: z.string().nullable().describe('of its message; null: nobody there can be written to'),
    why: z.string().nullable(),
    sentAt: instant.nullable(),
    receivedAt: instant.nullable().describe('when it was said there that it has arrived'),
  })
  .meta({ id: 'NoticeReceiver' })

/** Who has a notice (通知送达): read by the desk that sent it. */
export function noticeReceiverRoutes(app: App, world: World): void {
  const { db, areas } = world
  app.get(
    '/warnings/notices/:id/receivers',
    {
      config: { action: 'warning.read' },
      schema: { params: idParams, response: { 200: z.object({ items: z.array(reached) }) } },
    },
    async ({ params, caller }) => {
      const notice = await noticeById(db, params.id)
      if (notice === null) throw new Refusal('thing.unknown', { what: 'notice', id: params.id })
      mustSee(world, caller, notice.area, 'notice', params.id)
      const items = await receiversOf(db, notice.id)
      return { items: items.map((one) => ({ ...one, areaName: areas.find(one.area)?.name ?? one.area })) }
    },
  )
}

/** The page of a notice (通知页), `/n`: all of it, and one button; whoever holds the message may press it. */
export function noticePageRoutes(app: App, world: World): void {
  const { db, keys, clock } = world
  const misses = new Limiter(MISSES)
  const exercise = world.kind !== 'live'
  const params = z.object({ link: z.string() })

  pageRoutes(app, problemPage, (pages) => {
    pages.get(
      '/n/:link',
      { config: { action: 'page.open' }, schema: { hide: true, params } },
      async (request, reply) => {
        const found = await granted(request)
        const notice = found && (await noticeById(db, found.notice))
        if (!found || !notice?.document) return noLink(request, reply)
        const { link } = request.params
        const given = { link, word: formWord(keys, link), exercise, language: languageAsked(request) }
        return sendPage(reply, noticePage({ document: notice.document, receivedAt: found.receivedAt }, given))
      },
    )

    pages.post(
      '/n/:link/received',
      {
        config: { action: 'page.answer' },
        schema: { hide: true, params, body: z.object({ word: z.string().max(60) }) },
      },
      async (request, reply) => {
        const found = await granted(request)
        if (found === null) return noLink(request, reply)
        const { link } = request.params
        if (!isFormWord(keys, link, request.body.word)) throw new Refusal('page.forged')
        await db.transaction(async (tx) => {
          const now = clock.now()
          if (!(await recordReceived(tx, found.key, now))) return
          const notice = await noticeById(tx, found.notice)
          if (notice === null) return
          const entry = { area: notice.area, kind: 'warning', subject: notice.warning, event: 'NOTICE_RECEIVED' }
          await note(tx, { ...entry, body: { notice: notice.id, at: found.area } }, { now, by: found.receiver })
        })
        // A page, not an answer to the form: reloading it sends nothing again.
        return reply.redirect(`/n/${link}?lang=${languageAsked(request)}`, 303)
      },
    )
  })

  async function granted(request: FastifyRequest & { params: { link: string } }) {
    const delivery = readOrderLink(keys, request.params.link)
    if (delivery === null) wait(misses.take(request.ip, monotonicMs()))
    return delivery === null ? null : await noticeBy(db, delivery)
  }

  function noLink(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    return sendPage(reply.code(404), noLinkPage(exercise, languageAsked(request)))
  }
}
