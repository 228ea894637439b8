import type { World } from '../../world.ts'
import type { PublishedOrder } from './store.ts'

/** What is answered to whoever holds a code (核验结论). */
export type Standing = 'inForce' | 'replaced' | 'lifted' | 'recalled' | 'unknown' | 'exercise'

/**
 * Whether an order is genuine and still counts. What is not the live world says 演练 to whatever it is asked, so that
 * nobody is ever told by it that an order is genuine (law 13).
 */
export function standingOf(
  order: Pick<PublishedOrder, 'state' | 'revision' | 'newest'> | null,
  world: World['kind'],
): Standing {
  if (world !== 'live') return 'exercise'
  if (order === null) return 'unknown'
  if (order.newest > order.revision || order.state === 'superseded') return 'replaced'
  if (order.state === 'recalled') return 'recalled'
  return order.state === 'released' ? 'lifted' : 'inForce'
}
