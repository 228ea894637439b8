import { z } from 'zod'
import { note, type Doing } from '../../db/journal.ts'
import type { Tx } from '../../db/port.ts'
import { stepCohort } from '../../db/step.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { id, idParams, remark } from '../../http/schemas.ts'
import { readMeasureText } from '../../inventory/measureText.ts'
import { listInForce } from '../../inventory/store.ts'
import { termOf } from '../../inventory/terms/decide.ts'
import { beginTerms, termsOf } from '../../inventory/terms/store.ts'
import { enterpriseByCode } from '../../grading/store.ts'
import type { ListedLevel } from '../../model/enterprise.ts'
import type { Id } from '../../model/id.ts'
import { LEVEL_ZH } from '../../model/level.ts'
import { dayOf, type Day } from '../../model/time.ts'
import { actorOf, areasSeen, enterpriseOf, mustSee, type Caller } from '../../people/caller.ts'
import { seasonsOf } from '../../rotation/store.ts'
import { loadApplying } from '../../rulebook/applying.ts'
import { loadGradeProcedure } from '../../rulebook/gradeProcedure.ts'
import type { World } from '../../world.ts'
import { decideOrder } from '../decide.ts'
import { termsOn } from '../oneDay.ts'
import type { OrderContent } from '../order.ts'
import { sparedCounties } from '../spares.ts'
import { listingOf } from '../store.ts'
import { faultIn, type AgreedTerm } from './decide.ts'
import { agreeing, agreementForm, showAgreement } from './schemas.ts'
import {
  addAgreement,
  agreementById,
  agreementsIn,
  endAgreement,
  holdAgreement,
  signAgreement,
  type Agreement,
} from './store.ts'

const FAULTS = {
  weaker: 'agreement.weaker',
  notComparable: 'agreement.notComparable',
  noLine: 'agreement.noLine',
} as const
/** One agreement has one day on which it ends. */
const MOST_TERMS = 10

/** Negotiated reductions (协商减排): drawn up by the bureau, never weaker than the rules, signed by both sides. */
export function agreementRoutes(app: App, world: World): void {
  const { db, clock } = world
  const tags = ['plan']
  const one = { 200: agreementForm }
  const listed = { tags, querystring: z.object(pageQuery), response: { 200: pageOf(agreementForm) } }

  app.post(
    '/agreements',
    { config: { action: 'agreement.propose' }, schema: { tags, body: agreeing, response: { 201: agreementForm } } },
    async ({ body, caller }, reply) => {
      const { creditCode, document, from, until } = body
      const enterprise = await enterpriseByCode(db, creditCode)
      if (enterprise === null) throw new Refusal('thing.unknown', { what: 'enterprise', id: creditCode })
      mustSee(world, caller, enterprise.area, 'enterprise', creditCode)
      const doing: Doing = { now: clock.now(), by: actorOf(caller) }
      if (until < from || until < dayOf(doing.now)) throw new Refusal('exemption.dates')
      const terms = body.terms.map(({ line, level, measure: words }): AgreedTerm => {
        const measure = readMeasureText(words)
        if (measure === null) throw new Refusal('hardship.unreadable', { words })
        return { line, level, measure, words }
      })
      const fault = faultIn(terms, await askedOf(enterprise, terms, from))
      if (fault !== null) {
        const { line, asked } = fault
        throw new Refusal(FAULTS[fault.why], { line, level: LEVEL_ZH[fault.level], asked })
      }
      const { id: of, area } = enterprise
      const made = { area, enterprise: of, document, terms, from, until, proposedBy: doing.by, proposedAt: doing.now }
      const subject = await db.transaction(async (tx) => {
        const added = await addAgreement(tx, made)
        await note(tx, { area, kind: 'agreement', subject: added, event: 'AGREEMENT_PROPOSED', body: made }, doing)
        return added
      })
      return reply.code(201).send(showAgreement(await found(subject)))
    },
  )

  app.post(
    '/agreements/:id/sign',
    { config: { action: 'agreement.sign' }, schema: { tags, params: idParams, response: one } },
    async ({ params, caller }) => {
      const { area, proposedBy } = await found(params.id)
      mustSee(world, caller, area, 'agreement', params.id)
      if (proposedBy === actorOf(caller)) throw new Refusal('agreement.samePerson')
      return signed(params.id, 'bureau', caller)
    },
  )

  app.post(
    '/me/agreements/:id/sign',
    { config: { action: 'me.agreements' }, schema: { tags, params: idParams, response: one } },
    async ({ params, caller }) => {
      const { enterprise } = await found(params.id)
      if (enterprise !== enterpriseOf(caller)) throw new Refusal('thing.unknown', { what: 'agreement', id: params.id })
      return signed(params.id, 'enterprise', caller)
    },
  )

  app.post(
    '/agreements/:id/end',
    {
      config: { action: 'agreement.propose' },
      schema: { tags, params: idParams, body: z.object({ reason: remark.min(1) }), response: one },
    },
    async ({ params, body: { reason }, caller }) => {
      const { area } = await found(params.id)
      mustSee(world, caller, area, 'agreement', params.id)
      const doing: Doing = { now: clock.now(), by: actorOf(caller), because: reason }
      await db.transaction(async (tx) => {
        const held = await holdAgreement(tx, params.id)
        if (held === null || held.endedAt !== null) throw new Refusal('agreement.signed')
        await endAgreement(tx, held.id, doing.by, reason, doing.now)
        await note(tx, { area, kind: 'agreement', subject: held.id, event: 'AGREEMENT_ENDED', body: {} }, doing)
        await stepCohort(tx, 'term', await termsOf(tx, held.id, MOST_TERMS), { type: 'TERM_WITHDRAWN' }, doing)
      })
      return showAgreement(await found(params.id))
    },
  )

  app.get('/agreements', { config: { action: 'agreement.read' }, schema: listed }, ({ query, caller }) =>
    page(query, areasSeen(world, caller), null),
  )

  app.get('/me/agreements', { config: { action: 'me.agreements' }, schema: listed }, ({ query, caller }) =>
    page(
      query,
      world.areas.all().map(({ code }) => code),
      enterpriseOf(caller),
    ),
  )

  async function signed(agreement: Id, side: 'bureau' | 'enterprise', caller: Caller) {
    const doing: Doing = { now: clock.now(), by: actorOf(caller) }
    await db.transaction(async (tx) => {
      const held = await holdAgreement(tx, agreement)
      const already = side === 'bureau' ? held?.bureauAt : held?.enterpriseAt
      if (held === null || already !== null || held.endedAt !== null) throw new Refusal('agreement.signed')
      await signAgreement(tx, agreement, side, doing.by, doing.now)
      const entry = { area: held.area, kind: 'agreement', subject: agreement, event: 'AGREEMENT_SIGNED' }
      await note(tx, { ...entry, body: { side } }, doing)
      const other = side === 'bureau' ? held.enterpriseAt : held.bureauAt
      if (other !== null) await watch(tx, held, doing)
    })
    return showAgreement(await found(agreement))
  }

  /** Signed by both: its last day is told before. */
  async function watch(tx: Tx, held: Agreement, doing: Doing): Promise<void> {
    const { area, enterprise, name, id: source, until } = held
    const date = { kind: 'agreementUntil', line: '', day: until } as const
    const input = termOf(date, doing.now, loadGradeProcedure().notice.days)
    if (input !== null) await beginTerms(tx, [{ ...date, enterprise, name, area, source, input }], doing)
  }

  /** What the rules ask of an enterprise on a day, at each level that is agreed on, without any agreement. */
  async function askedOf(
    { id: enterprise, area, name }: { id: Id; area: string; name: string },
    terms: readonly AgreedTerm[],
    on: Day,
  ): Promise<Partial<Record<ListedLevel, OrderContent>>> {
    const now = clock.now()
    const list = await listInForce(db, world.areas.find(area)?.parent ?? area, now)
    const entry = list && (await listingOf(db, list.id, enterprise))
    if (!list || !entry) throw new Refusal('agreement.notListed', { name })
    const spares = await sparedCounties(db, list.id, list.area, on)
    const season = (await seasonsOf(db, [enterprise], { at: now, from: on })).get(enterprise)
    const rules = { measures: world.measures, applying: loadApplying() }
    const orders: Partial<Record<ListedLevel, OrderContent>> = {}
    for (const level of new Set(terms.map((term) => term.level))) {
      const order = decideOrder(
        { entry, ...(season ? { season } : {}) },
        termsOn(on, level, list, spares[level]),
        rules,
      )
      if (order !== null) orders[level] = order
    }
    return orders
  }

  async function page(
    query: { cursor?: string | undefined; limit: number },
    areas: readonly string[],
    enterprise: Id | null,
  ) {
    const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
    const rows = await agreementsIn(db, areas, enterprise, before, query.limit + 1)
    return cutPage(rows, query.limit, (row) => [row.id], showAgreement)
  }

  async function found(agreement: Id): Promise<Agreement> {
    const row = await agreementById(db, agreement)
    if (row === null) throw new Refusal('thing.unknown', { what: 'agreement', id: agreement })
    return row
  }
}
