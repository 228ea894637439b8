import { z } from 'zod'
import type { ReviewEvent } from '../../../machines/review.ts'
import { ask } from '../../db/effects.ts'
import { DatabaseError, type Tx } from '../../db/port.ts'
import { inStep, step } from '../../db/step.ts'
import { heldWarning, seenWarning } from '../../episode/seen.ts'
import { officerNames } from '../../episode/signing/schemas.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { journalEntry } from '../../http/journal.ts'
import { id, idParams, remark } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import { dayOf } from '../../model/time.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { warningById } from '../../episode/store.ts'
import { entriesPage, figureParams, paperFormat, sendReview } from '../routes.ts'
import { shownAt, titleOf } from '../sections.ts'
import { review, reviewDetail, showReview, showFigures } from '../schemas.ts'
import {
  addNote,
  beginReview,
  figuresIn,
  holdReview,
  isReviewed,
  listReviews,
  markPublished,
  markSigned,
  notesOn,
  reviewById,
  type Review,
} from './store.ts'

/** `/reviews` (总结评估): written by itself after the lift, annotated, signed, published, corrected by another. */
export function reviewRoutes(app: App, world: World): void {
  const { db, clock, rulebooks } = world
  const tags = ['reviews']
  const read = { action: 'review.read' }
  const write = { action: 'review.write' }
  const one = { 200: reviewDetail }

  app.get(
    '/reviews',
    {
      config: read,
      schema: {
        tags,
        querystring: z.object({ ...pageQuery, warning: id.optional() }),
        response: { 200: pageOf(review) },
      },
    },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const filter = { areas: areasSeen(world, caller), warning: query.warning ?? null }
      const rows = await listReviews(db, filter, before, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.id], showReview)
    },
  )

  app.post(
    '/reviews',
    {
      config: write,
      schema: {
        tags,
        body: z.object({
          warning: id.describe('that has ended: taken back, or lifted before reviews began by themselves'),
        }),
        response: { 201: reviewDetail },
      },
    },
    async ({ body, caller }, reply) => {
      const found = await seenWarning(world, body.warning, caller)
      if (found.signedAt === null) throw new Refusal('review.nothingSigned', { name: found.name })
      const doing = { now: clock.now(), by: actorOf(caller) }
      const { summary } = rulebooks.linkage(dayOf(doing.now))
      const made = await db.transaction(async (tx) => {
        // Whoever lifts it, or begins its review too, waits, and finds this one.
        const held = await heldWarning(tx, found.id)
        if (held.state !== 'lifted' && held.state !== 'withdrawn')
          throw new Refusal('review.notEnded', { name: found.name })
        if (await isReviewed(tx, held.id)) throw new Refusal('review.exists', { name: found.name })
        return await beginReview(tx, held, { write: 0, summary: summary.minutes }, null, doing)
      })
      return await reply.code(201).send(await detail(await seen(made, caller)))
    },
  )

  app.get(
    '/reviews/:id',
    { config: read, schema: { tags, params: idParams, response: one } },
    async ({ params, caller }) => await detail(await seen(params.id, caller)),
  )

  app.get(
    '/reviews/:id/paper',
    {
      config: read,
      schema: { tags, params: idParams, querystring: z.object({ format: paperFormat.default('html') }) },
    },
    async ({ params, query, caller }, reply) => {
      const found = await seen(params.id, caller)
      const figures = await counted(found)
      const notes = await notesOn(db, found.id)
      const names = await officerNames(world, [
        ...notes.map(({ by }) => by),
        ...(found.signedBy ? [found.signedBy] : []),
      ])
      const nameOf = (officer: Id) => names.get(officer) ?? '（已注销）'
      const warning = await warningById(db, found.warning)
      return await sendReview(
        reply,
        {
          title: titleOf(warning?.name ?? found.name),
          mark: markOf(found, world.kind),
          at: found.countedAt ?? found.createdAt,
          figures,
          notes: notes.map(({ at, by, text }) => ({ at, by: nameOf(by), text })),
          signed:
            found.signedBy === null || found.signedAt === null
              ? null
              : `签发：${nameOf(found.signedBy)}，${shownAt(found.signedAt)}；内容校验（SHA-256）：${found.sha256 ?? ''}`,
        },
        query.format,
        world.font,
      )
    },
  )

  app.get(
    '/reviews/:id/figures/:name/entries',
    {
      config: read,
      schema: { tags, params: figureParams, querystring: z.object(pageQuery), response: { 200: pageOf(journalEntry) } },
    },
    async ({ params, query, caller }) =>
      await entriesPage(world, caller, await counted(await seen(params.id, caller)), params.name, query),
  )

  app.post(
    '/reviews/:id/write',
    { config: write, schema: { tags, params: idParams, response: one } },
    async ({ params, caller }) => await moved(params.id, caller, { type: 'REVIEW_CALLED' }),
  )

  app.post(
    '/reviews/:id/notes',
    {
      config: write,
      schema: { tags, params: idParams, body: z.object({ text: remark.min(1) }), response: one },
    },
    async ({ params, body: { text }, caller }) =>
      await moved(params.id, caller, { type: 'REVIEW_ANNOTATED' }, text, async (tx, held) =>
        addNote(tx, held, { at: clock.now(), by: caller.id, text }),
      ),
  )

  app.post(
    '/reviews/:id/sign',
    {
      config: { action: 'review.sign' },
      schema: {
        tags,
        params: idParams,
        body: z.object({
          sha256: z
            .string()
            .regex(/^[0-9a-f]{64}$/)
            .describe('of what was looked at: another by then is refused'),
        }),
        response: one,
      },
    },
    async ({ params, body: { sha256 }, caller }) =>
      await moved(params.id, caller, { type: 'REVIEW_SIGNED' }, '', async (tx, held) => {
        if (held.sha256 !== sha256) throw new Refusal('review.counted')
        await markSigned(tx, held.id, caller.id, clock.now())
      }),
  )

  app.post(
    '/reviews/:id/publish',
    { config: { action: 'review.publish' }, schema: { tags, params: idParams, response: one } },
    async ({ params, caller }) => {
      const by = { now: clock.now(), by: actorOf(caller) }
      return await moved(params.id, caller, { type: 'REVIEW_PUBLISHED' }, '', async (tx, held) => {
        await markPublished(tx, held.id, by.now)
        const occasion = `${held.id} ${by.now}`
        const call = { kind: 'wake', subject: held.id, area: held.area } as const
        // Whoever is called about it need not be any more.
        await ask(tx, [{ ...call, params: { cause: 'reviewOverdue', occasion } }], by.now)
      })
    },
  )

  app.post(
    '/reviews/:id/correct',
    {
      config: write,
      schema: {
        tags,
        params: idParams,
        body: z.object({ reason: remark.min(1).describe('what is wrong in it') }),
        response: { 201: reviewDetail },
      },
    },
    async ({ params, body: { reason }, caller }, reply) => {
      const found = await seen(params.id, caller)
      const doing = { now: clock.now(), by: actorOf(caller), because: reason }
      const { summary } = rulebooks.linkage(dayOf(doing.now))
      try {
        const made = await db.transaction(async (tx) => {
          const held = await holdReview(tx, found.id)
          const warning = await warningById(tx, found.warning)
          if (held?.state !== 'published' || warning === null)
            throw new Refusal('review.notPublished', { name: found.name })
          const corrects = { corrects: found.id, reason }
          return await beginReview(tx, warning, { write: 0, summary: summary.minutes }, corrects, doing)
        })
        return await reply.code(201).send(await detail(await seen(made, caller)))
      } catch (error) {
        if (error instanceof DatabaseError && error.constraint === 'review_open')
          throw new Refusal('review.correcting', { name: found.name }, { cause: error })
        throw error
      }
    },
  )

  /** Sends an event; what is done beside it is done before, on the row as it is held, and goes with it. */
  async function moved(
    reviewId: Id,
    caller: Caller,
    event: ReviewEvent,
    because = '',
    besides: (tx: Tx, held: Review) => Promise<void> = async () => {},
  ) {
    await seen(reviewId, caller)
    const doing = { now: clock.now(), by: actorOf(caller), ...(because === '' ? {} : { because }) }
    await inStep(db, async (tx) => {
      const held = await holdReview(tx, reviewId)
      if (held === null) throw new Refusal('thing.unknown', { what: 'review', id: reviewId })
      // What this one puts right gives way to it first: one counts at a time.
      if (event.type === 'REVIEW_PUBLISHED' && held.state === 'signed' && held.corrects !== null)
        await step(db, tx, { kind: 'review', id: held.corrects }, { type: 'REVIEW_REPLACED' }, doing)
      await step(db, tx, { kind: 'review', id: reviewId }, event, doing)
      await besides(tx, held)
    })
    return await detail(await seen(reviewId, caller))
  }

  async function detail(found: Review): Promise<z.output<typeof reviewDetail>> {
    const figures = await figuresIn(db, found.id)
    const notes = await notesOn(db, found.id)
    const names = await officerNames(world, [...notes.map(({ by }) => by), ...(found.signedBy ? [found.signedBy] : [])])
    return {
      ...showReview(found),
      signedByName: found.signedBy === null ? null : (names.get(found.signedBy) ?? null),
      notes: notes.map(({ at, by, text }) => ({ at, by, name: names.get(by) ?? null, text })),
      figures: figures && showFigures(figures),
    }
  }

  async function counted(found: Review) {
    const figures = await figuresIn(db, found.id)
    if (figures === null) throw new Refusal('review.notWritten', { name: found.name })
    return figures
  }

  async function seen(reviewId: Id, caller: Caller): Promise<Review> {
    const found = await reviewById(db, reviewId)
    if (found === null) throw new Refusal('thing.unknown', { what: 'review', id: reviewId })
    mustSee(world, caller, found.area, 'review', reviewId)
    return found
  }
}

function markOf({ state }: Review, kind: World['kind']): string | null {
  const standing = state === 'replaced' ? '已更正、作废' : state === 'signed' || state === 'published' ? null : '未签发'
  const marks = [...(kind === 'live' ? [] : ['演练']), ...(standing === null ? [] : [standing])]
  return marks.length === 0 ? null : marks.join('、')
}
