import { z } from 'zod'
import { note } from '../../db/journal.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { sendDocument } from '../../http/document.ts'
import { areaCode, instant } from '../../http/schemas.ts'
import { dayOf } from '../../model/time.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../../people/caller.ts'
import { loadSeasons, type SeasonRule } from '../../rulebook/season.ts'
import type { World } from '../../world.ts'
import { monthsOver, reportDay } from '../targets/decide.ts'
import { month, seasonParams } from '../targets/schemas.ts'
import { markSent } from '../clock/sent.ts'
import { asDocument, asWorkbook } from './paper.ts'
import { reportRow } from './schemas.ts'
import { keepReport, keepRows, lockMonth, reportOn, rowsIn } from './store.ts'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const params = seasonParams.extend({ month })
const report = z
  .object({
    season: z.string(),
    month: z.string(),
    dueBy: z.string().describe('by when it is to be sent'),
    sentAt: instant.nullable().describe('from then on it does not change'),
    rows: z.array(reportRow.extend({ area: areaCode, enteredAt: instant })),
  })
  .meta({ id: 'MonthlyReport' })

/** `/seasons/{id}/reports/{month}` (月调度表): what each office says of its tasks, in the form of the plan's own table. */
export function monthlyRoutes(app: App, world: World): void {
  const { db, clock, areas, font } = world
  const tags = ['seasons']
  const read = { action: 'season.read' }
  const answered = { 200: report }

  app.get(
    '/seasons/:season/reports/:month',
    { config: read, schema: { tags, params, response: answered } },
    async ({ params: of, caller }) => await shown(known(of, caller), of.month, caller),
  )

  app.post(
    '/seasons/:season/reports/:month/rows',
    {
      config: { action: 'season.report' },
      schema: {
        tags,
        params,
        body: z.object({ area: areaCode.optional(), rows: z.array(reportRow).min(1).max(200) }),
        response: answered,
      },
    },
    async ({ params: of, body, caller }) => {
      const rule = known(of, caller)
      const area = body.area ?? caller.area
      mustSee(world, caller, area, 'area', area)
      if (!areas.contains(rule.area, area)) throw new Refusal('thing.unknown', { what: 'area', id: area })
      const names = body.rows.map(({ office, task }) => `${office}\n${task}`)
      if (new Set(names).size < names.length) throw new Refusal('season.rowTwice')
      const doing = { now: clock.now(), by: actorOf(caller) }
      await db.transaction(async (tx) => {
        await lockMonth(tx, rule.id, of.month)
        if ((await reportOn(tx, rule.id, of.month, rule.area)) !== null)
          throw new Refusal('season.reportSent', { month: of.month })
        const place = { area, season: rule.id, month: of.month }
        await keepRows(tx, place, body.rows, doing)
        const subject = caller.id
        const told = { season: rule.id, month: of.month, rows: body.rows.length }
        await note(tx, { area, kind: 'season', subject, event: 'ROWS_ENTERED', body: told }, doing)
      })
      return await shown(rule, of.month, caller)
    },
  )

  app.post(
    '/seasons/:season/reports/:month/send',
    { config: { action: 'season.issue' }, schema: { tags, params, response: answered } },
    async ({ params: of, caller }) => {
      const rule = known(of, caller)
      mustSee(world, caller, rule.area, 'season', rule.id)
      const doing = { now: clock.now(), by: actorOf(caller) }
      if (!monthsOver(rule, dayOf(doing.now)).includes(of.month))
        throw new Refusal('season.monthNotOver', { month: of.month })
      await db.transaction(async (tx) => {
        await lockMonth(tx, rule.id, of.month)
        const rows = await rowsIn(tx, rule.id, of.month, areas.within(rule.area))
        if (rows.length === 0) throw new Refusal('season.nothingReported', { month: of.month })
        const place = { area: rule.area, season: rule.id, month: of.month }
        const kept = await keepReport(tx, place, rows, doing)
        if (kept === null) throw new Refusal('season.reportSent', { month: of.month })
        const body = { season: rule.id, month: of.month, rows: rows.length }
        await note(tx, { area: rule.area, kind: 'season', subject: kept, event: 'REPORT_SENT', body }, doing)
        await markSent(db, tx, { season: rule.id, kind: 'monthlyReport', month: of.month }, doing)
      })
      return await shown(rule, of.month, caller)
    },
  )

  app.get(
    '/seasons/:season/reports/:month/document',
    {
      config: read,
      schema: {
        tags,
        params,
        querystring: z.object({ format: z.enum(['docx', 'pdf', 'xlsx']).default('xlsx') }),
      },
    },
    async ({ params: of, query: { format }, caller }, reply) => {
      const rule = known(of, caller)
      const { sentAt, rows } = await shown(rule, of.month, caller)
      const marks = [...(world.kind === 'live' ? [] : ['演练']), ...(sentAt === null ? ['未报送'] : [])]
      const table = {
        title: `${rule.title.zh.replace('空气质量改善目标', '')}工作调度表`,
        office: areas.find(rule.area)?.name ?? rule.area,
        month: of.month,
        rows,
        at: sentAt ?? clock.now(),
        mark: marks.length === 0 ? null : marks.join('、'),
      }
      if (format !== 'xlsx')
        return await sendDocument(reply, asDocument(table), { format, font, asciiName: `report-${of.month}` })
      return await reply
        .type(XLSX)
        .header('content-disposition', `attachment; filename="report-${of.month}.xlsx"`)
        .send(Buffer.from(await asWorkbook(table)))
    },
  )

  async function shown(rule: SeasonRule, of: string, caller: Caller): Promise<z.output<typeof report>> {
    const own = new Set(areasSeen(world, caller))
    const sent = await reportOn(db, rule.id, of, rule.area)
    const rows = sent?.rows ?? (await rowsIn(db, rule.id, of, areas.within(rule.area)))
    const dueBy = reportDay(of, rule.monthly.day)
    const seen = rows.filter(({ area }) => own.has(area)).map((one) => ({ ...one }))
    return { season: rule.id, month: of, dueBy, sentAt: sent?.sentAt ?? null, rows: seen }
  }

  /** A season that the caller's area lies in or holds, and a month of it. */
  function known({ season, month: of }: { season: string; month: string }, caller: Caller): SeasonRule {
    const rule = loadSeasons().get(season)
    const touches =
      rule !== null && caller.areas.some((code) => areas.contains(rule.area, code) || areas.contains(code, rule.area))
    if (rule === null || !touches || of < rule.from.slice(0, 7) || of >= rule.until.slice(0, 7))
      throw new Refusal('thing.unknown', { what: 'season', id: `${season} ${of}` })
    return rule
  }
}
