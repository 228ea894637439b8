import { z } from 'zod'
import { note } from '../../db/journal.ts'
import type { Tx } from '../../db/port.ts'
import { lockWarning, warningById, type WarningRow } from '../../episode/store.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { areaCode, id, idParams, instant, remark } from '../../http/schemas.ts'
import { readMeasureText } from '../../inventory/measureText.ts'
import { LISTED_LEVELS, type ListedLevel } from '../../model/enterprise.ts'
import type { Id } from '../../model/id.ts'
import { isAbove, LEVEL_ZH } from '../../model/level.ts'
import { actorOf, mustSee } from '../../people/caller.ts'
import { heldBy } from '../../plan/store.ts'
import { standingOf, type TightenedLine } from '../../plan/tightening/decide.ts'
import {
  decideTightening,
  endTightening,
  holdTightening,
  tighteningById,
  tighteningsIn,
  tighteningsOf,
  type Tightening,
} from '../../plan/tightening/store.ts'
import type { World } from '../../world.ts'
import { seenBeside } from '../counties/seen.ts'
import { responseById, type Response } from '../counties/store.ts'
import { concerned, declare, planAnew } from './tighten.ts'

const level: z.ZodType<ListedLevel> = z.enum(LISTED_LEVELS)
const line = z.object({
  enterpriseId: id,
  line: z.string().min(1).max(60),
  measure: z.string().trim().min(1).max(500).describe('in the words of a list: 限产50%, 停产'),
})
const asking = z.object({
  level: level.optional().describe('the stricter level whose measures hold for all enterprises of the county'),
  measures: z.array(line).max(200).default([]).describe('or stricter measures of single lines'),
  reason: remark.min(1),
})
const tightening = z
  .object({
    id,
    area: areaCode,
    county: z.string(),
    warningId: id,
    level: level.nullable(),
    measures: z.array(line),
    group: z.string().nullable().describe('the group of counties that acts together'),
    reason: z.string(),
    declaredAt: instant,
    needsCity: z.boolean().describe('it can not be compared with what the city asks, and waits for the city'),
    decision: z.enum(['accept', 'refuse']).nullable(),
    decidedBecause: z.string().nullable(),
    decidedAt: instant.nullable(),
    endedAt: instant.nullable(),
    holds: z.boolean(),
  })
  .meta({ id: 'Tightening' })

/** What counties ask of their own enterprises beyond their city (县级加严): more, never less (I10). */
export function tighteningRoutes(app: App, world: World): void {
  const { db, clock, areas } = world
  const tags = ['linkage']
  const one = { 200: tightening }

  app.get(
    '/warnings/:id/tightenings',
    {
      config: { action: 'response.read' },
      schema: { tags, params: idParams, response: { 200: z.object({ items: z.array(tightening) }) } },
    },
    async ({ params, caller }) => {
      const warning = await seenBeside(world, params.id, caller)
      return { items: (await tighteningsOf(db, warning.id)).map(show) }
    },
  )

  app.post(
    '/responses/:id/tighten',
    {
      config: { action: 'tightening.declare' },
      schema: { tags, params: idParams, body: asking, response: { 201: tightening } },
    },
    async ({ params, body, caller }, reply) => {
      const response = await responseById(db, params.id)
      if (response === null) throw new Refusal('thing.unknown', { what: 'response', id: params.id })
      mustSee(world, caller, response.area, 'response', params.id)
      const { area } = response
      const doing = { now: clock.now(), by: actorOf(caller), because: body.reason }
      const made = await db.transaction(async (tx) => {
        const warning = await living(tx, response)
        const lines = await linesOf(tx, response, body.measures)
        const asked = body.level ?? null
        if (asked === null && lines.length === 0) throw new Refusal('tightening.asksNothing')
        if (asked !== null) await mustBeStricter(tx, warning, response, asked)
        const needsCity = lines.some(({ apart }) => apart)
        const measures = lines.map(({ apart: _, ...one }) => one)
        const county = areas.find(area)?.name ?? area
        const declared = { area, county, level: asked, measures, group: null, reason: body.reason, needsCity }
        return await declare(tx, warning, declared, doing)
      })
      return reply.code(201).send(await shown(made))
    },
  )

  app.post(
    '/tightenings/:id/decision',
    {
      config: { action: 'tightening.decide' },
      schema: {
        tags,
        params: idParams,
        body: z.object({ decision: z.enum(['accept', 'refuse']), reason: remark.min(1) }),
        response: one,
      },
    },
    async ({ params, body: { decision, reason }, caller }) => {
      const { warning: of } = await found(params.id)
      const city = await warningById(db, of)
      // It is the city that accepts what can't be compared with its own.
      mustSee(world, caller, city?.area ?? '', 'tightening', params.id)
      const doing = { now: clock.now(), by: actorOf(caller), because: reason }
      await db.transaction(async (tx) => {
        const warning = await lockWarning(tx, of)
        const held = await holdTightening(tx, params.id)
        if (!warning || !held || !held.needsCity || held.decision !== null || held.endedAt !== null)
          throw new Refusal('tightening.decided')
        await decideTightening(tx, { id: held.id, decision, by: doing.by, because: reason, at: doing.now })
        const { area } = held
        const entry = { area, kind: 'tightening', subject: held.id, event: 'TIGHTENING_DECIDED', body: { decision } }
        await note(tx, entry, doing)
        if (decision === 'accept') await planAnew(tx, warning, await concerned(tx, warning.listId, held), doing.now)
      })
      return await shown(params.id)
    },
  )

  app.post(
    '/tightenings/:id/end',
    {
      config: { action: 'tightening.declare' },
      schema: { tags, params: idParams, body: z.object({ reason: remark.min(1) }), response: one },
    },
    async ({ params, body, caller }) => {
      const { area, warning: of } = await found(params.id)
      mustSee(world, caller, area, 'tightening', params.id)
      const doing = { now: clock.now(), by: actorOf(caller), because: body.reason }
      await db.transaction(async (tx) => {
        const warning = await lockWarning(tx, of)
        const held = await holdTightening(tx, params.id)
        if (!warning || !held || held.endedAt !== null) throw new Refusal('tightening.decided')
        await endTightening(tx, held.id, doing.by, doing.now)
        await note(tx, { area, kind: 'tightening', subject: held.id, event: 'TIGHTENING_ENDED', body: {} }, doing)
        await planAnew(tx, warning, await concerned(tx, warning.listId, held), doing.now)
      })
      return await shown(params.id)
    },
  )

  /** The warning while something is said under it: no signature comes between. @throws Refusal `response.over` */
  async function living(tx: Tx, { warning: of, name }: Response): Promise<WarningRow> {
    const warning = await lockWarning(tx, of)
    if (!warning || ['lifted', 'withdrawn', 'dismissed'].includes(warning.state))
      throw new Refusal('response.over', { name })
    return warning
  }

  /** The lines with what is to be asked of each. @throws Refusal `tightening.unreadable`, `tightening.noLine`, `tightening.weaker` */
  async function linesOf(
    tx: Tx,
    { warning: of, area }: Response,
    measures: readonly z.output<typeof line>[],
  ): Promise<(TightenedLine & { apart: boolean })[]> {
    const enterprises = [...new Set(measures.map(({ enterpriseId }) => enterpriseId))].sort()
    const held = await heldBy(tx, of, enterprises)
    return measures.map(({ enterpriseId: enterprise, line: number, measure: words }) => {
      const measure = readMeasureText(words)
      if (measure === null) throw new Refusal('tightening.unreadable', { words })
      const order = held.get(enterprise)
      const own = order?.alive && order.content.enterprise.county === area ? order.content : null
      const ordered = own?.lines.find((one) => one.line === number)
      if (!own || !ordered) throw new Refusal('tightening.noLine', { line: number })
      const stands = standingOf(ordered, measure)
      if (stands.is === 'weaker')
        throw new Refusal('tightening.weaker', {
          enterprise: own.enterprise.name,
          line: number,
          words,
          asked: stands.asked,
        })
      return { enterprise, line: number, measure, words, apart: stands.is === 'notComparable' }
    })
  }

  /** @throws Refusal `tightening.notStricter`, `tightening.open` */
  async function mustBeStricter(
    tx: Tx,
    warning: WarningRow,
    { area, name }: Response,
    asked: ListedLevel,
  ): Promise<void> {
    const holds = warning.context.measures ?? warning.context.level ?? 'none'
    if (!isAbove(asked, holds))
      throw new Refusal('tightening.notStricter', { name: warning.name, level: LEVEL_ZH[holds] })
    const already = await tighteningsIn(tx, warning.id)
    if (already.some((one) => one.area === area && one.level === asked)) throw new Refusal('tightening.open', { name })
  }

  async function found(tighteningId: Id): Promise<Tightening> {
    const row = await tighteningById(db, tighteningId)
    if (row === null) throw new Refusal('thing.unknown', { what: 'tightening', id: tighteningId })
    return row
  }

  async function shown(tighteningId: Id) {
    return show(await found(tighteningId))
  }

  function show({ warning, declaredBy: _, decidedBy: __, measures, ...row }: Tightening): z.output<typeof tightening> {
    return {
      ...row,
      county: areas.find(row.area)?.name ?? row.area,
      warningId: warning,
      measures: measures.map((one) => ({ enterpriseId: one.enterprise, line: one.line, measure: one.words })),
      holds: row.endedAt === null && (!row.needsCity || row.decision === 'accept'),
    }
  }
}
