import { z } from 'zod'
import { sayState } from '../../machines/words.ts'
import { pastOf } from '../db/past.ts'
import type { App } from '../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../http/cursor.ts'
import { areaCode, asOf, id, idParams } from '../http/schemas.ts'
import type { Instant } from '../model/time.ts'
import { areasSeen } from '../people/caller.ts'
import type { World } from '../world.ts'
import { lookAtLift } from './reversal/look.ts'
import { reversal, showWarning, warning } from './schemas.ts'
import { seenWarning } from './seen.ts'
import { showSignatures, signature } from './signing/schemas.ts'
import { warningAt } from './past.ts'
import { listWarnings, type WarningRow } from './store.ts'

const oneWarning = warning.extend({
  signatures: z.array(signature),
  reversal: reversal
    .nullable()
    .describe('of a proposed lift: whether it will probably be taken back, and at what price'),
})

/** `/warnings` (预警): what is proposed and in force, and its signatures. */
export function warningRoutes(app: App, world: World): void {
  const { db } = world

  app.get(
    '/warnings',
    {
      config: { action: 'warning.read' },
      schema: {
        querystring: z.object({ ...pageQuery, area: areaCode.optional(), alive: z.stringbool().default(false) }),
        response: { 200: pageOf(warning) },
      },
    },
    async ({ query, caller }) => {
      const before = readCursor(query.cursor, z.tuple([id]))
      const areas = areasSeen(world, caller).filter((code) => query.area === undefined || code === query.area)
      const rows = await listWarnings(db, { areas, alive: query.alive }, before?.[0] ?? null, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.id], showWarning)
    },
  )

  app.get(
    '/warnings/:id',
    {
      config: { action: 'warning.read' },
      schema: { params: idParams, querystring: z.object({ at: asOf }), response: { 200: oneWarning } },
    },
    async ({ params, query, caller }) => {
      const found = await seenWarning(world, params.id, caller)
      if (query.at !== undefined && query.at < world.clock.now()) return await asItStood(world, found, query.at)
      const lifts = found.context.change?.kind === 'lift'
      return {
        ...showWarning(found),
        signatures: await showSignatures(world, params.id),
        reversal: lifts ? await lookAtLift(world, found, null) : null,
      }
    },
  )
}

/** What everybody read of it then. */
async function asItStood(world: World, now: WarningRow, at: Instant): Promise<z.output<typeof oneWarning>> {
  const row = await warningAt(world.db, now, at)
  const signed = (await showSignatures(world, now.id)).filter(({ signedAt }) => signedAt <= at)
  const signatures = await Promise.all(
    signed.map(async ({ endorsement, ...signature }) => {
      const past = endorsement && (await pastOf(world.db, 'endorsement', { id: endorsement.id, area: now.area }, at))
      const { state, due: showBy } = past ?? { state: '', due: null }
      const shown = { state, stateName: sayState('endorsement', state), showBy }
      return { ...signature, endorsement: past && endorsement ? { id: endorsement.id, ...shown } : null }
    }),
  )
  return { ...showWarning(row), signatures, reversal: null }
}
