import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { DeliveryEvent } from '../../machines/delivery.ts'
import { MACHINES, type Machine } from '../../machines/index.ts'
import { run } from '../../src/db/machine.ts'
import type { OrderEvent } from '../../machines/order.ts'
import { deliveryTable } from '../../machines/tables/delivery.ts'
import { orderTable } from '../../machines/tables/order.ts'
import { warningTable } from '../../machines/tables/warning.ts'
import type { WarningEvent } from '../../machines/warning.ts'
import { deliveryEvent, instant, issue, orderEvent, orderInput, warningEvent } from './arbitraries.ts'
import {
  deliveryContexts,
  deliveryEvents,
  EARLIER,
  LATER,
  NOW,
  orderContexts,
  orderEvents,
  warningContexts,
  warningEvents,
} from './samples.ts'
import { asWarning, ENDS, WAITS_FOR_HOUR } from './warningSteps.ts'
import { unreadFields } from './unread.ts'
import { walk, type ClockRead, type Taken } from './walk.ts'
import { runs } from '../help/runs.ts'

/* Anything, in any order, by clocks that disagree: what must hold all the same. `walk` checks what holds for all three. */

const RUNS = runs(400)
const clock: fc.Arbitrary<ClockRead> = fc.record({ type: fc.constant('CLOCK'), now: instant })

function happenings<E>(event: fc.Arbitrary<E>): fc.Arbitrary<(E | ClockRead)[]> {
  return fc.array(fc.oneof({ weight: 5, arbitrary: event }, { weight: 1, arbitrary: clock }), {
    minLength: 1,
    maxLength: 40,
  })
}

/** Half of the walks begin with a signature: by chance few would come to a lift. */
const beginning: fc.Arbitrary<WarningEvent[]> = fc.oneof(
  fc.constant<WarningEvent[]>([]),
  instant.map((now): WarningEvent[] => [
    { type: 'CONSULTATION_HELD', decision: 'proceed' },
    { type: 'OFFICER_SIGNED', rank: 3, now },
  ]),
)

describe('a warning, whatever is sent to it', () => {
  it('plans orders only by a signature of sufficient rank, each plan a new revision, and releases them once', () => {
    fc.assert(
      fc.property(issue, beginning, happenings(warningEvent), (change, signed, events) => {
        const { taken, over } = walk<WarningEvent>(MACHINES.warning, { change }, [...signed, ...events])
        for (const step of taken) holdsStep(step)
        const asked = taken.flatMap(({ effects }) => effects.map(({ kind }) => kind))
        const lastPlan = asked.lastIndexOf('planOrders')
        const releases = asked.flatMap((kind, n) => (kind === 'releaseOrders' ? [n] : []))
        expect(releases).toHaveLength(over && lastPlan >= 0 ? 1 : 0)
        for (const at of releases) expect(at).toBeGreaterThan(lastPlan)
      }),
      RUNS,
    )
  })

  function holdsStep({ event, before, after, effects }: Taken<WarningEvent>): void {
    const [was, is] = [asWarning(before).context, asWarning(after).context]
    const plans = effects.filter(({ kind }) => kind === 'planOrders')
    expect(is.revision).toBe(was.revision + plans.length)
    for (const { kind, params } of effects)
      if (kind.endsWith('Orders')) expect(params).toEqual({ revision: is.revision })
    if (plans.length > 0) {
      expect(before.state).toMatch(/waitingSignature$/i)
      expect(event.type === 'OFFICER_SIGNED' && was.change && event.rank >= was.change.rank).toBe(true)
    }
    const hour = WAITS_FOR_HOUR[after.state]
    if (hour !== undefined) expect(Object.entries(is.deadlines)).toContainEqual([hour, expect.any(String)])
    if (ENDS.has(after.state)) expect(is.change).toBeNull()
    expect(new Set(is.overdue).size, 'nothing is overdue twice').toBe(is.overdue.length)
  }
})

describe('an order, whatever is sent to it', () => {
  it('climbs its ladder in order, each rung once, and never after an answer or an end', () => {
    fc.assert(
      fc.property(orderInput, happenings(orderEvent), (input, events) => {
        const { taken } = walk<OrderEvent>(MACHINES.order, input, events)
        const ladder = input.ladder.map(({ rung }) => rung)
        const places = taken.map(({ after }) => ladder.findIndex((rung) => rung === after.context['rung']))
        expect(places).toEqual(places.toSorted((a, b) => a - b))
        const quiet = new Set(['recallInspector'])
        for (const { event, before, after, effects } of taken) {
          const asked = effects.filter(({ kind }) => !quiet.has(kind))
          if (asked.length === 0) continue
          expect(['live', 'unreached']).toContain(after.state)
          expect(before.context['rung']).not.toBe(after.context['rung'])
          // By the clock one rung at a time; what leads nowhere goes to the county at once, and is tried every other way.
          if (event.type === 'TICK') expect(asked).toHaveLength(1)
          else expect([event.type, after.context['rung']]).toEqual(['ORDER_UNDELIVERABLE', 'county'])
        }
        const inspectors = taken
          .flatMap(({ effects }) => effects.map(({ kind }) => kind))
          .filter((kind) => /Inspector/.test(kind))
        expect(['sendInspector', 'recallInspector'].slice(0, inspectors.length)).toEqual(inspectors)
      }),
      RUNS,
    )
  })

  it('reaches the top of its ladder if nobody answers, however little patience is given', () => {
    const months = [1, 2, 3, 4, 5, 6].map((month): ClockRead => ({
      type: 'CLOCK',
      now: `2021-0${month}-28T00:00:00.000Z`,
    }))
    const way = fc.constantFrom('ORDER_DELIVERED', 'ORDER_UNDELIVERABLE')
    fc.assert(
      fc.property(orderInput, way, instant, (input, type, now) => {
        const { last, taken } = walk<OrderEvent>(MACHINES.order, input, [{ type, now }, ...months])
        expect(last.context).toMatchObject({ rung: input.ladder.at(-1)?.rung, ahead: [], answerBy: null })
        expect(taken.flatMap(({ effects }) => effects.map(({ params }) => params))).toContainEqual({ rung: 'county' })
      }),
      RUNS,
    )
  })
})

describe('an order of the first version', () => {
  const old = fc.record({
    level: fc.constantFrom('blue', 'yellow', 'orange', 'red'),
    patience: fc.array(fc.constantFrom(15, 60), { maxLength: 3 }),
    rung: fc.constantFrom(0, 1, 2, 3),
    answerBy: fc.option(instant),
  })

  it('goes on climbing where it was, at the hour that it waited for', () => {
    fc.assert(
      fc.property(old, (context) => {
        const { state, context: migrated } = MACHINES.order.migrate(1, { state: 'live', context })
        const { rung, ahead, answerBy } = migrated
        const three = ['remind', 'secondContact', 'county']
        expect(state).toBe('live')
        expect(rung).toBe(context.rung === 0 ? null : three[context.rung - 1])
        expect((ahead as { rung: string }[]).map((one) => one.rung)).toEqual(three.slice(context.rung))
        expect(answerBy).toBe(context.answerBy)
      }),
    )
  })

  it('is the only other one there is', () => {
    expect(() => MACHINES.order.migrate(7, { state: 'live', context: {} })).toThrow(RangeError)
  })
})

describe('a message, whatever is sent to it', () => {
  const visited = new Set<string>()
  afterAll(() =>
    expect([...visited, 'queued'].sort(), 'every state was visited').toEqual(Object.keys(deliveryTable).sort()),
  )

  it('counts its attempts, asks for the next one at its hour, is repeated once at most and ends once', () => {
    fc.assert(
      fc.property(happenings(deliveryEvent), (events) => {
        const { first, taken, over } = walk<DeliveryEvent>(MACHINES.delivery, undefined, events)
        for (const { after } of taken) visited.add(after.state)
        expect(first.effects).toMatchObject([{ kind: 'deliver', params: { attempt: 1 } }])
        let attempts = 0
        let repeats = 0
        for (const { event, after, effects } of taken) {
          if (event.type.startsWith('ATTEMPT_')) attempts++
          expect(after.context).toMatchObject({ attempts })
          // Sent is not delivered: the provider's word is waited for, and only where it has the message.
          expect(after.context['reportBy'] !== null, after.state).toBe(after.state === 'accepted')
          const again = { kind: 'deliver', params: { attempt: attempts + 1 } }
          if (event.type === 'ATTEMPT_FAILED') expect(effects).toEqual([{ ...again, notBefore: event.retryAt }])
          else if (event.type === 'PROVIDER_CAN_NOT_TELL' && after.state === 'retrying') {
            repeats++
            expect(effects).toEqual([{ ...again, notBefore: event.retryAt }])
          } else
            expect(effects.map(({ kind }) => kind)).toEqual(
              /doubtful|unreported/.test(after.state) ? ['askProvider'] : [],
            )
        }
        expect(repeats).toBeLessThanOrEqual(1)
        expect(taken.filter(({ after }) => DELIVERY_ENDS.has(after.state))).toHaveLength(over ? 1 : 0)
      }),
      RUNS,
    )
  })

  it('that came from the version before is what it was', () => {
    const old = { state: 'retrying', context: { attempts: 2 } }
    const migrated = MACHINES.delivery.migrate(1, old)
    expect(migrated).toEqual({ state: 'retrying', context: { attempts: 2, repeated: false, reportBy: null } })
    expect(run(MACHINES.delivery, migrated, { type: 'ATTEMPT_DELIVERED' })?.stored.state).toBe('delivered')
  })
})

const DELIVERY_ENDS = new Set(['delivered', 'givenUp', 'withdrawn'])

describe('a context holds what guards and effects read', () => {
  /** What is not read by the machine but belongs to what was signed: officers and the handlers of effects read it. */
  const SHOWN: Readonly<Record<string, readonly string[]>> = {
    warning: ['endsAt', 'ground', 'measures', 'overdue', 'pause', 'startsAt', 'unruled'],
    order: ['level'],
    delivery: [],
  }
  const OTHER: Readonly<Record<string, unknown>> = {
    level: 'blue',
    measures: 'blue',
    ground: 'officer',
    startsAt: LATER,
    endsAt: LATER,
    pause: null,
    unruled: 'raise',
    above: { instruction: 'another', level: 'red' },
    revision: 7,
    rank: 3,
    change: null,
    stages: [{ at: NOW, counties: ['140802'], industries: [] }],
    deadlines: { start: NOW, sign: NOW, end: NOW, resume: NOW, stage: NOW, lift: NOW },
    overdue: ['end'],
    ahead: [{ rung: 'county', minutes: 1 }],
    rung: 'inspector',
    answerBy: NOW,
    attempts: 9,
    repeated: true,
    reportBy: EARLIER,
  }

  // Each change, and each deadline: all pairs of them, and each event in all its forms, would only take longer.
  const changesOrDeadlines = warningContexts.filter(
    ({ change, deadlines }) =>
      change === null || (change.startsAt === LATER && Object.values(deadlines).every((at) => at === null)),
  )
  const fewEvents = warningEvents.filter(
    (event) => !('rank' in event && event.rank !== 2) && !(event.type === 'CONSULTATION_HELD' && event.change),
  )

  const subjects: readonly [string, Machine, readonly string[], readonly object[], readonly { type: string }[]][] = [
    ['warning', MACHINES.warning, Object.keys(warningTable), changesOrDeadlines, fewEvents],
    ['order', MACHINES.order, Object.keys(orderTable), orderContexts, orderEvents],
    ['delivery', MACHINES.delivery, Object.keys(deliveryTable), deliveryContexts, deliveryEvents],
  ]
  for (const [name, machine, states, contexts, events] of subjects)
    it(`of a ${name}`, () => {
      const unread = unreadFields(machine, states, contexts, events, OTHER)
      expect(unread).toEqual(SHOWN[name])
    })
})
