import { z } from 'zod'
import { monotonicMs } from '../../../clock.ts'
import { note } from '../../../db/journal.ts'
import { Refusal } from '../../../errors.ts'
import { wait } from '../../../http/admission.ts'
import type { App } from '../../../http/app-type.ts'
import { Limiter } from '../../../http/limits.ts'
import { languageAsked, sendPage } from '../../../http/pages.ts'
import { id, idParams, instant } from '../../../http/schemas.ts'
import { admitting } from '../../../inventory/enterprises/schemas.ts'
import { newestListing } from '../../../inventory/enterprises/store.ts'
import { addHours, dayOf } from '../../../model/time.ts'
import { actorOf, mustSee } from '../../../people/caller.ts'
import { insertEnterpriseTokens } from '../../../people/store.ts'
import { hashToken, newToken } from '../../../people/token.ts'
import type { World } from '../../../world.ts'
import { enterPage, noDeskPage } from './page.ts'
import { keepDeskLink, livingDeskLink, useDeskLink } from './store.ts'

export const COOKIE = 'airshed-desk'
/** Links that lead nowhere, a minute and address. Nobody types one by hand. */
const MISSES = 20

/** `POST /enterprises/{id}/desk`: the link by which an enterprise enters its own desk, once. */
export function deskLinkRoutes(app: App, world: World): void {
  const { db, clock, links, rulebooks } = world

  app.post(
    '/enterprises/:id/desk',
    {
      config: { action: 'enterprise.admit', secret: true },
      schema: {
        tags: ['inventory'],
        params: idParams,
        body: admitting,
        response: {
          201: z.object({
            enterprise: id,
            link: z.string().describe('shown this once; works once, and ends the one before it'),
            until: instant,
          }),
        },
      },
    },
    async ({ params, body, caller }, reply) => {
      const doing = { now: clock.now(), by: actorOf(caller), because: body.reason }
      const found = await newestListing(db, params.id, doing.now)
      if (found === null) throw new Refusal('thing.unknown', { what: 'enterprise', id: params.id })
      const { area } = found
      mustSee(world, caller, area, 'enterprise', params.id)
      const token = newToken('desk')
      const until = addHours(doing.now, rulebooks.access(dayOf(doing.now)).password.linkHours)
      await db.transaction(async (tx) => {
        await keepDeskLink(tx, { hash: hashToken(token), area, enterprise: params.id, until }, doing)
        const entry = { area, kind: 'enterprise', subject: params.id, event: 'DESK_LINK_MADE', body: { until } }
        await note(tx, entry, doing)
      })
      return reply.code(201).send({ enterprise: params.id, link: `${links.base}/e/in/${token}`, until })
    },
  )
}

/** The way in: a link that is changed for a cookie once, by a tap and not by a messenger's preview. */
export function entryRoutes(pages: App, world: World): void {
  const { db, clock, rulebooks } = world
  const misses = new Limiter(MISSES)
  const exercise = world.kind !== 'live'
  const open = { action: 'page.open' }
  const ofLink = { hide: true, params: z.object({ link: z.string().max(100) }) }

  pages.get('/e/in/:link', { config: open, schema: ofLink }, async (request, reply) => {
    const found = await livingDeskLink(db, hashToken(request.params.link), clock.now())
    const shell = { language: languageAsked(request), exercise }
    if (found !== null)
      return sendPage(reply, enterPage({ name: found.name, action: `/e/in/${request.params.link}` }, shell))
    wait(misses.take(request.ip, monotonicMs()))
    return sendPage(reply.code(404), noDeskPage(shell))
  })

  pages.post('/e/in/:link', { config: { ...open, secret: true }, schema: ofLink }, async (request, reply) => {
    const now = clock.now()
    const hash = hashToken(request.params.link)
    const found = await livingDeskLink(db, hash, now)
    const token = newToken('enterprise')
    const { hours } = rulebooks.access(dayOf(now)).session
    const entered =
      found !== null &&
      (await db.transaction(async (tx) => {
        if (!(await useDeskLink(tx, hash, now))) return false
        const { enterprise, area, name } = found
        await insertEnterpriseTokens(
          tx,
          [{ hash: hashToken(token), area, enterprise, name }],
          now,
          addHours(now, hours),
        )
        const entry = { area, kind: 'enterprise', subject: enterprise, event: 'DESK_ENTERED', body: {} }
        await note(tx, entry, { now, by: `enterprise:${enterprise}` })
        return true
      }))
    if (!entered) {
      wait(misses.take(request.ip, monotonicMs()))
      return sendPage(reply.code(404), noDeskPage({ language: languageAsked(request), exercise }))
    }
    const secure = request.protocol === 'https'
    const cookie = { path: '/e', httpOnly: true, sameSite: 'lax', secure, maxAge: hours * 3_600 } as const
    return reply.setCookie(COOKIE, token, cookie).redirect('/e', 303)
  })
}
