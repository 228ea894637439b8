import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { monotonicMs } from '../clock.ts'
import { note } from '../db/journal.ts'
import type { Reader } from '../db/port.ts'
import { Refusal } from '../errors.ts'
import type { Id } from '../model/id.ts'
import type { Instant } from '../model/time.ts'
import { actorOf, areasSeen, type Caller } from '../people/caller.ts'
import { loginName } from '../people/admit.ts'
import { closeSession, logIn, type Moment } from '../people/session.ts'
import { deleteSessionsOf, openSessionsOf } from '../people/sessionStore.ts'
import type { World } from '../world.ts'
import { cookieName, tokenOf, wait, type Admission } from './admission.ts'
import type { App } from './app-type.ts'
import { id, idParams, instant } from './schemas.ts'

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

const areaSeen = z.object({
  code: z.string(),
  name: z.string(),
  kind: z.enum(['province', 'city', 'county']),
  parent: z.string().nullable(),
})

/** Six figures of the telephone, or a recovery code. */
export const code = z
  .string()
  .trim()
  .regex(/^(\d{6}|[A-Za-z2-7 -]{16,24})$/)
  .describe('six figures of the telephone, or a recovery code')

export const openSession = z
  .object({
    id,
    openedAt: instant,
    until: instant,
    idleUntil: instant.nullable().describe('it ends then, where nothing is asked in it before'),
    ways: z.array(z.enum(['password', 'totp', 'recovery', 'oidc'])),
    address: z.string().nullable(),
    pending: z.boolean(),
    current: z.boolean().describe('the one in which this was asked'),
  })
  .meta({ id: 'Session' })

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
        body: z.object({
          login: z.string().min(1).max(100),
          password: z.string().min(1).max(1_000),
          code: code.optional(),
        }),
        response: {
          201: z.object({
            token: z.string(),
            until: instant,
            user,
            pending: z.boolean().describe('nothing opens until a second factor is set up: POST /sessions/me/factor'),
          }),
        },
      },
    },
    async (request, reply) => {
      const { login } = request.body
      const guesses = `${request.ip} ${loginName(login)}`
      const nowMs = monotonicMs()
      wait(gate.logins.take(request.ip, nowMs) || gate.wrongPasswords.take(guesses, nowMs))
      const { token, until, officer, pending } = await logIn(world, request.body, request.ip, moment())
      gate.wrongPasswords.giveBack(guesses)
      setSession(request, reply, token)
      return reply.code(201).send({ token, until, user: show(await callers.officer(officer)), pending })
    },
  )

  app.get(
    '/sessions/me',
    {
      config: { action: 'session.read' },
      schema: {
        response: {
          200: z.object({
            user,
            pending: z.boolean().describe('nothing else opens until a second factor is set up'),
            may: z.array(z.string()).describe('the actions of rules/roles.yaml that the role may do'),
            areas: z.array(areaSeen).describe('the own areas and all that lie in them'),
          }),
        },
      },
    },
    ({ caller }) => ({
      user: show(caller),
      pending: caller.pending,
      may: matrix.actionsOf(caller.role),
      areas: areasSeen(world, caller).flatMap((code) => world.areas.find(code) ?? []),
    }),
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

  app.get(
    '/sessions',
    { config: { action: 'session.read' }, schema: { response: { 200: z.object({ items: z.array(openSession) }) } } },
    async ({ caller }) => ({
      items: caller.session === null ? [] : await showSessions(world.db, caller.id, outside.now(), caller.session),
    }),
  )

  app.post(
    '/sessions/:id/close',
    {
      config: { action: 'session.close' },
      schema: { params: idParams, response: { 200: z.object({ ended: z.int() }) } },
    },
    async ({ params, caller }) => {
      const ended = await world.db.transaction(async (tx) => {
        const count = await deleteSessionsOf(tx, caller.id, { only: params.id })
        if (count === 0) throw new Refusal('thing.unknown', { what: 'session', id: params.id })
        const entry = { area: caller.area, kind: 'officer', subject: caller.id, event: 'SESSIONS_ENDED' }
        await note(tx, { ...entry, body: { ended: count } }, { now: world.clock.now(), by: actorOf(caller) })
        return count
      })
      return { ended }
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

export function setSession(request: FastifyRequest, reply: FastifyReply, token: string): void {
  const secure = request.protocol === 'https'
  void reply.setCookie(cookieName(request), token, { path: '/', httpOnly: true, sameSite: 'strict', secure })
}

export async function showSessions(
  db: Reader,
  officer: Id,
  now: Instant,
  current: Id | null,
): Promise<z.input<typeof openSession>[]> {
  const rows = await openSessionsOf(db, officer, now)
  return rows.map(({ ways, ...row }) => ({ ...row, ways: [...ways], current: row.id === current }))
}
