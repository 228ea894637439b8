import { z } from 'zod'
import type { Change } from '../../../machines/warning.ts'
import { bookInForce, keepBook } from '../../assessment/books/store.ts'
import { latestAssessment } from '../../assessment/store.ts'
import { sayLevel } from '../../assessment/words.ts'
import { minutesOf } from '../../consultation/minutes/store.ts'
import { seenConsultation } from '../../consultation/seen.ts'
import { lastFound, type Consultation } from '../../consultation/store.ts'
import type { Tx } from '../../db/port.ts'
import { inStep } from '../../db/step.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { areaCode, id, instant, remark, warningLevel } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import type { WarningLevel } from '../../model/level.ts'
import { addMinutes, dayOf } from '../../model/time.ts'
import { actorOf, mustSee } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { beginWarning } from '../begin.ts'
import { changed, showChanged } from '../schemas.ts'
import { seenWarning } from '../seen.ts'
import { livingWarning, lockArea } from '../store.ts'
import { callsFor, noticeOf } from '../changes/ground.ts'

/** A warning that an officer puts forward (人工提出): with a reason, conferred on and signed like what the rule calls for. */
export function beginRoutes(app: App, world: World): void {
  const { db, clock, rulebooks, areas } = world

  app.post(
    '/warnings',
    {
      config: { action: 'warning.begin' },
      schema: {
        body: z.object({
          area: areaCode,
          level: warningLevel,
          startsAt: instant.optional().describe('now if not given'),
          endsAt: instant.nullable().describe('null: until further notice'),
          reason: remark.min(1),
          consultation: id.optional().describe('the consultation whose conclusion calls for it'),
        }),
        response: { 201: changed },
      },
    },
    async ({ body, caller }, reply) => {
      const { area, level, endsAt } = body
      mustSee(world, caller, area, 'area', area)
      const name = areas.find(area)?.name ?? area
      // A county answers for its city's warning and issues none (law, art. 95).
      if (areas.find(area)?.kind === 'county') throw new Refusal('warning.ofCounty', { name })
      const doing = { now: clock.now(), by: actorOf(caller), because: body.reason }
      const today = dayOf(doing.now)
      const startsAt = body.startsAt !== undefined && body.startsAt > doing.now ? body.startsAt : doing.now
      if (endsAt !== null && endsAt <= startsAt) throw new Refusal('warning.endsBeforeStart', { name })
      const asked = body.consultation === undefined ? null : await seenConsultation(world, body.consultation, caller)
      const begun = await inStep(db, async (tx) => {
        await lockArea(tx, area)
        const living = await livingWarning(tx, area)
        if (living !== null) throw new Refusal('warning.lives', { name: living.name })
        const book =
          world.judgedBy === null ? await bookInForce(tx, rulebooks, today, area) : rulebooks.get(world.judgedBy)
        if (book === null) throw new Refusal('warning.noBook', { name })
        await keepBook(tx, book, doing.now)
        const conferred = asked === null ? null : await groundOf(tx, asked, body)
        const { form, signature } = rulebooks.deadlines(today).signing
        const judged = await latestAssessment(tx, area)
        const wanted: Change = {
          kind: 'issue',
          ground: 'officer',
          level,
          startsAt,
          endsAt,
          rank: rulebooks.rankFor(level, today),
          signBy: addMinutes(doing.now, form.minutes + signature.minutes),
        }
        const change = { ...wanted, ruled: callsFor(judged, wanted) }
        const assessment = judged?.id ?? null
        const upon = conferred === null ? doing : { ...doing, because: `依据${conferred.number}：${body.reason}` }
        const beginning = { area, book, change, first: null, assessment, conferred: conferred?.id ?? null }
        const begun = await beginWarning(world, tx, beginning, upon)
        return { id: begun, notice: noticeOf(book, change) }
      })
      return reply.code(201).send(showChanged(await seenWarning(world, begun.id, caller), begun.notice))
    },
  )
}

/**
 * The conclusion that a warning is put forward on: the area's last one, of the very level.
 * @throws Refusal `consultation.notTheLast`, `consultation.otherLevel`
 */
async function groundOf(
  tx: Tx,
  { id: asked, name }: Consultation,
  { area, level }: { readonly area: string; readonly level: WarningLevel },
): Promise<{ readonly id: Id; readonly number: string }> {
  const found = await lastFound(tx, area)
  if (found === null || found.id !== asked) throw new Refusal('consultation.notTheLast', { name })
  if (found.level !== level) {
    const concluded = sayLevel(found.level ?? 'none')
    throw new Refusal('consultation.otherLevel', { name, zh: concluded.zh, en: concluded.en })
  }
  const minutes = await minutesOf(tx, asked)
  return { id: asked, number: minutes?.content.number ?? name }
}
