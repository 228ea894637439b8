import { z } from 'zod'
import { sayState } from '../../../machines/words.ts'
import { ask } from '../../db/effects.ts'
import { inStep, step } from '../../db/step.ts'
import { seenBeside } from './seen.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { areaCode, id, idParams, instant, remark, warningLevel } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { listResponses, recordAnswer, responseById, responsesTo, type Response } from './store.ts'

const response = z
  .object({
    id,
    area: areaCode,
    county: z.string(),
    state: z.string(),
    stateName: z.object({ zh: z.string(), en: z.string() }),
    warningId: id,
    warningName: z.string(),
    warningStateName: z.object({ zh: z.string(), en: z.string() }),
    startsAt: instant.nullable().describe('of the warning, as it is signed'),
    endsAt: instant.nullable().describe('of the warning; null: until it is lifted'),
    measures: warningLevel.nullable().describe('the stricter level whose measures the city orders'),
    level: warningLevel.describe('what it was told last'),
    revision: z.int(),
    toldAt: instant,
    receiptBy: instant.nullable().describe('until when it has to acknowledge; null once it has, or was called'),
    acknowledgedAt: instant.nullable(),
    startedAt: instant.nullable(),
  })
  .meta({ id: 'CountyResponse' })

/** What counties make of their city's warning (县级应急响应): each answers for itself, and all see each other's. */
export function responseRoutes(app: App, world: World): void {
  const { db, clock, areas } = world
  const tags = ['linkage']
  const read = { action: 'response.read' }

  app.get(
    '/responses',
    {
      config: read,
      schema: {
        tags,
        querystring: z.object({ ...pageQuery, open: z.stringbool().default(false) }),
        response: { 200: pageOf(response) },
      },
    },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const filter = { areas: areasSeen(world, caller), open: query.open }
      const rows = await listResponses(db, filter, before, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.id], show)
    },
  )

  app.get(
    '/warnings/:id/responses',
    { config: read, schema: { tags, params: idParams, response: { 200: z.object({ items: z.array(response) }) } } },
    async ({ params, caller }) => {
      const warning = await seenBeside(world, params.id, caller)
      return { items: (await responsesTo(db, warning.id)).map(show) }
    },
  )

  for (const [path, type] of [
    ['acknowledge', 'COUNTY_ACKNOWLEDGED'],
    ['start', 'COUNTY_STARTED'],
  ] as const)
    app.post(
      `/responses/:id/${path}`,
      {
        config: { action: 'response.answer' },
        schema: {
          tags,
          params: idParams,
          body: z.object({ remark: remark.default('') }).default({ remark: '' }),
          response: { 200: response },
        },
      },
      async ({ params, body, caller }) => {
        const { area, warning, city } = await seen(params.id, caller)
        const doing = { now: clock.now(), by: actorOf(caller), ...(body.remark ? { because: body.remark } : {}) }
        await inStep(db, async (tx) => {
          await step(db, tx, { kind: 'response', id: params.id }, { type }, doing)
          await recordAnswer(tx, params.id, { started: type === 'COUNTY_STARTED' }, doing.by, doing.now)
          // Whoever is called about it is left alone.
          const occasion = `${params.id} ${doing.now}`
          await ask(
            tx,
            [
              { kind: 'wake', subject: params.id, area, params: { cause: 'countyTold', occasion } },
              { kind: 'wake', subject: warning, area: city, params: { cause: 'countySilent', occasion } },
            ],
            doing.now,
          )
        })
        return show(await seen(params.id, caller))
      },
    )

  async function seen(responseId: Id, caller: Caller): Promise<Response> {
    const found = await responseById(db, responseId)
    if (found === null) throw new Refusal('thing.unknown', { what: 'response', id: responseId })
    mustSee(world, caller, found.area, 'response', responseId)
    return found
  }

  function show({
    warning,
    city: _,
    acknowledgedBy: __,
    startedBy: ___,
    warningState,
    ...row
  }: Response): z.output<typeof response> {
    return {
      ...row,
      county: areas.find(row.area)?.name ?? row.area,
      stateName: sayState('response', row.state),
      warningStateName: sayState('warning', warningState),
      warningId: warning,
    }
  }
}
