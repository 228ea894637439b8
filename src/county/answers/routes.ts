import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal, type ErrorCode } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import type { Door, Posted } from '../../http/door.ts'
import { languageAsked } from '../../http/pages.ts'
import { idParams } from '../../http/schemas.ts'
import type { Fault } from '../../portal/desk/frame.ts'
import { peopleRead, refusedRead, typed, type Contact } from '../schemas.ts'

/** How a page is shown once more, with what was wrong in one of its forms, or with the people of a plant. */
export interface Again {
  readonly page: (request: FastifyRequest, reply: FastifyReply, page: string, fault: Fault) => Promise<FastifyReply>
  readonly order: (
    request: FastifyRequest,
    reply: FastifyReply,
    order: string,
    more: { fault: Fault | null; people: readonly Contact[] | null },
  ) => Promise<FastifyReply>
  /** Whether a township's officer is there, who has the doors of a township. */
  readonly isTownship: (request: FastifyRequest) => Promise<boolean>
}

/** What a county or township says on its pages: each form goes through the door that a program of an officer has. */
export function answerRoutes(pages: App, door: Door, again: Again): void {
  const config = { action: 'page.answer' }
  const schema = { hide: true, params: idParams, body: typed }

  for (const act of ['acknowledge', 'start'] as const)
    pages.post(`/c/responses/:id/${act}`, { config, schema }, (request, reply) => {
      const { id } = request.params
      return send(request, reply, '/c', id, `/responses/${id}/${act}`, {})
    })
  pages.post('/c/responses/:id/tighten', { config, schema }, (request, reply) => {
    const { id } = request.params
    const { level, reason = '' } = request.body
    return send(request, reply, '/c', `tighten-${id}`, `/responses/${id}/tighten`, { level, reason }, reason)
  })
  pages.post('/c/tightenings/:id/end', { config, schema }, (request, reply) => {
    const { id } = request.params
    const { reason = '' } = request.body
    return send(request, reply, '/c', id, `/tightenings/${id}/end`, { reason }, reason)
  })
  pages.post('/c/notices/:id/received', { config, schema }, (request, reply) => {
    const { id } = request.params
    return send(request, reply, '/c', id, `/linkage/notices/${id}/received`, {})
  })
  pages.post('/c/transport/:id/acknowledge', { config, schema }, (request, reply) => {
    const { id } = request.params
    return send(request, reply, '/c', id, `/transport-paths/${id}/acknowledge`, { county: request.body['county'] })
  })
  pages.post('/c/warnings/:id/reminders', { config, schema }, (request, reply) => {
    const { id } = request.params
    return send(request, reply, '/c/plants?only=unanswered', `remind-${id}`, `/warnings/${id}/reminders`, {})
  })
  pages.post('/c/tasks/:id', { config, schema }, (request, reply) => {
    const { id } = request.params
    const { kind = '', text = '' } = request.body
    const said = text.trim() === '' ? {} : { text }
    if (kind === 'answer') return send(request, reply, '/c/tasks', id, `/tasks/${id}/answer`, said, text)
    return send(request, reply, '/c/tasks', id, `/tasks/${id}/reports`, { kind, ...said })
  })

  pages.post('/c/orders/:id/tighten', { config, schema }, (request, reply) => {
    const { id } = request.params
    const { response = '', enterprise: enterpriseId, line, measure, reason = '' } = request.body
    const path = `/responses/${encodeURIComponent(response)}/tighten`
    const body = { measures: [{ enterpriseId, line, measure }], reason }
    return send(request, reply, id, `line-${id}`, path, body, reason)
  })
  pages.post('/c/orders/:id/answers', { config, schema }, async (request, reply) => {
    const { id } = request.params
    const { kind = '', how, revision = '', text = '' } = request.body
    const path = `${(await again.isTownship(request)) ? '/me/township' : ''}/orders/${id}/receipts`
    const body = { kind, how, revision: Number(revision), ...(text.trim() === '' ? {} : { text }) }
    // What the difficulty is has to be said; of the rest, that a call was made is enough.
    return send(request, reply, id, `answer-${id}`, path, body, kind === 'difficulty' ? text : undefined)
  })
  pages.post('/c/orders/:id/people', { config: { ...config, secret: true }, schema }, async (request, reply) => {
    door.mustBeOurs(request)
    const { id } = request.params
    const { reason = '', enterprise = '' } = request.body
    const refuse = (status: number, said: string) =>
      again.order(request, reply.code(status), id, {
        fault: { form: `people-${id}`, said, typed: request.body },
        people: null,
      })
    if (reason.trim() === '') return refuse(422, sayRefusal(request, 'page.noWhy'))
    const answered = await door.through(request, 'POST', '/persons/open', { as: 'enterprise', id: enterprise, reason })
    if (answered.statusCode >= 300) {
      const { detail, next } = refusedRead.parse(answered.json())
      return refuse(answered.statusCode, `${detail} ${next}`)
    }
    // Shown in the answer and nowhere else: no address leads to it.
    return again.order(request, reply, id, { fault: null, people: peopleRead.parse(answered.json()).people })
  })

  /**
   * What was taken is on the page that comes next; what was refused stays in its form, with the words beside it.
   * @param page the page, or the id of the order whose page it is
   * @param needed what has to be written in the form
   */
  async function send(
    request: Posted,
    reply: FastifyReply,
    page: string,
    form: string,
    path: string,
    body: object,
    needed?: string,
  ): Promise<FastifyReply> {
    door.mustBeOurs(request)
    if (needed?.trim() === '') return refuse(request, reply.code(422), page, form, sayRefusal(request, 'page.noWhy'))
    const once = request.body['once'] ?? ''
    const key = /^[\w-]{1,60}$/.test(once) ? once : undefined
    const answered = await door.through(request, 'POST', path, body, key)
    const to = page.startsWith('/c') ? page : `/c/orders/${page}`
    if (answered.statusCode < 300)
      return reply.redirect(`${to}${to.includes('?') ? '&' : '?'}lang=${languageAsked(request)}#${form}`, 303)
    const { detail, next } = refusedRead.parse(answered.json())
    return refuse(request, reply.code(answered.statusCode), page, form, `${detail} ${next}`)
  }

  function refuse(
    request: Posted,
    reply: FastifyReply,
    page: string,
    form: string,
    said: string,
  ): Promise<FastifyReply> {
    const fault = { form, said, typed: request.body }
    if (page.startsWith('/c')) return again.page(request, reply, page, fault)
    return again.order(request, reply, page, { fault, people: null })
  }

  function sayRefusal(request: FastifyRequest, code: ErrorCode): string {
    const { detail, next } = new Refusal(code).say(languageAsked(request))
    return `${detail} ${next}`
  }
}
