import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Refusal, type ErrorCode } from '../../../errors.ts'
import type { App } from '../../../http/app-type.ts'
import type { Door, Posted } from '../../../http/door.ts'
import { FILES_LIMIT, languageAsked } from '../../../http/pages.ts'
import { idParams } from '../../../http/schemas.ts'
import type { FormFile } from '../../../model/formFile.ts'
import { parseInstant, showInstant } from '../../../model/time.ts'
import { photoForm } from '../done.ts'
import type { Fault } from '../frame.ts'
import { attachmentsOf } from '../grades.ts'
import * as read from '../schemas.ts'

export type Tab = '/e' | '/e/history' | '/e/list' | '/e/findings' | '/e/notices' | '/e/contacts'
type Show = (request: FastifyRequest, reply: FastifyReply, tab: Tab, fault: Fault) => Promise<FastifyReply>
/** A refusal as it is said to people. */
type Said = { status: number; detail: string; next: string }

export const typed = z.record(z.string().max(60), z.string().max(4_000))

/** What an enterprise says on its desk: each form goes through the door that its program has. */
export function answerRoutes(pages: App, door: Door, show: Show): void {
  const answer = { action: 'page.answer' }
  const ofThing = { hide: true, params: idParams, body: typed }
  /** Long bodies are read only from who is known. */
  const withFiles = {
    bodyLimit: FILES_LIMIT,
    config: { ...answer, body: 'files' },
    onRequest: async (request: FastifyRequest) => {
      if ((await door.through(request, 'GET', '/me/enterprise')).statusCode === 401) throw new Refusal('page.noLink')
    },
  } as const

  pages.post('/e/orders/:id/answers', { ...withFiles, schema: ofThing }, async (request, reply) => {
    const { kind = '', revision = '', text = '', ground, line } = request.body
    const { id } = request.params
    const picture = kind === 'done' ? request.files?.find(({ field }) => field === 'photo') : undefined
    const photo = picture && (await takePhoto(request, picture))
    if (photo && 'refused' in photo) return refuse(request, reply, '/e', photoForm(id), photo.refused)
    const more = photo ? `&photo=${photo.state}` : ''
    const against = kind === 'appeal' ? { against: { ...(ground && { ground }), ...(line && { line }) } } : {}
    const body = { kind, revision: Number(revision), ...(text === '' ? {} : { text }), ...against }
    if (text.trim() === '' && (kind === 'difficulty' || kind === 'appeal'))
      return refuse(request, reply, '/e', id, sayRefusal(request, kind === 'appeal' ? 'page.noReason' : 'page.noText'))
    return send(request, reply, '/e', id, `/me/orders/${id}/receipts`, body, more)
  })
  pages.post('/e/findings/:id', { config: answer, schema: ofThing }, (request, reply) => {
    const { kind, text } = request.body
    const { id } = request.params
    return send(request, reply, '/e/findings', id, `/me/findings/${id}/answer`, { kind, text })
  })
  pages.post('/e/problems/:id', { config: answer, schema: ofThing }, (request, reply) => {
    const { id } = request.params
    return send(request, reply, '/e/findings', id, `/me/problems/${id}/shown`, { text: request.body['text'] })
  })
  pages.post('/e/grades', { ...withFiles, schema: { hide: true, body: typed } }, (request, reply) => {
    const [industry = '', grade = ''] = (request.body['what'] ?? '').split('|')
    const evidence = attachmentsOf(request.files ?? [])
    if (evidence.length === 0) return refuse(request, reply, '/e/list', 'grade', sayRefusal(request, 'page.noFiles'))
    return send(request, reply, '/e/list', 'grade', '/me/grades/applications', { industry, grade, evidence })
  })
  pages.post('/e/grades/:id', { ...withFiles, schema: ofThing }, (request, reply) => {
    const { id } = request.params
    const path = `/me/grades/applications/${id}`
    if (request.body['kind'] === 'withdraw') return send(request, reply, '/e/list', id, `${path}/withdraw`, {})
    const evidence = attachmentsOf(request.files ?? [])
    if (evidence.length === 0) return refuse(request, reply, '/e/list', id, sayRefusal(request, 'page.noFiles'))
    return send(request, reply, '/e/list', id, `${path}/amend`, { evidence })
  })
  pages.post('/e/contacts/:id', { config: answer, schema: ofThing }, (request, reply) => {
    // As people write a number: with spaces and dashes.
    const phone = (request.body['phone'] ?? '').replaceAll(/[\s()+-]/g, '')
    const { id } = request.params
    return send(request, reply, '/e/contacts', id, `/me/contacts/${id}`, {
      name: request.body['name'],
      phone,
      ...(request.body['language'] && { language: request.body['language'] }),
    })
  })

  /** What was taken is on the page that comes next; what was refused stays in its form, with the words beside it. */
  async function send(
    request: Posted,
    reply: FastifyReply,
    page: Tab,
    form: string,
    path: string,
    body: object,
    more = '',
  ): Promise<FastifyReply> {
    door.mustBeOurs(request)
    const answered = await door.through(request, 'POST', path, body)
    if (answered.statusCode < 300) return reply.redirect(`${page}?lang=${languageAsked(request)}${more}#${form}`, 303)
    return refuse(request, reply, page, form, {
      status: answered.statusCode,
      ...read.refusedRead.parse(answered.json()),
    })
  }

  async function refuse(
    request: Posted,
    reply: FastifyReply,
    page: Tab,
    form: string,
    { status, detail, next }: Said,
  ): Promise<FastifyReply> {
    door.mustBeOurs(request)
    if (status === 401) throw new Refusal('page.noLink')
    return show(request, reply.code(status), page, { form, said: `${detail} ${next}`, typed: request.body })
  }

  function sayRefusal(request: FastifyRequest, code: ErrorCode): Said {
    const refusal = new Refusal(code)
    return { status: refusal.status, ...refusal.say(languageAsked(request)) }
  }

  /** Kept before it is said that all is done: a picture that is refused can be given again with the same words. */
  async function takePhoto(
    request: Posted,
    { bytes }: FormFile,
  ): Promise<{ refused: Said } | z.output<typeof read.photoRead>['photo']> {
    door.mustBeOurs(request)
    const { shows = '', line = '', at = '' } = request.body
    if (shows === '') return { refused: sayRefusal(request, 'page.photoShows') }
    const taken = parseInstant(at)
    if (taken === null) return { refused: sayRefusal(request, 'page.photoTime') }
    const said = new URLSearchParams({ at: showInstant(taken), shows, ...(line && { line }) })
    const answered = await door.through(request, 'POST', `/me/evidence/photos?${said}`, bytes)
    if (answered.statusCode < 300) return read.photoRead.parse(answered.json()).photo
    if (answered.statusCode === 413) return { refused: sayRefusal(request, 'page.photoTooLarge') }
    return { refused: { status: answered.statusCode, ...read.refusedRead.parse(answered.json()) } }
  }
}
