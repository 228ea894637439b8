import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { monotonicMs } from '../clock.ts'
import { Refusal } from '../errors.ts'
import type { Caller } from '../people/caller.ts'
import { closeSession, openSession, type Moment } from '../people/session.ts'
import { loginName } from '../people/admit.ts'
import type { World } from '../world.ts'
import { cookieName, tokenOf, wait, type Admission } from './admission.ts'
import type { App } from './app-type.ts'
import { instant } from './schemas.ts'

const user = z
  .object({
    kind: z.enum(['officer', 'feed', 'source', 'enterprise', 'owner', 'public']),
    id: z.string(),
    name: z.string(),
    role: z.string(),
    roleName: z.object({ zh: z.string(), en: z.string() }),
    rank: z.int().min(0).max(3).describe('0 none, 1 office head, 2 vice-mayor, 3 mayor'),
    area: z.string(),
    areaName: z.string(),
    areas: z.array(z.string()),
  })
  .meta({ id: 'User' })

const matrixForm = z
  .object({
    roles: z.array(z.object({ role: z.string(), zh: z.string(), en: z.string() })),
    actions: z.array(
      z.object({
        action: z.string(),
        zh: z.string(),
        en: z.string(),
        may: z.record(z.string(), z.enum(['area', 'own', 'open'])),
      }),
    ),
  })
  .meta({ id: 'Roles' })

/** `/sessions` (登录) and `/roles` (权限表). */
export function sessionRoutes(app: App, world: World, { matrix, callers, gate, outside }: Admission): void {
  app.post(
    '/sessions',
    {
      config: { action: 'session.open' },
      schema: {
        body: z.object({ login: z.string().min(1).max(100), password: z.string().min(1).max(1_000) }),
        response: { 201: z.object({ token: z.string(), until: instant, user }) },
      },
    },
    async (request, reply) => {
      const { login } = request.body
      const guesses = `${request.ip} ${loginName(login)}`
      const nowMs = monotonicMs()
      wait(gate.logins.take(request.ip, nowMs) || gate.wrongPasswords.take(guesses, nowMs))
      const { token, until, officer } = await openSession(world.db, request.body, moment())
      gate.wrongPasswords.giveBack(guesses)
      const secure = request.protocol === 'https'
      void reply.setCookie(cookieName(request), token, { path: '/', httpOnly: true, sameSite: 'strict', secure })
      return reply.code(201).send({ token, until, user: show(await callers.officer(officer)) })
    },
  )

  app.get(
    '/sessions/me',
    { config: { action: 'session.read' }, schema: { response: { 200: z.object({ user }) } } },
    (request) => ({ user: show(request.caller) }),
  )

  app.delete(
    '/sessions/me',
    { config: { action: 'session.close' }, schema: { response: { 204: z.undefined() } } },
    async (request, reply) => {
      const token = sessionToken(request)
      await closeSession(world.db, token, request.caller, moment())
      callers.forget(token)
      void reply.clearCookie(cookieName(request), { path: '/' })
      return reply.code(204).send()
    },
  )

  app.get('/roles', { config: { action: 'roles.read' }, schema: { response: { 200: matrixForm } } }, () =>
    matrix.show(),
  )

  function moment(): Moment {
    return { outside: outside.now(), world: world.clock.now() }
  }

  function show(caller: Caller): z.output<typeof user> {
    const { kind, id, name, role, rank, area, areas } = caller
    const areaName = world.areas.find(area)?.name ?? area
    return { kind, id, name, role, roleName: matrix.word(role), rank, area, areaName, areas: [...areas] }
  }
}

function sessionToken(request: FastifyRequest): string {
  const shown = tokenOf(request)
  if (shown === null) throw new Refusal('login.required')
  return shown.token
}
