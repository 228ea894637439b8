import { z } from 'zod'
import { note } from '../../db/journal.ts'
import { DatabaseError, type Reader } from '../../db/port.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { day, id, idParams, instant, remark } from '../../http/schemas.ts'
import { WARNING_LEVELS } from '../../model/level.ts'
import { actorOf, areasSeen, mustSee } from '../../people/caller.ts'
import { isActive } from '../../rulebook/citation.ts'
import { readLevels } from '../../rulebook/layered.ts'
import type { Rulebook } from '../../rulebook/levels.ts'
import { RuleError } from '../../rulebook/read.ts'
import type { World } from '../../world.ts'
import { readHandedIn, readPeriod } from './handedIn.ts'
import {
  addRelease,
  bookByHash,
  decideRelease,
  holdRelease,
  keepBook,
  periodsNow,
  RELEASED,
  releaseById,
  releasedBooks,
  releasedTexts,
  releasesIn,
  wasReleased,
  type Release,
  type ReleaseKind,
} from './store.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'sha256')
const place = z.string().describe('CN, a code of GB/T 2260, or a place abroad')
const bookForm = z
  .object({
    id: z.string(),
    hash: hash.describe('of what it says: the same hash is the same text'),
    title: z.object({ zh: z.string(), en: z.string() }),
    area: place,
    from: day,
    until: day.nullable(),
    extends: z.string().nullable(),
    levels: z.array(z.enum(WARNING_LEVELS)).readonly(),
    active: z.boolean().describe('false: unverified, never applied'),
    released: z.boolean().describe('handed in and released here'),
    document: z.string().nullable(),
  })
  .meta({ id: 'Rulebook' })

const releaseForm = z
  .object({
    id,
    kind: z.enum(RELEASED).describe('levels: a book of levels; period: a special period 专项时段'),
    area: place,
    book: z.string().describe('the id of the book, or of the period'),
    hash,
    text: z.string(),
    reason: z.string(),
    proposedBy: z.string(),
    proposedAt: instant,
    decision: z.enum(['confirm', 'refuse']).nullable(),
    decidedBy: z.string().nullable(),
    decidedAt: instant.nullable(),
  })
  .meta({ id: 'RulebookRelease' })

/** Books of levels (预警分级): those that there are, and the release of one by two officers. */
export function bookRoutes(app: App, world: World): void {
  const { db, rulebooks } = world
  const tags = ['rulebooks']

  app.get(
    '/rulebooks',
    {
      config: { action: 'rulebook.read' },
      schema: { tags, querystring: z.object(pageQuery), response: { 200: pageOf(bookForm) } },
    },
    async ({ query }) => {
      const own = await releasedBooks(db)
      const ids = new Set(own.map((book) => book.id))
      const books = [...rulebooks.all.filter((book) => !ids.has(book.id)), ...own].toSorted((a, b) =>
        a.id < b.id ? -1 : 1,
      )
      const [after] = readCursor(query.cursor, z.tuple([z.string()])) ?? ['']
      const rows = books.filter((book) => book.id > after).slice(0, query.limit + 1)
      return cutPage(
        rows,
        query.limit,
        (book) => [book.id],
        (book) => show(book, ids.has(book.id)),
      )
    },
  )

  app.get(
    '/rulebooks/:hash',
    {
      config: { action: 'rulebook.read' },
      schema: {
        tags,
        params: z.object({ hash }),
        response: {
          200: bookForm.extend({ content: z.looseObject({}).describe('the whole book, with what it extends') }),
        },
      },
    },
    async ({ params }) => {
      const book = await bookByHash(db, rulebooks, params.hash)
      if (book === null) throw new Refusal('thing.unknown', { what: 'rulebook', id: params.hash })
      return { ...show(book, await wasReleased(db, params.hash)), content: { ...book.content } }
    },
  )

  app.get(
    '/rulebooks/releases',
    {
      config: { action: 'rulebook.read' },
      schema: { tags, querystring: z.object(pageQuery), response: { 200: pageOf(releaseForm) } },
    },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const rows = await releasesIn(db, areasSeen(world, caller), before, query.limit + 1)
      return cutPage(
        rows,
        query.limit,
        (row) => [row.id],
        (row) => row,
      )
    },
  )

  app.post(
    '/rulebooks/releases',
    {
      config: { action: 'rulebook.propose' },
      schema: {
        tags,
        body: z.object({
          kind: z.enum(RELEASED).default('levels'),
          text: z.string().min(1).max(100_000).describe('YAML in the form of rules/levels, or of rules/periods'),
          reason: remark.min(1),
        }),
        response: { 201: releaseForm },
      },
    },
    async ({ body, caller }, reply) => {
      const handed = await handedIn(db, body)
      mustSee(world, caller, handed.area, 'area', handed.area)
      if (handed.overlaps !== null) throw new Refusal('rulebook.overlaps', { name: handed.id, other: handed.overlaps })
      if (handed.known) throw new Refusal('rulebook.changesNothing', { name: handed.id })
      const doing = { now: world.clock.now(), by: actorOf(caller), because: body.reason }
      const made = {
        area: handed.area,
        book: handed.id,
        hash: handed.hash,
        proposedBy: doing.by,
        proposedAt: doing.now,
        ...body,
      }
      try {
        const release = await db.transaction(async (tx) => {
          await keepBook(tx, handed, doing.now)
          const releaseId = await addRelease(tx, made)
          const said = { kind: body.kind, book: handed.id, hash: handed.hash }
          const entry = {
            area: handed.area,
            kind: 'rulebook',
            subject: releaseId,
            event: 'RULEBOOK_PROPOSED',
            body: said,
          }
          await note(tx, entry, doing)
          return releaseId
        })
        return await reply.code(201).send(await found(release))
      } catch (error) {
        if (error instanceof DatabaseError && error.constraint === 'rulebook_release_open')
          throw new Refusal('rulebook.open', { name: handed.id }, { cause: error })
        throw error
      }
    },
  )

  app.post(
    '/rulebooks/releases/:id/decision',
    {
      config: { action: 'rulebook.release' },
      schema: {
        tags,
        params: idParams,
        body: z.object({ decision: z.enum(['confirm', 'refuse']), reason: remark.min(1) }),
        response: { 200: releaseForm },
      },
    },
    async ({ params, body: { decision, reason }, caller }) => {
      const { area } = await found(params.id)
      mustSee(world, caller, area, 'rulebook', params.id)
      const doing = { now: world.clock.now(), by: actorOf(caller), because: reason }
      await db.transaction(async (tx) => {
        const held = await holdRelease(tx, params.id)
        if (held === null || held.decision !== null) throw new Refusal('rulebook.decided')
        if (held.proposedBy === doing.by) throw new Refusal('rulebook.samePerson')
        // What was released meanwhile may have left it milder than what is now above it.
        if (decision === 'confirm') await handedIn(tx, held)
        await decideRelease(tx, { id: params.id, decision, by: doing.by, because: reason, at: doing.now })
        const event = decision === 'confirm' ? 'RULEBOOK_RELEASED' : 'RULEBOOK_REFUSED'
        const said = { kind: held.kind, book: held.book, hash: held.hash }
        await note(tx, { area, kind: 'rulebook', subject: params.id, event, body: said }, doing)
      })
      return await found(params.id)
    },
  )

  /** What a text says, held against all that counts now. @throws Refusal `rulebook.faulty` with line and column */
  async function handedIn(from: Reader, { kind, text }: { kind: ReleaseKind; text: string }) {
    const periods = await periodsNow(from, rulebooks)
    const documents = new Set(rulebooks.sources.data.map(({ document }) => document))
    try {
      if (kind === 'period') {
        const { hash: of, ...content } = readPeriod(text, documents)
        const { id: name, area } = content
        return { id: name, area, hash: of, content, overlaps: null, known: periods.some((one) => one.hash === of) }
      }
      const released = await releasedTexts(from)
      const { book, overlaps } = readHandedIn(text, readLevels(rulebooks.dir), released, periods, documents)
      return { ...book, overlaps: overlaps?.id ?? null, known: rulebooks.pinned(book.hash) !== null }
    } catch (error) {
      if (error instanceof RuleError) throw new Refusal('rulebook.faulty', { why: error.message }, { cause: error })
      throw error
    }
  }

  async function found(release: string): Promise<Release> {
    const row = await releaseById(db, release)
    if (row === null) throw new Refusal('thing.unknown', { what: 'rulebook', id: release })
    return row
  }
}

function show(book: Rulebook, released: boolean): z.input<typeof bookForm> {
  const { id: name, hash: of, title, area, from, until, levels, source } = book
  return {
    id: name,
    hash: of,
    title,
    area,
    from,
    until,
    extends: book.extends ?? null,
    levels,
    active: isActive(book),
    released,
    document: source?.document ?? null,
  }
}
