import { z } from 'zod'
import { bookByHash, keepBook, releasedBooks } from '../../assessment/books/store.ts'
import { note } from '../../db/journal.ts'
import { DatabaseError } from '../../db/port.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { areaCode, id, idParams, instant, remark } from '../../http/schemas.ts'
import { actorOf, areasSeen, mustSee } from '../../people/caller.ts'
import type { Rulebook } from '../../rulebook/levels.ts'
import type { World } from '../../world.ts'
import { lockArea, lockWarning, warningById } from '../store.ts'
import { addRepin, decideRepin, holdRepin, judgeBy, repinById, repinsIn, type Repin } from './store.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'sha256')
const repinForm = z
  .object({
    id,
    area: areaCode,
    warning: id,
    from: hash.describe('the version by which it was called'),
    to: hash.describe('the version by which it goes on'),
    reason: z.string(),
    proposedBy: z.string(),
    proposedAt: instant,
    decision: z.enum(['confirm', 'refuse']).nullable(),
    decidedBy: z.string().nullable(),
    decidedAt: instant.nullable(),
  })
  .meta({ id: 'Repin' })

const ENDED: ReadonlySet<string> = new Set(['lifted', 'dismissed', 'withdrawn'])

/** A faulty book of a living warning is put right by two officers (law 8, 规则更正). */
export function repinRoutes(app: App, world: World): void {
  const { db, rulebooks } = world
  const tags = ['warnings']

  app.get(
    '/repins',
    {
      config: { action: 'repin.read' },
      schema: { tags, querystring: z.object(pageQuery), response: { 200: pageOf(repinForm) } },
    },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const rows = await repinsIn(db, areasSeen(world, caller), before, query.limit + 1)
      return cutPage(
        rows,
        query.limit,
        (row) => [row.id],
        (row) => row,
      )
    },
  )

  app.post(
    '/warnings/:id/rulebook',
    {
      config: { action: 'repin.propose' },
      schema: { tags, params: idParams, body: z.object({ hash, reason: remark.min(1) }), response: { 201: repinForm } },
    },
    async ({ params, body, caller }, reply) => {
      const warning = await warningById(db, params.id)
      if (warning === null) throw new Refusal('thing.unknown', { what: 'warning', id: params.id })
      mustSee(world, caller, warning.area, 'warning', params.id)
      if (ENDED.has(warning.state)) throw new Refusal('repin.ended', { name: warning.name })
      const book = await currentBook(body.hash)
      const { name, rulebookId } = warning
      if (book.id !== rulebookId) throw new Refusal('repin.otherBook', { name, book: rulebookId, other: book.id })
      if (book.hash === warning.rulebookHash) throw new Refusal('rulebook.changesNothing', { name: book.id })
      const doing = { now: world.clock.now(), by: actorOf(caller), because: body.reason }
      const { area } = warning
      const made = { area, warning: params.id, from: warning.rulebookHash, to: book.hash, reason: body.reason }
      try {
        const repin = await db.transaction(async (tx) => {
          await keepBook(tx, book, doing.now)
          const repinId = await addRepin(tx, { ...made, proposedBy: doing.by, proposedAt: doing.now })
          await note(tx, { area, kind: 'repin', subject: repinId, event: 'REPIN_PROPOSED', body: made }, doing)
          return repinId
        })
        return await reply.code(201).send(await found(repin))
      } catch (error) {
        if (error instanceof DatabaseError && error.constraint === 'repin_open')
          throw new Refusal('repin.open', { name }, { cause: error })
        throw error
      }
    },
  )

  app.post(
    '/repins/:id/decision',
    {
      config: { action: 'repin.confirm' },
      schema: {
        tags,
        params: idParams,
        body: z.object({ decision: z.enum(['confirm', 'refuse']), reason: remark.min(1) }),
        response: { 200: repinForm },
      },
    },
    async ({ params, body: { decision, reason }, caller }) => {
      const { area } = await found(params.id)
      mustSee(world, caller, area, 'repin', params.id)
      const doing = { now: world.clock.now(), by: actorOf(caller), because: reason }
      await db.transaction(async (tx) => {
        // A judgement that is under way ends first: it would write by the version that it has read.
        await lockArea(tx, area)
        const held = await holdRepin(tx, params.id)
        if (held === null || held.decision !== null) throw new Refusal('rulebook.decided')
        if (held.proposedBy === doing.by) throw new Refusal('rulebook.samePerson')
        const warning = await lockWarning(tx, held.warning)
        if (decision === 'confirm' && (warning === null || ENDED.has(warning.state)))
          throw new Refusal('repin.ended', { name: warning?.name ?? held.warning })
        await decideRepin(tx, { id: params.id, decision, by: doing.by, because: reason, at: doing.now })
        const event = decision === 'confirm' ? 'RULEBOOK_REPINNED' : 'REPIN_REFUSED'
        const body = { warning: held.warning, from: held.from, to: held.to }
        await note(tx, { area, kind: 'repin', subject: params.id, event, body }, doing)
        if (decision === 'confirm') await judgeBy(tx, held, doing.now)
      })
      return await found(params.id)
    },
  )

  /** Only what counts for new warnings may count for this one: the last released, or what came with the engine. */
  async function currentBook(wanted: string): Promise<Rulebook> {
    const book = await bookByHash(db, rulebooks, wanted)
    if (book === null) throw new Refusal('thing.unknown', { what: 'rulebook', id: wanted })
    const own = (await releasedBooks(db)).find((one) => one.id === book.id)
    if ((own ?? rulebooks.get(book.id))?.hash !== wanted) throw new Refusal('repin.notReleased', { book: book.id })
    return book
  }

  async function found(repin: string): Promise<Repin> {
    const row = await repinById(db, repin)
    if (row === null) throw new Refusal('thing.unknown', { what: 'repin', id: repin })
    return row
  }
}
