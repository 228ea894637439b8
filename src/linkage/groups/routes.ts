import { z } from 'zod'
import { note } from '../../db/journal.ts'
import { stepCohort } from '../../db/step.ts'
import { lockWarning } from '../../episode/store.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { areaCode, idParams, remark } from '../../http/schemas.ts'
import { LISTED_LEVELS, type ListedLevel } from '../../model/enterprise.ts'
import { isAbove, LEVEL_ZH } from '../../model/level.ts'
import { dayOf } from '../../model/time.ts'
import { actorOf, mustSee } from '../../people/caller.ts'
import { tighteningsIn } from '../../plan/tightening/store.ts'
import type { World } from '../../world.ts'
import { recordTold, responsesTo } from '../counties/store.ts'
import { declare } from '../tightening/tighten.ts'

const level: z.ZodType<ListedLevel> = z.enum(LISTED_LEVELS)
const group = z
  .object({
    id: z.string(),
    title: z.object({ zh: z.string(), en: z.string() }),
    counties: z.array(z.object({ area: areaCode, name: z.string() })),
    document: z.string().nullable(),
  })
  .meta({ id: 'CountyGroup' })

/** Counties that act together (联防联控区域): one action for all, each answers for itself. */
export function groupRoutes(app: App, world: World): void {
  const { db, clock, areas, rulebooks } = world
  const tags = ['linkage']

  app.get(
    '/linkage/groups',
    {
      config: { action: 'response.read' },
      schema: {
        tags,
        querystring: z.object({ area: areaCode.describe('the city') }),
        response: { 200: z.object({ items: z.array(group) }) },
      },
    },
    async ({ query, caller }) => {
      const lies = caller.areas.some((own) => areas.contains(query.area, own))
      if (!lies) mustSee(world, caller, query.area, 'area', query.area)
      const items = rulebooks.groups(dayOf(clock.now()), query.area).map(({ id, title, counties, source }) => ({
        id,
        title,
        counties: counties.map((area) => ({ area, name: areas.find(area)?.name ?? area })),
        document: source?.document ?? null,
      }))
      return { items }
    },
  )

  app.post(
    '/warnings/:id/groups/:group/act',
    {
      config: { action: 'group.act' },
      schema: {
        tags,
        params: idParams.extend({ group: z.string().max(60) }),
        body: z.object({
          level: level.optional().describe('the stricter level whose measures hold in all of them'),
          reason: remark.min(1),
        }),
        response: {
          200: z.object({
            group: z.string(),
            told: z.array(areaCode).describe('each acknowledges and starts anew'),
            tightened: z.array(areaCode),
          }),
        },
      },
    },
    async ({ params, body, caller }) => {
      const doing = { now: clock.now(), by: actorOf(caller), because: body.reason }
      const today = dayOf(doing.now)
      return await db.transaction(async (tx) => {
        const warning = await lockWarning(tx, params.id)
        if (!warning) throw new Refusal('thing.unknown', { what: 'warning', id: params.id })
        mustSee(world, caller, warning.area, 'warning', params.id)
        const found = rulebooks.groups(today, warning.area).find(({ id }) => id === params.group)
        if (!found) throw new Refusal('group.unknown', { group: params.group, day: today })
        const { level: signed, measures, revision } = warning.context
        const responses = (await responsesTo(tx, warning.id)).filter(({ area }) => found.counties.includes(area))
        const alive = responses.filter(({ state }) => state !== 'ended')
        if (signed === null || alive.length === 0) throw new Refusal('response.over', { name: warning.name })
        const asked = body.level ?? null
        const holds = measures ?? signed
        if (asked !== null && !isAbove(asked, holds))
          throw new Refusal('tightening.notStricter', { name: warning.name, level: LEVEL_ZH[holds] })
        const tightened: string[] = []
        if (asked !== null) {
          const already = await tighteningsIn(tx, warning.id)
          for (const { area } of alive) {
            if (already.some((one) => one.area === area && one.level === asked)) continue
            const county = areas.find(area)?.name ?? area
            const declared = {
              area,
              county,
              level: asked,
              measures: [],
              group: found.id,
              reason: body.reason,
              needsCity: false,
            }
            await declare(tx, warning, declared, doing)
            tightened.push(area)
          }
        }
        const minutes = rulebooks.linkage(today).county[signed]
        const ids = alive.map(({ id }) => id)
        const event = { type: 'WARNING_CHANGED', minutes, now: doing.now } as const
        const { moved } = await stepCohort(tx, 'response', ids, event, doing)
        await recordTold(tx, moved, { level: signed, revision }, doing.now)
        const told = alive.flatMap(({ id, area }) => (moved.includes(id) ? [area] : []))
        const { area, id: subject } = warning
        const happened = { group: found.id, told, tightened, level: asked }
        await note(tx, { area, kind: 'warning', subject, event: 'GROUP_ACTED', body: happened }, doing)
        return { group: found.id, told, tightened }
      })
    },
  )
}
