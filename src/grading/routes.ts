import { z } from 'zod'
import type { GradingEvent, ReviewLevel } from '../../machines/grading.ts'
import { keepPeople } from '../db/person.ts'
import type { Tx } from '../db/port.ts'
import { inStep, step } from '../db/step.ts'
import { Refusal } from '../errors.ts'
import type { App } from '../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../http/cursor.ts'
import { id, idParams } from '../http/schemas.ts'
import { objectionsUntil } from '../inventory/versions/decide.ts'
import { objectionsShown } from '../inventory/versions/objections.ts'
import { answering, objecting, objectionForm } from '../inventory/versions/schemas.ts'
import { addObjection, answerObjection, objectionById } from '../inventory/versions/store.ts'
import type { Id } from '../model/id.ts'
import { addDays, dayOf, startOfDay } from '../model/time.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../people/caller.ts'
import { loadGradeProcedure } from '../rulebook/gradeProcedure.ts'
import { loadWorkingDays } from '../rulebook/workingDays.ts'
import { loadGrades } from '../rulebook/grades.ts'
import type { World } from '../world.ts'
import { levelOf, overallGrade } from './decide.ts'
import { lowerGrade } from './lowering.ts'
import { detailedGrading, gradingForm, gradingState, lowering, publishing, reviewing, showGrading } from './schemas.ts'
import { addReview, gradingById, gradings, heldGrades, reviewsOf, saveValidity, type Grading } from './store.ts'

/** In which state which level looks at an application. */
const LOOKS: Readonly<Record<string, ReviewLevel>> = { applied: 'county', countyPassed: 'city', cityPassed: 'province' }
const LEVEL_ZH: Record<ReviewLevel, string> = { county: '县级', city: '市级', province: '省级' }

/** `/grades` (绩效分级): review from below to above, publication and objection, and what lowers a grade. */
export function gradingRoutes(app: App, world: World): void {
  const { db, keys } = world
  const procedure = loadGradeProcedure()
  const isWorkingDay = loadWorkingDays()
  const schemes = loadGrades()
  const tags = ['grading']

  app.get(
    '/grades',
    {
      config: { action: 'grade.read' },
      schema: {
        tags,
        querystring: z.object({ ...pageQuery, state: gradingState.optional() }),
        response: { 200: pageOf(gradingForm) },
      },
    },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const filter = { areas: areasSeen(world, caller), enterprise: null, state: query.state ?? null }
      const rows = await gradings(db, filter, before, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.id], showGrading)
    },
  )

  app.get(
    '/grades/:id',
    { config: { action: 'grade.read' }, schema: { tags, params: idParams, response: { 200: detailedGrading } } },
    async ({ params, caller }) => detail(await seen(params.id, caller)),
  )

  app.post(
    '/grades/:id/review',
    { config: { action: 'grade.review' }, schema: moving(reviewing) },
    async ({ params, body: { decision, reason }, caller }) => {
      const grading = await seen(params.id, caller)
      const needed = LOOKS[grading.state]
      const level = mayDo(grading, caller, needed)
      const by = actorOf(caller)
      if (needed !== undefined && grading.hands.includes(by))
        throw new Refusal('grade.samePerson', { name: grading.name })
      const types = {
        pass: 'APPLICATION_PASSED',
        return: 'APPLICATION_RETURNED',
        reject: 'APPLICATION_REJECTED',
      } as const
      const now = world.clock.now()
      return moved(grading, { type: types[decision], level, by }, caller, reason, (tx) =>
        addReview(tx, grading, { level, decision, reason, by, at: now }),
      )
    },
  )

  app.post(
    '/grades/:id/publish',
    { config: { action: 'grade.publish' }, schema: moving(publishing) },
    async ({ params, body: { validUntil, reason }, caller }) => {
      const grading = await seen(params.id, caller)
      mayDo(grading, caller, grading.state === 'confirmed' ? grading.authority : undefined)
      const { A, others } = procedure.publication
      const { workingDays } = grading.grade === 'A' ? A : others
      const until = objectionsUntil(world.clock.now(), workingDays, isWorkingDay)
      const end = startOfDay(addDays(validUntil, 1))
      if (end <= until) throw new Refusal('grade.pastEnd')
      const event = { type: 'GRADE_PUBLISHED', objectionsUntil: until, validUntil: end } as const
      return moved(grading, event, caller, reason, (tx) => saveValidity(tx, grading.id, until, validUntil))
    },
  )

  app.get(
    '/grades/:id/objections',
    {
      config: { action: 'grade.read' },
      schema: { tags, params: idParams, querystring: z.object(pageQuery), response: { 200: pageOf(objectionForm) } },
    },
    async ({ params, query, caller }) => {
      await seen(params.id, caller)
      const [after] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const rows = await objectionsShown(world, params.id, after, query.limit + 1)
      return cutPage(
        rows,
        query.limit,
        (row) => [row.id],
        (row) => row,
      )
    },
  )

  app.post(
    '/grades/:id/objections',
    {
      config: { action: 'grade.publish' },
      schema: moving(objecting.omit({ creditCode: true })),
    },
    async ({ params, body: { who, text }, caller }) => {
      const grading = await seen(params.id, caller)
      const [by, now] = [actorOf(caller), world.clock.now()]
      return moved(grading, { type: 'OBJECTION_RAISED' }, caller, undefined, async (tx) => {
        const { area, enterprise } = grading
        const [person = ''] = await keepPeople(tx, keys, [{ person: who, area }], now)
        await addObjection(tx, { subject: grading.id, area, enterprise, person, text, raisedBy: by }, now)
      })
    },
  )

  app.post(
    '/grades/:id/answer',
    { config: { action: 'grade.publish' }, schema: moving(answering) },
    async ({ params, body: { objection, upheld, answer }, caller }) => {
      const grading = await seen(params.id, caller)
      if ((await objectionById(db, params.id, objection)) === null)
        throw new Refusal('thing.unknown', { what: 'objection', id: objection })
      const [by, now] = [actorOf(caller), world.clock.now()]
      return moved(grading, { type: 'OBJECTION_ANSWERED', upheld }, caller, answer, async (tx) => {
        const said = { id: objection, subject: params.id, answer, upheld, by }
        if (!(await answerObjection(tx, said, now))) throw new Refusal('objection.answered')
      })
    },
  )

  app.post(
    '/grades/:id/lower',
    { config: { action: 'grade.lower' }, schema: moving(lowering) },
    async ({ params, body: { ground, to, reason }, caller }) => {
      const grading = await seen(params.id, caller)
      if (levelOf(world.areas.find(caller.area)) === 'county')
        throw new Refusal('grade.otherLevel', { name: grading.name, needed: LEVEL_ZH.city })
      const doing = { now: world.clock.now(), by: actorOf(caller), because: reason }
      const asked = { ground, to: to ?? null, reason }
      await inStep(db, (tx) => lowerGrade(db, tx, procedure, grading, asked, doing))
      return detail(await seen(grading.id, caller))
    },
  )

  /** One event to an application or grade, and what goes with it. */
  async function moved(
    { id: grading }: Grading,
    event: GradingEvent,
    caller: Caller,
    because: string | undefined,
    besides: (tx: Tx, state: string) => Promise<void>,
  ) {
    const said = because === undefined ? {} : { because }
    const doing = { now: world.clock.now(), by: actorOf(caller), ...said }
    await inStep(db, async (tx) => {
      const { state } = await step(db, tx, { kind: 'grading', id: grading }, event, doing)
      await besides(tx, state)
    })
    return detail(await seen(grading, caller))
  }

  /** The level at which the caller acts. @throws Refusal `grade.otherLevel` where another one is needed */
  function mayDo({ name }: Grading, caller: Caller, needed: ReviewLevel | undefined): ReviewLevel {
    const level = levelOf(world.areas.find(caller.area)) ?? 'county'
    if (needed !== undefined && needed !== level)
      throw new Refusal('grade.otherLevel', { name, needed: LEVEL_ZH[needed] })
    return level
  }

  async function seen(grading: Id, caller: Caller): Promise<Grading> {
    const found = await gradingById(db, grading)
    if (found === null) throw new Refusal('thing.unknown', { what: 'grading', id: grading })
    mustSee(world, caller, found.area, 'grading', grading)
    return found
  }

  async function detail(grading: Grading): Promise<z.output<typeof detailedGrading>> {
    const held = await heldGrades(db, grading.enterprise)
    return {
      ...showGrading(grading),
      evidence: [...grading.evidence],
      reviews: await reviewsOf(db, grading.id),
      lowered: [...grading.lowered],
      overall: overallGrade(
        schemes.schemeOn(dayOf(world.clock.now())),
        held.map(({ grade }) => grade),
      ),
    }
  }

  function moving<Body extends z.ZodType>(body: Body) {
    return { tags, params: idParams, body, response: { 200: detailedGrading } }
  }
}
