import { z } from 'zod'
import { sayEvent, sayState } from '../../../machines/words.ts'
import { bookByHash } from '../../assessment/books/store.ts'
import { allowedEvents } from '../../db/machine.ts'
import { inStep, step } from '../../db/step.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { areaCode, id, idParams, instant, remark } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { preStageWords, sayPrecaution } from './decide.ts'
import { lookAtPrecaution } from './effects.ts'
import { listPrecautions, precautionById, recordDecision, type PrecautionRow } from './store.ts'

const words = z.object({ zh: z.string(), en: z.string() })
const precaution = z
  .object({
    id,
    area: areaCode,
    name: z.string(),
    state: z.string(),
    stateName: words,
    startsAt: instant,
    endsAt: instant,
    rulebook: z.object({ id: z.string(), hash: z.string() }),
    assessmentId: id,
    decidedBy: z.string().nullable(),
    decidedAt: instant.nullable(),
    reason: z.string().nullable(),
    createdAt: instant,
    allowed: z.array(z.object({ event: z.string(), name: words })).describe('what may be done now'),
  })
  .meta({ id: 'Precaution' })
const onePrecaution = precaution.extend({
  notice: words.describe('what is told to whom it concerns; measures only where the book names them'),
})

const EVENTS = { take: 'PRECAUTION_TAKEN', decline: 'PRECAUTION_DECLINED', end: 'PRECAUTION_ENDED' } as const

/** `/precautions` (临时管控): what is done before any warning, on a forecast that calls for it and for no more. */
export function precautionRoutes(app: App, world: World): void {
  const { db, clock, rulebooks, areas } = world
  const tags = ['precautions']

  app.get(
    '/precautions',
    {
      config: { action: 'warning.read' },
      schema: {
        tags,
        querystring: z.object({ ...pageQuery, alive: z.stringbool().default(false) }),
        response: { 200: pageOf(precaution) },
      },
    },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      // A county reads what its city does, as it reads what is asked of its enterprises.
      const around = caller.areas.flatMap((own) => areas.around(own))
      const filter = { areas: [...areasSeen(world, caller), ...around], alive: query.alive }
      const rows = await listPrecautions(db, filter, before, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.id], show)
    },
  )

  app.get(
    '/precautions/:id',
    { config: { action: 'warning.read' }, schema: { tags, params: idParams, response: { 200: onePrecaution } } },
    async ({ params, caller }) => {
      const row = await found(params.id)
      const lies = caller.areas.some((own) => areas.around(own).includes(row.area))
      if (!lies) mustSee(world, caller, row.area, 'precaution', row.id)
      const book = await bookByHash(db, rulebooks, row.rulebookHash)
      const asks = book === null ? { preStage: null, actions: [] } : preStageWords(book)
      const name = areas.find(row.area)?.name ?? row.area
      return { ...show(row), notice: sayPrecaution({ name, ...asks }, row) }
    },
  )

  for (const [verb, type] of Object.entries(EVENTS))
    app.post(
      `/precautions/:id/${verb}`,
      {
        config: { action: 'precaution.decide' },
        schema: { tags, params: idParams, body: z.object({ reason: remark.min(1) }), response: { 200: precaution } },
      },
      async ({ params, body: { reason }, caller }) => {
        const found = await seen(params.id, caller)
        const doing = { now: clock.now(), by: actorOf(caller), because: reason }
        await inStep(db, async (tx) => {
          await step(db, tx, { kind: 'precaution', id: params.id }, { type }, doing)
          await recordDecision(tx, params.id, { by: doing.by, at: doing.now, reason })
          await lookAtPrecaution(tx, found, verb === 'take' ? 'told' : verb === 'end' ? 'withdrawn' : null, doing.now)
        })
        return show(await seen(params.id, caller))
      },
    )

  async function seen(asked: Id, caller: Caller): Promise<PrecautionRow> {
    const row = await found(asked)
    mustSee(world, caller, row.area, 'precaution', asked)
    return row
  }

  async function found(asked: Id): Promise<PrecautionRow> {
    const row = await precautionById(db, asked)
    if (row === null) throw new Refusal('thing.unknown', { what: 'precaution', id: asked })
    return row
  }
}

function show({ context, rulebookId, rulebookHash, ...row }: PrecautionRow): z.output<typeof precaution> {
  return {
    ...row,
    stateName: sayState('precaution', row.state),
    rulebook: { id: rulebookId, hash: rulebookHash },
    allowed: allowedEvents('precaution', { state: row.state, context: { ...context } }).flatMap((event) => {
      const name = sayEvent(event)
      return name === null ? [] : [{ event, name }]
    }),
  }
}
