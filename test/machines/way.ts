import { nearest } from '../../machines/deadline.ts'
import { MACHINES, type Machine, type Stored } from '../../machines/index.ts'
import type { WarningContext } from '../../machines/warning.ts'
import { run, start } from '../../src/db/machine.ts'
import type { Instant } from '../../src/model/time.ts'
import { interned, type Move, type Space } from './explore.ts'
import { NOW, WHOLE_LADDER } from './samples.ts'
import {
  asWarning,
  CHANGES,
  ENDS,
  INSTRUCTIONS,
  RELIEFS,
  PROPERTIES,
  reduced,
  stepsOf,
  WAITS_FOR_HOUR,
  type Asked,
  type WarningStep,
  type WarningStored,
} from './warningSteps.ts'

/*
 * A warning and the order of one enterprise under it, with what was asked for and not yet done between them.
 * Effects are carried out in whatever order the queue takes them; revisions are counted from the present one.
 */

/** What is asked of orders. Whoever else is told of a warning is not on this way. */
const OF_ORDERS = ['planOrders', 'releaseOrders', 'releasePart'] as const satisfies readonly Asked[]
type OfOrders = (typeof OF_ORDERS)[number]

const ORDER_ENDS = new Set(['superseded', 'released', 'recalled'])

interface Order {
  /** Revisions behind the warning's present one. */
  readonly behind: number
  readonly stored: Stored
}

export interface Way {
  readonly warning: WarningStored
  /** Effects asked for and not yet carried out; the queue may take any of them next. */
  readonly asked: readonly { readonly kind: OfOrders; readonly behind: number }[]
  /** Living orders of the enterprise. */
  readonly orders: readonly Order[]
  /** The stage of the lift that names the enterprise has come. */
  readonly free: boolean
  readonly planned: boolean
  readonly released: number
}

/** What is explored, so that a mutant can take the place of any part. */
export interface Parts {
  readonly warning: Machine
  readonly order: Machine
  /** Whether the handler of planOrders asks for the warning as it is now. */
  readonly handlerAsks: boolean
  /** Whether it asks whose stage of the lift has come. */
  readonly handlerKnowsStages: boolean
}

export const REAL: Parts = {
  warning: MACHINES.warning,
  order: MACHINES.order,
  handlerAsks: true,
  handlerKnowsStages: true,
}

const ORDER_EVENTS = [
  { type: 'ORDER_DELIVERED', now: NOW },
  { type: 'ORDER_UNDELIVERABLE', now: NOW },
  { type: 'ENTERPRISE_ACKNOWLEDGED' },
  { type: 'ENTERPRISE_COMMITTED' },
  { type: 'ENTERPRISE_HINDERED' },
] as const

/** A warning by itself, with instructions from above that come and go. */
export function aboveOf(machine: Machine): Space<WarningStored> {
  return aloneOf(machine, INSTRUCTIONS)
}

/** A warning by itself, whose signers are silent and others called in for them. */
export function reliefOf(machine: Machine): Space<WarningStored> {
  return aloneOf(machine, RELIEFS)
}

function aloneOf(machine: Machine, others: typeof INSTRUCTIONS): Space<WarningStored> {
  return {
    start: CHANGES.filter(({ kind }) => kind === 'issue').map((change) =>
      reduced(asWarning(start(machine, { change }).stored)),
    ),
    key: (warning) => JSON.stringify(warning),
    *moves(warning) {
      yield* stepsOf(machine, warning, others)
    },
    broken: () => [],
    ended: ({ state }) => ENDS.has(state),
  }
}

/** The space of a warning, its order and what is asked between them. The order's own clock is explored in `ladder`. */
export function wayOf(parts: Parts): Space<Way> {
  const warnings = interned<WarningStored>()
  const orders = orderSteps(parts.order)
  const steps = new Map<string, readonly WarningStep[]>()

  function warningSteps(warning: WarningStored): readonly WarningStep[] {
    const known = steps.get(warnings(warning))
    if (known) return known
    const found = [...stepsOf(parts.warning, warning)]
    steps.set(warnings(warning), found)
    return found
  }

  return {
    start: CHANGES.filter(({ kind }) => kind === 'issue').map((change) => {
      const { stored } = start(parts.warning, { change })
      return { warning: reduced(asWarning(stored)), asked: [], orders: [], free: false, planned: false, released: 0 }
    }),
    key: (way) =>
      [
        warnings(way.warning),
        way.asked.map(({ kind, behind }) => `${kind}${behind}`).sort(),
        way.orders.map(({ behind, stored }) => `${behind}${orders.name(stored)}`),
        way.free,
        way.planned,
        way.released,
      ].join('|'),
    *moves(way) {
      for (const { by, to, asked, broken } of warningSteps(way.warning)) {
        const plans = asked.includes('planOrders')
        const releases = asked.filter((kind) => kind === 'releaseOrders').length
        const older = plans ? 1 : 0
        yield {
          by,
          broken,
          to: {
            warning: to,
            asked: onceEach([
              ...aged(way.asked, older),
              ...OF_ORDERS.filter((kind) => asked.includes(kind)).map((kind) => ({ kind, behind: 0 })),
            ]),
            free: way.free || asked.includes('releasePart'),
            orders: aged(way.orders, older),
            planned: way.planned || plans,
            released: (plans ? 0 : way.released) + releases,
          },
        }
      }
      yield* carriedOut(orders, parts, way)
      yield* answered(orders, way)
    },
    broken: (way) => brokenIn(way),
    ended: (way) => ENDS.has(way.warning.state) && way.asked.length === 0 && way.orders.length === 0,
  }
}

/** One effect is carried out. A new revision takes the place of the living one in the same transaction. */
function* carriedOut(orders: OrderSteps, { handlerAsks, handlerKnowsStages }: Parts, way: Way): Iterable<Move<Way>> {
  for (const [n, { kind, behind }] of way.asked.entries()) {
    const asked = way.asked.filter((_, other) => other !== n)
    if (kind !== 'planOrders') {
      yield { by: 'orders are released', to: { ...way, asked, orders: ended(orders, way.orders, 'ORDER_RELEASED') } }
      continue
    }
    const outdated = behind > 0 || ENDS.has(way.warning.state)
    if (handlerAsks && outdated) {
      yield { by: 'a plan is no longer wanted', to: { ...way, asked } }
      continue
    }
    if (handlerKnowsStages && way.free) {
      yield {
        by: 'who is free is not planned',
        to: { ...way, asked, orders: ended(orders, way.orders, 'ORDER_RELEASED') },
      }
      continue
    }
    const living = ended(orders, way.orders, 'ORDER_REPLACED')
    yield { by: 'orders are planned', to: { ...way, asked, orders: [...living, { behind, stored: orders.first }] } }
  }
}

function* answered(steps: OrderSteps, way: Way): Iterable<Move<Way>> {
  for (const [n, one] of way.orders.entries())
    for (const event of ORDER_EVENTS) {
      const stored = steps.after(one.stored, event)
      if (stored === null) continue
      const orders = way.orders.with(n, { ...one, stored })
      yield { by: event.type, to: { ...way, orders } }
    }
}

/** What is left of living orders after an event that should end them. */
function ended(steps: OrderSteps, orders: readonly Order[], type: 'ORDER_REPLACED' | 'ORDER_RELEASED'): Order[] {
  return orders.flatMap((order) => {
    const stored = steps.after(order.stored, { type }) ?? order.stored
    return ORDER_ENDS.has(stored.state) ? [] : [{ ...order, stored }]
  })
}

function brokenIn({ warning, asked, orders, free, planned, released }: Way): string[] {
  const broken: string[] = []
  const over = ENDS.has(warning.state)
  const { deadlines } = warning.context
  if (orders.length > 1) broken.push(PROPERTIES.oneOrder)
  if (free && orders.length > 0 && !asked.some(({ kind }) => kind !== 'planOrders')) broken.push(PROPERTIES.inStages)
  if (over && released !== (planned ? 1 : 0)) broken.push(PROPERTIES.releasedOnce)
  if (over && asked.length === 0 && orders.length > 0) broken.push(PROPERTIES.nothingLeft)
  if (over && nearest(deadlines) !== null) broken.push(PROPERTIES.endedQuietly)
  const hour = WAITS_FOR_HOUR[warning.state]
  if (hour !== undefined && !(hour in deadlines && nearest({ [hour]: hourOf(deadlines, hour) }) !== null))
    broken.push(PROPERTIES.waitsForSomething)
  return broken
}

function hourOf(deadlines: WarningContext['deadlines'], name: string): Instant | null {
  return Object.entries(deadlines).find(([other]) => other === name)?.[1] ?? null
}

/** Older by a plan; how much older makes no difference. */
function aged<T extends { readonly behind: number }>(list: readonly T[], by: number): T[] {
  return list.map((one) => ({ ...one, behind: Math.min(one.behind + by, 1) }))
}

/** Two plans that are both outdated come to the same as one. */
function onceEach(asked: Way['asked']): Way['asked'] {
  return asked.filter(
    (one, n) => one.behind === 0 || !asked.slice(0, n).some(({ kind, behind }) => kind === one.kind && behind > 0),
  )
}

interface OrderSteps {
  readonly first: Stored
  readonly name: (stored: Stored) => string
  readonly after: (stored: Stored, event: { type: string }) => Stored | null
}

/** An order has a dozen states and is asked the same a hundred thousand times. */
function orderSteps(machine: Machine): OrderSteps {
  const name = interned<Stored>()
  const known = new Map<string, Stored | null>()
  return {
    first: start(machine, { level: 'orange', ladder: WHOLE_LADDER }).stored,
    name,
    after(stored, event) {
      const key = `${name(stored)} ${event.type}`
      let after = known.get(key)
      if (after === undefined) {
        after = run(machine, stored, event)?.stored ?? null
        known.set(key, after)
      }
      return after
    },
  }
}
