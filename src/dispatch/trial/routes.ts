import { z } from 'zod'
import { ask } from '../../db/effects.ts'
import { note } from '../../db/journal.ts'
import { seenWarning } from '../../episode/seen.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { id, idParams, instant } from '../../http/schemas.ts'
import { newId } from '../../model/id.ts'
import { actorOf } from '../../people/caller.ts'
import { waysOfOfficers } from '../../people/roster/store.ts'
import type { World } from '../../world.ts'
import { openPreview } from '../preview/open.ts'
import { insertTrials, trialsOf, type Trial } from './store.ts'

const trial = z
  .object({
    id,
    enterpriseId: id,
    officerId: id,
    channel: z.string(),
    number: z.string(),
    revision: z.int(),
    sentAt: instant,
    outcome: z.enum(['delivered', 'accepted', 'unknown', 'failed']).nullable().describe('null: on its way'),
    why: z.string().nullable(),
  })
  .meta({ id: 'Trial' })

/** Send to myself first (试发): the very messages of a preview, by every way that leads to the officer who asks. */
export function trialRoutes(app: App, world: World): void {
  const { db, clock } = world
  const tags = ['warnings']
  const config = { action: 'warning.trial' }

  app.post(
    '/warnings/:id/preview/:enterprise/send-to-me',
    {
      config,
      schema: {
        tags,
        params: idParams.extend({ enterprise: id }),
        response: { 202: z.object({ trials: z.array(trial) }) },
      },
    },
    async ({ params, caller }, reply) => {
      const { preview, row } = await openPreview(world, params.id, caller)
      const found = await preview.of(params.enterprise)
      if (found === null) throw new Refusal('thing.unknown', { what: 'enterprise', id: params.enterprise })
      if (found === 'unchanged') throw new Refusal('preview.unchanged')
      const ways = await waysOfOfficers(db, [caller.id])
      if (ways.length === 0) throw new Refusal('preview.noWay')
      const now = clock.now()
      const { purpose, number, revision, replaces, content, said } = found
      const writtenAt = purpose === 'ending' ? now : (preview.as.endsAt ?? now)
      const told = { purpose, number, revision, replaces, content, said, orderedAt: now, writtenAt }
      const { id: warningId, name, area } = row
      const trials = ways.map(({ channel }) => ({
        id: newId(now),
        enterprise: params.enterprise,
        officer: caller.id,
        channel,
        told,
        sentAt: now,
        warning: { id: warningId, name, area },
      }))
      await db.transaction(async (tx) => {
        const body = { enterprise: params.enterprise, channels: ways.map(({ channel }) => channel) }
        const doing = { now, by: actorOf(caller) }
        await insertTrials(tx, trials)
        await note(tx, { area, kind: 'warning', subject: warningId, event: 'TRIAL_ASKED', body }, doing)
        await ask(
          tx,
          trials.map(({ id: subject }) => ({ kind: 'sendTrial' as const, subject, area, params: {} })),
          now,
        )
      })
      return reply.code(202).send({ trials: trials.map((one) => show({ ...one, outcome: null, why: null })) })
    },
  )

  app.get(
    '/warnings/:id/trials',
    { config, schema: { tags, params: idParams, querystring: z.object(pageQuery), response: { 200: pageOf(trial) } } },
    async ({ params, query, caller }) => {
      await seenWarning(world, params.id, caller)
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const rows = await trialsOf(db, params.id, before, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.id], show)
    },
  )
}

function show({
  id: trialId,
  enterprise,
  officer,
  channel,
  told,
  sentAt,
  outcome,
  why,
}: Trial): z.output<typeof trial> {
  const { number, revision } = told
  return { id: trialId, enterpriseId: enterprise, officerId: officer, channel, number, revision, sentAt, outcome, why }
}
