import { z } from 'zod'
import type { PlantPlanEvent } from '../../../machines/plantPlan.ts'
import { forgetPeople, keepPeople, readMasked, readPeople, type Person } from '../../db/person.ts'
import { DatabaseError, type Tx } from '../../db/port.ts'
import { begin, inStep, step } from '../../db/step.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { id, idParams } from '../../http/schemas.ts'
import { newId, type Id } from '../../model/id.ts'
import { LEVEL_ZH } from '../../model/level.ts'
import { addDays, dayOf, startOfDay } from '../../model/time.ts'
import { actorOf, areasSeen, enterpriseOf, mustSee, type Caller } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { loadIndustries } from '../../rulebook/industries.ts'
import { contextOn } from '../checks/context.ts'
import { titled, titleOf } from '../findingWords.ts'
import { listInForce, type Listing } from '../store.ts'
import { giveNotices } from '../terms/store.ts'
import { listedOn } from '../versions/store.ts'
import { checkPlan, peopleOf, referring, type PlannedLine, type PlannedMeasure } from './decide.ts'
import { calling, ownPlans, planForm, planState, reviewing, writtenPlan } from './schemas.ts'
import {
  cityOfEnterprise,
  nextRevision,
  planById,
  planInForce,
  plansIn,
  planUnderWay,
  savePlan,
  savePlanFindings,
  savePlanGround,
  savePlanReview,
  type PlanRow,
} from './store.ts'

/** Plants' own plans (一厂一策): written by the enterprise, checked, reviewed by the officer. */
export function plantPlanRoutes(app: App, world: World): void {
  const industries = loadIndustries()
  const { db, keys } = world
  const tags = ['inventory']
  const doing = (caller: Caller, because?: string) => ({
    now: world.clock.now(),
    by: actorOf(caller),
    ...(because === undefined ? {} : { because }),
  })

  app.get(
    '/me/plan',
    { config: { action: 'me.plan' }, schema: { tags, response: { 200: ownPlans } } },
    async ({ caller }) => {
      const enterprise = enterpriseOf(caller)
      const [underWay, inForce] = [await planUnderWay(db, enterprise), await planInForce(db, enterprise)]
      const whole = async (row: PlanRow | null) => row && (await show(row, readPeople))
      return { underWay: await whole(underWay), inForce: await whole(inForce) }
    },
  )

  app.post(
    '/me/plan',
    { config: { action: 'me.plan' }, schema: { tags, body: writtenPlan, response: { 200: planForm } } },
    async ({ body, caller }) => {
      const listed = await ownListing(caller)
      const { enterprise, area, entry } = listed
      const does = doing(caller)
      try {
        await inStep(db, async (tx) => {
          const before = await planUnderWay(tx, enterprise)
          const people = peopleOf(body)
          const ids = await keepPeople(
            tx,
            keys,
            people.map((person) => ({ person, area })),
            does.now,
          )
          const known = new Map(people.map((person, n) => [person, ids[n] ?? null]))
          const content = referring(body, (person) => known.get(person) ?? null)
          if (before === null) {
            const columns = { name: entry.name, enterprise_id: enterprise, content: JSON.stringify(content) }
            const revision = await nextRevision(tx, enterprise)
            const row = { id: newId(does.now), area, columns: { ...columns, revision }, input: { writtenBy: does.by } }
            return await begin(tx, 'plantPlan', row, does)
          }
          await step(db, tx, { kind: 'plantPlan', id: before.id }, { type: 'PLAN_WRITTEN', by: does.by }, does)
          await savePlan(tx, before.id, content)
          await forgetPeople(tx, peopleOf(before.content))
        })
      } catch (error) {
        // Two windows of one enterprise at once: the second writes into what the first has begun.
        if (error instanceof DatabaseError && error.state === '23505')
          throw new Refusal('request.inProgress', {}, { cause: error })
        throw error
      }
      return show(await underWay(enterprise), readPeople)
    },
  )

  app.post(
    '/me/plan/submit',
    { config: { action: 'me.plan' }, schema: { tags, response: { 200: planForm } } },
    async ({ caller }) => {
      const { enterprise, entry } = await ownListing(caller)
      const plan = await underWay(enterprise)
      const findings = checkPlan(
        plan.content,
        entry,
        contextOn(dayOf(world.clock.now()), null, { industries, measures: world.measures }),
      )
      const errors = findings.filter(({ severity }) => severity === 'error')
      await db.transaction((tx) => savePlanFindings(tx, plan.id, findings))
      const [first] = errors
      if (first !== undefined && (plan.state === 'drafted' || plan.state === 'returned'))
        throw new Refusal('plan.faulty', {
          count: String(errors.length),
          first: [first.line, first.level, first.message].filter(Boolean).join(' '),
          firstZh: [first.line, first.level && LEVEL_ZH[first.level], titleOf(first.code)].filter(Boolean).join(' '),
        })
      return moved(plan, { type: 'PLAN_SUBMITTED', errors: errors.length }, caller)
    },
  )

  app.post(
    '/me/plan/drop',
    { config: { action: 'me.plan' }, schema: { tags, response: { 200: planForm } } },
    async ({ caller }) => moved(await underWay(enterpriseOf(caller)), { type: 'PLAN_DROPPED' }, caller),
  )

  app.get(
    '/plans',
    {
      config: { action: 'plan.read' },
      schema: {
        tags,
        querystring: z.object({ ...pageQuery, state: planState.optional() }),
        response: { 200: pageOf(planForm.omit({ lines: true, findings: true })) },
      },
    },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const rows = await plansIn(db, areasSeen(world, caller), query.state ?? null, before, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.id], head)
    },
  )

  app.get(
    '/plans/:id',
    { config: { action: 'plan.read' }, schema: { tags, params: idParams, response: { 200: planForm } } },
    async ({ params, caller }) => show(await seen(params.id, caller), readMasked),
  )

  app.post(
    '/plans/:id/review',
    {
      config: { action: 'plan.review' },
      schema: { tags, params: idParams, body: reviewing, response: { 200: planForm } },
    },
    async ({ params, body, caller }) => {
      const plan = await seen(params.id, caller)
      const { reason } = body
      if (body.decision === 'return')
        return moved(plan, { type: 'PLAN_RETURNED' }, caller, reason, (tx) =>
          savePlanReview(tx, plan.id, { remark: reason, from: null, until: null }),
        )
      const { from, until } = body
      if (until !== null && until < from) throw new Refusal('plan.dates')
      const now = world.clock.now()
      const dates = { from: startOfDay(from), until: until === null ? null : startOfDay(addDays(until, 1)) }
      if (dates.until !== null && dates.until <= now) throw new Refusal('plan.dates')
      return moved(plan, { type: 'PLAN_APPROVED', by: actorOf(caller), ...dates, now }, caller, reason, (tx) =>
        savePlanReview(tx, plan.id, { remark: reason, from, until }),
      )
    },
  )

  app.post(
    '/plans/:id/revision',
    {
      config: { action: 'plan.review' },
      schema: { tags, params: idParams, body: calling, response: { 200: planForm } },
    },
    async ({ params, body: { ground, reason }, caller }) => {
      const plan = await seen(params.id, caller)
      return moved(plan, { type: 'REVISION_CALLED' }, caller, `${ground}: ${reason}`, (tx) =>
        savePlanGround(tx, plan.id, ground, reason),
      )
    },
  )

  /** One event to a plan, what goes with it, and the notice where it is the officer's. */
  async function moved(
    plan: PlanRow,
    event: PlantPlanEvent,
    caller: Caller,
    because?: string,
    besides: (tx: Tx) => Promise<void> = async () => undefined,
  ) {
    const does = doing(caller, because)
    await inStep(db, async (tx) => {
      await step(db, tx, { kind: 'plantPlan', id: plan.id }, event, does)
      await besides(tx)
      const said = SAID[event.type]
      if (said === undefined) return
      const { area, enterprise, name, revision } = plan
      const say = {
        zh: `${name}：一厂一策第 ${revision} 版${said.zh}。${because ?? ''}`,
        en: `${name}: revision ${revision} of the plan ${said.en}. ${because ?? ''}`.trim(),
      }
      const about = `${plan.id} ${event.type} ${does.now}`
      await giveNotices(tx, [{ area, enterprise, kind: `plan.${event.type}`, about, body: { say } }], does)
    })
    const after = await planById(db, plan.id)
    if (after === null) throw new Refusal('plan.none')
    return show(after, caller.kind === 'enterprise' ? readPeople : readMasked)
  }

  async function underWay(enterprise: Id): Promise<PlanRow> {
    const found = await planUnderWay(db, enterprise)
    if (found === null) throw new Refusal('plan.none')
    return found
  }

  /** The enterprise that asks, as the list in force has it. @throws Refusal `plan.notListed` */
  async function ownListing(caller: Caller): Promise<Listing> {
    const enterprise = enterpriseOf(caller)
    const city = (await cityOfEnterprise(db, enterprise))?.city ?? null
    const list = city === null ? null : await listInForce(db, city, world.clock.now())
    const listed = list && (await listedOn(db, list.id, enterprise))
    if (!listed) throw new Refusal('plan.notListed', { name: caller.name })
    return listed
  }

  async function seen(plan: Id, caller: Caller): Promise<PlanRow> {
    const found = await planById(db, plan)
    if (found === null) throw new Refusal('thing.unknown', { what: 'plan', id: plan })
    mustSee(world, caller, found.area, 'plan', plan)
    return found
  }

  /** @param read an enterprise reads its own in full, an officer with a reason: POST /persons/open */
  async function show(row: PlanRow, read: typeof readMasked): Promise<z.output<typeof planForm>> {
    const people = await read(db, keys, peopleOf(row.content))
    const { lines } = referring(row.content, (person) => people.get(person) ?? null)
    return { ...head(row), lines: lines.map(showLine), findings: row.findings.map(titled) }
  }
}

/** What an enterprise is told of what its officer did. */
const SAID: Partial<Record<PlantPlanEvent['type'], { zh: string; en: string }>> = {
  PLAN_APPROVED: { zh: '已批准', en: 'was approved' },
  PLAN_RETURNED: { zh: '已退回修改', en: 'was sent back' },
  REVISION_CALLED: { zh: '须修订', en: 'has to be revised' },
}

function head({ enterprise, content: _, findings: __, writtenBy: ___, ...row }: PlanRow) {
  return { ...row, enterpriseId: enterprise }
}

function showLine({ number, meanwhile, measures: { yellow, orange, red } }: PlannedLine<Person>) {
  const one = (planned: PlannedMeasure<Person> | undefined) => planned && { ...planned, means: [...planned.means] }
  return { number, meanwhile, measures: { yellow: one(yellow), orange: one(orange), red: one(red) } }
}
