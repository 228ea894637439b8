import { readFileSync } from 'node:fs'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { monotonicMs } from '../../clock.ts'
import { Refusal } from '../../errors.ts'
import { wait } from '../../http/admission.ts'
import type { App } from '../../http/app-type.ts'
import { Limiter } from '../../http/limits.ts'
import { languageAsked, ONE_SCRIPT, pageRoutes, sendPage } from '../../http/pages.ts'
import { id, remark } from '../../http/schemas.ts'
import { formWord, isFormWord, readOrderLink } from '../../people/orderLink.ts'
import { problemPage } from '../../portal/layout.ts'
import { noLinkPage } from '../../portal/orderPage.ts'
import type { World } from '../../world.ts'
import { livingTasks, warningOfTasks, type LivingTask } from '../departments/store.ts'
import { messageByDelivery, type SentMessage } from '../messages/store.ts'
import { photosOf } from '../photos/store.ts'
import { takePhoto } from '../photos/take.ts'
import { departmentNamed } from '../registry/store.ts'
import { acknowledgeTasks, reportTask } from '../reports/report.ts'
import { isLook } from '../../receipts/reading.ts'
import { recordReports, reportsOf, unopened } from '../reports/store.ts'
import { tasksPage } from './page.ts'

/** Links that lead nowhere, a minute and address; a bureau's whole street of copied links is fewer. */
const MISSES = 20

/** What a telephone takes; more is a scan or a film. */
const PHOTO_BYTES = 8_388_608
const SCRIPT = readFileSync(new URL('photos.js', import.meta.url), 'utf8')

/** The page of a department (部门任务页), `/t`: no log-in; whoever holds the message may answer it, also without a script. */
export function departmentPageRoutes(app: App, world: World): void {
  const { db, keys, clock } = world
  const misses = new Limiter(MISSES)
  const exercise = world.kind !== 'live'
  const params = z.object({ link: z.string() })
  const word = z.string().max(60)

  app.get('/t/photos.js', { config: { action: 'page.open' }, schema: { hide: true } }, (_, reply) =>
    reply.headers({ 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'max-age=600' }).send(SCRIPT),
  )

  pageRoutes(app, problemPage, (pages) => {
    pages.get(
      '/t/:link',
      { config: { action: 'page.open' }, schema: { hide: true, params } },
      async (request, reply) => {
        const found = await granted(request)
        if (found === null) return noLink(request, reply)
        const { link, sent, tasks } = found
        const ids = tasks.map((task) => task.id)
        // A messenger's preview opens nothing, and opened is not received.
        const by = `department:${sent.department}`
        await db.transaction(async (tx) => {
          const fresh = isLook(request) ? await unopened(tx, ids) : []
          const opened = fresh.map((one) => ({ task: one.id, area: one.area, kind: 'opened' as const, text: null }))
          const reports = opened.map((one) => ({ ...one, contact: sent.contact, onBehalf: false }))
          await recordReports(tx, reports, { now: clock.now(), by })
        })
        const level = (await warningOfTasks(db, sent.warning))?.level ?? 'yellow'
        const department = (await departmentNamed(db, sent.department)) ?? ''
        const shown = { level, department, tasks, reports: await reportsOf(db, ids), photos: await photosOf(db, ids) }
        const given = { link, word: formWord(keys, link), exercise, language: languageAsked(request) }
        return sendPage(reply.header('content-security-policy', ONE_SCRIPT), tasksPage(shown, given))
      },
    )

    pages.post(
      '/t/:link/received',
      { config: { action: 'page.answer' }, schema: { hide: true, params, body: z.object({ word }) } },
      async (request, reply) => {
        const found = await granted(request)
        if (found === null) return noLink(request, reply)
        if (!isFormWord(keys, found.link, request.body.word)) throw new Refusal('page.forged')
        await acknowledgeTasks(world, found.tasks, speaker(found.sent))
        return back(request, reply, found.link)
      },
    )

    pages.post(
      '/t/:link/tasks/:id',
      {
        config: { action: 'page.answer' },
        schema: {
          hide: true,
          params: params.extend({ id }),
          body: z.object({ word, kind: z.enum(['done', 'difficulty']), text: remark }),
        },
      },
      async (request, reply) => {
        const found = await granted(request)
        if (found === null) return noLink(request, reply)
        const { word: given, kind, text } = request.body
        if (!isFormWord(keys, found.link, given)) throw new Refusal('page.forged')
        const task = found.tasks.find((one) => one.id === request.params.id)
        if (!task) throw new Refusal('thing.unknown', { what: 'task', id: request.params.id })
        if (text === '') throw new Refusal('task.noText')
        // Pressed twice: what is on record stays as it was said first.
        const already = task.state === (kind === 'done' ? 'done' : 'hindered')
        if (!already) await reportTask(world, task, { kind, text }, speaker(found.sent))
        return back(request, reply, found.link, task.id)
      },
    )

    pages.post(
      '/t/:link/tasks/:id/photos',
      {
        bodyLimit: PHOTO_BYTES,
        config: { action: 'page.answer', body: 'bytes' },
        schema: { hide: true, params: params.extend({ id }) },
      },
      async (request, reply) => {
        const found = await granted(request)
        if (found === null) return noLink(request, reply)
        if (!isFormWord(keys, found.link, String(request.headers['x-word'] ?? ''))) throw new Refusal('page.forged')
        const task = found.tasks.find((one) => one.id === request.params.id)
        if (!task) throw new Refusal('thing.unknown', { what: 'task', id: request.params.id })
        const bytes: Buffer = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        const { sha256 } = await takePhoto(world, task, bytes, speaker(found.sent).by)
        return reply.code(201).type('application/json; charset=utf-8').send(JSON.stringify({ sha256 }))
      },
    )
  })

  interface Granted {
    readonly link: string
    readonly sent: SentMessage
    readonly tasks: readonly LivingTask[]
  }

  async function granted(request: FastifyRequest & { params: { link: string } }): Promise<Granted | null> {
    const { link } = request.params
    const delivery = readOrderLink(keys, link)
    if (delivery === null) wait(misses.take(request.ip, monotonicMs()))
    const sent = delivery === null ? null : await messageByDelivery(db, delivery)
    if (sent === null) return null
    return { link, sent, tasks: await livingTasks(db, sent.warning, { department: sent.department }) }
  }

  function speaker({ department, contact }: SentMessage) {
    return { by: `department:${department}`, contact, onBehalf: false }
  }

  /** A page, not an answer to the form: reloading it sends nothing again. */
  function back(request: FastifyRequest, reply: FastifyReply, link: string, at?: string): FastifyReply {
    return reply.redirect(`/t/${link}?lang=${languageAsked(request)}${at === undefined ? '' : `#${at}`}`, 303)
  }

  function noLink(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    return sendPage(reply.code(404), noLinkPage(exercise, languageAsked(request)))
  }
}
