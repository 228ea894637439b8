import { z } from 'zod'
import { note } from '../../db/journal.ts'
import { inStep } from '../../db/step.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { areaCode, id, idParams, instant, remark } from '../../http/schemas.ts'
import { findingById, type Finding } from '../../inspection/findings/store.ts'
import { GRADE_ZH } from '../../model/enterprise.ts'
import type { Id } from '../../model/id.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../../people/caller.ts'
import { FOLLOWS } from '../../rulebook/inspection.ts'
import type { World } from '../../world.ts'
import { carryOut } from './carryOut.ts'
import { adopt, consequenceById, consequencesIn, decide, holdConsequence, type Consequence } from './store.ts'

const STATE_ZH: Readonly<Record<Consequence['state'], string>> = {
  proposed: '待采纳',
  adopted: '已采纳、待复核',
  done: '已执行',
  refused: '不予采纳',
  undone: '已撤销',
}
const state = z.enum(['proposed', 'adopted', 'done', 'refused', 'undone'])

const consequenceForm = z
  .object({
    id,
    area: areaCode,
    findingId: id,
    enterpriseId: id,
    kind: z.enum(FOLLOWS),
    state,
    basis: z.object({
      ground: z.string().nullable(),
      document: z.string().nullable(),
      clause: z.string().nullable(),
      borrowedFrom: z.string().nullable(),
      design: z.boolean().describe('no document says so: this engine’s own reading'),
    }),
    proposedAt: instant,
    adoptedBy: z.string().nullable(),
    adoptedAt: instant.nullable(),
    decidedBy: z.string().nullable(),
    decidedAt: instant.nullable(),
    reason: z.string().nullable(),
    result: z.record(z.string(), z.string()).nullable(),
  })
  .meta({ id: 'Consequence' })

/** What follows from findings (处理建议): proposed by the rules, adopted by one officer, confirmed by another. */
export function consequenceRoutes(app: App, world: World): void {
  const { db, clock } = world
  const tags = ['problems']
  const one = { 200: consequenceForm }

  app.get(
    '/consequences',
    {
      config: { action: 'finding.read' },
      schema: {
        tags,
        querystring: z.object({ ...pageQuery, state: state.optional() }),
        response: { 200: pageOf(consequenceForm) },
      },
    },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const filter = { areas: areasSeen(world, caller), state: query.state ?? null }
      return cutPage(await consequencesIn(db, filter, before, query.limit + 1), query.limit, (row) => [row.id], show)
    },
  )

  app.post(
    '/consequences/:id/adopt',
    {
      config: { action: 'consequence.adopt' },
      schema: {
        tags,
        params: idParams,
        body: z.object({
          reason: remark.min(1),
          grading: id.optional().describe('of lowerGrade: the grade that is held'),
          to: z
            .enum(Object.keys(GRADE_ZH) as [keyof typeof GRADE_ZH])
            .optional()
            .describe('of lowerGrade'),
        }),
        response: one,
      },
    },
    async ({ params, body: { reason, grading, to }, caller }) => {
      await seen(params.id, caller)
      const doing = { now: clock.now(), by: actorOf(caller), because: reason }
      await inStep(db, async (tx) => {
        const { held } = await holding(tx, params.id, ['proposed'], '采纳', 'adopted')
        const result = { ...(grading === undefined ? {} : { grading }), ...(to === undefined ? {} : { to }) }
        await adopt(tx, held.id, result, doing)
        const body = { what: held.kind, ...result }
        await note(
          tx,
          { area: held.area, kind: 'consequence', subject: held.id, event: 'CONSEQUENCE_ADOPTED', body },
          doing,
        )
      })
      return show(await seen(params.id, caller))
    },
  )

  app.post(
    '/consequences/:id/decision',
    {
      config: { action: 'consequence.confirm' },
      schema: {
        tags,
        params: idParams,
        body: z.object({ decision: z.enum(['confirm', 'refuse']), reason: remark.min(1) }),
        response: one,
      },
    },
    async ({ params, body: { decision, reason }, caller }) => {
      await seen(params.id, caller)
      const doing = { now: clock.now(), by: actorOf(caller), because: reason }
      await inStep(db, async (tx) => {
        const confirms = decision === 'confirm'
        const from: Consequence['state'][] = confirms ? ['adopted'] : ['proposed', 'adopted']
        const { held, finding } = await holding(
          tx,
          params.id,
          from,
          confirms ? '复核' : '否决',
          confirms ? 'confirmed' : 'refused',
        )
        if (held.adoptedBy === doing.by || finding.foundBy === doing.by) throw new Refusal('consequence.samePerson')
        const result = confirms ? await carryOut(db, tx, held, finding, doing) : held.result
        await decide(tx, held.id, confirms ? 'done' : 'refused', result, doing)
        const event = confirms ? 'CONSEQUENCE_CARRIED_OUT' : 'CONSEQUENCE_REFUSED'
        const body = { what: held.kind, finding: finding.id, result }
        await note(tx, { area: held.area, kind: 'consequence', subject: held.id, event, body }, doing)
      })
      return show(await seen(params.id, caller))
    },
  )

  async function holding(
    tx: Parameters<typeof holdConsequence>[0],
    consequence: Id,
    from: readonly Consequence['state'][],
    zh: string,
    en: string,
  ): Promise<{ held: Consequence; finding: Finding }> {
    const held = await holdConsequence(tx, consequence)
    const finding = held === null ? null : await findingById(tx, held.finding)
    if (held === null || finding === null) throw new Refusal('thing.unknown', { what: '处理建议', id: consequence })
    if (!from.includes(held.state))
      throw new Refusal('consequence.decided', {
        state: `${STATE_ZH[held.state]}（${held.state}）`,
        asked: `${zh} (${en})`,
      })
    // Ruled out meanwhile: what it led to is about to be taken back.
    if (finding.state !== 'upheld')
      throw new Refusal('consequence.decided', { state: `${STATE_ZH.undone}（undone）`, asked: `${zh} (${en})` })
    return { held, finding }
  }

  async function seen(consequence: Id, caller: Caller): Promise<Consequence> {
    const found = await consequenceById(db, consequence)
    if (found === null) throw new Refusal('thing.unknown', { what: '处理建议', id: consequence })
    mustSee(world, caller, found.area, '处理建议', consequence)
    return found
  }
}

function show({ finding, enterprise, ...row }: Consequence): z.output<typeof consequenceForm> {
  return { ...row, findingId: finding, enterpriseId: enterprise, result: row.result && { ...row.result } }
}
