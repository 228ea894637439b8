import { z } from 'zod'
import type { ProblemEvent } from '../../machines/problem.ts'
import type { Doing } from '../db/journal.ts'
import type { Tx } from '../db/port.ts'
import { inStep, step } from '../db/step.ts'
import { Refusal } from '../errors.ts'
import type { App } from '../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../http/cursor.ts'
import { asOf, id, idParams } from '../http/schemas.ts'
import type { Id } from '../model/id.ts'
import type { Instant } from '../model/time.ts'
import { actorOf, areasSeen, enterpriseOf, mustSee, type Caller } from '../people/caller.ts'
import { officerById } from '../people/store.ts'
import { knownTo } from '../rotation/known.ts'
import { loadInspectionProcedure } from '../rulebook/inspection.ts'
import type { World } from '../world.ts'
import { checkBy, fixBy, patienceOf, problemNumber } from './decide.ts'
import { problemsAt } from './past.ts'
import {
  deciding,
  extending,
  listing,
  passing,
  problemDetail,
  problemForm,
  problemState,
  showDetail,
  showing,
  showProblem,
  timed,
} from './schemas.ts'
import {
  beginProblem,
  lettersOf,
  noteProblem,
  notesOf,
  problemById,
  problemsIn,
  setClosed,
  setFixBy,
  setOwner,
  type Problem,
  type ProblemNote,
} from './store.ts'

/** Problems (问题清单): listed under a number, shown to be put right by their owner, closed by somebody else. */
export function problemRoutes(app: App, world: World): void {
  const { db, clock, areas } = world
  const procedure = loadInspectionProcedure()
  const tags = ['problems']
  const one = { 200: problemDetail }

  app.get(
    '/problems',
    {
      config: { action: 'problem.read' },
      schema: {
        tags,
        querystring: z.object({
          ...pageQuery,
          enterprise: id.optional(),
          state: problemState.optional(),
          open: z.stringbool().default(false).describe('only what is neither closed nor struck'),
          at: asOf,
        }),
        response: { 200: pageOf(problemForm) },
      },
    },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const { enterprise = null, state = null, open } = query
      const at = pastOrNow(query.at)
      // What it was then is not what it is: of a past instant a page is filtered when it has been read, and may be short.
      const asked = at === null ? { state, open } : { state: null, open: false }
      const filter = { areas: areasSeen(world, caller), enterprise, ...asked }
      const rows = await problemsIn(db, filter, before, query.limit + 1)
      const { items, ...page } = cutPage(
        rows,
        query.limit,
        (row) => [row.id],
        (row) => row,
      )
      const then =
        at === null ? items : (await problemsAt(db, items, at)).filter((one) => isAsked(one, { state, open }))
      return { ...page, items: then.map(showProblem) }
    },
  )

  app.get(
    '/problems/:id',
    {
      config: { action: 'problem.read' },
      schema: { tags, params: idParams, querystring: z.object({ at: asOf }), response: one },
    },
    async ({ params, query, caller }) => {
      const [found, at] = [await seen(params.id, caller), pastOrNow(query.at)]
      if (at === null) return await shown(found)
      const [then] = await problemsAt(db, [found], at)
      if (then === undefined) throw new Refusal('thing.unknown', { what: 'problem', id: params.id })
      const notes = (await notesOf(db, found.id)).filter((note) => note.at <= at)
      const letters = (await lettersOf(db, found.id)).filter(({ writtenAt }) => writtenAt <= at)
      return showDetail(then, notes, letters)
    },
  )

  app.post(
    '/problems',
    { config: { action: 'problem.list' }, schema: { tags, body: listing, response: { 201: problemDetail } } },
    async ({ body, caller }, reply) => {
      mustSee(world, caller, body.area, 'area', body.area)
      const enterprise = body.enterprise ?? null
      if (enterprise !== null) await knownTo(world, enterprise, caller)
      const officer = body.owner === undefined ? null : await ownerIn(body.owner, body.area)
      if (officer === null && enterprise === null) throw new Refusal('problem.owner')
      const doing = { now: clock.now(), by: actorOf(caller) }
      const until = body.fixBy ?? fixBy(procedure, body.severity, doing.now)
      mustLieAhead(until)
      const place = areas.find(body.area)?.name ?? body.area
      const made = await db.transaction((tx) =>
        beginProblem(
          tx,
          {
            ...body,
            enterprise,
            finding: null,
            owner: officer ?? `enterprise:${enterprise ?? ''}`,
            reportedBy: doing.by,
            hands: [],
            fixBy: until,
            patience: patienceOf(procedure),
            numbered: (year, number) => problemNumber(place, year, number),
          },
          doing,
        ),
      )
      return reply.code(201).send(await shown(await seen(made, caller)))
    },
  )

  app.post(
    '/problems/:id/shown',
    { config: { action: 'problem.show' }, schema: { tags, params: idParams, body: showing, response: one } },
    async ({ params, body, caller }) => {
      const found = await seen(params.id, caller)
      const by = actorOf(caller)
      // An officer speaks for an enterprise that has no account; for another officer nobody does.
      if (found.owner !== by && !found.owner.startsWith('enterprise:')) throw new Refusal('problem.notOwn')
      return await show(found, by, body.text)
    },
  )

  app.post(
    '/problems/:id/decision',
    { config: { action: 'problem.close' }, schema: { tags, params: idParams, body: deciding, response: one } },
    async ({ params, body: { decision, reason, fixBy: asked }, caller }) => {
      const found = await seen(params.id, caller)
      const doing = { now: clock.now(), by: actorOf(caller), because: reason }
      if (decision === 'close')
        return await moved(found, doing, { type: 'FIX_ACCEPTED', by: doing.by }, 'accepted', (tx) =>
          setClosed(tx, found.id, doing),
        )
      const until = asked ?? fixBy(procedure, found.severity, doing.now)
      mustLieAhead(until)
      const event = { type: 'FIX_REFUSED', by: doing.by, fixBy: until } as const
      return await moved(found, doing, event, 'refused', (tx) => setFixBy(tx, found.id, until))
    },
  )

  app.post(
    '/problems/:id/extension',
    { config: { action: 'problem.extend' }, schema: { tags, params: idParams, body: extending, response: one } },
    async ({ params, body: { reason, fixBy: until }, caller }) => {
      const found = await seen(params.id, caller)
      mustLieAhead(until)
      const doing = { now: clock.now(), by: actorOf(caller), because: reason }
      return await moved(found, doing, { type: 'PROBLEM_EXTENDED', fixBy: until }, 'extended', (tx) =>
        setFixBy(tx, found.id, until),
      )
    },
  )

  app.post(
    '/problems/:id/owner',
    { config: { action: 'problem.extend' }, schema: { tags, params: idParams, body: passing, response: one } },
    async ({ params, body: { reason, owner, unit }, caller }) => {
      const found = await seen(params.id, caller)
      const to = await ownerIn(owner, found.area)
      const from = { owner: found.owner, unit: found.unit }
      const doing = { now: clock.now(), by: actorOf(caller), because: reason }
      return await moved(found, doing, { type: 'PROBLEM_PASSED_ON', to, from }, 'passedOn', (tx) =>
        setOwner(tx, found.id, to, unit),
      )
    },
  )

  app.post(
    '/problems/:id/reopen',
    { config: { action: 'problem.list' }, schema: { tags, params: idParams, body: timed, response: one } },
    async ({ params, body: { reason, fixBy: asked }, caller }) => {
      const found = await seen(params.id, caller)
      const doing = { now: clock.now(), by: actorOf(caller), because: reason }
      const until = asked ?? fixBy(procedure, found.severity, doing.now)
      mustLieAhead(until)
      const event = { type: 'PROBLEM_REOPENED', by: doing.by, fixBy: until } as const
      return await moved(found, doing, event, 'reopened', (tx) => setFixBy(tx, found.id, until))
    },
  )

  app.get(
    '/me/problems',
    {
      config: { action: 'me.problems' },
      schema: { tags, querystring: z.object(pageQuery), response: { 200: pageOf(problemForm) } },
    },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const everywhere = areas.all().map(({ code }) => code)
      const filter = { areas: everywhere, enterprise: enterpriseOf(caller), state: null, open: false }
      return cutPage(await problemsIn(db, filter, before, query.limit + 1), query.limit, (row) => [row.id], showProblem)
    },
  )

  app.post(
    '/me/problems/:id/shown',
    { config: { action: 'me.problems' }, schema: { tags, params: idParams, body: showing, response: one } },
    async ({ params, body, caller }) => {
      const found = await problemById(db, params.id)
      if (found === null || found.enterprise !== enterpriseOf(caller))
        throw new Refusal('thing.unknown', { what: 'problem', id: params.id })
      if (found.owner !== actorOf(caller)) throw new Refusal('problem.notOwn')
      return await show(found, actorOf(caller), body.text)
    },
  )

  function pastOrNow(at: Instant | undefined): Instant | null {
    return at === undefined || at >= clock.now() ? null : at
  }

  async function show(found: Problem, by: string, text: string) {
    const doing = { now: clock.now(), by }
    const event = { type: 'FIX_SHOWN', by, checkBy: checkBy(procedure, doing.now) } as const
    return await moved(found, { ...doing, because: text }, event, 'shown', async () => {})
  }

  async function moved(
    { id: problem, area }: Problem,
    doing: Doing & { because: string },
    event: ProblemEvent,
    kind: ProblemNote['kind'],
    besides: (tx: Tx) => Promise<void>,
  ) {
    await inStep(db, async (tx) => {
      await step(db, tx, { kind: 'problem', id: problem }, event, doing)
      await noteProblem(tx, { id: problem, area }, kind, doing.because, doing)
      await besides(tx)
    })
    const after = await problemById(db, problem)
    if (after === null) throw new Refusal('thing.unknown', { what: 'problem', id: problem })
    return await shown(after)
  }

  /** An officer who works in that area, or above it. @throws Refusal `problem.owner` */
  async function ownerIn(officer: Id, area: string): Promise<string> {
    const found = await officerById(db, officer)
    if (found === null || !areas.contains(found.area, area)) throw new Refusal('problem.owner')
    return `user:${officer}`
  }

  function mustLieAhead(until: Instant): void {
    if (until <= clock.now()) throw new Refusal('problem.hourPassed')
  }

  async function shown(found: Problem) {
    return showDetail(found, await notesOf(db, found.id), await lettersOf(db, found.id))
  }

  async function seen(problem: Id, caller: Caller): Promise<Problem> {
    const found = await problemById(db, problem)
    if (found === null) throw new Refusal('thing.unknown', { what: 'problem', id: problem })
    mustSee(world, caller, found.area, 'problem', problem)
    return found
  }
}

function isAsked({ state: is }: Problem, { state, open }: { state: Problem['state'] | null; open: boolean }): boolean {
  return (state === null || is === state) && !(open && (is === 'closed' || is === 'struck'))
}
