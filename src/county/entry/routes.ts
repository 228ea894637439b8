import type { FastifyReply, FastifyRequest } from 'fastify'
import { cookieName, tokenOf as shownBy } from '../../http/admission.ts'
import type { App } from '../../http/app-type.ts'
import { Door } from '../../http/door.ts'
import { languageAsked, sendPage } from '../../http/pages.ts'
import { setSession } from '../../http/sessions.ts'
import type { World } from '../../world.ts'
import { enteredRead, refusedRead, typed } from '../schemas.ts'
import { enterPage } from './page.ts'

/** The way from the pages of a county to the doors of the API: with the session of the console. */
export function countyDoor(app: App, world: Pick<World, 'keys'>): Door {
  return new Door(app, world, {
    tokenOf: (request) => shownBy(request)?.token ?? 'none',
    stranger: 'login.required',
    forged: 'page.notOurs',
  })
}

/** Logging in and out (登录、退出) by plain forms: the same account, the same session, the same rules as at the console. */
export function entryRoutes(pages: App, world: World, door: Door): void {
  const exercise = world.kind !== 'live'
  const body = { hide: true, body: typed }

  pages.post('/c/enter', { config: { action: 'page.answer', secret: true }, schema: body }, async (request, reply) => {
    const { login = '', password = '', code = '' } = request.body
    const given = { login, password, ...(code.trim() === '' ? {} : { code }) }
    const answered = await door.through(request, 'POST', '/sessions', given)
    if (answered.statusCode < 300) {
      setSession(request, reply, enteredRead.parse(answered.json()).token)
      return reply.redirect(`/c?lang=${languageAsked(request)}`, 303)
    }
    const refused = refusedRead.parse(answered.json())
    const withCode = refused.code.startsWith('login.code') || code !== ''
    const retryAfter = answered.headers['retry-after']
    if (retryAfter !== undefined) void reply.header('retry-after', retryAfter)
    const said = `${refused.detail} ${refused.next}`
    return sendPage(
      reply.code(answered.statusCode),
      enterPage({ login, said, withCode }, { language: languageAsked(request), exercise }),
    )
  })

  pages.post('/c/leave', { config: { action: 'page.answer' }, schema: body }, async (request, reply) => {
    door.mustBeOurs(request)
    await door.through(request, 'DELETE', '/sessions/me')
    return reply.clearCookie(cookieName(request), { path: '/' }).redirect(`/c?lang=${languageAsked(request)}`, 303)
  })
}

export function askEntry(request: FastifyRequest, reply: FastifyReply, exercise: boolean): FastifyReply {
  const language = languageAsked(request)
  return sendPage(reply.code(401), enterPage({ login: '', said: null, withCode: false }, { language, exercise }))
}
