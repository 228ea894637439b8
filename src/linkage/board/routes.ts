import { z } from 'zod'
import { doneBy } from '../../dispatch/line/decide.ts'
import { linesOf } from '../../dispatch/line/store.ts'
import type { Reader } from '../../db/port.ts'
import { warningAt } from '../../episode/past.ts'
import { warningById, type WarningRow } from '../../episode/store.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { areaCode, asOf, id, idParams, instant } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import { DEPARTMENT_KINDS } from '../../model/department.ts'
import { RUNG_NAMES, type Rung } from '../../model/rung.ts'
import { areasSeen, mustSee } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { joinedIn } from '../../plan/joined/store.ts'
import { partOf, partsOf, type Tally } from '../../receipts/board/decide.ts'
import {
  countParked,
  countUnplanned,
  endsAt,
  endsOf,
  PARTED_BY,
  tallies,
  talliesAt,
} from '../../receipts/board/store.ts'
import { countBy } from '../../tasks/departments/decide.ts'
import { silentCounties, silentDepartments } from './decide.ts'
import { toldOf } from './past.ts'

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
  unreached: count.describe('of those that hold: nobody is known to have it'),
  kilogramsUnreached: count.describe('a day, that those promise to cut who are reached by nobody'),
  kilogramsUnanswered: count.describe('a day, that those promise to cut who are silent'),
})
const ends = z.object({ planned: count, delivered: count, givenUp: count, waiting: count })
const states = z.record(z.string(), count)
const unaware = z
  .object({
    enterprises: count.describe('whose order holds and has reached nobody, under whichever warning it is carried'),
    counties: z.array(z.object({ area: areaCode, name: z.string(), since: instant })),
    departments: z.array(
      z.object({
        area: areaCode,
        kind: z.enum(DEPARTMENT_KINDS),
        name: z.string(),
        tasks: count,
        entered: z.boolean().describe('false: the area has entered no such department, so that nobody could be told'),
      }),
    ),
  })
  .meta({ id: 'Unaware', description: 'who has not said, and of whom nobody has said, that it is known' })
const board = part
  .extend({
    ground: z
      .enum(['rule', 'officer', 'instructed'])
      .nullable()
      .describe('who called for what was signed last: the rule, an officer with a written reason, or an instruction'),
    overdue: z
      .array(z.enum(['sign', 'end', 'resume']))
      .describe('hours that have passed with nobody acting: of the signature, the planned end, the resumption'),
    parked: count
      .nullable()
      .describe('effects that failed too often and wait for a person: `/effects/parked`; null of a past instant'),
    unplanned: count
      .nullable()
      .describe('enterprises whom the plan left out: `/warnings/{id}/unplanned`; null of a past instant'),
    finishing: z
      .array(z.object({ channel: z.string(), provider: z.string(), waiting: count, doneBy: instant }))
      .describe(
        'what waits for each provider that has a limit, and when the last of it will have gone out at its rate; null of a past instant',
      )
      .nullable(),
    endings: ends.describe('messages that tell, once a lift is signed, until when the order holds'),
    releases: ends,
    recalls: ends,
    unaware,
    counties: states.describe('responses of counties by state; each by itself: `/warnings/{id}/responses`'),
    departments: states.describe('tasks of departments by state; each by itself: `/warnings/{id}/departments`'),
    joined: z
      .array(part.omit({ funnel: true }).extend({ warningId: id, name: z.string(), area: areaCode }))
      .describe('orders of enterprises on this list that are carried by the warning of another area'),
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
        querystring: z.object({ by: z.enum(PARTED_BY).optional(), at: asOf }),
        response: { 200: board },
      },
    },
    async ({ params, query, caller }) => {
      const now = await warningById(db, params.id)
      if (!now) throw new Refusal('thing.unknown', { what: 'warning', id: params.id })
      mustSee(world, caller, now.area, 'warning', params.id)
      const at = query.at !== undefined && query.at < world.clock.now() ? query.at : null
      const warning = at === null ? now : await warningAt(db, now, at)
      const scope = { warning: params.id, areas: areasSeen(world, caller) }
      const parts = query.by === undefined ? [] : await talliesOf(db, { ...scope, by: query.by }, at)
      // Whoever was taken to by two channels stands in two parts; any other parts come to the whole.
      const isWhole = query.by !== undefined && query.by !== 'channel'
      const whole = isWhole ? parts : await talliesOf(db, { ...scope, by: null }, at)
      const { key: _, ...sums } = partOf(null, whole)
      const joined = await joinedParts(world, warning, scope.areas, at)
      const { responses, tasks } = await toldOf(db, params.id, scope.areas, at)
      return {
        ...sums,
        ground: warning.context.ground,
        overdue: warning.context.overdue,
        ...(at === null ? await waitingOf(world, scope) : { parked: null, unplanned: null, finishing: null }),
        ...(at === null ? await endsOf(db, scope) : await endsAt(db, scope, at)),
        unaware: {
          enterprises: [sums, ...joined].reduce((total, { unreached }) => total + unreached, 0),
          counties: silentCounties(responses, (code) => world.areas.find(code)?.name ?? code),
          departments: silentDepartments(tasks),
        },
        counties: countBy(responses.map(({ state }) => ({ [state]: 1 }))),
        departments: countBy(tasks.map((one) => one.states)),
        joined,
        parts: partsOf(parts),
      }
    },
  )
}

function talliesOf(db: Reader, scope: Parameters<typeof tallies>[1], at: Instant | null): Promise<Tally[]> {
  return at === null ? tallies(db, scope) : talliesAt(db, scope, at)
}

/** What waits at this moment, which no journal tells of another one. */
async function waitingOf(world: World, scope: { warning: Id; areas: readonly string[] }) {
  const parked = await countParked(world.db, scope)
  const unplanned = await countUnplanned(world.db, scope)
  return { parked, unplanned, finishing: await finishingOf(world, scope.warning) }
}

/** What enterprises of a warning's list hold under the warnings above and below it (law 10: one order, one carrier). */
async function joinedParts(
  { db, areas }: World,
  { id: own, area, listId }: WarningRow,
  seen: readonly string[],
  at: Instant | null,
) {
  if (listId === null) return []
  const others = await joinedIn(db, [...areas.around(area), ...areas.within(area)], own, at)
  const parts = await Promise.all(
    others.map(async ({ id: warningId, name, area: of }) => {
      const some = await talliesOf(db, { warning: warningId, areas: seen, by: null, listed: listId }, at)
      const { key: _, funnel: __, ...sums } = partOf(null, some)
      return { warningId, name, area: of, ...sums }
    }),
  )
  return parts.filter(({ planned }) => planned > 0)
}

/** An honest hour for each line in which messages of a warning wait, from the first second on. */
async function finishingOf({ db, clock }: World, warning: Id) {
  const now = clock.now()
  return (await linesOf(db, warning)).map(({ channel, name: provider, waiting, bucket, rate, units, lastFrom }) => {
    const done = doneBy(bucket, rate, units, now)
    return { channel, provider, waiting, doneBy: lastFrom !== null && lastFrom > done ? lastFrom : done }
  })
}
