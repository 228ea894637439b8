import { readFileSync } from 'node:fs'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { monotonicMs } from '../clock.ts'
import { Genuine } from '../dispatch/genuine/genuine.ts'
import { verifyKeyRoutes } from '../dispatch/genuine/routes.ts'
import { placeOfRevision } from '../dispatch/genuine/store.ts'
import { Refusal } from '../errors.ts'
import { wait } from '../http/admission.ts'
import type { App, Routes } from '../http/app-type.ts'
import { Limiter } from '../http/limits.ts'
import { languageAsked, pageRoutes, sendPage, wantsJson } from '../http/pages.ts'
import { id, remark } from '../http/schemas.ts'
import { formWord, isFormWord, readOrderLink } from '../people/orderLink.ts'
import { AnswerDesk } from '../receipts/desk.ts'
import { isLook } from '../receipts/reading.ts'
import { historyOf, recordRungs } from '../receipts/store.ts'
import type { World } from '../world.ts'
import { showOrder, type Shown } from './decide.ts'
import { problemPage } from './layout.ts'
import { deskRoutes } from './desk/routes.ts'
import { letterRoutes } from './letters/routes.ts'
import { noticePage } from './noticePage.ts'
import { noLinkPage, ordersPage, type Card } from './orderPage.ts'
import { receiptOf } from './receipt.ts'
import { receiptPage } from './receiptPage.ts'
import { holderOf, livingOrdersOf, type Answerable, type Holder } from './store.ts'
import { verifyRoutes } from './verify/routes.ts'

/** Beside `/api/v1`: for people without a log-in. */
export const PAGES: readonly Routes[] = [verifyKeyRoutes, verifyRoutes, portalRoutes, letterRoutes, deskRoutes]

const COOKIE = 'airshed-order'
/** Orders on one page: who stands for more plants than this is no control room. */
const MOST_ORDERS = 50
/** Links that lead nowhere, a minute and address; a bureau's whole street of copied links is fewer. */
const MISSES = 20
/** Every phone of a city asks for it once. */
const STYLE = readFileSync(new URL('style.css', import.meta.url), 'utf8')

const inLanguage = z.object({ lang: z.enum(['zh', 'en']).optional().catch(undefined) })
const answerForm = z.object({
  kind: z.enum(['read', 'acknowledged', 'committed', 'done', 'difficulty']),
  revision: z.coerce.number().int().min(1),
  text: remark.optional(),
  word: z.string().max(60),
})

/**
 * The enterprise's page (企业页), `/o`. The link in a message is changed for a cookie at once and leaves the address: it
 * stands in no print, no screenshot and no Referer; our own log writes routes, never addresses.
 */
export function portalRoutes(app: App, world: World): void {
  const { db, keys } = world
  const genuine = new Genuine(world)
  const desk = new AnswerDesk(world)
  const misses = new Limiter(MISSES)
  const exercise = world.kind !== 'live'
  const open = { config: { action: 'page.open' } }
  const answer = { config: { action: 'page.answer' } }
  const ofOrder = { hide: true, params: z.object({ id }) }

  app.get('/page.css', { ...open, schema: { hide: true } }, (_, reply) =>
    reply.headers({ 'content-type': 'text/css; charset=utf-8', 'cache-control': 'max-age=3600' }).send(STYLE),
  )

  pageRoutes(app, problemPage, (pages) => {
    pages.get(
      '/o/:link',
      { ...open, schema: { hide: true, params: z.object({ link: z.string() }), querystring: inLanguage } },
      async (request, reply) => {
        const { link } = request.params
        const delivery = readOrderLink(keys, link)
        if (delivery === null) wait(misses.take(request.ip, monotonicMs()))
        const holder = delivery === null ? null : await holderOf(db, delivery)
        if (holder === null) return sendPage(reply.code(404), noLinkPage(exercise, languageAsked(request)))
        // Whoever is told in English is shown it, where they ask for nothing else; every other browser says what it reads.
        const language = request.query.lang ?? (holder.language === 'en' ? 'en' : undefined)
        // Lax and not strict: the browser comes from a messenger, and must bring the cookie to the page it is sent to.
        const secure = request.protocol === 'https'
        return reply
          .setCookie(COOKIE, link, { path: '/o', httpOnly: true, sameSite: 'lax', secure })
          .redirect(`/o${language === undefined ? '' : `?lang=${language}`}`, 303)
      },
    )

    pages.get('/o', { ...open, schema: { hide: true } }, async (request, reply) => {
      const language = languageAsked(request)
      const session = await sessionOf(request)
      if (session === null) return sendPage(reply.code(401), noLinkPage(exercise, language))
      if (isLook(request)) await recordOpened(session.holder)
      const cards: Card[] = []
      for (const { orderId } of session.orders) {
        const card = await cardOf(orderId, session.holder)
        if (card !== null) cards.push(card)
      }
      const word = formWord(keys, session.link)
      return sendPage(reply, ordersPage(cards, { word, now: world.clock.now(), exercise, language }))
    })

    pages.post(
      '/o/orders/:id/answers',
      { ...answer, schema: { ...ofOrder, body: answerForm } },
      async (request, reply) => {
        const { kind, revision, text, word } = request.body
        const session = await sessionOf(request)
        if (session === null) return sendPage(reply.code(401), noLinkPage(exercise, languageAsked(request)))
        if (!isFormWord(keys, session.link, word)) throw new Refusal('page.forged')
        const { enterpriseId } = granted(session, request.params.id)
        if (kind === 'difficulty' && (text ?? '') === '') throw new Refusal('page.noText')
        await desk.give({
          orderId: request.params.id,
          kind,
          revision,
          text: kind === 'difficulty' ? text : undefined,
          how: null,
          channel: 'page',
          by: `enterprise:${enterpriseId}`,
          mayAnswer: () => undefined,
        })
        // A page, not an answer to the form: reloading it sends nothing again.
        return reply.redirect(`/o?lang=${languageAsked(request)}#${request.params.id}`, 303)
      },
    )

    pages.get('/o/orders/:id/receipt', { ...open, schema: ofOrder }, async (request, reply) => {
      const { shown } = await ownOrder(request)
      const found = await receiptOf(world, genuine, shown.orderId)
      if (found === null) throw new Refusal('thing.unknown', { what: 'receipt', id: shown.orderId })
      if (wantsJson(request)) {
        const { receipt, proof } = found
        return reply.type('application/json').send(JSON.stringify({ genuine: proof, receipt }))
      }
      return sendPage(reply, receiptPage(found, languageAsked(request)))
    })

    pages.get('/o/orders/:id/notice', { ...open, schema: ofOrder }, async (request, reply) => {
      const { shown, code } = await ownOrder(request)
      const proof = code === null ? null : { code, verify: genuine.verifyUrl(code) }
      return sendPage(reply, noticePage({ shown, proof }, { exercise, language: languageAsked(request) }))
    })
  })

  /** Here and not at the link: what draws a card of a link fetches it, and does not come back with the cookie. */
  async function recordOpened({ orderRow, area, channel, enterpriseId }: Holder): Promise<void> {
    const opened = {
      order: { id: orderRow, area },
      rung: 'opened',
      channel,
      by: `enterprise:${enterpriseId}`,
      text: null,
      how: null,
    }
    await db.transaction((tx) => recordRungs(tx, [opened], world.clock.now()))
  }

  interface Session {
    readonly link: string
    readonly holder: Holder
    /** That of the link first. */
    readonly orders: readonly Answerable[]
  }

  async function sessionOf(request: FastifyRequest): Promise<Session | null> {
    const link = request.cookies[COOKIE] ?? ''
    const delivery = readOrderLink(keys, link)
    const holder = delivery === null ? null : await holderOf(db, delivery)
    if (holder === null) return null
    const beside = holder.contactId === null ? [] : await livingOrdersOf(db, holder.contactId, MOST_ORDERS)
    const { orderId, enterpriseId } = holder
    return { link, holder, orders: [{ orderId, enterpriseId }, ...beside.filter((one) => one.orderId !== orderId)] }
  }

  async function ownOrder(request: FastifyRequest & { params: { id: string } }): Promise<Card> {
    const session = await sessionOf(request)
    if (session === null) throw new Refusal('page.noLink')
    const card = await cardOf(granted(session, request.params.id).orderId, session.holder)
    if (card === null) throw new Refusal('thing.unknown', { what: 'order', id: request.params.id })
    return card
  }

  async function cardOf(orderId: string, holder: Holder): Promise<Card | null> {
    const shown: Shown | null = showOrder(
      await historyOf(db, orderId),
      orderId === holder.orderId ? holder.revision : null,
    )
    if (shown === null) return null
    return { shown, code: genuine.codeOf(await placeOfRevision(db, orderId, shown.revision)) }
  }

  /** @throws Refusal `thing.unknown`: of another's order nothing is told, not even that there is one. */
  function granted({ orders }: Session, orderId: string): Answerable {
    const found = orders.find((one) => one.orderId === orderId)
    if (!found) throw new Refusal('thing.unknown', { what: 'order', id: orderId })
    return found
  }
}
