import { z } from 'zod'
import { Refusal } from '../errors.ts'
import type { App, Routes } from '../http/app-type.ts'
import { cutPage, readCursor } from '../http/cursor.ts'
import { pageRoutes } from '../http/pages.ts'
import { areaCode, id, idParams } from '../http/schemas.ts'
import { isId, type Id } from '../model/id.ts'
import { problemPage, type Language } from '../portal/layout.ts'
import { loadPublicRule } from '../rulebook/bulletin.ts'
import type { World } from '../world.ts'
import { atomOf } from './atom.ts'
import { boardOf, withMessages, type ShownWarning } from './board.ts'
import { capOf } from './cap.ts'
import { told } from './decide.ts'
import { homePage, warningPage, warningsPage, type Reader } from './page.ts'
import { boardForm, openWarningForm, showBoard, showWarning } from './schemas.ts'
import { openListRoutes } from './lists/routes.ts'
import { HTML, json, sendForm, sendKept } from './kept/routes.ts'
import { Shelf } from './kept/shelf.ts'
import { messagesOf, newestMessages, openWarning, openWarnings, warningBehind } from './store.ts'

const PER_PAGE = 50
/** A reader that was off for a week finds everything; more, and every poll of every reader carries a season. */
const IN_FEED = 50

/** `/public` (公众信息): what anybody may know of warnings, as pages, JSON, Atom and CAP; the same for everybody, and kept. */
export function bulletinRoutes(restMs?: number): Routes {
  return (app: App, world: World) => {
    const { db, areas } = world
    const rule = loadPublicRule()
    const shelf = new Shelf(db, restMs)
    app.addHook('onClose', async () => shelf.close())
    const exercise = world.kind !== 'live'
    const config = { action: 'public.read' }
    const asked = z.object({ lang: z.string().max(10).optional(), area: areaCode.optional() })

    pageRoutes(app, problemPage, (pages) => {
      pages.get('/public', { config, schema: { hide: true, querystring: asked } }, async (request, reply) => {
        const within = withinOf(request.query.area)
        return await sendForm(shelf, request, reply, `home ${request.query.area ?? ''}`, async (form) => {
          const board = await boardOf(world, rule, within)
          if (form === 'json') return json(z.encode(boardForm, showBoard(world, board)))
          return { type: HTML, text: homePage(board, readerOf(form)) }
        })
      })

      pages.get(
        '/public/warnings',
        { config, schema: { hide: true, querystring: asked.extend({ cursor: z.string().max(1_000).optional() }) } },
        async (request, reply) => {
          const { query } = request
          const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
          const within = withinOf(query.area)
          return await sendForm(shelf, request, reply, `warnings ${query.area ?? ''} ${before ?? ''}`, async (form) => {
            const rows = await openWarnings(db, { areas: within, alive: false }, before, PER_PAGE + 1)
            const shown = await withMessages(world, rows.slice(0, PER_PAGE))
            const page = cutPage(
              rows,
              PER_PAGE,
              (row) => [row.id],
              (row) => shown.find(({ warning }) => warning.id === row.id),
            )
            const items = page.items.filter((one) => one !== undefined)
            if (form !== 'json') return { type: HTML, text: warningsPage({ items, next: page.next }, readerOf(form)) }
            return json({ items: items.map((one) => encoded(one)), next: page.next })
          })
        },
      )

      pages.get(
        '/public/warnings/:id',
        { config, schema: { hide: true, params: idParams, querystring: asked } },
        async (request, reply) =>
          await sendForm(shelf, request, reply, `warning ${request.params.id}`, async (form) => {
            const found = await openWarning(db, request.params.id)
            const [shown] = found === null ? [] : await withMessages(world, [found])
            if (shown === undefined) throw new Refusal('thing.unknown', { what: 'warning', id: request.params.id })
            return form === 'json' ? json(encoded(shown)) : { type: HTML, text: warningPage(shown, readerOf(form)) }
          }),
      )

      pages.get('/public/feed.atom', { config, schema: { hide: true } }, async (request, reply) =>
        sendKept(request, reply, await shelf.take('feed', feed)),
      )

      pages.get(
        '/public/cap/:file',
        { config, schema: { hide: true, params: z.object({ file: z.string().max(60) }) } },
        async (request, reply) => {
          const of = /^(.{36})\.xml$/.exec(request.params.file)?.[1] ?? ''
          if (!isId(of)) throw new Refusal('thing.unknown', { what: 'notice', id: request.params.file })
          return sendKept(request, reply, await shelf.take(`cap ${of}`, () => cap(of)))
        },
      )

      openListRoutes(pages, world, shelf)
    })

    function withinOf(area: string | undefined): string[] {
      return area === undefined ? areas.all().map(({ code }) => code) : areas.around(area)
    }

    function readerOf(language: Language): Reader {
      const nameOf = (code: string) => areas.find(code)?.name ?? code
      return { language, exercise, nameOf, rule, now: world.clock.now() }
    }

    function encoded(one: ShownWarning): unknown {
      return z.encode(openWarningForm, showWarning(world, one))
    }

    /** The message with an id, or the newest one of the warning with it. */
    async function cap(of: Id) {
      const warning = await warningBehind(db, of)
      const messages = warning === null ? [] : told(await messagesOf(db, [warning]))
      const message = messages.find((one) => one.id === of) ?? messages.at(-1)
      if (message === undefined) throw new Refusal('thing.unknown', { what: 'notice', id: of })
      const text = capOf(message, {
        kind: world.kind,
        areaName: areas.find(message.area)?.name ?? message.area,
        advice: rule.advice,
        web: `${world.links.base}/public/warnings/${message.warning}`,
      })
      return { type: 'application/cap+xml; charset=utf-8', text }
    }

    async function feed() {
      const { base } = world.links
      const messages = await newestMessages(db, withinOf(undefined), IN_FEED)
      const entries = messages.map(({ id: of, warning, area, document, sentAt }) => ({
        id: of,
        title: document.title,
        at: sentAt,
        summary: document.body.flatMap((block) => (block.kind === 'paragraph' ? [block.text] : []))[0] ?? '',
        author: document.closing?.office ?? areas.find(area)?.name ?? area,
        page: `${base}/public/warnings/${warning}#${of}`,
        cap: `${base}/public/cap/${of}.xml`,
      }))
      return { type: 'application/atom+xml; charset=utf-8', text: atomOf(entries, base, exercise) }
    }
  }
}
