import { z } from 'zod'
import { keeps } from '../../../machines/fitting.ts'
import type { Change } from '../../../machines/warning.ts'
import { bookByHash } from '../../assessment/books/store.ts'
import { latestAssessment } from '../../assessment/store.ts'
import { callConsultation, closeConsultation } from '../../consultation/store.ts'
import { inStep, step } from '../../db/step.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { stage } from '../../http/change.ts'
import { idParams, instant, remark, warningLevel } from '../../http/schemas.ts'
import { dayOf } from '../../model/time.ts'
import { actorOf } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { askNotice } from '../notices/store.ts'
import { heldWarning, seenWarning } from '../seen.ts'
import { changed, showChanged, showWarning, warning } from '../schemas.ts'
import { lookWhoWaits } from '../store.ts'
import { changeOf } from './decide.ts'
import { callsFor, noticeOf } from './ground.ts'

const reason = remark.min(1)
const measures = warningLevel.optional().describe('a stricter level whose measures are to hold (提级措施)')
const WISHES = {
  raise: z.object({ level: warningLevel.optional(), measures, endsAt: instant.nullable().optional(), reason }),
  lower: z.object({ level: warningLevel.optional(), measures, endsAt: instant.nullable().optional(), reason }),
  extend: z.object({ endsAt: instant.nullable(), reason }),
  move: z.object({ at: instant, endsAt: instant.nullable().optional(), reason }),
  suspend: z.object({
    at: instant.optional(),
    resumeBy: instant.optional().describe('by when it is resumed or lifted; without it the planned end'),
    reason,
  }),
  resume: z.object({
    at: instant.optional(),
    level: warningLevel.optional(),
    endsAt: instant.nullable().optional(),
    reason,
  }),
  lift: z.object({ at: instant.optional(), stages: z.array(stage).max(24).optional(), reason }),
} as const

/** What officers want to become of a warning (调整、解除): each with a reason, conferred on and signed like what the rule calls for. */
export function changeRoutes(app: App, world: World): void {
  const { db, clock, rulebooks, areas } = world

  for (const kind of ['raise', 'lower', 'extend', 'move', 'suspend', 'resume', 'lift'] as const)
    app.post(
      `/warnings/:id/${kind}`,
      {
        config: { action: 'warning.change' },
        schema: { params: idParams, body: WISHES[kind], response: { 202: changed } },
      },
      async ({ params, body, caller }, reply) => {
        await seenWarning(world, params.id, caller)
        const doing = { now: clock.now(), by: actorOf(caller), because: body.reason }
        const notice = await inStep(db, async (tx) => {
          const before = await heldWarning(tx, params.id)
          const onDay = dayOf(doing.now)
          const { form, signature } = rulebooks.deadlines(onDay).signing
          const terms = {
            rankFor: (level: Change['level']) => rulebooks.rankFor(level, onDay),
            signMinutes: form.minutes + signature.minutes,
          }
          const wish = changeOf({ kind, ...body }, before, terms, doing.now)
          const wanted = { ...wish, ruled: callsFor(await latestAssessment(tx, before.area), wish) }
          for (const county of wanted.stages?.flatMap(({ counties }) => counties) ?? [])
            if (!areas.within(before.area).includes(county))
              throw new Refusal('warning.stageElsewhere', { area: county, name: before.name })
          if (!keeps(before.context.above, wanted)) throw new Refusal('warning.heldAbove', { name: before.name })
          await step(db, tx, { kind: 'warning', id: params.id }, { type: 'CHANGE_PROPOSED', change: wanted }, doing)
          const { area, assessmentId: assessment } = before
          await callConsultation(tx, { warning: params.id, area, change: wanted, assessment }, doing)
          return noticeOf(await bookByHash(tx, rulebooks, before.rulebookHash), wanted)
        })
        return reply.code(202).send(showChanged(await seenWarning(world, params.id, caller), notice))
      },
    )

  app.post(
    '/warnings/:id/withdraw',
    {
      config: { action: 'warning.change' },
      schema: { params: idParams, body: z.object({ reason }), response: { 200: warning } },
    },
    async ({ params, body, caller }) => {
      const { area } = await seenWarning(world, params.id, caller)
      const doing = { now: clock.now(), by: actorOf(caller), because: body.reason }
      await inStep(db, async (tx) => {
        const { level } = (await heldWarning(tx, params.id)).context
        const event = { type: 'WARNING_WITHDRAWN', rank: caller.rank } as const
        await step(db, tx, { kind: 'warning', id: params.id }, event, doing)
        await closeConsultation(tx, params.id, { decision: 'lapsed', by: caller.id, reason: body.reason }, doing)
        // What was never signed was told to nobody.
        if (level !== null) {
          const askedFor = { rank: caller.rank, reason: body.reason }
          await askNotice(tx, { area, warning: params.id, kind: 'withdraw', by: caller.id, askedFor }, doing.now)
        }
        await lookWhoWaits(tx, { id: params.id, area }, doing.now)
      })
      return showWarning(await seenWarning(world, params.id, caller))
    },
  )
}
