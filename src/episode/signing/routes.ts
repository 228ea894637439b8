import { z } from 'zod'
import type { App } from '../../http/app-type.ts'
import { idParams } from '../../http/schemas.ts'
import { actorOf } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { showWarning, warning } from '../schemas.ts'
import { seenWarning } from '../seen.ts'
import { decision } from './schemas.ts'
import { sign } from './sign.ts'

/** `/warnings/{id}/signatures` (签发): the signer's own decision on what waits. */
export function signingRoutes(app: App, world: World): void {
  app.post(
    '/warnings/:id/signatures',
    {
      config: { action: 'warning.sign' },
      schema: {
        params: idParams,
        body: z.object({
          ...decision,
          mode: z
            .enum(['system', 'paper', 'telephone'])
            .default('system')
            .describe(
              'what was signed otherwise than here is shown afterwards: a scan, or a confirmation in the system',
            ),
        }),
        response: { 200: warning },
      },
    },
    async ({ params, body, caller }) => {
      await seenWarning(world, params.id, caller)
      const { decision: decided, mode, reason, ...read } = body
      const now = world.clock.now()
      const signing = {
        decision: decided,
        mode,
        reason,
        signer: { id: caller.id, rank: caller.rank, areas: caller.areas },
        enteredBy: null,
        spoken: null,
        read,
      }
      await sign(world, params.id, signing, { now, by: actorOf(caller), ...(reason ? { because: reason } : {}) })
      return showWarning(await seenWarning(world, params.id, caller))
    },
  )
}
