import { z } from 'zod'
import type { ListingEvent } from '../../../machines/listing.ts'
import { keepPeople } from '../../db/person.ts'
import type { Tx } from '../../db/port.ts'
import { inStep, step } from '../../db/step.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { id, idParams } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import { showKg, type Emissions } from '../../model/tonnes.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../../people/caller.ts'
import { loadGradeProcedure } from '../../rulebook/gradeProcedure.ts'
import { loadWorkingDays } from '../../rulebook/workingDays.ts'
import type { World } from '../../world.ts'
import { titled } from '../findingWords.ts'
import { compareLists, type Compared, type Sums } from '../compare.ts'
import { listingRows, releaseList } from '../store.ts'
import { inForceFrom, objectionsUntil } from './decide.ts'
import { objectionsShown, showObjection } from './objections.ts'
import {
  answering,
  comparisonForm,
  confirming,
  findingForm,
  objecting,
  objectionForm,
  proposing,
  reasoned,
  versionForm,
} from './schemas.ts'
import {
  addObjection,
  answerObjection,
  contactCounts,
  findingsOf,
  listedByCode,
  objectionById,
  saveObjectionsUntil,
  versionById,
  type Version,
} from './store.ts'

/** Enterprises read at once while two versions are compared. */
const READ = 500

/** What becomes of a version of the list (清单版本): publication, objections, release by two persons. */
export function versionRoutes(app: App, world: World): void {
  const { db, keys } = world
  const { publication } = loadGradeProcedure()
  const isWorkingDay = loadWorkingDays()
  const tags = ['inventory']
  const read = { config: { action: 'list.read' } }

  app.get(
    '/lists/:id',
    { ...read, schema: { tags, params: idParams, response: { 200: versionForm } } },
    async ({ params, caller }) => show(await shown(params.id, caller)),
  )

  app.get(
    '/lists/:id/findings',
    {
      ...read,
      schema: { tags, params: idParams, querystring: z.object(pageQuery), response: { 200: pageOf(findingForm) } },
    },
    async ({ params, query, caller }) => {
      const { id: list } = await shown(params.id, caller)
      const [from] = readCursor(query.cursor, z.tuple([z.int().min(0)])) ?? [0]
      const found = await findingsOf(db, list, from, query.limit + 1)
      const numbered = found.map((finding, place) => ({
        place: from + place + 1,
        finding: findingForm.parse(titled(finding)),
      }))
      return cutPage(
        numbered,
        query.limit,
        ({ place }) => [place],
        ({ finding }) => finding,
      )
    },
  )

  app.get(
    '/lists/:id/compare/:other',
    {
      ...read,
      schema: { tags, params: z.object({ id, other: id }), response: { 200: comparisonForm } },
    },
    async ({ params, caller }) => {
      const before = await shown(params.id, caller)
      const after = await shown(params.other, caller)
      const areas = new Set(areasSeen(world, caller))
      const [was, is] = [await compared(before.id, areas), await compared(after.id, areas)]
      const { came, left, changed, sums } = compareLists(after.area, was, is)
      return {
        came: came.map(showCompared),
        left: left.map(showCompared),
        changed: changed.map(({ now, changes }) => ({ ...showCompared(now), changes: [...changes] })),
        sums: sums.map((row) => ({ area: row.area, before: showSums(row.before), after: showSums(row.after) })),
      }
    },
  )

  app.get(
    '/lists/:id/objections',
    {
      ...read,
      schema: { tags, params: idParams, querystring: z.object(pageQuery), response: { 200: pageOf(objectionForm) } },
    },
    async ({ params, query, caller }) => {
      const { id: list } = await shown(params.id, caller)
      const [after] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const rows = await objectionsShown(world, list, after, query.limit + 1)
      return cutPage(
        rows,
        query.limit,
        (row) => [row.id],
        (row) => row,
      )
    },
  )

  app.post(
    '/lists/:id/publish',
    { config: { action: 'list.publish' }, schema: moving(reasoned) },
    async ({ params, body, caller }) => {
      const until = objectionsUntil(world.clock.now(), publication.list.workingDays, isWorkingDay)
      return moved(params.id, caller, body.reason, { type: 'LIST_PUBLISHED', until }, (tx) =>
        saveObjectionsUntil(tx, params.id, until),
      )
    },
  )

  app.post(
    '/lists/:id/withdraw',
    { config: { action: 'list.publish' }, schema: moving(reasoned) },
    async ({ params, body, caller }) =>
      moved(params.id, caller, body.reason, { type: 'LIST_WITHDRAWN', now: world.clock.now() }, (tx) =>
        releaseList(tx, params.id, null),
      ),
  )

  app.post(
    '/lists/:id/objections',
    {
      config: { action: 'list.object' },
      schema: { tags, params: idParams, body: objecting, response: { 201: objectionForm } },
    },
    async ({ params, body, caller }, reply) => {
      const { id: list, area } = await shown(params.id, caller)
      const about = body.creditCode === undefined ? null : await listedByCode(db, list, body.creditCode)
      if (body.creditCode !== undefined && about === null)
        throw new Refusal('thing.unknown', { what: 'enterprise', id: body.creditCode })
      if (about !== null) mustSee(world, caller, about.area, 'enterprise', body.creditCode ?? '')
      const doing = { now: world.clock.now(), by: actorOf(caller) }
      const objection = await inStep(db, async (tx) => {
        await step(db, tx, { kind: 'listing', id: list }, { type: 'OBJECTION_RAISED' }, doing)
        const [person = ''] = await keepPeople(tx, keys, [{ person: body.who, area }], doing.now)
        const raised = { subject: list, area, enterprise: about?.enterprise ?? null, person, text: body.text }
        return await addObjection(tx, { ...raised, raisedBy: doing.by }, doing.now)
      })
      const found = await objectionById(db, list, objection)
      if (found === null) throw new Refusal('thing.unknown', { what: 'objection', id: objection })
      return reply.code(201).send(showObjection(found, body.who))
    },
  )

  app.post(
    '/lists/:id/answer',
    { config: { action: 'list.answer' }, schema: moving(answering) },
    async ({ params, body: { objection, upheld, answer }, caller }) => {
      if ((await objectionById(db, params.id, objection)) === null)
        throw new Refusal('thing.unknown', { what: 'objection', id: objection })
      const by = actorOf(caller)
      return moved(params.id, caller, answer, { type: 'OBJECTION_ANSWERED', upheld }, async (tx) => {
        const said = { id: objection, subject: params.id, answer, upheld, by }
        if (!(await answerObjection(tx, said, world.clock.now()))) throw new Refusal('objection.answered')
      })
    },
  )

  app.post(
    '/lists/:id/release',
    { config: { action: 'list.release' }, schema: moving(proposing) },
    async ({ params, body, caller }) => {
      const { name, upheldObjections: count, state } = await own(params.id, caller)
      if (state === 'settled' && count > 0) throw new Refusal('list.upheld', { name, count: String(count) })
      const from = inForceFrom(body.from, world.clock.now())
      return moved(params.id, caller, body.reason, { type: 'RELEASE_PROPOSED', by: actorOf(caller), from })
    },
  )

  app.post(
    '/lists/:id/confirm',
    { config: { action: 'list.confirm' }, schema: moving(confirming) },
    async ({ params, body, caller }) => {
      if (body.decision === 'return') return moved(params.id, caller, body.reason, { type: 'RELEASE_RETURNED' })
      const by = actorOf(caller)
      const { name, state, preparedBy, proposedBy } = await own(params.id, caller)
      if (state === 'releaseProposed' && (by === preparedBy || by === proposedBy))
        throw new Refusal('list.samePerson', { name })
      const now = world.clock.now()
      return moved(params.id, caller, body.reason, { type: 'RELEASE_CONFIRMED', by, now }, async (tx) => {
        const from = (await versionById(tx, params.id))?.from ?? now
        await releaseList(tx, params.id, from > now ? from : now)
      })
    },
  )

  /** One event to a version of the caller's own area, and what goes with it in the same transaction. */
  async function moved(
    list: Id,
    caller: Caller,
    because: string,
    event: ListingEvent,
    besides: (tx: Tx) => Promise<void> = async () => undefined,
  ) {
    await own(list, caller)
    const doing = { now: world.clock.now(), by: actorOf(caller), because }
    await inStep(db, async (tx) => {
      await step(db, tx, { kind: 'listing', id: list }, event, doing)
      await besides(tx)
    })
    return show(await own(list, caller))
  }

  /** A version of an area that the caller acts for. */
  async function own(list: Id, caller: Caller): Promise<Version> {
    const found = await shown(list, caller)
    mustSee(world, caller, found.area, 'list', list)
    return found
  }

  /** A county works by its city's list: it sees the versions too. */
  async function shown(list: Id, caller: Caller): Promise<Version> {
    const found = await versionById(db, list)
    const { areas } = world
    const near = (area: string) => caller.areas.some((mine) => areas.contains(mine, area) || areas.contains(area, mine))
    if (found === null || !near(found.area)) throw new Refusal('thing.unknown', { what: 'list', id: list })
    return found
  }

  async function compared(list: Id, areas: ReadonlySet<string>): Promise<Compared[]> {
    const contacts = await contactCounts(db, list)
    const all: Compared[] = []
    for (let after: Id | null = null; ;) {
      const rows = await listingRows(db, list, after, READ)
      for (const { enterprise, area, entry } of rows)
        if (areas.has(area)) all.push({ enterprise, area, entry, contacts: contacts.get(enterprise) ?? 0 })
      if (rows.length < READ) return all
      after = rows.at(-1)?.enterprise ?? null
    }
  }

  function moving<Body extends z.ZodType>(body: Body) {
    return { tags, params: idParams, body, response: { 200: versionForm } }
  }
}

function show({ size, ...version }: Version): z.output<typeof versionForm> {
  return { ...version, enterprises: size }
}

function showCompared({ area, entry: { creditCode, name } }: Compared) {
  return { creditCode, name, area }
}

function showSums({ enterprises, base, reduction: { yellow, orange, red } }: Sums) {
  const reduction = { yellow: showMasses(yellow), orange: showMasses(orange), red: showMasses(red) }
  return { enterprises, base: showMasses(base), reduction }
}

function showMasses({ so2, nox, pm, vocs }: Emissions) {
  return { so2: showKg(so2), nox: showKg(nox), pm: showKg(pm), vocs: showKg(vocs) }
}
