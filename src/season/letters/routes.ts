import { z } from 'zod'
import { note } from '../../db/journal.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { documentFormat, sendDocument } from '../../http/document.ts'
import { areaCode, day, id, idParams, instant } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import { dayOf } from '../../model/time.ts'
import { actorOf, areasSeen, mustSee, sees, type Caller } from '../../people/caller.ts'
import { loadSeasons, type SeasonRule } from '../../rulebook/season.ts'
import type { World } from '../../world.ts'
import { markSent } from '../clock/sent.ts'
import { officesAsked, submissionsOf } from '../clock/store.ts'
import { reportsOf, rowsOfSeason } from '../monthly/store.ts'
import { dueOf, nameOfDue } from '../targets/decide.ts'
import { progressIn } from '../targets/observed.ts'
import { letterOf } from '../targets/paper.ts'
import { due, month, progress, seasonForm, seasonParams, showSeason } from '../targets/schemas.ts'
import { keepLetter, letterById, lettersOf, listLetters, type SeasonLetter } from './store.ts'

const kinds = z.enum(['circular', 'reminder', 'talk', 'seasonSummary'])
const letter = z
  .object({
    id,
    area: areaCode.describe('to whom: a county, or the whole city'),
    season: z.string(),
    kind: kinds,
    month: z.string().nullable(),
    title: z.string(),
    issuedAt: instant,
  })
  .meta({ id: 'SeasonLetter' })

const submission = z
  .object({
    id,
    kind: z.enum(['monthlyReport', 'seasonSummary']),
    month: z.string().nullable(),
    name: z.string(),
    state: z.enum(['waiting', 'overdue', 'sent']),
    dueDay: day.describe('the last day on which it is in time'),
    offices: z.array(z.object({ office: z.string(), given: z.boolean().describe('whether it has given its part') })),
  })
  .meta({ id: 'SeasonSubmission' })

/** `/seasons` (秋冬季攻坚): targets, how each county stands, and what is told of it: circulars, letters, calls to a talk. */
export function seasonRoutes(app: App, world: World): void {
  const { db, clock, areas, font } = world
  const tags = ['seasons']
  const read = { action: 'season.read' }

  app.get(
    '/seasons',
    { config: read, schema: { tags, response: { 200: z.object({ items: z.array(seasonForm) }) } } },
    ({ caller }) => ({
      items: loadSeasons()
        .all.filter((rule) => touches(caller, rule))
        .map(showSeason),
    }),
  )

  app.get(
    '/seasons/:season/progress',
    {
      config: read,
      schema: {
        tags,
        params: seasonParams,
        querystring: z.object({ on: day.optional().describe('until the day before; today') }),
        response: { 200: z.object({ season: z.string(), on: day, places: z.array(progress) }) },
      },
    },
    async ({ params, query, caller }) => {
      const rule = seen(params.season, caller)
      const today = dayOf(clock.now())
      const on = query.on === undefined || query.on > today ? today : query.on
      const places = await progressIn(db, world, rule, on)
      return { season: rule.id, on, places: places.filter(({ area }) => sees(world, caller, area)) }
    },
  )

  app.get(
    '/seasons/:season/due',
    { config: read, schema: { tags, params: seasonParams, response: { 200: z.object({ items: z.array(due) }) } } },
    async ({ params, caller }) => {
      const rule = seen(params.season, caller)
      const items = await dueNow(rule)
      return {
        items: items.flatMap((one) => (sees(world, caller, one.area ?? rule.area) ? [{ ...one }] : [])),
      }
    },
  )

  app.get(
    '/seasons/:season/submissions',
    {
      config: read,
      schema: { tags, params: seasonParams, response: { 200: z.object({ items: z.array(submission) }) } },
    },
    async ({ params, caller }) => {
      const rule = seen(params.season, caller)
      mustSee(world, caller, rule.area, 'season', rule.id)
      const rows = await submissionsOf(db, rule.id)
      const ids = rows.map((row) => row.id)
      const asked = Map.groupBy(await officesAsked(db, ids), (one) => one.submission)
      const given = new Set((await rowsOfSeason(db, rule.id, rule.area)).map((one) => `${one.month} ${one.office}`))
      return {
        items: rows.map(({ id: of, kind, month: about, name, state, dueDay }) => ({
          id: of,
          kind,
          month: about,
          name,
          state,
          dueDay,
          offices: (asked.get(of) ?? []).map(({ office }) => ({ office, given: given.has(`${about} ${office}`) })),
        })),
      }
    },
  )

  app.post(
    '/seasons/:season/letters',
    {
      config: { action: 'season.issue' },
      schema: {
        tags,
        params: seasonParams,
        body: z.object({
          kind: kinds,
          month: month.nullable().default(null),
          area: areaCode.nullable().default(null).describe('of a reminder or a talk: the county'),
        }),
        response: { 201: letter },
      },
    },
    async ({ params, body, caller }, reply) => {
      const rule = seen(params.season, caller)
      mustSee(world, caller, rule.area, 'season', rule.id)
      const doing = { now: clock.now(), by: actorOf(caller) }
      const asked = (await dueNow(rule)).find((one) => nameOfDue(one) === nameOfDue(body))
      if (asked === undefined) throw new Refusal('season.notDue')
      const places = await progressIn(db, world, rule, dayOf(doing.now))
      const { kind, month: of } = body
      const to = places.find(({ area }) => area === body.area) ?? null
      const city = areas.find(rule.area)?.name ?? rule.area
      const mark = world.kind === 'live' ? null : '演练'
      const document = letterOf({ kind, month: of, city, at: doing.now, mark }, rule, places, to)
      const made = await db.transaction(async (tx) => {
        const area = body.area ?? rule.area
        const kept = await keepLetter(tx, { area, city: rule.area, season: rule.id, kind, month: of, document }, doing)
        if (kept === null) throw new Refusal('season.notDue')
        const told = { season: rule.id, kind, month: of, title: document.title }
        await note(tx, { area, kind: 'season', subject: kept, event: 'LETTER_ISSUED', body: told }, doing)
        if (kind === 'seasonSummary') await markSent(db, tx, { season: rule.id, kind, month: of }, doing)
        return kept
      })
      return reply.code(201).send(show(await held(made)))
    },
  )

  app.get(
    '/season-letters',
    {
      config: read,
      schema: {
        tags,
        querystring: z.object({ ...pageQuery, season: z.string().max(60).optional() }),
        response: { 200: pageOf(letter) },
      },
    },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const around = caller.areas.flatMap((code) => areas.around(code))
      const filter = { areas: areasSeen(world, caller), around, season: query.season ?? null }
      return cutPage(await listLetters(db, filter, before, query.limit + 1), query.limit, (row) => [row.id], show)
    },
  )

  app.get(
    '/season-letters/:id/document',
    {
      config: read,
      schema: { tags, params: idParams, querystring: z.object({ format: documentFormat.default('docx') }) },
    },
    async ({ params, query: { format }, caller }, reply) => {
      const found = await held(params.id)
      const toAll = found.kind === 'circular' || found.kind === 'seasonSummary'
      const told = toAll && caller.areas.some((code) => areas.contains(found.area, code))
      if (!told) mustSee(world, caller, found.area, 'letter', params.id)
      return await sendDocument(reply, found.document, { format, font, asciiName: `season-${found.kind}` })
    },
  )

  async function dueNow(rule: SeasonRule) {
    const on = dayOf(clock.now())
    const places = (await progressIn(db, world, rule, on)).filter(({ area }) => area !== rule.area)
    const issued = [
      ...(await lettersOf(db, rule.id)).map((one) =>
        nameOfDue({ ...one, area: one.area === rule.area ? null : one.area }),
      ),
      ...(await reportsOf(db, rule.id)).map((of) => nameOfDue({ kind: 'monthlyReport', month: of, area: null })),
    ]
    return dueOf(rule, places, on, new Set(issued))
  }

  async function held(letterId: Id): Promise<SeasonLetter> {
    const found = await letterById(db, letterId)
    if (found === null) throw new Refusal('thing.unknown', { what: 'letter', id: letterId })
    return found
  }

  /** A season is known to its city, and to whoever lies in it. */
  function touches(caller: Caller, { area }: SeasonRule): boolean {
    return sees(world, caller, area) || caller.areas.some((code) => areas.contains(area, code))
  }

  function seen(season: string, caller: Caller): SeasonRule {
    const rule = loadSeasons().get(season)
    if (rule === null || !touches(caller, rule)) throw new Refusal('thing.unknown', { what: 'season', id: season })
    return rule
  }
}

function show({ id: of, area, season, kind, month: about, document, issuedAt }: SeasonLetter): z.output<typeof letter> {
  return { id: of, area, season, kind, month: about, title: document.title, issuedAt }
}
