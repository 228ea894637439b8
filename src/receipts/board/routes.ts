import { z } from 'zod'
import { doneBy } from '../../dispatch/line/decide.ts'
import { linesOf } from '../../dispatch/line/store.ts'
import { warningById } from '../../episode/store.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { idParams, instant } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import { RUNG_NAMES, type Rung } from '../../model/rung.ts'
import { areasSeen, mustSee } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { partOf, partsOf } from './decide.ts'
import { countParked, countUnplanned, endsOf, PARTED_BY, tallies } from './store.ts'

const count = z.int().min(0)
const funnel = z
  .object(Object.fromEntries(RUNG_NAMES.map((rung) => [rung, count])) as Record<Rung, typeof count>)
  .meta({ id: 'Funnel', description: 'how many have climbed at least so far, by what was said of them by themselves' })
const part = z.object({
  planned: count,
  delivered: count,
  givenUp: count,
  supersededBeforeDelivery: count,
  waiting: count,
  acknowledged: count,
  unanswered: count,
  escalated: count,
  released: count,
  recalled: count,
  verified: count,
  onBehalf: count.describe('of the acknowledged, those of whom only an officer says it'),
  funnel,
  kilogramsUnreached: count.describe('a day, that those promise to cut who are reached by nobody'),
  kilogramsUnanswered: count.describe('a day, that those promise to cut who are silent'),
})
const ends = z.object({ planned: count, delivered: count, givenUp: count, waiting: count })
const board = part
  .extend({
    ground: z
      .enum(['rule', 'officer', 'instructed'])
      .nullable()
      .describe('who called for what was signed last: the rule, an officer with a written reason, or an instruction'),
    overdue: z
      .array(z.enum(['sign', 'end', 'resume']))
      .describe('hours that have passed with nobody acting: of the signature, the planned end, the resumption'),
    parked: count.describe('effects that failed too often and wait for a person: `/effects/parked`'),
    unplanned: count.describe('enterprises whom the plan left out: `/warnings/{id}/unplanned`'),
    finishing: z
      .array(z.object({ channel: z.string(), provider: z.string(), waiting: count, doneBy: instant }))
      .describe(
        'what waits for each provider that has a limit, and when the last of it will have gone out at its rate',
      ),
    endings: ends.describe('messages that tell, once a lift is signed, until when the order holds'),
    releases: ends,
    recalls: ends,
    parts: z
      .array(part.extend({ key: z.string().nullable() }))
      .describe('by what was asked, the heaviest silence first'),
  })
  .meta({ id: 'Board' })

/** The board of a warning (执行看板): who does not know yet, and who does not answer. */
export function boardRoutes(app: App, world: World): void {
  const { db } = world

  app.get(
    '/warnings/:id/board',
    {
      config: { action: 'order.read' },
      schema: {
        params: idParams,
        querystring: z.object({ by: z.enum(PARTED_BY).optional() }),
        response: { 200: board },
      },
    },
    async ({ params, query, caller }) => {
      const warning = await warningById(db, params.id)
      if (!warning) throw new Refusal('thing.unknown', { what: 'warning', id: params.id })
      mustSee(world, caller, warning.area, 'warning', params.id)
      const scope = { warning: params.id, areas: areasSeen(world, caller) }
      const whole = await tallies(db, { ...scope, by: null })
      const parts = query.by === undefined ? [] : await tallies(db, { ...scope, by: query.by })
      const { key: _, ...sums } = partOf(null, whole)
      const unplanned = await countUnplanned(db, scope)
      const finishing = await finishingOf(world, params.id)
      const parked = await countParked(db, scope)
      return {
        ...sums,
        ground: warning.context.ground,
        overdue: warning.context.overdue,
        parked,
        unplanned,
        finishing,
        ...(await endsOf(db, scope)),
        parts: partsOf(parts),
      }
    },
  )
}

/** An honest hour for each line in which messages of a warning wait, from the first second on. */
async function finishingOf({ db, clock }: World, warning: Id) {
  const now = clock.now()
  return (await linesOf(db, warning)).map(({ channel, name: provider, waiting, bucket, rate, units, lastFrom }) => {
    const done = doneBy(bucket, rate, units, now)
    return { channel, provider, waiting, doneBy: lastFrom !== null && lastFrom > done ? lastFrom : done }
  })
}
