import { z } from 'zod'
import { note } from '../../db/journal.ts'
import type { Tx } from '../../db/port.ts'
import { Refusal } from '../../errors.ts'
import { readEntry, storeEntry, type Entry } from '../../feed/byHand/enter.ts'
import { BY_HAND } from '../../feed/decide.ts'
import { livingFeeds, speaks } from '../../feed/watch/store.ts'
import type { App } from '../../http/app-type.ts'
import { languageOf } from '../../http/problem.ts'
import { id, idParams, remark } from '../../http/schemas.ts'
import { LEVELS } from '../../model/level.ts'
import { dayOf } from '../../model/time.ts'
import { providersOf } from '../../outlook/store.ts'
import { actorOf } from '../../people/caller.ts'
import { PARTIES } from '../../rulebook/consultation.ts'
import type { World } from '../../world.ts'
import { CONFIDENCES } from '../decide.ts'
import { correction, opinion } from '../schemas.ts'
import { heldOpen, seenConsultation } from '../seen.ts'
import { partyOf } from '../parties/speaks.ts'
import { noteAttendance } from '../parties/store.ts'
import { giveOpinion, noteCorrections, opinionsOn } from './store.ts'

/** Who may enter what another party has said (代录). */
const BUREAU = 'bureau'

const opinionForm = z.object({
  level: z.enum(LEVELS),
  confidence: z.enum(CONFIDENCES).optional(),
  text: remark.min(1),
  party: z.enum(PARTIES).optional().describe('by the bureau, for a party that has no log-in here; otherwise one’s own'),
})
const correctionForm = z.object({
  days: z.array(correction).min(1).max(14),
  provider: z
    .string()
    .trim()
    .min(1)
    .max(64)
    .optional()
    .describe('whose forecast is put right; otherwise the one that counts'),
})

/** Opinions of a consultation (会商意见), and what of the forecast they put right. */
export function opinionRoutes(app: App, world: World): void {
  const { db, clock, rulebooks, areas } = world
  const tags = ['consultation']

  app.post(
    '/consultations/:id/opinions',
    {
      config: { action: 'consultation.opine' },
      schema: { tags, params: idParams, body: opinionForm, response: { 201: z.object({ id }) } },
    },
    async ({ params, body, caller }, reply) => {
      await seenConsultation(world, params.id, caller)
      const doing = { now: clock.now(), by: actorOf(caller) }
      const { parties } = rulebooks.consultation(dayOf(doing.now))
      const given = await db.transaction(async (tx) => {
        const held = await heldOpen(tx, params.id)
        const own = await partyOf(tx, caller, parties)
        const { level, text, confidence = null, party = own } = body
        if (party !== own && own !== BUREAU) {
          const title = parties.find((one) => one.id === own)?.title.zh ?? own
          throw new Refusal('consultation.ownParty', { party: title })
        }
        const words = { userId: caller.id, party, onBehalf: party !== own, level, confidence, text }
        const opinionId = await giveOpinion(tx, held, words, doing)
        await noteAttendance(tx, held, [{ party, present: true }], doing)
        await note(
          tx,
          {
            area: held.area,
            kind: 'consultation',
            subject: held.id,
            event: 'OPINION_GIVEN',
            body: { level, confidence, text, party, onBehalf: party !== own },
          },
          doing,
        )
        return opinionId
      })
      return reply.code(201).send({ id: given })
    },
  )

  // The right is that of a correction elsewhere, and so is the way: another one would be judged by other rules.
  app.post(
    '/consultations/:id/opinions/:opinion/corrections',
    {
      config: { action: 'forecast.correct' },
      schema: {
        tags,
        params: z.object({ id, opinion: id }),
        body: correctionForm,
        response: { 202: opinion },
      },
    },
    async ({ params, body, caller, headers }, reply) => {
      const found = await seenConsultation(world, params.id, caller)
      const now = clock.now()
      const doing = { now, by: actorOf(caller) }
      const passed = body.days.find(({ day }) => day < dayOf(now))
      if (passed !== undefined) throw new Refusal('consultation.pastDay', { day: passed.day })
      const language = languageOf(headers['accept-language'])
      const after = await db.transaction(async (tx) => {
        await heldOpen(tx, params.id)
        const given = (await opinionsOn(tx, params.id)).find((one) => one.id === params.opinion)
        if (given === undefined || given.userId !== caller.id)
          throw new Refusal('thing.unknown', { what: 'opinion', id: params.opinion })
        if (given.bulletin !== null) throw new Refusal('consultation.corrected')
        const title = rulebooks.consultation(dayOf(now)).parties.find((one) => one.id === given.party)?.title.zh ?? ''
        const reason = `${found.name}，${title}意见：${given.text}`
        const whose = await whoseForecast(tx, found.area, body.provider)
        const values = body.days.map(({ day, aqi }) => ({ at: day, aqi }))
        const read = readEntry(
          world,
          {
            kind: 'forecast',
            area: found.area,
            values,
            provider: whose.provider,
            word: { origin: whose.origin, reason },
          },
          { now, seen: caller.areas, language },
        )
        const { id: bulletin } = await storeEntry(tx, read, doing)
        await noteCorrections(tx, params.opinion, body.days, bulletin)
        return { ...given, corrections: [...body.days], bulletin }
      })
      return reply.code(202).send(after)
    },
  )

  /** Whose values are put right: of those that speak the one that counts; where nobody speaks it is a forecast by hand. */
  async function whoseForecast(
    tx: Tx,
    area: string,
    asked: string | undefined,
  ): Promise<{ provider: string; origin: Entry['word']['origin'] }> {
    if (asked !== undefined) {
      if (!(await speaks(tx, { area, kind: 'forecast', provider: asked })))
        throw new Refusal('thing.unknown', { what: 'provider', id: asked })
      return { provider: asked, origin: 'correction' }
    }
    const living = (await livingFeeds(tx, { area, kind: 'forecast' }, { late: true })).map(({ provider }) => provider)
    const ranked = (await providersOf(tx, areas, area)).find((provider) => living.includes(provider))
    const provider = ranked ?? living.at(-1)
    return provider === undefined ? { provider: BY_HAND, origin: 'hand' } : { provider, origin: 'correction' }
  }
}
