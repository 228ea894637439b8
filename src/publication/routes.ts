import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { PublicationEvent } from '../../machines/publication.ts'
import { canonical, note } from '../db/journal.ts'
import { keepPeople } from '../db/person.ts'
import { DatabaseError, type Tx } from '../db/port.ts'
import { inStep, step } from '../db/step.ts'
import { Refusal } from '../errors.ts'
import type { App } from '../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../http/cursor.ts'
import { id, idParams } from '../http/schemas.ts'
import { objectionsUntil } from '../inventory/versions/decide.ts'
import { objectionsShown } from '../inventory/versions/objections.ts'
import { answering, objecting, objectionForm, reasoned } from '../inventory/versions/schemas.ts'
import { addObjection, answerObjection, objectionById } from '../inventory/versions/store.ts'
import type { Id } from '../model/id.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../people/caller.ts'
import { loadPublicationProcedure } from '../rulebook/publication.ts'
import { loadWorkingDays } from '../rulebook/workingDays.ts'
import type { World } from '../world.ts'
import { aboutOf, areaOf, gather, matterOf, type Matter } from './gather.ts'
import {
  correcting,
  counting,
  kind,
  publicationForm,
  publicationWhole,
  showContent,
  showPublication,
} from './schemas.ts'
import {
  beginPublication,
  holdPublication,
  keepObjectionsUntil,
  markReleased,
  publicationById,
  publicationsIn,
  sameMatter,
  type Publication,
} from './store.ts'

/** `/publications` (结果公布): counted, shown for objection, released by a second person, corrected by another one. */
export function publicationRoutes(app: App, world: World): void {
  const { db, clock, keys, areas } = world
  const { objections } = loadPublicationProcedure()
  const isWorkingDay = loadWorkingDays()
  const tags = ['publications']
  const read = { action: 'publication.read' }
  const prepare = { action: 'publication.prepare' }
  const answers = { 200: publicationWhole }

  app.get(
    '/publications',
    {
      config: read,
      schema: {
        tags,
        querystring: z.object({ ...pageQuery, kind: kind.optional() }),
        response: { 200: pageOf(publicationForm) },
      },
    },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const filter = { areas: citiesOf(caller), kind: query.kind ?? null, open: false }
      const rows = await publicationsIn(db, filter, before, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.id], showPublication)
    },
  )

  app.get(
    '/publications/:id',
    { config: read, schema: { tags, params: idParams, response: answers } },
    async ({ params, caller }) => detail(await seen(params.id, caller)),
  )

  app.post(
    '/publications',
    { config: prepare, schema: { tags, body: counting, response: { 201: publicationWhole } } },
    async ({ body, caller }, reply) => {
      const area = await areaOf(world, body)
      const named = body.kind === 'compliance' ? body.warning : body.kind === 'season' ? body.season : body.area
      const what = body.kind === 'compliance' ? 'warning' : body.kind === 'season' ? 'season' : 'area'
      if (area === null) throw new Refusal('thing.unknown', { what, id: named })
      mustSee(world, caller, area, what, named)
      if (areas.find(area)?.kind !== 'city') throw new Refusal('publication.notCity')
      const made = await counted(area, body, null, caller)
      return reply.code(201).send(detail(await seen(made, caller)))
    },
  )

  app.post(
    '/publications/:id/correct',
    { config: prepare, schema: { tags, params: idParams, body: correcting, response: { 201: publicationWhole } } },
    async ({ params, body: { reason }, caller }, reply) => {
      const found = await own(params.id, caller)
      if (found.state !== 'inForce') throw new Refusal('publication.notInForce', { name: found.name })
      const made = await counted(found.area, matterOf(found), { corrects: found.id, reason }, caller)
      return reply.code(201).send(detail(await seen(made, caller)))
    },
  )

  app.post(
    '/publications/:id/show',
    { config: prepare, schema: moving(reasoned) },
    async ({ params, body, caller }) => {
      const until = objectionsUntil(clock.now(), objections.workingDays, isWorkingDay)
      return await moved(params.id, caller, body.reason, { type: 'RESULTS_SHOWN', until }, (tx, { id: of }) =>
        keepObjectionsUntil(tx, of, until),
      )
    },
  )

  app.post(
    '/publications/:id/withdraw',
    { config: prepare, schema: moving(reasoned) },
    async ({ params, body, caller }) =>
      await moved(params.id, caller, body.reason, { type: 'RESULTS_WITHDRAWN' }, async () => undefined),
  )

  app.get(
    '/publications/:id/objections',
    {
      config: { action: 'publication.object' },
      schema: { tags, params: idParams, querystring: z.object(pageQuery), response: { 200: pageOf(objectionForm) } },
    },
    async ({ params, query, caller }) => {
      const { id: of } = await own(params.id, caller)
      const [after] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const rows = await objectionsShown(world, of, after, query.limit + 1)
      return cutPage(
        rows,
        query.limit,
        (row) => [row.id],
        (row) => row,
      )
    },
  )

  app.post(
    '/publications/:id/objections',
    { config: { action: 'publication.object' }, schema: moving(objecting.omit({ creditCode: true })) },
    async ({ params, body: { who, text }, caller }) => {
      const [by, now] = [actorOf(caller), clock.now()]
      return await moved(params.id, caller, undefined, { type: 'OBJECTION_RAISED' }, async (tx, { id: of, area }) => {
        const [person = ''] = await keepPeople(tx, keys, [{ person: who, area }], now)
        await addObjection(tx, { subject: of, area, enterprise: null, person, text, raisedBy: by }, now)
      })
    },
  )

  app.post(
    '/publications/:id/answer',
    { config: { action: 'publication.object' }, schema: moving(answering) },
    async ({ params, body: { objection, upheld, answer }, caller }) => {
      await own(params.id, caller)
      if ((await objectionById(db, params.id, objection)) === null)
        throw new Refusal('thing.unknown', { what: 'objection', id: objection })
      const [by, now] = [actorOf(caller), clock.now()]
      return await moved(params.id, caller, answer, { type: 'OBJECTION_ANSWERED', upheld }, async (tx, { id: of }) => {
        if (!(await answerObjection(tx, { id: objection, subject: of, answer, upheld, by }, now)))
          throw new Refusal('objection.answered')
      })
    },
  )

  app.post(
    '/publications/:id/release',
    { config: { action: 'publication.release' }, schema: moving(reasoned) },
    async ({ params, body, caller }) => {
      const doing = { now: clock.now(), by: actorOf(caller), because: body.reason }
      const { name, state, preparedBy, upheld } = await own(params.id, caller)
      if (state === 'settled' && upheld > 0) throw new Refusal('publication.upheld', { name, count: String(upheld) })
      if (state === 'settled' && doing.by === preparedBy) throw new Refusal('publication.samePerson', { name })
      return await moved(params.id, caller, body.reason, { type: 'RESULTS_RELEASED', by: doing.by }, (tx, held) =>
        markReleased(tx, held.id, doing),
      )
    },
  )

  /** Counts a matter and keeps it; one of each is on its way at a time. */
  async function counted(
    area: string,
    matter: Matter,
    correction: { corrects: Id; reason: string } | null,
    caller: Caller,
  ): Promise<Id> {
    const about = aboutOf(matter)
    const same = await sameMatter(db, { area, kind: matter.kind, about })
    if (same !== null && !(correction !== null && same.state === 'inForce'))
      throw new Refusal(same.state === 'inForce' ? 'publication.exists' : 'publication.open', { name: same.name })
    const content = await gather(world, matter)
    const sha256 = createHash('sha256').update(canonical(content)).digest('hex')
    const doing = { now: clock.now(), by: actorOf(caller), ...(correction ? { because: correction.reason } : {}) }
    try {
      return await db.transaction(async (tx) => {
        const made = await beginPublication(tx, { area, about, content, sha256, correction }, doing)
        const body = { kind: matter.kind, about, sha256 }
        await note(tx, { area, kind: 'publication', subject: made, event: 'RESULTS_COUNTED', body }, doing)
        return made
      })
    } catch (error) {
      if (error instanceof DatabaseError && error.constraint === 'publication_open')
        throw new Refusal('publication.open', { name: content.title.zh }, { cause: error })
      throw error
    }
  }

  /** One event to results of the caller's own area, and what goes with it in the same transaction. */
  async function moved(
    of: Id,
    caller: Caller,
    because: string | undefined,
    event: PublicationEvent,
    besides: (tx: Tx, held: Publication) => Promise<void>,
  ) {
    await own(of, caller)
    const doing = { now: clock.now(), by: actorOf(caller), ...(because === undefined ? {} : { because }) }
    await inStep(db, async (tx) => {
      const held = await holdPublication(tx, of)
      if (held === null) throw new Refusal('thing.unknown', { what: 'publication', id: of })
      // What these put right gives way to them first: one counts at a time.
      if (event.type === 'RESULTS_RELEASED' && held.state === 'settled' && held.corrects !== null)
        await step(db, tx, { kind: 'publication', id: held.corrects }, { type: 'RESULTS_REPLACED' }, doing)
      await step(db, tx, { kind: 'publication', id: of }, event, doing)
      await besides(tx, held)
    })
    return detail(await seen(of, caller))
  }

  function detail(row: Publication): z.output<typeof publicationWhole> {
    return { ...showPublication(row), content: showContent(row) }
  }

  /** Of an area that the caller acts for. */
  async function own(of: Id, caller: Caller): Promise<Publication> {
    const found = await seen(of, caller)
    mustSee(world, caller, found.area, 'publication', of)
    return found
  }

  /** A county is told of in its city's results: it sees them too. */
  async function seen(of: Id, caller: Caller): Promise<Publication> {
    const found = await publicationById(db, of)
    if (found === null || !citiesOf(caller).includes(found.area))
      throw new Refusal('thing.unknown', { what: 'publication', id: of })
    return found
  }

  function citiesOf(caller: Caller): string[] {
    return [...new Set([...areasSeen(world, caller), ...caller.areas.flatMap((code) => areas.around(code))])]
  }

  function moving<Body extends z.ZodType>(body: Body) {
    return { tags, params: idParams, body, response: answers }
  }
}
