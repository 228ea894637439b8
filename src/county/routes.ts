import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Refusal } from '../errors.ts'
import type { App } from '../http/app-type.ts'
import { languageAsked, pageRoutes, sendPage } from '../http/pages.ts'
import { idParams } from '../http/schemas.ts'
import { documentOf } from '../linkage/notices/page.ts'
import { newId } from '../model/id.ts'
import type { Fault } from '../portal/desk/frame.ts'
import { problemPage } from '../portal/layout.ts'
import type { World } from '../world.ts'
import { answerRoutes } from './answers/routes.ts'
import { besidePage } from './beside.ts'
import { askEntry, countyDoor, entryRoutes } from './entry/routes.ts'
import { button, frame, type Shell } from './frame.ts'
import { nowPage } from './now.ts'
import { orderPage } from './order.ts'
import { GROUPS, plantsPage, type Group } from './plants.ts'
import { Desk } from './read/routes.ts'
import { meRead, noticeRead, type Contact } from './schemas.ts'
import { tasksPage } from './tasks.ts'

/** Who sits in a county: everybody else has the console. */
const HERE: ReadonlySet<string> = new Set(['countyOfficer', 'townshipOfficer'])

const query = z.object({
  only: z.enum(GROUPS).optional().catch(undefined),
  cursor: z.string().max(1_000).optional(),
  lang: z.string().max(10).optional(),
})

/** The pages of a county or township (属地页), `/c`: plain forms over the doors of the API, for a phone at night. */
export function countyRoutes(app: App, world: World): void {
  const door = countyDoor(app, world)
  const desk = new Desk(door)
  const exercise = world.kind !== 'live'
  const config = { action: 'page.open' }
  const schema = { hide: true, querystring: query }

  pageRoutes(app, problemPage, (pages) => {
    entryRoutes(pages, world, door)
    for (const path of ['/c', '/c/plants', '/c/tasks', '/c/beside'] as const)
      pages.get(path, { config, schema }, (request, reply) => show(request, reply, path, null))

    pages.get('/c/orders/:id', { config, schema: { hide: true, params: idParams } }, (request, reply) =>
      showOrder(request, reply, request.params.id, { fault: null, people: null }),
    )
    pages.get('/c/notices/:id', { config, schema: { hide: true, params: idParams } }, async (request, reply) => {
      const shell = await shellOf(request, null)
      if (shell === null) return askEntry(request, reply, exercise)
      const { id } = request.params
      const notice = await desk.found(request, `/linkage/notices/${id}`, noticeRead)
      const zh = shell.language === 'zh'
      const answer =
        notice.receivedAt === null &&
        shell.may.has('response.answer') &&
        button(shell, `/c/notices/${id}/received`, zh ? '收到' : 'Received')
      return sendPage(reply, frame(shell, '', [documentOf(notice.document), answer]))
    })

    answerRoutes(pages, door, {
      page: (request, reply, page, fault) => show(request, reply, page, fault),
      order: showOrder,
      isTownship: async (request) => (await shellOf(request, null))?.township === true,
    })
  })

  async function show(request: FastifyRequest, reply: FastifyReply, page: string, fault: Fault | null) {
    const shell = await shellOf(request, fault)
    if (shell === null) return askEntry(request, reply, exercise)
    return sendPage(reply, await pageAt(request, page, shell))
  }

  async function pageAt(request: FastifyRequest, page: string, shell: Shell): Promise<string> {
    const [path] = page.split('?')
    switch (path) {
      case '/c/plants': {
        const groups = GROUPS.filter((one) => one !== 'failing' || shell.may.has('verdict.read'))
        const asked = query.parse(request.query)
        const wanted: Group = page.includes('only=unanswered') ? 'unanswered' : (asked.only ?? 'unreached')
        const group = groups.includes(wanted) ? wanted : 'unreached'
        const found = await desk.group(request, shell, group, { cursor: asked.cursor, most: MOST_ROWS })
        const warnings = shell.may.has('order.remind') ? await desk.warnings(request, shell) : []
        return plantsPage(found, { groups, warnings }, shell)
      }
      case '/c/tasks':
        return tasksPage(shell.may.has('task.read') ? await desk.tasks(request) : [], shell)
      case '/c/beside': {
        const [all, paths] = await Promise.all([desk.beside(request, shell), desk.paths(request, shell)])
        return besidePage(all, paths, shell)
      }
      default:
        return nowPage(await desk.now(request, shell), shell)
    }
  }

  async function showOrder(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    { fault, people }: { fault: Fault | null; people: readonly Contact[] | null },
  ): Promise<FastifyReply> {
    const shell = await shellOf(request, fault)
    if (shell === null) return askEntry(request, reply, exercise)
    const order = await desk.order(request, shell, id)
    const response = await desk.responseTo(request, shell, order.warningId)
    return sendPage(reply, orderPage(order, { people, response }, shell))
  }

  /** Null where nobody is logged in. @throws Refusal for whoever has no place here */
  async function shellOf(request: FastifyRequest, fault: Fault | null): Promise<Shell | null> {
    const answered = await door.through(request, 'GET', '/sessions/me')
    if (answered.statusCode === 401) return null
    if (answered.statusCode >= 300) throw new Refusal('login.required')
    const { user, may, pending } = meRead.parse(answered.json())
    if (pending) throw new Refusal('login.factorNeeded')
    if (!HERE.has(user.role)) throw new Refusal('page.notACounty', { name: user.name })
    const now = world.clock.now()
    return {
      language: languageAsked(request),
      exercise,
      name: user.name,
      area: user.area,
      areaName: user.areaName,
      township: user.role === 'townshipOfficer',
      may: new Set(may),
      word: door.word(request),
      once: newId(now),
      now,
      fault,
    }
  }
}

/** Rows of a page of plants: what a thumb scrolls, and below 30 kB. */
const MOST_ROWS = 50
