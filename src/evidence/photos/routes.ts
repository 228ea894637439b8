import { createHash } from 'node:crypto'
import { z } from 'zod'
import { DatabaseError } from '../../db/port.ts'
import { Refusal, type Language } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { languageOf } from '../../http/problem.ts'
import { id, idParams, instant, remark } from '../../http/schemas.ts'
import { newestListing } from '../../inventory/enterprises/store.ts'
import type { Id } from '../../model/id.ts'
import { addMinutes, dayOf, showInstant } from '../../model/time.ts'
import { actorOf, enterpriseOf, mustSee, type Caller } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { sayFault } from '../fault.ts'
import { areaOfSaid } from '../notes/listed.ts'
import { noteForm } from '../notes/schemas.ts'
import { addNote, noteById } from '../notes/store.ts'
import { SHOWS, type Note } from '../source.ts'
import { check, typeOfPicture } from './decide.ts'
import { metaOf } from './meta.ts'
import { addPhoto, imageOf, photoOf, saveSite, settlePhoto, siteOf, usedBefore } from './store.ts'

/** What a telephone takes; more is a scan or a film. */
const MOST_BYTES = 8_388_608

const photoForm = noteForm
  .extend({
    photo: z.object({
      type: z.string(),
      takenAt: instant.nullable().describe('as the picture says of itself'),
      metres: z.int().nullable().describe('from the place of the enterprise'),
      state: z.enum(['believed', 'open', 'accepted', 'rejected']).describe('open: an officer looks at it'),
      faults: z.array(z.object({ code: z.string(), reason: z.string() })),
      decided: z.object({ by: z.string(), at: instant, reason: z.string() }).nullable(),
    }),
  })
  .meta({ id: 'EvidencePhoto' })

const photoQuery = z.object({
  line: z.string().min(1).max(60).optional(),
  at: instant.describe('when it is said to have been taken'),
  shows: z.enum(SHOWS),
  text: remark.max(400).default(''),
})
const siteForm = z
  .object({
    latitude: z.number().min(-90).max(90).describe('WGS-84, as telephones have it; not that of a street map of China'),
    longitude: z.number().min(-180).max(180),
    metres: z.int().min(50).max(20_000).describe('how far the works reach from there'),
  })
  .meta({ id: 'EvidencePlace' })

/** Photographs with time and place (现场照片): what they say of themselves is held beside what is said of them. */
export function photoRoutes(app: App, world: World): void {
  const { db, clock, rulebooks } = world
  const tags = ['evidence']
  const taken = { 200: photoForm, 201: photoForm }

  app.post(
    '/evidence/photos',
    {
      bodyLimit: MOST_BYTES,
      config: { action: 'evidence.note', body: 'bytes' },
      schema: { tags, querystring: photoQuery.extend({ enterprise: id }), response: taken },
    },
    async ({ query, rawBody, caller, headers }, reply) => {
      const { note, isNew } = await take(query, rawBody, caller)
      return reply.code(isNew ? 201 : 200).send(await show(note, languageOf(headers['accept-language'])))
    },
  )

  app.post(
    '/me/evidence/photos',
    {
      bodyLimit: MOST_BYTES,
      config: { action: 'me.evidence', body: 'bytes' },
      schema: { tags, querystring: photoQuery, response: taken },
    },
    async ({ query, rawBody, caller, headers }, reply) => {
      const { note, isNew } = await take({ ...query, enterprise: enterpriseOf(caller) }, rawBody, caller)
      return reply.code(isNew ? 201 : 200).send(await show(note, languageOf(headers['accept-language'])))
    },
  )

  app.get(
    '/evidence/photos/:id',
    { config: { action: 'evidence.read' }, schema: { tags, params: idParams, response: { 200: photoForm } } },
    async ({ params, caller, headers }) => {
      await seen(params.id, caller)
      return show(params.id, languageOf(headers['accept-language']))
    },
  )

  app.get(
    '/evidence/photos/:id/image',
    { config: { action: 'evidence.read' }, schema: { tags, params: idParams } },
    async ({ params, caller }, reply) => {
      await seen(params.id, caller)
      const found = await imageOf(db, params.id)
      if (found === null) throw new Refusal('thing.unknown', { what: '照片', id: params.id })
      return reply.type(found.type).header('content-disposition', 'attachment').send(Buffer.from(found.image))
    },
  )

  for (const [verb, state] of [
    ['accept', 'accepted'],
    ['reject', 'rejected'],
  ] as const)
    app.post(
      `/evidence/photos/:id/${verb}`,
      {
        config: { action: 'evidence.decide' },
        schema: { tags, params: idParams, body: z.object({ reason: remark.min(2) }), response: { 200: photoForm } },
      },
      async ({ params, body: { reason }, caller, headers }) => {
        const found = await seen(params.id, caller)
        const doing = { now: clock.now(), by: actorOf(caller), because: reason }
        if (!(await db.transaction((tx) => settlePhoto(tx, found, { state, reason }, doing))))
          throw new Refusal('evidence.decided')
        return show(params.id, languageOf(headers['accept-language']))
      },
    )

  app.post(
    '/enterprises/:id/place',
    {
      config: { action: 'evidence.enter' },
      schema: { tags, params: idParams, body: siteForm, response: { 200: siteForm } },
    },
    async ({ params, body: site, caller }) => {
      const now = clock.now()
      const listing = await newestListing(db, params.id, now)
      if (listing === null) throw new Refusal('thing.unknown', { what: '企业', id: params.id })
      mustSee(world, caller, listing.area, '企业', params.id)
      const doing = { now, by: actorOf(caller) }
      await db.transaction((tx) => saveSite(tx, { enterprise: params.id, area: listing.area, site }, doing))
      return site
    },
  )

  /** The same picture for the same moment is the same note. */
  async function take(
    { at, line, enterprise, ...rest }: z.output<typeof photoQuery> & { enterprise: Id },
    bytes: Buffer | null,
    caller: Caller,
  ): Promise<{ note: Id; isNew: boolean }> {
    const picture = bytes ?? Buffer.alloc(0)
    const type = typeOfPicture(picture)
    if (type === null) throw new Refusal('evidence.noPicture')
    const now = clock.now()
    const about = {
      ...rest,
      enterprise,
      line: line ?? null,
      kind: 'photo',
      from: at,
      until: addMinutes(at, 1),
    } as const
    const area = await areaOfSaid(world, caller, about, now)
    const sha256 = createHash('sha256').update(picture).digest('hex')
    const used = await usedBefore(db, sha256)
    if (used !== null) {
      if (used.enterprise === enterprise && used.at === at) return { note: used.note, isNew: false }
      // Of another enterprise not even the time is told.
      throw new Refusal('evidence.sameNote', { at: used.enterprise === enterprise ? showInstant(used.at) : '—' })
    }
    const meta = await metaOf(picture)
    const checked = check(meta, { at, site: await siteOf(db, enterprise) }, rulebooks.evidence(dayOf(now)))
    try {
      const note = await db.transaction(async (tx) => {
        const made = await addNote(tx, { ...about, area }, { now, by: actorOf(caller) })
        await addPhoto(tx, made, { sha256, type, bytes: picture }, meta, checked)
        return made
      })
      return { note, isNew: true }
    } catch (error) {
      if (error instanceof DatabaseError && error.constraint === 'evidence_photo_sha256_key')
        return take({ at, enterprise, line, ...rest }, bytes, caller)
      throw error
    }
  }

  async function show(noteId: Id, language: Language): Promise<z.input<typeof photoForm>> {
    const [note, photo] = [await noteById(db, noteId), await photoOf(db, noteId)]
    if (note === null || photo === null) throw new Refusal('thing.unknown', { what: '照片', id: noteId })
    const { type, takenAt, metres, state, faults, decidedBy: by, decidedAt, reason } = photo
    return {
      ...note,
      photo: {
        type,
        takenAt,
        metres,
        state,
        faults: faults.map((one) => ({ code: one.code, reason: sayFault(one, language) })),
        decided: by === null || decidedAt === null || reason === null ? null : { by, at: decidedAt, reason },
      },
    }
  }

  async function seen(noteId: Id, caller: Caller): Promise<Note> {
    const found = await noteById(db, noteId)
    if (found === null || found.kind !== 'photo') throw new Refusal('thing.unknown', { what: '照片', id: noteId })
    mustSee(world, caller, found.area, '照片', noteId)
    return found
  }
}
