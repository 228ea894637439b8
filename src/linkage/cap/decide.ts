import type { Areas } from '../../model/area.ts'
import { addMinutes, type Instant } from '../../model/time.ts'

/** Where whoever sends stands to whoever receives (来源层级): 上级, 毗邻, 下级. */
export const RELATIONS = ['above', 'beside', 'below'] as const
export type Relation = (typeof RELATIONS)[number]

/**
 * How far two clocks may be apart. Less, and a message of a city whose clock runs ahead is lost; more, and one that is
 * dated ahead stands above those that come after it.
 */
const AHEAD_MINUTES = 10

/** By the areas that a message is about: one that the receiver lies in is above it, one that lies in it below. */
export function relationOf(areas: Areas, receiver: string, geocodes: readonly string[]): Relation {
  const around = new Set(areas.around(receiver).slice(1))
  const known = geocodes.flatMap((code) => areas.find(code)?.code ?? [])
  if (known.some((code) => around.has(code))) return 'above'
  const within = new Set(areas.within(receiver))
  return known.length > 0 && known.every((code) => within.has(code)) ? 'below' : 'beside'
}

export function isAhead(sent: Instant, now: Instant): boolean {
  return sent > addMinutes(now, AHEAD_MINUTES)
}

/** Whether a message is about what this world is about: a drill is told of drills, and nothing real of them. */
export function isOfWorld(status: string, world: 'live' | 'demo' | 'drill'): boolean {
  return world === 'live' ? status === 'Actual' : status === 'Exercise' || status === 'Test'
}

/** What a kept message is read by. */
export interface Standing {
  readonly type: 'Alert' | 'Update' | 'Cancel'
  readonly ofWorld: boolean
  readonly replacedBy: string | null
  readonly expires: Instant | null
  readonly decision: 'adopted' | 'dismissed' | null
  readonly relation: Relation
}

/** Whether it tells of something that holds now. */
export function holds({ type, ofWorld, replacedBy, expires }: Omit<Standing, 'decision' | 'relation'>, now: Instant) {
  return ofWorld && type !== 'Cancel' && replacedBy === null && (expires === null || expires > now)
}

/** Whether it waits for an officer: what comes from above is a proposal, its end too; nothing of it orders by itself. */
export function waits(standing: Standing, now: Instant): boolean {
  const { relation, decision, type, ofWorld, replacedBy } = standing
  if (relation !== 'above' || decision !== null) return false
  return holds(standing, now) || (type === 'Cancel' && ofWorld && replacedBy === null)
}
