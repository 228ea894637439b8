import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { monotonicMs } from '../../clock.ts'
import { readPeople } from '../../db/person.ts'
import { Refusal } from '../../errors.ts'
import { wait } from '../../http/admission.ts'
import type { App } from '../../http/app-type.ts'
import { Limiter } from '../../http/limits.ts'
import { languageAsked, pageRoutes, sendPage, wantsJson } from '../../http/pages.ts'
import { id } from '../../http/schemas.ts'
import { dayOf, parseInstant } from '../../model/time.ts'
import { formWord, isFormWord, readOrderLink } from '../../people/orderLink.ts'
import { officerById, type OfficerRow } from '../../people/store.ts'
import { problemPage } from '../../portal/layout.ts'
import { noLinkPage } from '../../portal/orderPage.ts'
import { loadInspectionProcedure } from '../../rulebook/inspection.ts'
import type { World } from '../../world.ts'
import { recordVisit } from '../seen/record.ts'
import { keepPhoto, photosOf } from '../seen/store.ts'
import { visitsFor, visitsOfMessage, type Inspection } from '../store.ts'
import { readForm } from './form.ts'
import { readVisitLink, visitLink } from './link.ts'
import { dayPage, visitPage } from './page.ts'

/** Links that lead nowhere, a minute and address; a bureau's whole street of copied links is fewer. */
const MISSES = 20
/** Fewer, and a long line is not covered; more, and nobody looks at them. */
const MOST_PHOTOS = 30
/** A photo as the page sends it has some 300 kB. */
const PHOTO_BYTES = 2 * 1_048_576
const JPEG = Buffer.from([0xff, 0xd8, 0xff])
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** The page's one script is this server's own; nothing else runs, and nothing comes from elsewhere. */
const ONE_SCRIPT = [
  `default-src 'none'`,
  `script-src 'self'`,
  `worker-src 'self'`,
  `connect-src 'self'`,
  `style-src 'self'`,
  `img-src 'self' data:`,
  `form-action 'self'`,
  `base-uri 'none'`,
  `frame-ancestors 'none'`,
].join('; ')
const SCRIPTS = ['visit', 'worker'].map((name) => ({
  path: `/i/${name}.js`,
  text: readFileSync(new URL(`${name}.js`, import.meta.url), 'utf8'),
}))

/** The pages of an inspector (现场核查页), `/i`: no log-in; what was filled in without a net is sent when there is one. */
export function visitPageRoutes(app: App, world: World): void {
  const { db, keys, clock } = world
  const procedure = loadInspectionProcedure()
  const misses = new Limiter(MISSES)
  const exercise = world.kind !== 'live'
  const config = { action: 'inspection.link' }
  const ofDay = z.object({ day: z.string().max(10), link: z.string().max(80) })
  const ofVisit = ofDay.extend({ id })

  for (const { path, text } of SCRIPTS)
    app.get(path, { config, schema: { hide: true } }, (_, reply) =>
      reply
        .headers({
          'content-type': 'text/javascript; charset=utf-8',
          'cache-control': 'max-age=600',
          'content-security-policy': ONE_SCRIPT,
        })
        .send(text),
    )

  pageRoutes(app, problemPage, (pages) => {
    // The message carries its own link, and no word of the page is kept with it.
    pages.get(
      '/v/:link',
      { config, schema: { hide: true, params: z.object({ link: z.string() }) } },
      async (request, reply) => {
        const delivery = readOrderLink(keys, request.params.link)
        if (delivery === null) wait(misses.take(request.ip, monotonicMs()))
        const found = delivery === null ? null : await visitsOfMessage(db, delivery)
        return found === null ? noLink(request, reply) : reply.redirect(visitLink(keys, found.officer, found.day), 303)
      },
    )

    pages.get('/i/:day/:link', { config, schema: { hide: true, params: ofDay } }, async (request, reply) => {
      const found = await granted(request)
      if (found === null) return noLink(request, reply)
      const areaOf = (code: string) => world.areas.find(code)?.name ?? code
      const page = dayPage(found.visits, found.name, areaOf, { ...found, exercise, language: languageAsked(request) })
      return sendPage(reply.header('content-security-policy', ONE_SCRIPT), page)
    })

    pages.get('/i/:day/:link/:id', { config, schema: { hide: true, params: ofVisit } }, async (request, reply) => {
      const found = await granted(request)
      if (found === null) return noLink(request, reply)
      const visit = visitIn(found, request.params.id)
      const shown = { ...found, exercise, language: languageAsked(request), word: formWord(keys, found.path) }
      const page = visitPage(visit, procedure, found.name, (await photosOf(db, visit.id)).length, shown)
      return sendPage(reply.header('content-security-policy', ONE_SCRIPT), page)
    })

    pages.post(
      '/i/:day/:link/:id',
      {
        config,
        schema: { hide: true, params: ofVisit, body: z.record(z.string().max(100), z.string().max(2_000)) },
      },
      async (request, reply) => {
        const found = await granted(request)
        if (found === null) return noLink(request, reply)
        if (!isFormWord(keys, found.path, request.body['word'] ?? '')) throw new Refusal('page.forged')
        const visit = visitIn(found, request.params.id)
        // Sent twice, or the answer was lost on the way: what is on record stays as it was said first.
        if (visit.state !== 'visited') {
          const seen = readForm(visit.checklist, request.body, clock.now(), parseInstant)
          if (seen === null) throw new Refusal('inspection.unanswered')
          await recordVisit(world, procedure, visit, seen, `user:${found.officer.id}`)
        }
        if (wantsJson(request)) return reply.type('application/json; charset=utf-8').send('{"recorded":true}')
        return reply.redirect(`${found.path}/${visit.id}?lang=${languageAsked(request)}`, 303)
      },
    )

    pages.post(
      '/i/:day/:link/:id/photos',
      {
        config: { ...config, body: 'bytes' },
        bodyLimit: PHOTO_BYTES,
        schema: { hide: true, params: ofVisit, querystring: z.object({ word: z.string().max(60) }) },
      },
      async (request, reply) => {
        const found = await granted(request)
        if (found === null) return noLink(request, reply)
        if (!isFormWord(keys, found.path, request.query.word)) throw new Refusal('page.forged')
        const visit = visitIn(found, request.params.id)
        const bytes: Buffer = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        const type = typeOf(bytes)
        if (type === null) throw new Refusal('inspection.photoType')
        const sha256 = createHash('sha256').update(bytes).digest('hex')
        const kept = await photosOf(db, visit.id)
        if (!kept.some((one) => one.sha256 === sha256)) {
          if (kept.length >= MOST_PHOTOS) throw new Refusal('inspection.photosFull', { most: String(MOST_PHOTOS) })
          const doing = { now: clock.now(), by: `user:${found.officer.id}` }
          await db.transaction((tx) => keepPhoto(tx, visit, { sha256, type, bytes }, doing))
        }
        return reply.type('application/json; charset=utf-8').send(JSON.stringify({ sha256 }))
      },
    )
  })

  interface Granted {
    readonly path: string
    readonly officer: OfficerRow
    readonly name: string
    readonly visits: readonly Inspection[]
  }

  async function granted(request: FastifyRequest & { params: { day: string; link: string } }): Promise<Granted | null> {
    const { day, link } = request.params
    const whose = readVisitLink(keys, day, link, dayOf(clock.now()))
    if (whose === null) wait(misses.take(request.ip, monotonicMs()))
    const officer = whose === null ? null : await officerById(db, whose)
    if (officer === null) return null
    const name = (await readPeople(db, keys, [officer.person_id])).get(officer.person_id)?.name ?? officer.login
    return { path: visitLink(keys, officer.id, day), officer, name, visits: await visitsFor(db, officer.id, day) }
  }

  function visitIn({ visits }: Granted, visit: string): Inspection {
    const found = visits.find((one) => one.id === visit)
    if (found === undefined) throw new Refusal('thing.unknown', { what: 'inspection', id: visit })
    return found
  }

  function noLink(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    return sendPage(reply.code(404), noLinkPage(exercise, languageAsked(request)))
  }
}

function typeOf(bytes: Buffer): string | null {
  if (bytes.subarray(0, JPEG.length).equals(JPEG)) return 'image/jpeg'
  return bytes.subarray(0, PNG.length).equals(PNG) ? 'image/png' : null
}
