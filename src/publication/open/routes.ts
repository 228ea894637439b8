import { z } from 'zod'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, readCursor } from '../../http/cursor.ts'
import { isKept, languageAsked, pageRoutes, sendPage, wantsJson } from '../../http/pages.ts'
import { areaCode, id, idParams } from '../../http/schemas.ts'
import { problemPage } from '../../portal/layout.ts'
import type { World } from '../../world.ts'
import { kind, openForm, openWhole, showContent, showOpen } from '../schemas.ts'
import { openPublication, publicationsIn, type Publication } from '../store.ts'
import { listPage, resultsPage } from './page.ts'

const PER_PAGE = 50

/** `/public/results` (结果公示与公布): what anybody may see, as a page, or as JSON for whoever asks for that. */
export function openResultRoutes(app: App, world: World): void {
  const { db, areas } = world
  const exercise = world.kind !== 'live'
  const config = { action: 'public.read' }
  const language = z.object({ lang: z.string().max(10).optional() })
  const nameOf = (code: string) => areas.find(code)?.name ?? code

  pageRoutes(app, problemPage, (pages) => {
    pages.get(
      '/public/results',
      {
        config,
        schema: {
          hide: true,
          querystring: language.extend({
            cursor: z.string().max(1_000).optional(),
            area: areaCode.optional(),
            kind: kind.optional(),
          }),
        },
      },
      async (request, reply) => {
        const { query } = request
        const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
        const within = query.area === undefined ? areas.all().map(({ code }) => code) : areas.within(query.area)
        const filter = { areas: within, kind: query.kind ?? null, open: true }
        const rows = await publicationsIn(db, filter, before, PER_PAGE + 1)
        const page = cutPage(
          rows,
          PER_PAGE,
          (row) => [row.id],
          (row) => row,
        )
        const mark = page.items.map(({ id: of, state, open }) => `${of} ${state} ${open}`).join()
        if (isKept(request, reply, mark)) return reply
        if (wantsJson(request)) {
          const items = page.items.map((row) => z.encode(openForm, showOpen(row, exercise)))
          return reply.type('application/json').send(JSON.stringify({ items, next: page.next }))
        }
        return sendPage(reply, listPage(page, { language: languageAsked(request), exercise, nameOf }))
      },
    )

    pages.get(
      '/public/results/:id',
      { config, schema: { hide: true, params: idParams, querystring: language } },
      async (request, reply) => {
        const found = await openPublication(db, request.params.id)
        if (found === null) throw new Refusal('thing.unknown', { what: 'publication', id: request.params.id })
        if (isKept(request, reply, `${found.sha256} ${markOf(found)}`)) return reply
        if (wantsJson(request)) {
          const body = z.encode(openWhole, { ...showOpen(found, exercise), content: showContent(found) })
          return reply.type('application/json').send(JSON.stringify(body))
        }
        return sendPage(reply, resultsPage(found, { language: languageAsked(request), exercise, nameOf }))
      },
    )
  })
}

function markOf({ state, objections, open, correctedBy }: Publication): string {
  return `${state} ${objections} ${open} ${correctedBy ?? ''}`
}
