import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { id } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import { enterpriseOf, mustSee } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { findingById } from '../findings/store.ts'
import { inspectionById } from '../store.ts'
import { photoBytes } from './store.ts'

const ofPhoto = z.object({ id, sha256: z.string().regex(/^[0-9a-f]{64}$/) })

/** Photos of a visit (现场照片): for officers, and for the enterprise of which something was found by them. */
export function visitPhotoRoutes(app: App, world: World): void {
  const { db } = world
  const tags = ['inspections']

  app.get(
    '/inspections/:id/photos/:sha256',
    { config: { action: 'inspection.read' }, schema: { tags, params: ofPhoto } },
    async ({ params, caller }, reply) => {
      const found = await inspectionById(db, params.id)
      if (found === null) throw new Refusal('thing.unknown', { what: '核查任务', id: params.id })
      if (found.officer !== caller.id) mustSee(world, caller, found.area, '核查任务', params.id)
      return await sent(reply, found.id, params.sha256)
    },
  )

  app.get(
    '/me/findings/:id/photos/:sha256',
    { config: { action: 'me.findings' }, schema: { tags, params: ofPhoto } },
    async ({ params, caller }, reply) => {
      const found = await findingById(db, params.id)
      if (found === null || found.enterprise !== enterpriseOf(caller) || found.inspection === null)
        throw new Refusal('thing.unknown', { what: '核查发现', id: params.id })
      return await sent(reply, found.inspection, params.sha256)
    },
  )

  async function sent(reply: FastifyReply, inspection: Id, sha256: string): Promise<FastifyReply> {
    const photo = await photoBytes(db, inspection, sha256)
    if (photo === null) throw new Refusal('thing.unknown', { what: '照片', id: sha256 })
    return await reply
      .type(photo.type)
      .header('content-disposition', `attachment; filename="photo-${sha256.slice(0, 8)}"`)
      .header('cache-control', 'no-store')
      .send(Buffer.from(photo.bytes))
  }
}
