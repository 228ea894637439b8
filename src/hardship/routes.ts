import { z } from 'zod'
import type { HardshipEvent } from '../../machines/hardship.ts'
import { ask } from '../db/effects.ts'
import { note } from '../db/journal.ts'
import { DatabaseError, type Tx } from '../db/port.ts'
import { inStep, step } from '../db/step.ts'
import { Refusal } from '../errors.ts'
import type { App } from '../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../http/cursor.ts'
import { id, idParams, remark } from '../http/schemas.ts'
import { listedOn } from '../inventory/versions/store.ts'
import { readMeasureText } from '../inventory/measureText.ts'
import type { Id } from '../model/id.ts'
import { actorOf, areasSeen, enterpriseOf, mustSee, type Caller } from '../people/caller.ts'
import { addException, decideException, openExceptionOf, pinnedOf } from '../plan/exceptions/store.ts'
import type { World } from '../world.ts'
import { adjusting, deciding, hardshipForm, showHardship } from './schemas.ts'
import { hardshipById, hardshipsIn, nameOfficer, saveAnswer, type Hardship } from './store.ts'

/** Difficulties (执行困难) and appeals (申诉): looked into by a named officer, answered by two or refused with a reason. */
export function hardshipRoutes(app: App, world: World): void {
  const { db, clock } = world
  const tags = ['orders']
  const querystring = z.object({
    ...pageQuery,
    kind: z.enum(['difficulty', 'appeal']).optional(),
    open: z.stringbool().default(false),
  })
  const schema = { tags, querystring, response: { 200: pageOf(hardshipForm) } }
  const one = { 200: hardshipForm }

  app.get('/hardships', { config: { action: 'hardship.read' }, schema }, ({ query, caller }) =>
    listed(query, areasSeen(world, caller), null),
  )

  app.get('/me/hardships', { config: { action: 'me.hardships' }, schema }, ({ query, caller }) =>
    listed(
      query,
      world.areas.all().map(({ code }) => code),
      enterpriseOf(caller),
    ),
  )

  app.get(
    '/hardships/:id',
    { config: { action: 'hardship.read' }, schema: { tags, params: idParams, response: one } },
    async ({ params, caller }) => showHardship(await seen(params.id, caller)),
  )

  app.post(
    '/hardships/:id/take',
    { config: { action: 'hardship.handle' }, schema: { tags, params: idParams, response: one } },
    async ({ params, caller }) => {
      await seen(params.id, caller)
      return moved(params.id, caller, { type: 'OFFICER_TOOK', now: clock.now() }, (tx) =>
        nameOfficer(tx, params.id, actorOf(caller)),
      )
    },
  )

  app.post(
    '/hardships/:id/refuse',
    {
      config: { action: 'hardship.handle' },
      schema: { tags, params: idParams, body: z.object({ reason: remark.min(1) }), response: one },
    },
    async ({ params, body, caller }) => {
      await seen(params.id, caller)
      return moved(
        params.id,
        caller,
        { type: 'HARDSHIP_REFUSED' },
        (tx) => saveAnswer(tx, params.id, body.reason, actorOf(caller)),
        body.reason,
      )
    },
  )

  app.post(
    '/hardships/:id/adjust',
    { config: { action: 'hardship.adjust' }, schema: { tags, params: idParams, body: adjusting, response: one } },
    async ({ params, body, caller }) => {
      const hardship = await seen(params.id, caller)
      const { area, warning, enterprise, kind } = hardship
      const pinned = await pinnedOf(db, warning)
      const row = pinned?.alive && pinned.list ? await listedOn(db, pinned.list, enterprise) : null
      const { grade = null, class: other = null, reason } = body
      const allows = body.measures.map(({ line, measure: words }) => {
        const measure = readMeasureText(words)
        if (measure === null) throw new Refusal('hardship.unreadable', { words })
        if (!row?.entry.lines.some(({ number }) => number === line)) throw new Refusal('hardship.noLine', { line })
        return { line, measure, words }
      })
      const asksNothing = allows.length === 0 && grade === null && other === null
      // After the end there is nothing to change, and an appeal is still ruled on.
      if (row === null ? !asksNothing || kind !== 'appeal' : asksNothing) throw new Refusal('hardship.changesNothing')
      const by = actorOf(caller)
      const proposed = { area: pinned?.area ?? area, warning, enterprise, ground: kind, reason, grade, class: other }
      try {
        return await moved(
          params.id,
          caller,
          { type: 'ADJUSTMENT_PROPOSED', by },
          async (tx) => {
            await saveAnswer(tx, params.id, reason, by)
            if (row === null) return
            const made = { ...proposed, allows, hardship: params.id, proposedBy: by, proposedAt: clock.now() }
            const subject = await addException(tx, made)
            const entry = { area, kind: 'exception', subject, event: 'EXCEPTION_PROPOSED', body: made }
            await note(tx, entry, { now: clock.now(), by, because: reason })
          },
          reason,
        )
      } catch (error) {
        if (error instanceof DatabaseError && error.constraint === 'listing_exception_open')
          throw new Refusal('exception.open', { name: row?.entry.name ?? hardship.name }, { cause: error })
        throw error
      }
    },
  )

  app.post(
    '/hardships/:id/decision',
    { config: { action: 'hardship.confirm' }, schema: { tags, params: idParams, body: deciding, response: one } },
    async ({ params, body: { decision, reason }, caller }) => {
      const { area, warning, enterprise, kind } = await seen(params.id, caller)
      const [by, now] = [actorOf(caller), clock.now()]
      const type = decision === 'confirm' ? 'ADJUSTMENT_CONFIRMED' : 'ADJUSTMENT_REFUSED'
      return moved(
        params.id,
        caller,
        { type, by },
        async (tx) => {
          const exception = await openExceptionOf(tx, params.id)
          if (exception === null) return
          await decideException(tx, { id: exception, decision, by, because: reason, at: now })
          const body = { decision, warning, enterprise, ground: kind, hardship: params.id }
          const entry = { area, kind: 'exception', subject: exception, event: 'EXCEPTION_DECIDED', body }
          await note(tx, entry, { now, by, because: reason })
          if (decision === 'confirm')
            await ask(tx, [{ kind: 'planException', subject: warning, area, params: { exception } }], now)
        },
        reason,
      )
    },
  )

  app.post(
    '/me/hardships/:id/withdraw',
    { config: { action: 'me.hardships' }, schema: { tags, params: idParams, response: one } },
    async ({ params, caller }) => {
      const found = await hardshipById(db, params.id)
      if (found === null || found.enterprise !== enterpriseOf(caller))
        throw new Refusal('thing.unknown', { what: 'hardship', id: params.id })
      return moved(params.id, caller, { type: 'HARDSHIP_WITHDRAWN' }, async (tx) => {
        const open = await openExceptionOf(tx, params.id)
        const [by, at] = [actorOf(caller), clock.now()]
        if (open !== null) await decideException(tx, { id: open, decision: 'refuse', by, because: '企业撤回', at })
      })
    },
  )

  async function listed(query: z.output<typeof querystring>, areas: readonly string[], enterprise: Id | null) {
    const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
    const filter = { areas, enterprise, kind: query.kind ?? null, open: query.open }
    const rows = await hardshipsIn(db, filter, before, query.limit + 1)
    return cutPage(rows, query.limit, (row) => [row.id], showHardship)
  }

  async function moved(
    hardship: Id,
    caller: Caller,
    event: HardshipEvent,
    besides: (tx: Tx) => Promise<void>,
    because?: string,
  ) {
    const doing = { now: clock.now(), by: actorOf(caller), ...(because === undefined ? {} : { because }) }
    await inStep(db, async (tx) => {
      await step(db, tx, { kind: 'hardship', id: hardship }, event, doing)
      await besides(tx)
    })
    const after = await hardshipById(db, hardship)
    if (after === null) throw new Refusal('thing.unknown', { what: 'hardship', id: hardship })
    return showHardship(after)
  }

  async function seen(hardship: Id, caller: Caller): Promise<Hardship> {
    const found = await hardshipById(db, hardship)
    if (found === null) throw new Refusal('thing.unknown', { what: 'hardship', id: hardship })
    mustSee(world, caller, found.area, 'hardship', hardship)
    return found
  }
}
