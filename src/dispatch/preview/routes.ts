import { z } from 'zod'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { pageQuery, readCursor, writeCursor } from '../../http/cursor.ts'
import { id, idParams } from '../../http/schemas.ts'
import type { World } from '../../world.ts'
import { providersOf } from '../line/store.ts'
import { openPreview } from './open.ts'
import { messageForm, previewForm, showMessage, showPreview, showTally } from './schemas.ts'

/** Each message of a page is read by somebody: fewer than the rows of a table. */
const limit = z.coerce.number().int().min(1).max(100).default(20)

/** What a signature would do, before it is given (签发预览): nothing is stored, no number is spent. */
export function previewRoutes(app: App, world: World): void {
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
      const { preview, change } = await openPreview(world, params.id, caller)
      const { items, next } = await preview.messages(after, query.limit)
      return {
        ...showPreview(preview),
        change,
        tally:
          after === null
            ? showTally(await preview.tally(), await providersOf(world.db), world.areas, world.clock.now())
            : null,
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
      const { preview } = await openPreview(world, params.id, caller)
      const found = await preview.of(params.enterprise)
      if (found === null) throw new Refusal('thing.unknown', { what: 'enterprise', id: params.enterprise })
      return found === 'unchanged'
        ? { unchanged: true, message: null }
        : { unchanged: false, message: showMessage(found) }
    },
  )
}
