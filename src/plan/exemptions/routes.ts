import { z } from 'zod'
import { note, type Doing } from '../../db/journal.ts'
import { DatabaseError, type Tx } from '../../db/port.ts'
import { stepCohort } from '../../db/step.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { areaCode, day, id, idParams, instant, remark } from '../../http/schemas.ts'
import { termOf } from '../../inventory/terms/decide.ts'
import { beginTerms, giveNotices, termsOf } from '../../inventory/terms/store.ts'
import { enterpriseByCode } from '../../grading/store.ts'
import type { Id } from '../../model/id.ts'
import { dayOf } from '../../model/time.ts'
import { actorOf, areasSeen, enterpriseOf, mustSee, type Caller } from '../../people/caller.ts'
import { loadGradeProcedure } from '../../rulebook/gradeProcedure.ts'
import type { World } from '../../world.ts'
import {
  addExemption,
  decideExemption,
  endExemption,
  EXEMPT_ZH,
  exemptionById,
  exemptionsIn,
  holdExemption,
  type ExemptGround,
  type Exemption,
} from './store.ts'

const ground = z.enum(Object.keys(EXEMPT_ZH) as [ExemptGround, ...ExemptGround[]])
const exemptionForm = z
  .object({
    id,
    area: areaCode,
    enterpriseId: id,
    name: z.string(),
    ground,
    document: z.string().describe('number of the document that it rests on'),
    reason: z.string(),
    from: day,
    until: day.describe('last day on which it holds'),
    proposedBy: z.string(),
    proposedAt: instant,
    decision: z.enum(['confirm', 'refuse']).nullable(),
    decidedBy: z.string().nullable(),
    decidedAt: instant.nullable(),
    endedBy: z.string().nullable(),
    endedBecause: z.string().nullable(),
    endedAt: instant.nullable(),
  })
  .meta({ id: 'Exemption' })
/** One exemption has one day on which it ends. */
const MOST_TERMS = 10

/** Exemptions (豁免): dated, with their ground and document; told before they end, and ended by their day. */
export function exemptionRoutes(app: App, world: World): void {
  const { db, clock } = world
  const tags = ['plan']
  const one = { 200: exemptionForm }
  const listed = { tags, querystring: z.object(pageQuery), response: { 200: pageOf(exemptionForm) } }

  app.post(
    '/exemptions',
    {
      config: { action: 'exemption.propose' },
      schema: {
        tags,
        body: z.object({
          creditCode: z.string().max(40),
          ground,
          document: z.string().trim().min(1).max(200),
          from: day,
          until: day,
          reason: remark.min(1),
        }),
        response: { 201: exemptionForm },
      },
    },
    async ({ body, caller }, reply) => {
      const { creditCode, reason, ...rest } = body
      const enterprise = await enterpriseByCode(db, creditCode)
      if (enterprise === null) throw new Refusal('thing.unknown', { what: 'enterprise', id: creditCode })
      mustSee(world, caller, enterprise.area, 'enterprise', creditCode)
      const doing: Doing = { now: clock.now(), by: actorOf(caller), because: reason }
      // An exemption covers nothing that was to be done before it was asked for.
      if (body.until < body.from || body.from < dayOf(doing.now)) throw new Refusal('exemption.dates')
      const { area } = enterprise
      const made = { ...rest, reason, area, enterprise: enterprise.id, proposedBy: doing.by, proposedAt: doing.now }
      try {
        const subject = await db.transaction(async (tx) => {
          const added = await addExemption(tx, made)
          await note(tx, { area, kind: 'exemption', subject: added, event: 'EXEMPTION_PROPOSED', body: made }, doing)
          return added
        })
        return await reply.code(201).send(show(await found(subject)))
      } catch (error) {
        if (error instanceof DatabaseError && error.constraint === 'exemption_open')
          throw new Refusal('exemption.open', { name: enterprise.name }, { cause: error })
        throw error
      }
    },
  )

  app.post(
    '/exemptions/:id/decision',
    {
      config: { action: 'exemption.confirm' },
      schema: {
        tags,
        params: idParams,
        body: z.object({ decision: z.enum(['confirm', 'refuse']), reason: remark.min(1) }),
        response: one,
      },
    },
    async ({ params, body: { decision, reason }, caller }) => {
      await seen(params.id, caller)
      const doing: Doing = { now: clock.now(), by: actorOf(caller), because: reason }
      await db.transaction(async (tx) => {
        const held = await holdExemption(tx, params.id)
        if (held === null || held.decision !== null) throw new Refusal('exemption.decided')
        if (held.proposedBy === doing.by) throw new Refusal('exemption.samePerson')
        await decideExemption(tx, { id: params.id, decision, by: doing.by, because: reason, at: doing.now })
        const { area, enterprise, from, until } = held
        const body = { decision, enterprise, from, until }
        await note(tx, { area, kind: 'exemption', subject: held.id, event: 'EXEMPTION_DECIDED', body }, doing)
        if (decision === 'confirm') await begin(tx, held, doing)
      })
      return show(await found(params.id))
    },
  )

  app.post(
    '/exemptions/:id/end',
    {
      config: { action: 'exemption.propose' },
      schema: { tags, params: idParams, body: z.object({ reason: remark.min(1) }), response: one },
    },
    async ({ params, body: { reason }, caller }) => {
      await seen(params.id, caller)
      const doing: Doing = { now: clock.now(), by: actorOf(caller), because: reason }
      await db.transaction(async (tx) => {
        const held = await holdExemption(tx, params.id)
        if (held?.decision !== 'confirm' || held.endedAt !== null) throw new Refusal('exemption.decided')
        const { area, name } = held
        await endExemption(tx, held.id, doing.by, reason, doing.now)
        await note(tx, { area, kind: 'exemption', subject: held.id, event: 'EXEMPTION_ENDED', body: {} }, doing)
        await stepCohort(tx, 'term', await termsOf(tx, held.id, MOST_TERMS), { type: 'TERM_WITHDRAWN' }, doing)
        const zh = `${name}：豁免自即日起终止，此后下达的指令按清单和规定执行。理由：${reason}。`
        const en = `${name}: the exemption ends now; orders given from here on follow the list and the rules. Reason: ${reason}.`
        await tell(tx, held, 'exemption.ended', { zh, en }, doing)
      })
      return show(await found(params.id))
    },
  )

  app.get('/exemptions', { config: { action: 'exemption.read' }, schema: listed }, ({ query, caller }) =>
    page(query, areasSeen(world, caller), null),
  )

  app.get('/me/exemptions', { config: { action: 'me.agreements' }, schema: listed }, ({ query, caller }) =>
    page(
      query,
      world.areas.all().map(({ code }) => code),
      enterpriseOf(caller),
    ),
  )

  /** Its last day is watched, and the enterprise is told. */
  async function begin(tx: Tx, held: Exemption, doing: Doing): Promise<void> {
    const { area, enterprise, name, id: source, from, until, document } = held
    const date = { kind: 'exemptionUntil', line: '', day: until } as const
    const input = termOf(date, doing.now, loadGradeProcedure().notice.days)
    if (input !== null) await beginTerms(tx, [{ ...date, enterprise, name, area, source, input }], doing)
    const zh = `${name}：依据${document}，${from} 至 ${until} 豁免应急减排；此前已下达的指令继续有效。`
    const en = `${name}: by ${document} exempt from emergency reductions from ${from} until ${until}; orders given before stand.`
    await tell(tx, held, 'exemption.granted', { zh, en }, doing)
  }

  async function tell(
    tx: Tx,
    { area, enterprise, id: about }: Exemption,
    kind: string,
    say: { zh: string; en: string },
    doing: Doing,
  ): Promise<void> {
    await giveNotices(tx, [{ area, enterprise, kind, about, body: { say } }], doing)
  }

  async function page(
    query: { cursor?: string | undefined; limit: number },
    areas: readonly string[],
    enterprise: Id | null,
  ) {
    const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
    const rows = await exemptionsIn(db, areas, enterprise, before, query.limit + 1)
    return cutPage(rows, query.limit, (row) => [row.id], show)
  }

  async function seen(exemption: Id, caller: Caller): Promise<void> {
    const { area } = await found(exemption)
    mustSee(world, caller, area, 'exemption', exemption)
  }

  async function found(exemption: Id): Promise<Exemption> {
    const row = await exemptionById(db, exemption)
    if (row === null) throw new Refusal('thing.unknown', { what: 'exemption', id: exemption })
    return row
  }
}

function show({ enterprise, ...row }: Exemption): z.output<typeof exemptionForm> {
  return { ...row, enterpriseId: enterprise }
}
