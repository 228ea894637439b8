import { z } from 'zod'
import { wallClock } from '../../clock.ts'
import { note } from '../../db/journal.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { idParams } from '../../http/schemas.ts'
import { openSession, showSessions } from '../../http/sessions.ts'
import type { Id } from '../../model/id.ts'
import { actorOf, mustSee, type Caller } from '../../people/caller.ts'
import { dropFactor } from '../../people/factorStore.ts'
import { deleteSessionsOf } from '../../people/sessionStore.ts'
import type { World } from '../../world.ts'
import { because } from '../users/schemas.ts'
import { userById, type User } from '../users/store.ts'

/** What an administrator sees of others' log-ins, and ends: their sessions, and a second factor that is lost. */
export function sessionOfUserRoutes(app: App, world: World): void {
  const { db, clock } = world
  const tags = ['accounts']
  const writes = { action: 'user.write' } as const
  const response = { 200: z.object({ ended: z.int().describe('sessions') }) }

  app.get(
    '/users/:id/sessions',
    {
      config: { action: 'user.read' },
      schema: { tags, params: idParams, response: { 200: z.object({ items: z.array(openSession) }) } },
    },
    async ({ params, caller }) => {
      const { id } = await seen(params.id, caller)
      // Sessions end by the time of the people outside.
      return { items: await showSessions(db, id, wallClock.now(), caller.session) }
    },
  )

  app.post(
    '/users/:id/sessions/end',
    { config: writes, schema: { tags, params: idParams, body: because, response } },
    async ({ params, body, caller }) => await end(params.id, caller, body.reason, 'SESSIONS_ENDED', false),
  )

  app.post(
    '/users/:id/factor/reset',
    { config: writes, schema: { tags, params: idParams, body: because, response } },
    async ({ params, body, caller }) => {
      if (params.id === caller.id) throw new Refusal('user.oneself')
      return await end(params.id, caller, body.reason, 'FACTOR_RESET', true)
    },
  )

  async function end(user: Id, caller: Caller, reason: string, event: string, factor: boolean) {
    const { id: subject, area, login } = await seen(user, caller)
    const doing = { now: clock.now(), by: actorOf(caller), because: reason }
    return await db.transaction(async (tx) => {
      if (factor && !(await dropFactor(tx, subject))) throw new Refusal('user.noFactor', { login })
      const ended = await deleteSessionsOf(tx, subject)
      await note(tx, { area, kind: 'officer', subject, event, body: { ended } }, doing)
      return { ended }
    })
  }

  async function seen(user: Id, caller: Caller): Promise<User> {
    const found = await userById(db, user)
    if (found === null) throw new Refusal('thing.unknown', { what: 'officer', id: user })
    mustSee(world, caller, found.area, 'officer', user)
    return found
  }
}
