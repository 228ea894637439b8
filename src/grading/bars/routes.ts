import { z } from 'zod'
import { note } from '../../db/journal.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { id, idParams, remark } from '../../http/schemas.ts'
import { dayOf, type Day } from '../../model/time.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../../people/caller.ts'
import { loadGradeProcedure } from '../../rulebook/gradeProcedure.ts'
import type { World } from '../../world.ts'
import { barredUntil } from '../decide.ts'
import { barForm, creditCode, grade, industryId, milestone, upgradeForm } from '../schemas.ts'
import {
  addBar,
  addUpgrade,
  barsIn,
  enterpriseByCode,
  holdUpgrade,
  saveMilestones,
  upgradesIn,
  type BarRow,
  type KnownEnterprise,
  type Upgrade,
} from '../store.ts'

/** Who may not apply (不得申报), and who is on the way to a better grade (创A升B). */
export function barRoutes(app: App, world: World): void {
  const { db } = world
  const { bars } = loadGradeProcedure()
  const tags = ['grading']

  app.get(
    '/grades/bars',
    {
      config: { action: 'grade.read' },
      schema: { tags, querystring: z.object(pageQuery), response: { 200: pageOf(barForm) } },
    },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const rows = await barsIn(db, areasSeen(world, caller), before, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.id], showBar)
    },
  )

  app.post(
    '/grades/bars',
    {
      config: { action: 'grade.bar' },
      schema: {
        tags,
        body: z.object({
          creditCode,
          ground: z.enum(bars.grounds.map((ground) => ground.id)),
          reason: remark.min(1),
        }),
        response: { 201: barForm },
      },
    },
    async ({ body: { creditCode: code, ground, reason }, caller }, reply) => {
      const { id: enterprise, area } = await seen(code, caller)
      const doing = { now: world.clock.now(), by: actorOf(caller), because: reason }
      const bar = { area, enterprise, ground, reason, until: barredUntil(dayOf(doing.now)), by: doing.by }
      const added = await db.transaction(async (tx) => {
        const barId = await addBar(tx, bar, doing.now)
        const { enterprise: _, ...body } = bar
        await note(tx, { area, kind: 'gradeBar', subject: enterprise, event: 'BARRED', body }, doing)
        return barId
      })
      return reply.code(201).send(showBar({ ...bar, id: added, at: doing.now }))
    },
  )

  app.get(
    '/grades/upgrades',
    {
      config: { action: 'grade.read' },
      schema: { tags, querystring: z.object(pageQuery), response: { 200: pageOf(upgradeForm) } },
    },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const rows = await upgradesIn(db, areasSeen(world, caller), before, query.limit + 1)
      const today = dayOf(world.clock.now())
      return cutPage(
        rows,
        query.limit,
        (row) => [row.id],
        (row) => showUpgrade(row, today),
      )
    },
  )

  app.post(
    '/grades/upgrades',
    {
      config: { action: 'grade.bar' },
      schema: {
        tags,
        body: z.object({
          creditCode,
          industry: industryId,
          target: grade,
          milestones: z
            .array(milestone.omit({ doneAt: true }))
            .min(1)
            .max(50),
        }),
        response: { 201: upgradeForm },
      },
    },
    async ({ body, caller }, reply) => {
      const { id: enterprise, area } = await seen(body.creditCode, caller)
      const { industry, target } = body
      const doing = { now: world.clock.now(), by: actorOf(caller) }
      const milestones = body.milestones.map((one) => ({ ...one, doneAt: null }))
      const upgrade = { area, enterprise, industry, target, milestones }
      const added = await db.transaction(async (tx) => {
        const upgradeId = await addUpgrade(tx, { ...upgrade, by: doing.by }, doing.now)
        await note(tx, { area, kind: 'gradeUpgrade', subject: upgradeId, event: 'UPGRADE_BEGUN', body: upgrade }, doing)
        return upgradeId
      })
      return reply.code(201).send(showUpgrade({ ...upgrade, id: added }, dayOf(doing.now)))
    },
  )

  app.post(
    '/grades/upgrades/:id/progress',
    {
      config: { action: 'grade.bar' },
      schema: {
        tags,
        params: idParams,
        body: z.object({ milestone: z.int().min(1).describe('its place, from 1'), reason: remark.min(1) }),
        response: { 200: upgradeForm },
      },
    },
    async ({ params, body, caller }) => {
      const doing = { now: world.clock.now(), by: actorOf(caller), because: body.reason }
      const today = dayOf(doing.now)
      const after = await db.transaction(async (tx) => {
        const upgrade = await holdUpgrade(tx, params.id)
        const done = upgrade?.milestones[body.milestone - 1]
        if (upgrade === null || done === undefined)
          throw new Refusal('thing.unknown', { what: 'milestone', id: params.id })
        mustSee(world, caller, upgrade.area, 'milestone', params.id)
        const milestones = upgrade.milestones.with(body.milestone - 1, { ...done, doneAt: done.doneAt ?? today })
        await saveMilestones(tx, params.id, milestones, doing.now)
        const { area } = upgrade
        const entry = { area, kind: 'gradeUpgrade', subject: params.id, event: 'MILESTONE_REACHED', body: { ...done } }
        await note(tx, entry, doing)
        return { ...upgrade, milestones }
      })
      return showUpgrade(after, today)
    },
  )

  async function seen(code: string, caller: Caller): Promise<KnownEnterprise> {
    const found = await enterpriseByCode(db, code)
    if (found === null) throw new Refusal('thing.unknown', { what: 'enterprise', id: code })
    mustSee(world, caller, found.area, 'enterprise', code)
    return found
  }
}

function showBar({ enterprise, ...row }: BarRow): z.output<typeof barForm> {
  return { ...row, enterpriseId: enterprise }
}

function showUpgrade({ enterprise, milestones, ...row }: Upgrade, today: Day): z.output<typeof upgradeForm> {
  return {
    ...row,
    enterpriseId: enterprise,
    milestones: [...milestones],
    done: milestones.filter(({ doneAt }) => doneAt !== null).length,
    overdue: milestones.filter(({ doneAt, due }) => doneAt === null && due < today).length,
  }
}
