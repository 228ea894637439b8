import { z } from 'zod'
import type { App } from '../http/app-type.ts'
import { instant } from '../http/schemas.ts'
import type { World } from '../world.ts'
import { INVARIANTS, type InvariantId } from './invariants.ts'
import { lookAtAll } from './look.ts'

const words = z.object({ zh: z.string(), en: z.string() })
export const auditForm = z
  .object({
    ok: z.boolean(),
    at: instant,
    breaches: z.array(
      z.object({
        invariant: z.enum(Object.keys(INVARIANTS) as [InvariantId, ...InvariantId[]]),
        holds: words.describe('what should hold'),
        why: z.string(),
        area: z.string().describe('empty: of the whole installation'),
        what: z.string(),
      }),
    ),
  })
  .meta({ id: 'Audit' })

/** `GET /audit` (全面核查): every standing invariant over all that is there, now. */
export function auditRoutes(app: App, world: World): void {
  app.get('/audit', { config: { action: 'audit.read' }, schema: { response: { 200: auditForm } } }, async () => {
    const found = await lookAtAll(world)
    const breaches = found.map((breach) => ({ ...breach, holds: INVARIANTS[breach.invariant] }))
    return { ok: found.length === 0, at: world.clock.now(), breaches }
  })
}
