import { z } from 'zod'
import type { App } from '../../http/app-type.ts'
import { idParams, instant } from '../../http/schemas.ts'
import type { World } from '../../world.ts'
import { reversal } from '../schemas.ts'
import { seenWarning } from '../seen.ts'
import { lookAtLift } from './look.ts'

/** Whether a lift will probably be taken back, and what that would cost (解除后反复的可能与代价). */
export function reversalRoutes(app: App, world: World): void {
  app.get(
    '/warnings/:id/reversal',
    {
      config: { action: 'warning.read' },
      schema: {
        params: idParams,
        querystring: z.object({
          at: instant.optional().describe('the hour of the lift; else what is proposed, or now'),
        }),
        response: { 200: reversal },
      },
    },
    async ({ params, query, caller }) =>
      await lookAtLift(world, await seenWarning(world, params.id, caller), query.at ?? null),
  )
}
