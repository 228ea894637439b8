import { z } from 'zod'
import { note } from '../../db/journal.ts'
import { Refusal } from '../../errors.ts'
import type { Document } from '../../document/document.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { documentFormat, sendDocument } from '../../http/document.ts'
import { areaCode, id, idParams, instant, remark } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import { dayOf } from '../../model/time.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { officerNames } from '../signing/schemas.ts'
import { seenWarning } from '../seen.ts'
import { askNotice, listNotices, noticeById, type Notice } from './store.ts'

const notice = z
  .object({
    id,
    area: areaCode,
    warningId: id,
    kind: z.enum(['issue', 'raise', 'lower', 'extend', 'move', 'suspend', 'resume', 'lift', 'withdraw', 'correction']),
    number: z.string().nullable().describe('null while it is being numbered'),
    title: z.string().nullable(),
    sha256: z.string().nullable().describe('over what it says, in canonical JSON'),
    signedAt: instant,
    writtenAt: instant.nullable(),
    corrects: id.nullable().describe('of a correction: the notice that it puts right'),
    signatureId: id.nullable(),
  })
  .meta({ id: 'WarningNotice' })

/** Notices of warnings (通知): written by the engine for what was signed, read and corrected by people. */
export function warningNoticeRoutes(app: App, world: World): void {
  const { db, clock, rulebooks } = world

  app.get(
    '/warnings/notices',
    {
      config: { action: 'warning.read' },
      schema: {
        querystring: z.object({
          ...pageQuery,
          warning: id.optional(),
          year: z.coerce.number().int().min(2000).max(2200).optional(),
        }),
        response: { 200: pageOf(notice) },
      },
    },
    async ({ query, caller }) => {
      const before = readCursor(query.cursor, z.tuple([id]))
      const filter = { areas: areasSeen(world, caller), warning: query.warning ?? null, year: query.year ?? null }
      const rows = await listNotices(db, filter, before?.[0] ?? null, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.id], show)
    },
  )

  app.get(
    '/warnings/notices/:id/document',
    {
      config: { action: 'warning.read' },
      schema: { params: idParams, querystring: z.object({ format: documentFormat.default('docx') }) },
    },
    async ({ params, query: { format }, caller }, reply) => {
      const found = await seen(params.id, caller)
      const { document, year, number } = found
      if (document === null) throw new Refusal('notice.unwritten')
      const asciiName = `notice-${found.area}-${year}-${number}`
      return await sendDocument(reply, await named(found, document), { format, font: world.font, asciiName })
    },
  )

  app.post(
    '/warnings/notices/:id/correct',
    {
      config: { action: 'notice.correct' },
      schema: {
        params: idParams,
        body: z.object({ text: remark.min(1).describe('what was wrong, and what is right') }),
        response: { 202: notice },
      },
    },
    async ({ params, body, caller }, reply) => {
      const found = await seen(params.id, caller)
      if (found.document === null) throw new Refusal('notice.unwritten')
      const { context } = await seenWarning(world, found.warning, caller)
      const { ranks } = rulebooks.approval(dayOf(clock.now()))
      const title = (rank: number) => ranks.find((one) => one.rank === rank)?.title.zh ?? '无签发权限者'
      if (caller.rank < context.rank)
        throw new Refusal('warning.rankTooLow', { needed: title(context.rank), has: title(caller.rank) })
      const doing = { now: clock.now(), by: actorOf(caller), because: body.text }
      const asked = {
        area: found.area,
        warning: found.warning,
        kind: 'correction',
        by: caller.id,
        corrects: found.id,
        askedFor: { rank: caller.rank, reason: body.text },
      } as const
      const made = await db.transaction(async (tx) => {
        const correction = await askNotice(tx, asked, doing.now)
        const said = { notice: found.id, correction }
        const entry = { area: found.area, kind: 'warning', subject: found.warning, event: 'NOTICE_CORRECTED' }
        await note(tx, { ...entry, body: said }, doing)
        return correction
      })
      return reply.code(202).send(show(await seen(made, caller)))
    },
  )

  /** With the name of whoever signed it, as long as that person is known. */
  async function named(found: Notice, document: Document): Promise<Document> {
    const name = (await officerNames(world, [found.by])).get(found.by)
    return name === undefined ? document : { ...document, footer: [...document.footer, `签发人：${name}。`] }
  }

  async function seen(noticeId: Id, caller: Caller): Promise<Notice> {
    const found = await noticeById(db, noticeId)
    if (!found) throw new Refusal('thing.unknown', { what: 'notice', id: noticeId })
    mustSee(world, caller, found.area, 'notice', noticeId)
    return found
  }
}

function show(row: Notice): z.output<typeof notice> {
  return {
    id: row.id,
    area: row.area,
    warningId: row.warning,
    kind: row.kind,
    number: row.document?.number ?? null,
    title: row.document?.title ?? null,
    sha256: row.sha256,
    signedAt: row.askedAt,
    writtenAt: row.writtenAt,
    corrects: row.corrects,
    signatureId: row.signature,
  }
}
