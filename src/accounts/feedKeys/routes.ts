import { z } from 'zod'
import { note, type Doing } from '../../db/journal.ts'
import type { Tx } from '../../db/port.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { certificates, keyChange, mustBeSoon, networks } from '../../http/keyForms.ts'
import { areaCode, id, idParams, instant } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import { createFeedKey } from '../../people/admit.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../../people/caller.ts'
import { hashToken, newToken } from '../../people/token.ts'
import type { World } from '../../world.ts'
import { because, word } from '../users/schemas.ts'
import {
  certifyFeedKey,
  changeFeedKey,
  closeFeedKey,
  feedKeyById,
  listFeedKeys,
  moveFeedKey,
  type FeedKey,
} from './store.ts'

const key = z
  .object({
    id,
    provider: z.string(),
    name: z.string().describe('which machine holds it'),
    areas: z.array(z.string()),
    networks: z.array(z.string()).describe('from where it is taken (CIDR); none: from anywhere'),
    certificates: z.array(z.string()).describe('by which client certificates (SHA-256); none: without one as well'),
    createdAt: instant,
    oldUntil: instant.nullable().describe('until when the key before it is taken as well'),
    closedAt: instant.nullable(),
  })
  .meta({ id: 'FeedKey' })
const shownOnce = key.extend({ key: z.string().describe('shown this once and kept nowhere') })

/** `/feeds/keys` (接口密钥): which machines may report, in whose name and of where. */
export function feedKeyRoutes(app: App, world: World): void {
  const { db, clock } = world
  const tags = ['accounts']
  const reads = { action: 'feed.keys' } as const
  const writes = { action: 'feed.admit' } as const

  app.get(
    '/feeds/keys',
    { config: reads, schema: { tags, querystring: z.object(pageQuery), response: { 200: pageOf(key) } } },
    async ({ query: { cursor, limit }, caller }) => {
      const [before] = readCursor(cursor, z.tuple([id])) ?? [null]
      const rows = await listFeedKeys(db, areasSeen(world, caller), before, limit + 1)
      return cutPage(rows, limit, (row) => [row.id], show)
    },
  )

  app.post(
    '/feeds/keys',
    {
      config: { ...writes, secret: true },
      schema: {
        tags,
        body: z.object({
          provider: word.describe('in whose name it reports, as its bulletins say it'),
          name: word.describe('which machine holds it'),
          areas: z.array(areaCode).min(1).max(50),
          networks: networks.default([]),
          certificates: certificates.default([]),
          reason: because.shape.reason,
        }),
        response: { 201: shownOnce },
      },
    },
    async ({ body, caller }, reply) => {
      const { reason, provider, name } = body
      const areas = [...new Set(body.areas)]
      for (const area of areas) mustSee(world, caller, area, 'area', area)
      const made = { provider, name, areas, networks: body.networks, certificates: body.certificates }
      const doing = doingOf(caller, reason)
      const { id: own, key: secret } = await db.transaction(async (tx) => {
        const fresh = await createFeedKey({ db: tx }, made, doing.now, doing.by)
        await noted(tx, { id: fresh.id, areas }, 'FEED_KEY_MADE', made, doing)
        return fresh
      })
      return reply.code(201).send({ ...show(await seen(own, caller)), key: secret })
    },
  )

  app.post(
    '/feeds/keys/:id/rotate',
    {
      config: { ...writes, secret: true },
      schema: { tags, params: idParams, body: keyChange, response: { 201: shownOnce } },
    },
    async ({ params, body: { oldUntil, reason }, caller }, reply) => {
      const found = await seen(params.id, caller)
      const doing = doingOf(caller, reason)
      mustBeSoon(oldUntil, doing.now)
      const secret = newToken('feed')
      await change(found, 'FEED_KEY_CHANGED', { oldUntil }, doing, (tx) =>
        changeFeedKey(tx, found.id, hashToken(secret), oldUntil),
      )
      return reply.code(201).send({ ...show({ ...found, oldUntil }), key: secret })
    },
  )

  app.post(
    '/feeds/keys/:id/networks',
    {
      config: writes,
      schema: { tags, params: idParams, body: because.extend({ networks }), response: { 200: key } },
    },
    async ({ params, body, caller }) => {
      const found = await seen(params.id, caller)
      const doing = doingOf(caller, body.reason)
      const moved = { was: found.networks, is: body.networks }
      await change(found, 'FEED_KEY_MOVED', moved, doing, (tx) => moveFeedKey(tx, found.id, body.networks))
      return show({ ...found, networks: body.networks })
    },
  )

  app.post(
    '/feeds/keys/:id/certificates',
    {
      config: writes,
      schema: { tags, params: idParams, body: because.extend({ certificates }), response: { 200: key } },
    },
    async ({ params, body, caller }) => {
      const found = await seen(params.id, caller)
      const doing = doingOf(caller, body.reason)
      const certified = { was: found.certificates, is: body.certificates }
      await change(found, 'FEED_KEY_CERTIFIED', certified, doing, (tx) =>
        certifyFeedKey(tx, found.id, body.certificates),
      )
      return show({ ...found, certificates: body.certificates })
    },
  )

  app.post(
    '/feeds/keys/:id/close',
    { config: writes, schema: { tags, params: idParams, body: because, response: { 200: key } } },
    async ({ params, body, caller }) => {
      const found = await seen(params.id, caller)
      const doing = doingOf(caller, body.reason)
      await change(found, 'FEED_KEY_CLOSED', {}, doing, (tx) => closeFeedKey(tx, found.id, doing.now))
      return show({ ...found, oldUntil: null, closedAt: doing.now })
    },
  )

  /** @throws Refusal `key.closed` where somebody was first */
  async function change(
    { id: own, areas, name, provider }: FeedKey,
    event: string,
    body: object,
    doing: Doing,
    work: (tx: Tx) => Promise<boolean>,
  ): Promise<void> {
    await db.transaction(async (tx) => {
      if (!(await work(tx))) throw new Refusal('key.closed', { name: name === '' ? provider : name })
      await noted(tx, { id: own, areas }, event, body, doing)
    })
  }

  /** A key that also speaks of elsewhere is whoever's that sees all of it. */
  async function seen(own: Id, caller: Caller): Promise<FeedKey> {
    const found = await feedKeyById(db, own)
    if (found === null) throw new Refusal('thing.unknown', { what: 'feedKey', id: own })
    for (const area of found.areas) mustSee(world, caller, area, 'feedKey', own)
    return found
  }

  function doingOf(caller: Caller, reason: string): Doing {
    return { now: clock.now(), by: actorOf(caller), because: reason }
  }
}

function show({ area: _, areas, networks: from, certificates: by, ...row }: FeedKey): z.input<typeof key> {
  return { ...row, areas: [...areas], networks: [...from], certificates: [...by] }
}

async function noted(
  tx: Tx,
  { id: subject, areas }: { id: Id; areas: readonly string[] },
  event: string,
  body: object,
  doing: Doing,
): Promise<void> {
  await note(tx, { area: areas[0] ?? '', kind: 'feedKey', subject, event, body }, doing)
}
