import { z } from 'zod'
import { warningById } from '../../episode/store.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { pageQuery, readCursor, writeCursor } from '../../http/cursor.ts'
import { id, idParams } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import { showInstant } from '../../model/time.ts'
import { mustSee, type Caller } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { Preview } from './preview.ts'
import { messageForm, previewForm, showMessage, showPreview, showTally } from './schemas.ts'

/** Each message of a page is read by somebody: fewer than the rows of a table. */
const limit = z.coerce.number().int().min(1).max(100).default(20)

/** What a signature would do, before it is given (签发预览): nothing is stored, no number is spent. */
export function previewRoutes(app: App, world: World): void {
  const { db, clock } = world
  const tags = ['warnings']
  const config = { action: 'warning.preview' }

  app.get(
    '/warnings/:id/preview',
    {
      config,
      schema: {
        tags,
        params: idParams,
        querystring: z.object({ cursor: pageQuery.cursor, limit }),
        response: { 200: previewForm },
      },
    },
    async ({ params, query, caller }) => {
      const [after] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const { preview, change } = await opened(params.id, caller)
      const { items, next } = await preview.messages(after, query.limit)
      return {
        ...showPreview(preview),
        change,
        tally: after === null ? showTally(await preview.tally(), world.areas) : null,
        items: items.map(showMessage),
        next: next === null ? null : writeCursor([next]),
      }
    },
  )

  app.get(
    '/warnings/:id/preview/:enterprise',
    {
      config,
      schema: {
        tags,
        params: idParams.extend({ enterprise: id }),
        response: {
          200: z.object({
            unchanged: z.boolean().describe('it keeps what it holds and hears nothing'),
            message: messageForm.nullable(),
          }),
        },
      },
    },
    async ({ params, caller }) => {
      const { preview } = await opened(params.id, caller)
      const found = await preview.of(params.enterprise)
      if (found === null) throw new Refusal('thing.unknown', { what: '企业', id: params.enterprise })
      return found === 'unchanged'
        ? { unchanged: true, message: null }
        : { unchanged: false, message: showMessage(found) }
    },
  )

  async function opened(warningId: Id, caller: Caller) {
    const row = await warningById(db, warningId)
    if (row === null) throw new Refusal('thing.unknown', { what: 'warning', id: warningId })
    mustSee(world, caller, row.area, 'warning', warningId)
    const now = clock.now()
    const { change } = row.context
    const preview = await Preview.open(world, row, now)
    if (change === null || preview === null) throw new Refusal('preview.nothingProposed', { name: row.name })
    // What can no longer be signed is not shown as if it could.
    if (change.endsAt !== null && change.endsAt <= now)
      throw new Refusal('warning.pastEnd', { name: row.name, at: showInstant(change.endsAt) })
    return { preview, change }
  }
}
