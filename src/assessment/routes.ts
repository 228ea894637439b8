import { z } from 'zod'
import { Refusal } from '../errors.ts'
import type { App } from '../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../http/cursor.ts'
import { areaCode, asOf, day, id, idParams, instant } from '../http/schemas.ts'
import { LEVELS } from '../model/level.ts'
import { CAUSES } from '../model/pollutant.ts'
import { addDays, addHours, dayOf, hoursBetween, startOfDay, type Instant } from '../model/time.ts'
import { aqiOfHours } from '../outlook/judge.ts'
import { outlookDay } from '../outlook/routes.ts'
import { loadOutlook } from '../outlook/store.ts'
import { areasSeen, mustSee } from '../people/caller.ts'
import type { Rulebook } from '../rulebook/levels.ts'
import type { World } from '../world.ts'
import { bookByHash } from './books/store.ts'
import { groundsOf, type Grounds } from './card.ts'
import { firstRead, hoursIn } from './days.ts'
import { headline } from './headline.ts'
import { groundsForm, timeForm, whatIfLink } from './schemas.ts'
import {
  assessmentBefore,
  assessmentById,
  listAssessments,
  proposedOn,
  type Assessment,
  type Proposed,
} from './store.ts'

const source = z.object({
  document: z.string(),
  clause: z.string().optional(),
  confidence: z.string().describe('V1, V2: seen in the text; D: a design of this engine'),
})
const time = z.string().describe('a day, or the beginning of an hour')

const traceForm = z.object({
  rulebook: z.object({ id: z.string(), hash: z.string(), borrowedFrom: z.string().nullable() }),
  window: z.object({ from: day, to: day }),
  values: z
    .array(
      z.object({
        at: time,
        value: z.string().nullable().describe('exact; null is missing'),
        by: z.string().nullable(),
        cause: z.enum(CAUSES).nullable(),
        excluded: z.boolean().describe('the book leaves days of this cause out of orders'),
        mark: z.string().optional().describe('an officer’s word: hand, correction or accepted'),
      }),
    )
    .readonly()
    .describe('every value that was read, once'),
  alternatives: z
    .array(
      z.object({
        id: z.string(),
        level: z.string(),
        holds: z.boolean(),
        source: source.nullable(),
        clauses: z
          .array(
            z.object({
              reads: z.string().describe('aqi, or the pollutant or fact that is compared'),
              says: z.string().describe('the comparison, as `> 200`'),
              hours: z.int(),
              on: z
                .union([z.literal(-2), z.literal(-1), z.literal(0)])
                .nullable()
                .describe('the day that it reads, counted from the first day called for; null: each day of the run'),
              between: z
                .tuple([z.int(), z.int()])
                .readonly()
                .nullable()
                .describe('the mean of these hours of that day, the second not included'),
              needs: z.int().describe('days on end that it needs'),
              longest: z.int().describe('the most that were found'),
              read: z.array(z.object({ at: time, value: z.string().nullable(), passed: z.boolean() })).readonly(),
            }),
          )
          .readonly(),
        runs: z.array(z.object({ from: time.nullable(), to: time.nullable() })).readonly(),
      }),
    )
    .readonly(),
})
const trace = traceForm.extend({
  hours: traceForm.optional().describe('what 24 hours that begin at any hour call for, where they call for something'),
  late: z
    .object({
      observed: z.string().describe('index over the last 24 hours, as observed'),
      ahead: z.string().describe('index over the hours ahead, as forecast'),
      aheadHours: z.int(),
      says: z.string(),
      source: source.nullable(),
      borrowedFrom: z.string().nullable(),
    })
    .optional()
    .describe('the air is heavy already and will not clear: the warning starts at once (滞后启动)'),
})

const summary = z.object({
  id,
  area: areaCode,
  at: instant,
  level: z.enum(LEVELS),
  from: day.nullable().describe('first day of the run behind the level'),
  to: day.nullable(),
  clauses: z
    .array(z.string())
    .readonly()
    .describe('each alternative of any level that holds, `<rulebook>/<level>/<n>`'),
  rulebook: z.object({ id: z.string(), hash: z.string() }),
})

const card = summary
  .extend({
    headline: z
      .object({ zh: z.string(), en: z.string() })
      .describe('what, from when, why, how sure, how much time is left'),
    rulebook: z.object({
      id: z.string(),
      hash: z.string().describe('of the book as it stood: the same hash is the same text'),
      title: z.object({ zh: z.string(), en: z.string() }).nullable(),
      source: source.nullable(),
      borrowedFrom: z.string().nullable(),
    }),
    grounds: groundsForm.nullable().describe('null where these rules hold the book no longer'),
    time: timeForm,
    whatIf: whatIfLink.nullable(),
    bulletins: z.array(id).readonly(),
    outlook: z.array(outlookDay).readonly().describe('the days as they were known then'),
    trace: trace.describe('each clause with every value that it read, as the evaluator wrote it down'),
  })
  .meta({ id: 'DecisionCard' })

const query = z.object({ ...pageQuery, area: areaCode.optional().describe('this area alone'), at: asOf })
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
    async ({ caller, query: { area, cursor, limit, at } }) => {
      if (area !== undefined) mustSee(world, caller, area, 'area', area)
      const areas = area === undefined ? areasSeen(world, caller) : [area]
      const rows = await listAssessments(world.db, areas, readCursor(cursor, cursorKey), limit + 1, at)
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
      return await cardOf(world, found)
    },
  )
}

function summaryOf({ rulebookId, rulebookHash, ...row }: Assessment): z.output<typeof summary> {
  const { id, area, at, level, from, to, clauses } = row
  return { id, area, at, level, from, to, clauses, rulebook: { id: rulebookId, hash: rulebookHash } }
}

/** Everything on it is as known when it was judged, but for the time that is left. */
export async function cardOf(world: World, assessment: Assessment): Promise<z.output<typeof card>> {
  const { db, rulebooks } = world
  const { area, at, bulletins, outlook: days, trace, rulebookId: id, rulebookHash: hash } = assessment
  const book = await bookByHash(db, rulebooks, hash)
  const { title = null, source = null, borrowedFrom = null } = book ?? {}
  const previous = await assessmentBefore(db, assessment)
  const grounds = book === null ? null : await groundsBy(book)
  const time = timeOf(world, assessment, book, await proposedOn(db, assessment))
  return {
    ...summaryOf(assessment),
    headline: headline(assessment, book, grounds, time),
    rulebook: { id, hash, title, source, borrowedFrom },
    grounds,
    time,
    whatIf: whatIfOf(assessment, time),
    bulletins,
    outlook: days,
    trace,
  }

  async function groundsBy(own: Rulebook): Promise<Grounds> {
    const { from, to } = trace.window
    const known = await loadOutlook(db, world, { area, from: firstRead(own, from), to, now: at })
    const outlook = { ...known, aqiOfHours: aqiOfHours(rulebooks) }
    const hours = hoursIn(outlook, rulebooks)
    const window = { from, to, today: dayOf(at) }
    return groundsOf({ book: own, standards: rulebooks, at, window, outlook, days, hours, previous })
  }
}

type Time = z.output<typeof timeForm>

function timeOf(
  { clock, rulebooks }: World,
  { from, at }: Assessment,
  book: Rulebook | null,
  proposed: Proposed | null,
): Time {
  const now = clock.now()
  const startsAt = from === null ? null : startOfDay(from)
  const { value: leadHours = null, borrowedFrom = null } = book?.leadHours ?? {}
  const change = proposed?.change ?? null
  const approval = rulebooks.approval(dayOf(at))
  return {
    now,
    startsAt,
    issueBy: startsAt === null || leadHours === null ? null : addHours(startsAt, -leadHours),
    leadHours,
    borrowedFrom,
    hoursToStart: startsAt === null ? null : hoursLeft(now, startsAt),
    proposed: proposed && {
      ...proposed,
      signer: approval.ranks.find(({ rank }) => rank === change?.rank)?.title ?? null,
      signerBorrowedFrom: approval.borrowedFrom ?? null,
      hoursToSign: change === null ? null : hoursLeft(now, change.signBy),
    },
  }
}

/** In tenths of an hour, negative once it is past. */
function hoursLeft(now: Instant, until: Instant): number {
  return Math.round(hoursBetween(now, until) * 10) / 10
}

function whatIfOf({ area, level, to }: Assessment, { startsAt }: Time): z.output<typeof whatIfLink> | null {
  if (level === 'none' || startsAt === null || to === null) return null
  return {
    href: '/api/v1/assessments/what-if',
    body: { area, level, startsAt, endsAt: startOfDay(addDays(to, 1)) },
  }
}
