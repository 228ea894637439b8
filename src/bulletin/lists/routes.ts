import { z } from 'zod'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, readCursor } from '../../http/cursor.ts'
import { areaCode, id, idParams } from '../../http/schemas.ts'
import { dayOf } from '../../model/time.ts'
import type { Language } from '../../portal/layout.ts'
import { loadIndustries } from '../../rulebook/industries.ts'
import type { World } from '../../world.ts'
import { HTML, json, sendForm } from '../kept/routes.ts'
import type { Shelf } from '../kept/shelf.ts'
import { gradesPage, listPage, listsPage } from './page.ts'
import { openEntryForm, openGradeForm, openListForm, showOpenEntry, showOpenGrade, showOpenList } from './schemas.ts'
import { openGrades, openList, openListings, openLists } from './store.ts'

const PER_PAGE = 100

/** `/public/lists`, `/public/grades` (清单、绩效等级公示与公布): names, grades and measures, never a contact. */
export function openListRoutes(pages: App, world: World, shelf: Shelf): void {
  const { db, areas, clock } = world
  const config = { action: 'public.read' }
  const asked = z.object({
    lang: z.string().max(10).optional(),
    area: areaCode.optional(),
    cursor: z.string().max(1_000).optional(),
  })
  const nameOf = (code: string) => areas.find(code)?.name ?? code
  const readerOf = (language: Language) => ({ language, exercise: world.kind !== 'live', nameOf })
  const industriesOf = (area: string) => loadIndustries().within(area, dayOf(clock.now()))
  const withinOf = (area: string | undefined) =>
    area === undefined ? areas.all().map(({ code }) => code) : areas.within(area)

  pages.get('/public/lists', { config, schema: { hide: true, querystring: asked } }, async (request, reply) => {
    const { area, cursor } = request.query
    const [before] = readCursor(cursor, z.tuple([id])) ?? [null]
    return await sendForm(shelf, request, reply, `lists ${area ?? ''} ${before ?? ''}`, async (form) => {
      const rows = await openLists(db, withinOf(area), before, PER_PAGE + 1)
      const page = cutPage(rows, PER_PAGE, (row) => [row.id], showOpenList)
      if (form !== 'json') return { type: HTML, text: listsPage(page, readerOf(form)) }
      return json({ ...page, items: page.items.map((one) => z.encode(openListForm, one)) })
    })
  })

  pages.get(
    '/public/lists/:id',
    { config, schema: { hide: true, params: idParams, querystring: asked.omit({ area: true }) } },
    async (request, reply) => {
      const { id: of } = request.params
      const [after] = readCursor(request.query.cursor, z.tuple([z.int()])) ?? [-1]
      return await sendForm(shelf, request, reply, `list ${of} ${after}`, async (form) => {
        const list = await openList(db, of)
        if (list === null) throw new Refusal('thing.unknown', { what: 'list', id: of })
        const industries = industriesOf(list.area)
        const rows = await openListings(db, of, after, PER_PAGE + 1)
        const page = cutPage(
          rows,
          PER_PAGE,
          (row) => [row.position],
          (row) => showOpenEntry(row, industries, nameOf),
        )
        const shown = showOpenList(list)
        if (form !== 'json') return { type: HTML, text: listPage(shown, page, readerOf(form)) }
        const items = page.items.map((one) => z.encode(openEntryForm, one))
        return json({ list: z.encode(openListForm, shown), items, next: page.next })
      })
    },
  )

  pages.get('/public/grades', { config, schema: { hide: true, querystring: asked } }, async (request, reply) => {
    const { area, cursor } = request.query
    const [before] = readCursor(cursor, z.tuple([id])) ?? [null]
    return await sendForm(shelf, request, reply, `grades ${area ?? ''} ${before ?? ''}`, async (form) => {
      const rows = await openGrades(db, withinOf(area), before, PER_PAGE + 1)
      const page = cutPage(
        rows,
        PER_PAGE,
        (row) => [row.id],
        (row) => showOpenGrade(row, industriesOf(row.area)),
      )
      if (form !== 'json') return { type: HTML, text: gradesPage(page, readerOf(form)) }
      return json({ ...page, items: page.items.map((one) => z.encode(openGradeForm, one)) })
    })
  })
}
