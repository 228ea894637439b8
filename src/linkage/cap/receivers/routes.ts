import { z } from 'zod'
import { webhookSecret } from '../../../dispatch/channels/webhook.ts'
import { sealBearer } from '../../../dispatch/letters/bearer.ts'
import { Refusal } from '../../../errors.ts'
import type { App } from '../../../http/app-type.ts'
import { areaCode, id, idParams, instant, remark } from '../../../http/schemas.ts'
import type { Id } from '../../../model/id.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../../../people/caller.ts'
import type { World } from '../../../world.ts'
import {
  closeReceiver,
  openReceiver,
  openReceivers,
  receiverById,
  receiversIn,
  sentTo,
  type CapReceiver,
} from './store.ts'

/** A city has some ten neighbours and one province; the embedded connection writes all of a warning's at once. */
const MOST = 50
/** Messages of a season. */
const MOST_MESSAGES = 200

const receiver = z
  .object({
    id,
    area: areaCode,
    name: z.string(),
    url: z.string(),
    openedAt: instant,
    closedAt: instant.nullable(),
  })
  .meta({ id: 'CapReceiver' })
const opening = z.object({
  area: areaCode.describe('whose warnings it gets, with those of all areas that lie in it'),
  name: z.string().trim().min(1).max(100),
  url: z
    .string()
    .max(500)
    .regex(/^https?:\/\/[^\s/@?#]+(?:[/?][^\s#]*)?$/)
    .describe('where messages are posted; of another Airshed `…/api/v1/linkage/cap`'),
  token: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/)
    .optional()
    .describe('sent as `Authorization: Bearer`; of another Airshed the key of its feed'),
  reason: remark.min(1),
})

/** Who gets the warnings as CAP (预警信息接收方): a neighbouring city, the province, whoever the administrator enters. */
export function capReceiverRoutes(app: App, world: World): void {
  const { db, clock, keys, areas } = world
  const tags = ['linkage']
  const read = { action: 'receiver.read' }
  const keep = { action: 'receiver.keep' }

  app.get(
    '/linkage/cap-receivers',
    { config: read, schema: { tags, response: { 200: z.object({ items: z.array(receiver) }) } } },
    async ({ caller }) => ({ items: await receiversIn(db, areasSeen(world, caller), 500) }),
  )

  app.post(
    '/linkage/cap-receivers',
    {
      config: { ...keep, secret: true },
      schema: {
        tags,
        body: opening,
        response: {
          201: receiver.extend({ secret: z.string().describe('hex, shown this once: what signs `Airshed-Signature`') }),
        },
      },
    },
    async ({ body: { area, name, url, token, reason }, caller }, reply) => {
      if (areas.find(area)?.code !== area) throw new Refusal('thing.unknown', { what: 'area', id: area })
      mustSee(world, caller, area, 'area', area)
      const doing = { now: clock.now(), by: actorOf(caller), because: reason }
      const made = await db.transaction(async (tx) => {
        const there = await openReceivers(tx, [area])
        if (there.length >= MOST) throw new Refusal('capReceiver.many', { most: String(MOST) })
        const sealed = token === undefined ? null : sealBearer(keys, token)
        return await openReceiver(tx, { area, name, url, token: sealed }, doing)
      })
      const secret = webhookSecret(keys, `cap ${made}`).toString('hex')
      return reply.code(201).send({ ...(await seen(made, caller)), secret })
    },
  )

  app.post(
    '/linkage/cap-receivers/:id/close',
    {
      config: keep,
      schema: { tags, params: idParams, body: z.object({ reason: remark.min(1) }), response: { 200: receiver } },
    },
    async ({ params, body, caller }) => {
      const found = await seen(params.id, caller)
      const doing = { now: clock.now(), by: actorOf(caller), because: body.reason }
      if (!(await db.transaction((tx) => closeReceiver(tx, found, doing))))
        throw new Refusal('capReceiver.closed', { name: found.name })
      return await seen(params.id, caller)
    },
  )

  app.get(
    '/linkage/cap-receivers/:id/messages',
    {
      config: read,
      schema: {
        tags,
        params: idParams,
        response: {
          200: z.object({
            items: z.array(
              z.object({
                notice: id,
                title: z.string(),
                state: z.string().describe('queued, retrying, delivered, givenUp …'),
                attempts: z.int(),
                why: z.string().nullable(),
                sentAt: instant,
                changedAt: instant,
              }),
            ),
          }),
        },
      },
    },
    async ({ params, caller }) => {
      const { id: of } = await seen(params.id, caller)
      return { items: await sentTo(db, of, MOST_MESSAGES) }
    },
  )

  async function seen(of: Id, caller: Caller): Promise<CapReceiver> {
    const found = await receiverById(db, of)
    if (found === null) throw new Refusal('thing.unknown', { what: 'capReceiver', id: of })
    mustSee(world, caller, found.area, 'capReceiver', of)
    return found
  }
}
