import type { Routes } from '../http/app-type.ts'
import type { EffectQueue } from '../queue/port.ts'
import { metricRoutes } from './metrics.ts'
import { readyRoutes } from './ready.ts'

/**
 * What whoever runs the engine looks at (运维): without a log-in, and so without names.
 * @param keptMs for how long figures are shown again; only a test is in more of a hurry
 */
export function watchingRoutes(queue: Pick<EffectQueue, 'size'>, { keptMs }: { keptMs?: number } = {}): Routes {
  return (app, world) => {
    readyRoutes(app, world, () => queue.size('desk'))
    metricRoutes(app, world, queue, keptMs)
  }
}
