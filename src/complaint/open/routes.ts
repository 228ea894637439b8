import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { monotonicMs } from '../../clock.ts'
import { keepPeople } from '../../db/person.ts'
import { Refusal, type Language } from '../../errors.ts'
import { typeOfPicture } from '../../evidence/photos/decide.ts'
import { wait } from '../../http/admission.ts'
import type { App } from '../../http/app-type.ts'
import { FormError } from '../../http/form.ts'
import { Limiter } from '../../http/limits.ts'
import { languageAsked, ONE_SCRIPT, pageRoutes, sendPage } from '../../http/pages.ts'
import { objectionsUntil } from '../../inventory/versions/decide.ts'
import { problemPage } from '../../portal/layout.ts'
import { loadPublicRule } from '../../rulebook/bulletin.ts'
import { loadWorkingDays } from '../../rulebook/workingDays.ts'
import type { World } from '../../world.ts'
import { asTyped, codeOf, numberOf, RANDOM_BYTES } from '../decide.ts'
import { complaining } from '../schemas.ts'
import { complaintOf, holdComplaint, keepComplaint, keepPhoto, photosOf, type Complaint } from '../store.ts'
import { askPage, lookPage, NOTHING_TYPED, takenPage, type Shell, type Typed } from './page.ts'

/** Complaints of one address, a minute and at once. A street that sees the same smoke is fewer; a flood is more. */
const COMPLAINTS = 5
/** Wrong numbers and codes, likewise: 50 bits are not guessed at that rate, and a slip of the finger is let pass. */
const MISSES = 10
const MOST_PHOTOS = 6
const PHOTO_BYTES = 8 * 1_048_576
const SCRIPT = readFileSync(new URL('photos.js', import.meta.url), 'utf8')

/** `/public/complaints` (举报投诉): anybody reports without an account, and looks it up by number and code. */
export function openComplaintRoutes(app: App, world: World): void {
  const { db, clock, keys } = world
  const rule = loadPublicRule().complaints
  const isWorkingDay = loadWorkingDays()
  const made = new Limiter(COMPLAINTS)
  const misses = new Limiter(MISSES)
  const config = { action: 'complaint.make' }
  const exercise = world.kind !== 'live'
  /** Where somebody may have seen something: the counties, and cities that have none here. */
  const places = world.areas
    .all()
    .filter(({ code, kind }) => kind !== 'province' && (kind === 'county' || world.areas.within(code).length === 1))
  const lang = z.object({ lang: z.string().max(10).optional() })
  const fields = z.record(z.string().max(40), z.string().max(4_000))

  app.get('/public/complaints.js', { config, schema: { hide: true } }, (_, reply) =>
    reply.headers({ 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'max-age=600' }).send(SCRIPT),
  )

  pageRoutes(app, problemPage, (pages) => {
    pages.get('/public/complaints', { config, schema: { hide: true, querystring: lang } }, (request, reply) =>
      ask(reply, NOTHING_TYPED, { language: languageAsked(request), exercise }),
    )

    pages.post(
      '/public/complaints',
      { config, schema: { hide: true, querystring: lang, body: fields } },
      async (request, reply) => {
        const shell = { language: languageAsked(request), exercise }
        const read = complaining.safeParse(request.body)
        if (!read.success) return ask(reply.code(400), typedOf(request.body, shell.language), shell)
        const { area, name, phone, ...said } = read.data
        if (!places.some(({ code }) => code === area)) throw new Refusal('thing.unknown', { what: 'area', id: area })
        wait(made.take(request.ip, monotonicMs()))
        const now = clock.now()
        const random = randomBytes(RANDOM_BYTES)
        const [number, code] = [numberOf(area, now, random), codeOf(random)]
        const answerBy = objectionsUntil(now, rule.answerWorkingDays, isWorkingDay)
        await db.transaction(async (tx) => {
          const who = name === '' && phone === '' ? [] : [{ person: { name, phone }, area }]
          const [person = null] = await keepPeople(tx, keys, who, now)
          await keepComplaint(tx, { area, number, person, answerBy, ...said }, hashOf(number, code), {
            now,
            by: 'public',
          })
        })
        return page(reply.code(201), takenPage({ number, code, answerBy }, shell))
      },
    )

    pages.post(
      '/public/complaints/look',
      { config, schema: { hide: true, querystring: lang, body: fields } },
      async (request, reply) => {
        const shell = { language: languageAsked(request), exercise }
        const { number = '', code = '' } = request.body
        const found = await named(request.ip, number, code)
        if (found !== null) return page(reply, lookPage(found, asTyped(code), shell))
        const { detail, next } = new Refusal('complaint.unknown').say(shell.language)
        return ask(reply.code(404), { values: {}, faults: { look: `${detail} ${next}` } }, shell)
      },
    )

    pages.post(
      '/public/complaints/photos',
      { bodyLimit: PHOTO_BYTES, config: { ...config, body: 'bytes' }, schema: { hide: true } },
      async (request, reply) => {
        const { 'x-number': number, 'x-code': code } = request.headers
        const found = await named(request.ip, String(number ?? ''), String(code ?? ''))
        if (found === null) throw new Refusal('complaint.unknown')
        const bytes: Buffer = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        const type = typeOfPicture(bytes)
        if (type === null) throw new Refusal('complaint.photoType')
        const sha256 = createHash('sha256').update(bytes).digest('hex')
        await db.transaction(async (tx) => {
          const held = await holdComplaint(tx, found.id)
          if (held === null || held.answeredAt !== null)
            throw new Refusal('complaint.answered', { number: found.number })
          const kept = await photosOf(tx, found.id)
          if (kept.some((one) => one.sha256 === sha256)) return
          if (kept.length >= MOST_PHOTOS) throw new Refusal('complaint.photosFull', { most: String(MOST_PHOTOS) })
          await keepPhoto(tx, held, { sha256, type, bytes }, clock.now())
        })
        return reply.code(201).type('application/json; charset=utf-8').send(JSON.stringify({ sha256 }))
      },
    )
  })

  /** A guess is counted before it is looked up, and given back to whoever has the code. */
  async function named(address: string, number: string, code: string): Promise<Complaint | null> {
    wait(misses.take(address, monotonicMs()))
    const [as, by] = [asTyped(number), asTyped(code)]
    const found = await complaintOf(db, as, hashOf(as, by))
    if (found !== null) misses.giveBack(address)
    return found
  }

  function ask(reply: FastifyReply, typed: Typed, shell: Shell): FastifyReply {
    return sendPage(reply, askPage(places, typed, shell))
  }

  function page(reply: FastifyReply, text: string): FastifyReply {
    return sendPage(reply.header('content-security-policy', ONE_SCRIPT), text)
  }
}

/** What is wrong stands beside its field, and what was typed stays. */
function typedOf(values: Readonly<Record<string, string>>, language: Language): Typed {
  const places = new FormError('body', complaining, values).places(language)
  const faults = Object.fromEntries(places.map(({ place, message }) => [place.replace('body.', ''), message]))
  return { values, faults }
}

function hashOf(number: string, code: string): Buffer {
  return createHash('sha256').update(`${number} ${code}`).digest()
}
