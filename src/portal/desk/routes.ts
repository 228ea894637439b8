import { readFileSync } from 'node:fs'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Genuine } from '../../dispatch/genuine/genuine.ts'
import { placeOfRevision } from '../../dispatch/genuine/store.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { languageAsked, ONE_SCRIPT, pageRoutes, sendPage } from '../../http/pages.ts'
import { idParams } from '../../http/schemas.ts'
import { dayOf } from '../../model/time.ts'
import { hashToken } from '../../people/token.ts'
import { isOver } from '../../receipts/decide.ts'
import { historyOf } from '../../receipts/store.ts'
import type { World } from '../../world.ts'
import { showOrder } from '../decide.ts'
import { problemPage } from '../layout.ts'
import { noticePage } from '../noticePage.ts'
import type { Card } from '../orderPage.ts'
import { receiptOf } from '../receipt.ts'
import { receiptPage } from '../receiptPage.ts'
import { answerRoutes, typed, type Tab } from './answers/routes.ts'
import { deskDoor, tokenOf } from './door/routes.ts'
import { COOKIE, entryRoutes } from './entry/routes.ts'
import { noDeskPage } from './entry/page.ts'
import { endToken } from './entry/store.ts'
import type { Fault, Shell } from './frame.ts'
import { mayApplyFor } from './grades.ts'
import { deskPage, historyPage, orderPage } from './page.ts'
import { contactsPage, findingsPage, listPage, noticesPage } from './records.ts'
import * as read from './schemas.ts'

/** Living orders on the first page: an enterprise has one, or a few where warnings overlap. */
const MOST_CARDS = 10

/** Every phone of a city asks for it once. */
const SCRIPT = readFileSync(new URL('desk.js', import.meta.url), 'utf8')

const photoSaid = z.object({ photo: z.enum(['believed', 'open']) })

/**
 * The enterprise's own desk (企业页), `/e`: pages without a script over the same doors that its program has, asked in its
 * name with the token of its cookie.
 */
export function deskRoutes(app: App, world: World): void {
  const { db, clock } = world
  const genuine = new Genuine(world)
  const door = deskDoor(app, world)
  const exercise = world.kind !== 'live'
  const open = { action: 'page.open' }
  const answer = { action: 'page.answer' }
  app.get('/e/desk.js', { config: open, schema: { hide: true } }, (_, reply) =>
    reply.headers({ 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'max-age=600' }).send(SCRIPT),
  )

  pageRoutes(app, problemPage, (pages) => {
    entryRoutes(pages, world)

    pages.post('/e/leave', { config: answer, schema: { hide: true, body: typed } }, async (request, reply) => {
      const token = tokenOf(request)
      door.mustBeOurs(request)
      await db.transaction((tx) => endToken(tx, hashToken(token), clock.now()))
      return reply.clearCookie(COOKIE, { path: '/e' }).redirect('/e', 303)
    })

    pages.get('/e', { config: open, schema: { hide: true } }, (request, reply) => show(request, reply, '/e'))
    for (const path of ['/e/history', '/e/list', '/e/findings', '/e/notices', '/e/contacts'] as const)
      pages.get(path, { config: open, schema: { hide: true } }, (request, reply) => show(request, reply, path))

    pages.get('/e/orders/:id', { config: open, schema: { hide: true, params: idParams } }, async (request, reply) => {
      const card = await ownCard(request, request.params.id)
      const { items } = await door.asked(request, `/me/orders/${request.params.id}/verdicts`, read.verdictsRead)
      const shell = await shellOf(request, null)
      if (shell === null) throw new Refusal('page.noLink')
      return sendPage(reply, orderPage(card, items, shell))
    })
    pages.get(
      '/e/orders/:id/receipt',
      { config: open, schema: { hide: true, params: idParams } },
      async (request, reply) => {
        await ownCard(request, request.params.id)
        const found = await receiptOf(world, genuine, request.params.id)
        if (found === null) throw new Refusal('thing.unknown', { what: 'receipt', id: request.params.id })
        return sendPage(reply, receiptPage(found, languageAsked(request)))
      },
    )
    pages.get(
      '/e/orders/:id/notice',
      { config: open, schema: { hide: true, params: idParams } },
      async (request, reply) => {
        const { shown, code } = await ownCard(request, request.params.id)
        const proof = code === null ? null : { code, verify: genuine.verifyUrl(code) }
        return sendPage(reply, noticePage({ shown, proof }, { exercise, language: languageAsked(request) }))
      },
    )

    answerRoutes(pages, door, show)
  })

  async function show(request: FastifyRequest, reply: FastifyReply, tab: Tab, fault: Fault | null = null) {
    const shell = await shellOf(request, fault)
    if (shell === null) return sendPage(reply.code(401), noDeskPage({ language: languageAsked(request), exercise }))
    const page = await pageAt(request, tab, shell)
    return sendPage(reply.header('content-security-policy', ONE_SCRIPT), page)
  }

  async function pageAt(request: FastifyRequest, tab: Tab, shell: Shell): Promise<string> {
    switch (tab) {
      case '/e': {
        const { items } = await door.asked(request, '/me/orders?limit=100', read.ordersRead)
        const living = items.filter(({ state }) => !isOver(state)).slice(0, MOST_CARDS)
        const cards = await Promise.all(living.map((one) => cardOf(one.id)))
        return deskPage(
          cards.flatMap((card) => card ?? []),
          shell,
        )
      }
      case '/e/history':
        return historyPage((await door.asked(request, '/me/orders?limit=100', read.ordersRead)).items, shell)
      case '/e/list': {
        const [card, plans, { items }] = await Promise.all([
          door.through(request, 'GET', '/me/enterprise'),
          door.asked(request, '/me/plan', read.plansRead),
          door.asked(request, '/me/grades/applications?limit=50', read.gradesRead),
        ])
        const listed = card.statusCode === 200 ? read.cardRead.parse(card.json()) : null
        const sentBack = await Promise.all(
          items
            .filter(({ state }) => state === 'returned' || state === 'rejected')
            .map(({ id }) => door.asked(request, `/me/grades/applications/${id}`, read.gradeRead)),
        )
        const reasons = new Map(sentBack.map(({ id, reviews }) => [id, reviews.at(-1)?.reason ?? '']))
        const choices = listed === null ? [] : mayApplyFor(listed, dayOf(shell.now))
        return listPage({ card: listed, plans, grades: { applications: items, reasons, choices } }, shell)
      }
      case '/e/findings': {
        const [findings, problems] = await Promise.all([
          door.asked(request, '/me/findings?limit=50', read.findingsRead),
          door.asked(request, '/me/problems?limit=50', read.problemsRead),
        ])
        const me = problems.items.find(({ owner }) => owner.startsWith('enterprise:'))?.owner ?? ''
        return findingsPage({ findings: findings.items, problems: problems.items, me }, shell)
      }
      case '/e/notices': {
        const [notices, hardships] = await Promise.all([
          door.asked(request, '/me/notices?limit=50', read.noticesRead),
          door.asked(request, '/me/hardships?limit=50', read.hardshipsRead),
        ])
        return noticesPage({ notices: notices.items, hardships: hardships.items }, shell)
      }
      case '/e/contacts':
        return contactsPage((await door.asked(request, '/me/contacts', read.contactsRead)).items, shell)
    }
  }

  /** Null: nobody stands behind the cookie any more. */
  async function shellOf(request: FastifyRequest, fault: Fault | null): Promise<Shell | null> {
    const found = await door.through(request, 'GET', '/me/enterprise')
    if (found.statusCode === 401 || found.statusCode === 403) return null
    const name = found.statusCode === 200 ? read.cardRead.parse(found.json()).name : ''
    return {
      language: languageAsked(request),
      exercise,
      name,
      word: door.word(request),
      now: clock.now(),
      fault,
      photo: photoSaid.safeParse(request.query).data?.photo ?? null,
    }
  }

  /** An order of the enterprise that asks. @throws Refusal as the API words it */
  async function ownCard(request: FastifyRequest, orderId: string): Promise<Card> {
    const { statusCode } = await door.through(request, 'GET', `/me/orders/${orderId}`)
    if (statusCode === 401 || statusCode === 403) throw new Refusal('page.noLink')
    const card = statusCode === 200 ? await cardOf(orderId) : null
    if (card === null) throw new Refusal('thing.unknown', { what: 'order', id: orderId })
    return card
  }

  async function cardOf(orderId: string): Promise<Card | null> {
    const shown = showOrder(await historyOf(db, orderId), null)
    return shown && { shown, code: genuine.codeOf(await placeOfRevision(db, orderId, shown.revision)) }
  }
}
