import type { Asked } from '../../db/effects.ts'
import type { Id } from '../../model/id.ts'

/**
 * So many messages share the effect that asks for their first attempts, and its ticket: most of what a message costs
 * beside its sending. More, and a process that is killed takes more of them with it for the time of a lease; fewer save
 * less.
 */
export const TOGETHER = 25

/**
 * What is stored of the first attempts that messages ask for: in a flood one effect for some of them at a time. So few
 * as one effect would carry are asked for each by itself.
 * @param asked one `deliver` for each message, without an hour of its own
 * @param keyed messages whose receivers can tell a second one from the first: no others share an effect
 * @param priority where it is not that of an order
 */
export function together(asked: readonly Asked[], keyed: ReadonlySet<Id>, priority: number | undefined): Asked[] {
  const flood = asked.filter(({ subject }) => keyed.has(subject))
  if (flood.length <= TOGETHER) return asked.map((one) => ({ ...one, priority }))
  const others = asked.filter(({ subject }) => !keyed.has(subject)).map((one) => ({ ...one, priority }))
  const shared = Array.from({ length: Math.ceil(flood.length / TOGETHER) }, (_, n) => {
    const some = flood.slice(n * TOGETHER, (n + 1) * TOGETHER)
    return carryingAll(
      some.map(({ subject }) => subject),
      some[0]?.area ?? '',
      priority,
    )
  })
  return [...shared, ...others]
}

/** One effect for the first attempts of some messages. */
export function carryingAll(deliveries: readonly Id[], area: string, priority?: number): Asked<'deliverTogether'> {
  return { kind: 'deliverTogether', subject: deliveries[0] ?? '', area, params: { deliveries }, priority }
}
