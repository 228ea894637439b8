import { readFileSync } from 'node:fs'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Genuine } from '../../dispatch/genuine/genuine.ts'
import { placeOfRevision } from '../../dispatch/genuine/store.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { languageAsked, ONE_SCRIPT, pageRoutes, sendPage } from '../../http/pages.ts'
import { idParams } from '../../http/schemas.ts'
import { formWord, isFormWord } from '../../people/orderLink.ts'
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
import { COOKIE, entryRoutes } from './entry/routes.ts'
import { noDeskPage } from './entry/page.ts'
import { endToken } from './entry/store.ts'
import type { Fault, Shell } from './frame.ts'
import { deskPage, historyPage, orderPage } from './page.ts'
import { contactsPage, findingsPage, listPage, noticesPage } from './records.ts'
import * as read from './schemas.ts'

/** Living orders on the first page: an enterprise has one, or a few where warnings overlap. */
const MOST_CARDS = 10

/** Every phone of a city asks for it once. */
const SCRIPT = readFileSync(new URL('desk.js', import.meta.url), 'utf8')

const typed = z.record(z.string().max(60), z.string().max(4_000))

/**
 * The enterprise's own desk (企业页), `/e`: pages without a script over the same doors that its program has, asked in its
 * name with the token of its cookie.
 */
export function deskRoutes(app: App, world: World): void {
  const { db, keys, clock } = world
  const genuine = new Genuine(world)
  const exercise = world.kind !== 'live'
  const open = { action: 'page.open' }
  const answer = { action: 'page.answer' }
  const ofThing = { hide: true, params: idParams, body: typed }

  app.get('/e/desk.js', { config: open, schema: { hide: true } }, (_, reply) =>
    reply.headers({ 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'max-age=600' }).send(SCRIPT),
  )

  pageRoutes(app, problemPage, (pages) => {
    entryRoutes(pages, world)

    pages.post('/e/leave', { config: answer, schema: { hide: true, body: typed } }, async (request, reply) => {
      const token = tokenOf(request)
      if (!isFormWord(keys, token, request.body['word'] ?? '')) throw new Refusal('page.forged')
      await db.transaction((tx) => endToken(tx, hashToken(token), clock.now()))
      return reply.clearCookie(COOKIE, { path: '/e' }).redirect('/e', 303)
    })

    pages.get('/e', { config: open, schema: { hide: true } }, (request, reply) => show(request, reply, '/e'))
    for (const path of ['/e/history', '/e/list', '/e/findings', '/e/notices', '/e/contacts'] as const)
      pages.get(path, { config: open, schema: { hide: true } }, (request, reply) => show(request, reply, path))

    pages.get('/e/orders/:id', { config: open, schema: { hide: true, params: idParams } }, async (request, reply) => {
      const card = await ownCard(request, request.params.id)
      const { items } = await asked(request, `/me/orders/${request.params.id}/verdicts`, read.verdictsRead)
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

    pages.post('/e/orders/:id/answers', { config: answer, schema: ofThing }, (request, reply) => {
      const { kind = '', revision = '', text = '', ground, line } = request.body
      const against = kind === 'appeal' ? { against: { ...(ground && { ground }), ...(line && { line }) } } : {}
      const body = { kind, revision: Number(revision), ...(text === '' ? {} : { text }), ...against }
      const hasText = text.trim() !== '' || (kind !== 'difficulty' && kind !== 'appeal')
      return send(request, reply, '/e', `/me/orders/${request.params.id}/receipts`, body, hasText)
    })
    pages.post('/e/findings/:id', { config: answer, schema: ofThing }, (request, reply) => {
      const { kind, text } = request.body
      return send(request, reply, '/e/findings', `/me/findings/${request.params.id}/answer`, { kind, text })
    })
    pages.post('/e/problems/:id', { config: answer, schema: ofThing }, (request, reply) =>
      send(request, reply, '/e/findings', `/me/problems/${request.params.id}/shown`, { text: request.body['text'] }),
    )
    pages.post('/e/contacts/:id', { config: answer, schema: ofThing }, (request, reply) => {
      // As people write a number: with spaces and dashes.
      const phone = (request.body['phone'] ?? '').replaceAll(/[\s()+-]/g, '')
      return send(request, reply, '/e/contacts', `/me/contacts/${request.params.id}`, {
        name: request.body['name'],
        phone,
        ...(request.body['language'] && { language: request.body['language'] }),
      })
    })
  })

  /** What was taken is on the page that comes next; what was refused stays in its form, with the words beside it. */
  async function send(
    request: FastifyRequest & { params: { id: string }; body: Record<string, string> },
    reply: FastifyReply,
    page: Tab,
    door: string,
    body: object,
    hasText = true,
  ): Promise<FastifyReply> {
    const token = tokenOf(request)
    if (!isFormWord(keys, token, request.body['word'] ?? '')) throw new Refusal('page.forged')
    const language = languageAsked(request)
    if (!hasText) {
      const { detail, next } = new Refusal(request.body['kind'] === 'appeal' ? 'page.noReason' : 'page.noText').say(
        language,
      )
      const fault = { form: request.params.id, said: `${detail} ${next}`, typed: request.body }
      return await show(request, reply.code(422), page, fault)
    }
    const answered = await through(request, 'POST', door, body)
    if (answered.statusCode < 300) return reply.redirect(`${page}?lang=${language}#${request.params.id}`, 303)
    if (answered.statusCode === 401) throw new Refusal('page.noLink')
    const { detail, next } = read.refusedRead.parse(answered.json())
    const fault = { form: request.params.id, said: `${detail} ${next}`, typed: request.body }
    return await show(request, reply.code(answered.statusCode), page, fault)
  }

  type Tab = '/e' | '/e/history' | '/e/list' | '/e/findings' | '/e/notices' | '/e/contacts'

  async function show(request: FastifyRequest, reply: FastifyReply, tab: Tab, fault: Fault | null = null) {
    const shell = await shellOf(request, fault)
    if (shell === null) return sendPage(reply.code(401), noDeskPage({ language: languageAsked(request), exercise }))
    const page = await pageAt(request, tab, shell)
    return sendPage(reply.header('content-security-policy', ONE_SCRIPT), page)
  }

  async function pageAt(request: FastifyRequest, tab: Tab, shell: Shell): Promise<string> {
    switch (tab) {
      case '/e': {
        const { items } = await asked(request, '/me/orders?limit=100', read.ordersRead)
        const living = items.filter(({ state }) => !isOver(state)).slice(0, MOST_CARDS)
        const cards = await Promise.all(living.map((one) => cardOf(one.id)))
        return deskPage(
          cards.flatMap((card) => card ?? []),
          shell,
        )
      }
      case '/e/history':
        return historyPage((await asked(request, '/me/orders?limit=100', read.ordersRead)).items, shell)
      case '/e/list': {
        const [card, plans, grades] = await Promise.all([
          through(request, 'GET', '/me/enterprise'),
          asked(request, '/me/plan', read.plansRead),
          asked(request, '/me/grades/applications?limit=50', read.gradesRead),
        ])
        const listed = card.statusCode === 200 ? read.cardRead.parse(card.json()) : null
        return listPage({ card: listed, plans, grades: grades.items }, shell)
      }
      case '/e/findings': {
        const [findings, problems] = await Promise.all([
          asked(request, '/me/findings?limit=50', read.findingsRead),
          asked(request, '/me/problems?limit=50', read.problemsRead),
        ])
        const me = problems.items.find(({ owner }) => owner.startsWith('enterprise:'))?.owner ?? ''
        return findingsPage({ findings: findings.items, problems: problems.items, me }, shell)
      }
      case '/e/notices': {
        const [notices, hardships] = await Promise.all([
          asked(request, '/me/notices?limit=50', read.noticesRead),
          asked(request, '/me/hardships?limit=50', read.hardshipsRead),
        ])
        return noticesPage({ notices: notices.items, hardships: hardships.items }, shell)
      }
      case '/e/contacts':
        return contactsPage((await asked(request, '/me/contacts', read.contactsRead)).items, shell)
    }
  }

  /** Null: nobody stands behind the cookie any more. */
  async function shellOf(request: FastifyRequest, fault: Fault | null): Promise<Shell | null> {
    const found = await through(request, 'GET', '/me/enterprise')
    if (found.statusCode === 401 || found.statusCode === 403) return null
    const name = found.statusCode === 200 ? read.cardRead.parse(found.json()).name : ''
    return {
      language: languageAsked(request),
      exercise,
      name,
      word: formWord(keys, tokenOf(request)),
      now: clock.now(),
      fault,
    }
  }

  /** An order of the enterprise that asks. @throws Refusal as the API words it */
  async function ownCard(request: FastifyRequest, orderId: string): Promise<Card> {
    const { statusCode } = await through(request, 'GET', `/me/orders/${orderId}`)
    if (statusCode === 401 || statusCode === 403) throw new Refusal('page.noLink')
    const card = statusCode === 200 ? await cardOf(orderId) : null
    if (card === null) throw new Refusal('thing.unknown', { what: 'order', id: orderId })
    return card
  }

  async function cardOf(orderId: string): Promise<Card | null> {
    const shown = showOrder(await historyOf(db, orderId), null)
    return shown && { shown, code: genuine.codeOf(await placeOfRevision(db, orderId, shown.revision)) }
  }

  async function asked<S extends z.ZodType>(request: FastifyRequest, path: string, form: S): Promise<z.output<S>> {
    const answered = await through(request, 'GET', path)
    if (answered.statusCode === 401) throw new Refusal('page.noLink')
    return form.parse(answered.json())
  }

  /** As the enterprise's own program would ask, from where the browser is. */
  function through(request: FastifyRequest, method: 'GET' | 'POST', path: string, body?: object) {
    return app.inject({
      method,
      url: `/api/v1${path}`,
      remoteAddress: request.ip,
      headers: {
        authorization: `Bearer ${tokenOf(request)}`,
        'accept-language': languageAsked(request),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { payload: JSON.stringify(body) }),
    })
  }

  function tokenOf({ cookies }: FastifyRequest): string {
    const token = cookies[COOKIE] ?? ''
    return /^aet_[\w-]{43}$/.test(token) ? token : 'none'
  }
}
