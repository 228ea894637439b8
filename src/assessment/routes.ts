import { z } from 'zod'
import { Refusal } from '../errors.ts'
import type { App } from '../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../http/cursor.ts'
import { areaCode, day, id, idParams, instant } from '../http/schemas.ts'
import { LEVELS } from '../model/level.ts'
import { outlookDay } from '../outlook/routes.ts'
import { areasSeen, mustSee } from '../people/caller.ts'
import type { Rulebooks } from '../rulebook/books.ts'
import type { Alternative, Rulebook } from '../rulebook/levels.ts'
import type { World } from '../world.ts'
import { assessmentById, listAssessments, type Assessment } from './store.ts'

const source = z.object({
  document: z.string(),
  clause: z.string().nullable(),
  confidence: z.string().describe('V1 read in the text, V2 in a good copy, D a design of this engine'),
})

const summary = z.object({
  id,
  area: areaCode,
  at: instant,
  level: z.enum(LEVELS),
  from: day.nullable().describe('first day of the run behind the level'),
  to: day.nullable(),
  clauses: z.array(z.string()).describe('each alternative of any level that holds, `<rulebook>/<level>/<n>`'),
  rulebook: z.object({ id: z.string(), hash: z.string() }),
})

const card = summary
  .extend({
    rulebook: z.object({
      id: z.string(),
      hash: z.string().describe('of the book as it stood: the same hash is the same text'),
      title: z.object({ zh: z.string(), en: z.string() }).nullable(),
      source: source.nullable(),
      borrowedFrom: z.string().nullable(),
    }),
    grounds: z
      .array(
        z.object({
          clause: z.string(),
          level: z.enum(LEVELS),
          conditions: z.array(z.string()),
          source: source.nullable(),
        }),
      )
      .describe('the clauses that hold, as the book says them'),
    bulletins: z.array(id),
    outlook: z.array(outlookDay).describe('the days as they were known then'),
    trace: z.unknown().describe('each clause with every value that it read'),
  })
  .meta({ id: 'DecisionCard' })

const query = z.object({ ...pageQuery, area: areaCode.optional().describe('this area alone') })
const cursorKey = z.tuple([z.string(), id])

/** Assessments (研判) and the decision card of each (contract §4). */
export function assessmentRoutes(app: App, world: World): void {
  const tags = ['assessment']

  app.get(
    '/assessments',
    {
      config: { action: 'assessment.read' },
      schema: { tags, querystring: query, response: { 200: pageOf(summary.meta({ id: 'Assessment' })) } },
    },
    async ({ caller, query: { area, cursor, limit } }) => {
      if (area !== undefined) mustSee(world, caller, area, 'area', area)
      const areas = area === undefined ? areasSeen(world, caller) : [area]
      const rows = await listAssessments(world.db, areas, readCursor(cursor, cursorKey), limit + 1)
      return cutPage(rows, limit, (row) => [row.at, row.id], summaryOf)
    },
  )

  app.get(
    '/assessments/:id',
    { config: { action: 'assessment.read' }, schema: { tags, params: idParams, response: { 200: card } } },
    async ({ caller, params }) => {
      const found = await assessmentById(world.db, params.id)
      if (found === null) throw new Refusal('thing.unknown', { what: 'assessment', id: params.id })
      mustSee(world, caller, found.area, 'assessment', params.id)
      return cardOf(found, world.rulebooks)
    },
  )
}

function summaryOf({ rulebookId, rulebookHash, ...row }: Assessment): z.output<typeof summary> {
  const { id, area, at, level, from, to, clauses } = row
  return { id, area, at, level, from, to, clauses: [...clauses], rulebook: { id: rulebookId, hash: rulebookHash } }
}

function cardOf(assessment: Assessment, rulebooks: Rulebooks): z.output<typeof card> {
  const book = rulebooks.pinned(assessment.rulebookHash)
  const { bulletins, outlook, trace, rulebookId: id, rulebookHash: hash } = assessment
  return {
    ...summaryOf(assessment),
    rulebook: {
      id,
      hash,
      title: book?.title ?? null,
      source: sourceOf(book),
      borrowedFrom: book?.borrowedFrom ?? null,
    },
    grounds: (book?.alternatives ?? []).flatMap((one) => (assessment.clauses.includes(one.id) ? [groundOf(one)] : [])),
    bulletins: [...bulletins],
    outlook: [...outlook],
    trace,
  }
}

function groundOf(alternative: Alternative) {
  const { id, level, clauses } = alternative
  return {
    clause: id,
    level,
    conditions: clauses.map(({ aqi, hours }) => `AQI ${aqi}, ${hours} h`),
    source: sourceOf(alternative),
  }
}

function sourceOf(from: Pick<Rulebook | Alternative, 'source'> | null) {
  const { document, clause = null, confidence } = from?.source ?? {}
  return document === undefined || confidence === undefined ? null : { document, clause, confidence }
}
