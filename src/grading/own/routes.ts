import { z } from 'zod'
import type { GradingEvent } from '../../../machines/grading.ts'
import { DatabaseError, type Tx } from '../../db/port.ts'
import { begin, inStep, step } from '../../db/step.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { id, idParams } from '../../http/schemas.ts'
import { newId, type Id } from '../../model/id.ts'
import { dayOf } from '../../model/time.ts'
import { actorOf, enterpriseOf, type Caller } from '../../people/caller.ts'
import { loadGradeProcedure } from '../../rulebook/gradeProcedure.ts'
import { loadIndustries } from '../../rulebook/industries.ts'
import type { World } from '../../world.ts'
import { mayApply } from '../decide.ts'
import { applying, evidence, gradingForm, ownGrading, showGrading } from '../schemas.ts'
import { barsOf, enterpriseById, gradingById, gradings, reviewsOf, saveEvidence, type Grading } from '../store.ts'

/** `/me/grades/applications`: what an enterprise applies for in its own name (绩效分级申请). */
export function ownGradeRoutes(app: App, world: World): void {
  const { db } = world
  const procedure = loadGradeProcedure()
  const industries = loadIndustries()
  const tags = ['grading']
  const config = { action: 'me.grades' }

  app.get(
    '/me/grades/applications',
    { config, schema: { tags, querystring: z.object(pageQuery), response: { 200: pageOf(gradingForm) } } },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const areas = world.areas.all().map(({ code }) => code)
      const rows = await gradings(db, { areas, enterprise: enterpriseOf(caller), state: null }, before, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.id], showGrading)
    },
  )

  app.post(
    '/me/grades/applications',
    { config, schema: { tags, body: applying, response: { 201: gradingForm } } },
    async ({ body, caller }, reply) => {
      const enterprise = await enterpriseById(db, enterpriseOf(caller))
      if (enterprise === null) throw new Refusal('plan.notListed', { name: caller.name })
      const [now, by] = [world.clock.now(), actorOf(caller)]
      const known = industries.within(enterprise.area, dayOf(now))
      const industry = known.all.find((one) => one.id === body.industry)
      if (industry === undefined) throw new Refusal('thing.unknown', { what: 'industry', id: body.industry })
      const bars = await barsOf(db, enterprise.id)
      const may = mayApply(procedure, { grade: body.grade, industry, bars, today: dayOf(now) })
      if ('refused' in may) throw new Refusal(may.refused, may.params)
      const grading = newId(now)
      const columns = {
        name: `${enterprise.name} ${industry.zh}`,
        enterprise_id: enterprise.id,
        industry: industry.id,
        applied_grade: body.grade,
        evidence: JSON.stringify(body.evidence),
        applied_by: by,
      }
      const input = { grade: body.grade, authority: may.authority, appliedBy: by }
      try {
        await db.transaction((tx) =>
          begin(tx, 'grading', { id: grading, area: enterprise.area, columns, input }, { now, by }),
        )
      } catch (error) {
        if (error instanceof DatabaseError && error.constraint === 'grading_under_way')
          throw new Refusal('grade.underWay', {}, { cause: error })
        throw error
      }
      return reply.code(201).send(showGrading(await own(grading, caller)))
    },
  )

  app.get(
    '/me/grades/applications/:id',
    { config, schema: { tags, params: idParams, response: { 200: ownGrading } } },
    async ({ params, caller }) => {
      const found = await own(params.id, caller)
      const reviews = await reviewsOf(db, params.id)
      return {
        ...showGrading(found),
        evidence: [...found.evidence],
        reviews: reviews.map(({ level, decision, reason, at }) => ({ level, decision, reason, at })),
      }
    },
  )

  app.post(
    '/me/grades/applications/:id/amend',
    { config, schema: { tags, params: idParams, body: z.object({ evidence }), response: { 200: gradingForm } } },
    async ({ params, body, caller }) =>
      moved(params.id, caller, { type: 'APPLICATION_AMENDED', by: actorOf(caller) }, (tx) =>
        saveEvidence(tx, params.id, body.evidence),
      ),
  )

  app.post(
    '/me/grades/applications/:id/withdraw',
    { config, schema: { tags, params: idParams, response: { 200: gradingForm } } },
    async ({ params, caller }) => moved(params.id, caller, { type: 'APPLICATION_WITHDRAWN' }),
  )

  async function moved(
    grading: Id,
    caller: Caller,
    event: GradingEvent,
    besides: (tx: Tx) => Promise<void> = async () => undefined,
  ) {
    await own(grading, caller)
    await inStep(db, async (tx) => {
      await step(db, tx, { kind: 'grading', id: grading }, event, { now: world.clock.now(), by: actorOf(caller) })
      await besides(tx)
    })
    return showGrading(await own(grading, caller))
  }

  /** Of another's application nothing is told, not even that there is one. */
  async function own(grading: Id, caller: Caller): Promise<Grading> {
    const found = await gradingById(db, grading)
    if (found === null || found.enterprise !== enterpriseOf(caller))
      throw new Refusal('thing.unknown', { what: 'application', id: grading })
    return found
  }
}
