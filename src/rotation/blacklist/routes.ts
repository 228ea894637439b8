import { z } from 'zod'
import { note, type Doing } from '../../db/journal.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { id, idParams, remark } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { knownTo } from '../known.ts'
import { blacklisted, confirming, newBlacklisted } from '../schemas.ts'
import * as store from './store.ts'

/** The blacklist of staggered production (错峰生产“黑名单”): one officer names an enterprise, another confirms it. */
export function blacklistRoutes(app: App, world: World): void {
  const { db, clock } = world
  const tags = ['rotation']
  const doingOf = (caller: Caller, because?: string): Doing => ({
    now: clock.now(),
    by: actorOf(caller),
    ...(because === undefined ? {} : { because }),
  })

  app.post(
    '/rotation/blacklist',
    {
      config: { action: 'rotation.blacklist' },
      schema: { tags, body: newBlacklisted, response: { 201: blacklisted } },
    },
    async ({ body, caller }, reply) => {
      const { area, name } = await knownTo(world, body.enterprise, caller)
      const doing = doingOf(caller)
      const listed = await db.transaction(async (tx) => {
        const made = await store.insertBlacklisted(tx, { ...body, area }, doing)
        if (made === null) throw new Refusal('rotation.blacklisted', { name })
        await note(tx, { area, kind: 'rotation', subject: body.enterprise, event: 'BLACKLIST_PROPOSED', body }, doing)
        return made
      })
      return reply.code(201).send(await onList(listed, caller))
    },
  )

  app.post(
    '/rotation/blacklist/:id/confirmation',
    {
      config: { action: 'rotation.confirmBlacklist' },
      schema: { tags, params: idParams, body: confirming, response: { 200: blacklisted } },
    },
    async ({ params, body: { decision, reason }, caller }) => {
      const { area, enterprise: subject, listedBy } = await onList(params.id, caller)
      const doing = doingOf(caller, reason)
      if (listedBy === doing.by) throw new Refusal('rotation.blacklistSamePerson')
      const confirms = decision === 'confirm'
      await db.transaction(async (tx) => {
        const done = confirms
          ? await store.confirmBlacklisted(tx, params.id, doing)
          : await store.refuseBlacklisted(tx, params.id, doing)
        if (!done) throw new Refusal('rotation.blacklistDecided', { id: params.id })
        const event = confirms ? 'BLACKLISTED' : 'BLACKLIST_REFUSED'
        await note(tx, { area, kind: 'rotation', subject, event, body: { entry: params.id } }, doing)
      })
      return await onList(params.id, caller)
    },
  )

  app.post(
    '/rotation/blacklist/:id/removal',
    {
      config: { action: 'rotation.blacklist' },
      schema: {
        tags,
        params: idParams,
        body: z.object({ reason: remark.min(1) }),
        response: { 200: blacklisted },
      },
    },
    async ({ params, body, caller }) => {
      const { area, enterprise: subject } = await onList(params.id, caller)
      const doing = doingOf(caller, body.reason)
      await db.transaction(async (tx) => {
        if (!(await store.removeBlacklisted(tx, params.id, doing)))
          throw new Refusal('rotation.notBlacklisted', { id: params.id })
        await note(tx, { area, kind: 'rotation', subject, event: 'BLACKLIST_LEFT', body: {} }, doing)
      })
      return await onList(params.id, caller)
    },
  )

  app.get(
    '/rotation/blacklist',
    {
      config: { action: 'rotation.read' },
      schema: { tags, querystring: z.object(pageQuery), response: { 200: pageOf(blacklisted) } },
    },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const rows = await store.listBlacklisted(db, areasSeen(world, caller), before, query.limit + 1)
      return cutPage(
        rows,
        query.limit,
        (row) => [row.id],
        (row) => row,
      )
    },
  )

  async function onList(entryId: Id, caller: Caller): Promise<store.Blacklisted> {
    const found = await store.blacklistedById(db, entryId)
    if (!found) throw new Refusal('thing.unknown', { what: 'blacklistEntry', id: entryId })
    mustSee(world, caller, found.area, 'blacklistEntry', entryId)
    return found
  }
}
