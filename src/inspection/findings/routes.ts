import { z } from 'zod'
import type { FindingEvent } from '../../../machines/finding.ts'
import type { Tx } from '../../db/port.ts'
import { inStep, step } from '../../db/step.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { id, idParams } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import { actorOf, areasSeen, enterpriseOf, mustSee, type Caller } from '../../people/caller.ts'
import { knownTo } from '../../rotation/known.ts'
import { loadInspectionProcedure } from '../../rulebook/inspection.ts'
import type { World } from '../../world.ts'
import { answerBy, nameOfFinding, ruleOf, rulingBy } from './decide.ts'
import { tellFinding } from './tell.ts'
import { answering, entering, findingForm, findingState, ruling, showFinding } from './schemas.ts'
import {
  beginFinding,
  findingById,
  findingsIn,
  findingsOf,
  saveAnswer,
  saveRuling,
  wasOrdered,
  type Finding,
} from './store.ts'

/** Findings (核查发现): the enterprise sees each with its evidence and is heard; another person than the inspector rules. */
export function findingRoutes(app: App, world: World): void {
  const { db, clock } = world
  const procedure = loadInspectionProcedure()
  const tags = ['inspections']
  const one = { 200: findingForm }
  const show = (row: Finding) => showFinding(procedure, row)

  app.get(
    '/findings',
    {
      config: { action: 'finding.read' },
      schema: {
        tags,
        querystring: z.object({
          ...pageQuery,
          enterprise: id.optional(),
          warning: id.optional(),
          state: findingState.optional(),
        }),
        response: { 200: pageOf(findingForm) },
      },
    },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const { enterprise = null, warning = null, state = null } = query
      const filter = { areas: areasSeen(world, caller), enterprise, warning, state }
      return cutPage(await findingsIn(db, filter, before, query.limit + 1), query.limit, (row) => [row.id], show)
    },
  )

  app.get(
    '/findings/:id',
    { config: { action: 'finding.read' }, schema: { tags, params: idParams, response: one } },
    async ({ params, caller }) => show(await seen(params.id, caller)),
  )

  app.post(
    '/findings',
    { config: { action: 'finding.enter' }, schema: { tags, body: entering, response: { 201: findingForm } } },
    async ({ body, caller }, reply) => {
      const { area, name, entry } = await knownTo(world, body.enterprise, caller)
      const rule = ruleOf(procedure, body.kind)
      if (rule === null)
        throw new Refusal('finding.kind', {
          kind: body.kind,
          known: procedure.findings.map((each) => each.id).join(', '),
        })
      if (body.line !== '' && !entry.lines.some(({ number }) => number === body.line))
        throw new Refusal('finding.noLine', { line: body.line })
      const warning = body.warning ?? null
      if (warning !== null && !(await wasOrdered(db, warning, body.enterprise)))
        throw new Refusal('thing.unknown', { what: 'warningOfPlant', id: warning })
      const doing = { now: clock.now(), by: actorOf(caller) }
      const made = await db.transaction(async (tx) => {
        const finding = await beginFinding(
          tx,
          {
            ...body,
            area,
            name: nameOfFinding(name, body.line, rule),
            warning,
            verdict: body.verdict ?? null,
            inspection: null,
            evidence: body.evidence.map(({ what, at = null, value = null }) => ({ what, at, value, photo: null })),
            answerBy: answerBy(procedure, doing.now),
            foundBy: [doing.by],
          },
          doing,
        )
        const found = await findingById(tx, finding)
        if (found !== null) await tellFinding(tx, procedure, found, doing)
        return finding
      })
      return reply.code(201).send(show(await seen(made, caller)))
    },
  )

  app.post(
    '/findings/:id/ruling',
    { config: { action: 'finding.rule' }, schema: { tags, params: idParams, body: ruling, response: one } },
    async ({ params, body: { decision, reason }, caller }) => {
      await seen(params.id, caller)
      const by = actorOf(caller)
      const type = decision === 'uphold' ? 'FINDING_UPHELD' : 'FINDING_DISMISSED'
      return await moved(params.id, { now: clock.now(), by, because: reason }, { type, by }, (tx, doing) =>
        saveRuling(tx, params.id, reason, doing),
      )
    },
  )

  app.get(
    '/me/findings',
    {
      config: { action: 'me.findings' },
      schema: { tags, querystring: z.object(pageQuery), response: { 200: pageOf(findingForm) } },
    },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const rows = await findingsOf(db, enterpriseOf(caller), before, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.id], show)
    },
  )

  app.get(
    '/me/findings/:id',
    { config: { action: 'me.findings' }, schema: { tags, params: idParams, response: one } },
    async ({ params, caller }) => show(await own(params.id, caller)),
  )

  app.post(
    '/me/findings/:id/answer',
    { config: { action: 'me.findings' }, schema: { tags, params: idParams, body: answering, response: one } },
    async ({ params, body: { kind, text = '' }, caller }) => {
      await own(params.id, caller)
      if (kind === 'contest' && text === '') throw new Refusal('finding.noText')
      const doing = { now: clock.now(), by: actorOf(caller) }
      const contested = { type: 'FINDING_CONTESTED', ruleBy: rulingBy(procedure, doing.now) } as const
      const event = kind === 'accept' ? ({ type: 'FINDING_ACCEPTED' } as const) : contested
      return await moved(params.id, doing, event, (tx) => saveAnswer(tx, params.id, text === '' ? null : text, doing))
    },
  )

  type Doing = { now: string; by: string; because?: string }

  async function moved(
    finding: Id,
    doing: Doing,
    event: FindingEvent,
    besides: (tx: Tx, doing: Doing) => Promise<void>,
  ) {
    await inStep(db, async (tx) => {
      await step(db, tx, { kind: 'finding', id: finding }, event, doing)
      await besides(tx, doing)
      const after = await findingById(tx, finding)
      if (after !== null) await tellFinding(tx, procedure, after, doing)
    })
    const after = await findingById(db, finding)
    if (after === null) throw new Refusal('thing.unknown', { what: 'finding', id: finding })
    return show(after)
  }

  async function seen(finding: Id, caller: Caller): Promise<Finding> {
    const found = await findingById(db, finding)
    if (found === null) throw new Refusal('thing.unknown', { what: 'finding', id: finding })
    mustSee(world, caller, found.area, 'finding', finding)
    return found
  }

  async function own(finding: Id, caller: Caller): Promise<Finding> {
    const found = await findingById(db, finding)
    if (found === null || found.enterprise !== enterpriseOf(caller))
      throw new Refusal('thing.unknown', { what: 'finding', id: finding })
    return found
  }
}
