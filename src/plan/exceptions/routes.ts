import { z } from 'zod'
import { ask } from '../../db/effects.ts'
import { note } from '../../db/journal.ts'
import { DatabaseError } from '../../db/port.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { areaCode, id, idParams, instant, remark } from '../../http/schemas.ts'
import { listedByCode, listedOn } from '../../inventory/versions/store.ts'
import { CLASS_ZH, GRADE_ZH, STOP_CAUSE_ZH } from '../../model/enterprise.ts'
import { actorOf, areasSeen, mustSee } from '../../people/caller.ts'
import { loadGradeProcedure } from '../../rulebook/gradeProcedure.ts'
import type { World } from '../../world.ts'
import { overrideFor } from './decide.ts'
import {
  addException,
  decideException,
  exceptionById,
  exceptionsIn,
  holdException,
  pinnedOf,
  withExceptions,
  type Exception,
} from './store.ts'

const grade = z.enum(Object.keys(GRADE_ZH) as [keyof typeof GRADE_ZH])
const kind = z.enum(Object.keys(CLASS_ZH) as [keyof typeof CLASS_ZH])
const cause = z.enum(Object.keys(STOP_CAUSE_ZH) as [keyof typeof STOP_CAUSE_ZH])
const exceptionForm = z
  .object({
    id,
    area: areaCode,
    warningId: id,
    enterpriseId: id,
    ground: z.string(),
    reason: z.string(),
    grade: grade.nullable().describe('the grade that counts for this warning'),
    class: kind.nullable().describe('the class that counts for this warning'),
    stopCause: cause.nullable().describe('for which it stops, or takes its strictest limit, under this warning'),
    hardshipId: id.nullable().describe('the case that led to it, with which it is decided'),
    measures: z.array(z.object({ line: z.string().nullable(), measure: z.string() })),
    proposedBy: z.string(),
    proposedAt: instant,
    decision: z.enum(['confirm', 'refuse']).nullable(),
    decidedBy: z.string().nullable(),
    decidedAt: instant.nullable(),
  })
  .meta({ id: 'Exception' })

/** Exceptions under a living warning (例外): one officer names the enterprise and the ground, another confirms. */
export function exceptionRoutes(app: App, world: World): void {
  const { db } = world
  const procedure = loadGradeProcedure()
  const tags = ['warnings']

  app.get(
    '/exceptions',
    {
      config: { action: 'exception.read' },
      schema: { tags, querystring: z.object(pageQuery), response: { 200: pageOf(exceptionForm) } },
    },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const rows = await exceptionsIn(db, areasSeen(world, caller), before, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.id], show)
    },
  )

  app.post(
    '/warnings/:id/exceptions',
    {
      config: { action: 'exception.propose' },
      schema: {
        tags,
        params: idParams,
        body: z.object({
          creditCode: z.string().max(40),
          ground: z.enum(['fraud', 'protectionLost', 'stopForCause']),
          grade: grade.optional().describe('for fraud; the lowest of the scheme when missing'),
          class: kind.optional().describe('for a lost protection: key or general; general when missing'),
          cause: cause.optional().describe('of stopForCause: why it stops'),
          reason: remark.min(1),
        }),
        response: { 201: exceptionForm },
      },
    },
    async ({ params, body, caller }, reply) => {
      const warning = await pinnedOf(db, params.id)
      if (warning === null) throw new Refusal('thing.unknown', { what: 'warning', id: params.id })
      mustSee(world, caller, warning.area, 'warning', params.id)
      if (!warning.alive || warning.list === null) throw new Refusal('exception.nothingOrdered', { name: warning.name })
      const known = await listedByCode(db, warning.list, body.creditCode)
      const listed = known && (await listedOn(db, warning.list, known.enterprise))
      const [now] = listed ? await withExceptions(db, params.id, [listed]) : []
      if (now === undefined) throw new Refusal('thing.unknown', { what: 'enterprise', id: body.creditCode })
      const override = overrideFor(procedure, now.entry, body)
      if (override === null) throw new Refusal('exception.changesNothing', { name: now.entry.name })
      const doing = { now: world.clock.now(), by: actorOf(caller), because: body.reason }
      const { enterprise, area } = now
      const proposed = { area: warning.area, warning: params.id, enterprise, ground: body.ground, reason: body.reason }
      try {
        const exception = await db.transaction(async (tx) => {
          const made = { ...proposed, ...override, proposedBy: doing.by, proposedAt: doing.now }
          const exceptionId = await addException(tx, made)
          const entry = { area, kind: 'exception', subject: exceptionId, event: 'EXCEPTION_PROPOSED', body: made }
          await note(tx, entry, doing)
          return exceptionId
        })
        return await reply.code(201).send(await shown(exception))
      } catch (error) {
        if (error instanceof DatabaseError && error.constraint === 'listing_exception_open')
          throw new Refusal('exception.open', { name: now.entry.name }, { cause: error })
        throw error
      }
    },
  )

  app.post(
    '/exceptions/:id/decision',
    {
      config: { action: 'exception.confirm' },
      schema: {
        tags,
        params: idParams,
        body: z.object({ decision: z.enum(['confirm', 'refuse']), reason: remark.min(1) }),
        response: { 200: exceptionForm },
      },
    },
    async ({ params, body: { decision, reason }, caller }) => {
      const { area } = await found(params.id)
      mustSee(world, caller, area, 'exception', params.id)
      const doing = { now: world.clock.now(), by: actorOf(caller), because: reason }
      await db.transaction(async (tx) => {
        const held = await holdException(tx, params.id)
        if (held === null || held.decision !== null) throw new Refusal('exception.decided')
        if (held.hardship !== null) throw new Refusal('exception.ofHardship')
        if (held.proposedBy === doing.by) throw new Refusal('exception.samePerson')
        await decideException(tx, { id: params.id, decision, by: doing.by, because: reason, at: doing.now })
        const body = { decision, warning: held.warning, enterprise: held.enterprise, ground: held.ground }
        await note(tx, { area, kind: 'exception', subject: params.id, event: 'EXCEPTION_DECIDED', body }, doing)
        if (decision === 'confirm')
          await ask(
            tx,
            [{ kind: 'planException', subject: held.warning, area, params: { exception: params.id } }],
            doing.now,
          )
      })
      return shown(params.id)
    },
  )

  async function found(exception: string): Promise<Exception> {
    const row = await exceptionById(db, exception)
    if (row === null) throw new Refusal('thing.unknown', { what: 'exception', id: exception })
    return row
  }

  async function shown(exception: string) {
    return show(await found(exception))
  }
}

function show({ warning, enterprise, hardship, allows, ...row }: Exception): z.output<typeof exceptionForm> {
  const measures = allows.map(({ line, words }) => ({ line, measure: words }))
  return { ...row, warningId: warning, enterpriseId: enterprise, hardshipId: hardship, measures }
}
