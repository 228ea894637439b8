import { readFileSync, readdirSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createBullBoard } from '@bull-board/api'
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import type { IServerAdapter } from '@bull-board/api/typings/app'
import type { Queue } from 'bullmq'
import type { Routes } from '../http/app-type.ts'
import type { BullQueue } from '../queue/bull.ts'

/** Where the board is, for a browser in which an administrator has logged in. */
const BASE = '/api/queue'
const UI = dirname(fileURLToPath(import.meta.resolve('@bull-board/ui/package.json')))

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
}

type BoardQueues = Parameters<IServerAdapter['setQueues']>[0]
type View = Parameters<IServerAdapter['setEntryRoute']>[0]
type Controller = Parameters<IServerAdapter['setApiRoutes']>[0][number]
type Settings = Parameters<IServerAdapter['setUIConfig']>[0]

/** What Bull Board hands to a server: kept, and mounted below in our own way. */
class Kept implements IServerAdapter {
  queues: BoardQueues = new Map()
  entry: View | null = null
  api: Controller[] = []
  settings: Settings = {}
  setQueues = (queues: BoardQueues) => ((this.queues = queues), this)
  setViewsPath = () => this
  setStaticPath = () => this
  setEntryRoute = (route: View) => ((this.entry = route), this)
  setErrorHandler = () => this
  setApiRoutes = (routes: Controller[]) => ((this.api = routes), this)
  setUIConfig = (settings: Settings) => ((this.settings = settings), this)
}

/**
 * `/api/queue`: what lies in Redis (队列面板), by Bull Board, for administrators. It is looked at and never touched: only
 * what reads is mounted, because a ticket that is removed or retried there would be in the way of the relay, and there is
 * nothing in it to repair. Bull Board's own adapters are not used: their page asks an outside host for its fonts.
 */
export function boardRoutes(queue: BullQueue): Routes {
  return (app) => {
    const kept = new Kept()
    const queues = Object.values(queue.lanes).map((lane) => new BullMQAdapter(lane as Queue, { readOnlyMode: true }))
    const uiConfig = { boardTitle: 'Airshed', hideRedisDetails: true }
    createBullBoard({ queues, serverAdapter: kept, options: { uiBasePath: UI, uiConfig } })
    const config = { action: 'queue.watch' }
    const schema = { hide: true }
    const page = readFileSync(join(UI, 'dist/index.ejs'), 'utf8')

    const { entry } = kept
    for (const route of [entry?.route ?? []].flat())
      app.get(`${BASE}${route}`, { config, schema }, async (_request, reply) => {
        const { params } = entry?.handler({ basePath: BASE, uiConfig: kept.settings }) ?? { params: {} }
        return await reply.type('text/html; charset=utf-8').send(pageOf(page, params))
      })

    for (const controller of kept.api)
      if ([controller.method].flat().every((one) => one === 'get'))
        for (const path of [controller.route].flat())
          app.get(`${BASE}${path}`, { config, schema }, async (request, reply) => {
            const { params, query, headers } = request as unknown as { params: never; query: never; headers: never }
            const answer = await controller.handler({
              queues: kept.queues,
              uiConfig: kept.settings,
              params,
              query,
              headers,
              body: {},
            })
            return await reply.code(answer.status ?? 200).send(answer.body)
          })

    // Known by name from the start: no path is ever made of what a caller says.
    for (const name of readdirSync(join(UI, 'dist/static'), { recursive: true, encoding: 'utf8' })) {
      const type = TYPES[extname(name)]
      if (type !== undefined)
        app.get(`${BASE}/static/${name}`, { config, schema }, (_request, reply) =>
          reply.type(type).send(readFileSync(join(UI, 'dist/static', name))),
        )
    }
  }
}

/** Bull Board's page without what it would load from elsewhere, and without the styles that our CSP refuses. */
function pageOf(page: string, params: Readonly<Record<string, unknown>>): string {
  return page
    .replaceAll(/<link[^>]*https?:[^>]*>/g, '')
    .replaceAll(/<style>.*?<\/style>/gs, '')
    .replaceAll(/ style="[^"]*"/g, '')
    .replaceAll(/<%[=-] (\w+) %>/g, (_, name: string) => {
      const value = params[name]
      return typeof value === 'string' ? value : ''
    })
}
