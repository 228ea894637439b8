import { z } from 'zod'
import { note } from '../../../db/journal.ts'
import { Refusal } from '../../../errors.ts'
import type { App } from '../../../http/app-type.ts'
import { areaCode, id, idParams, instant } from '../../../http/schemas.ts'
import type { Id } from '../../../model/id.ts'
import { actorOf, type Caller } from '../../../people/caller.ts'
import type { World } from '../../../world.ts'
import { noticesTo, recordOwnReceived, type OwnNotice } from '../store.ts'

/** An office is sent some ten of them in an episode. */
const MOST = 100

const own = z
  .object({
    id,
    area: areaCode,
    issuer: areaCode,
    issuerName: z.string(),
    warningId: id,
    title: z.string(),
    number: z.string().nullable(),
    sentAt: instant,
    receivedAt: instant.nullable().describe('when it was said here that it has arrived; null: it waits for that'),
  })
  .meta({ id: 'OwnNotice' })
const whole = own.extend({ document: z.record(z.string(), z.unknown()) }).meta({ id: 'OwnNoticeDocument' })

/** Notices that were sent to the own office (待回执通知): read and acknowledged with a log-in, beside the link of the message. */
export function ownNoticeRoutes(app: App, world: World): void {
  const { db, clock, areas } = world
  const tags = ['linkage']

  app.get(
    '/linkage/notices',
    {
      config: { action: 'response.read' },
      schema: { tags, response: { 200: z.object({ items: z.array(own) }) } },
    },
    async ({ caller }) => ({ items: (await noticesTo(db, { ...office(caller), notice: null }, MOST)).map(show) }),
  )

  app.get(
    '/linkage/notices/:id',
    { config: { action: 'response.read' }, schema: { tags, params: idParams, response: { 200: whole } } },
    async ({ params, caller }) => {
      const found = await known(params.id, caller)
      return { ...show(found), document: { ...found.document } }
    },
  )

  app.post(
    '/linkage/notices/:id/received',
    { config: { action: 'response.answer' }, schema: { tags, params: idParams, response: { 200: own } } },
    async ({ params, caller }) => {
      const { issuer, warning: subject, id: notice } = await known(params.id, caller)
      await db.transaction(async (tx) => {
        const now = clock.now()
        // Said twice it stays as it was said first.
        const offices = await recordOwnReceived(tx, { ...office(caller), notice }, now)
        for (const at of new Set(offices.map(({ area }) => area)))
          await note(
            tx,
            { area: issuer, kind: 'warning', subject, event: 'NOTICE_RECEIVED', body: { notice, at } },
            { now, by: actorOf(caller) },
          )
      })
      return show(await known(params.id, caller))
    },
  )

  async function known(notice: Id, caller: Caller): Promise<OwnNotice> {
    const [found] = await noticesTo(db, { ...office(caller), notice }, 1)
    if (!found) throw new Refusal('thing.unknown', { what: 'notice', id: notice })
    return found
  }

  function show({ warning, document, ...row }: OwnNotice): z.output<typeof own> {
    const { title, number } = document
    return { ...row, issuerName: areas.find(row.issuer)?.name ?? row.issuer, warningId: warning, title, number }
  }
}

/** The offices that a caller sits in: not those below, which answer for themselves. */
function office({ areas, id: officer }: Caller): { areas: readonly string[]; officer: string } {
  return { areas, officer }
}
