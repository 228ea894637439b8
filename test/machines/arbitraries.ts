import fc from 'fast-check'
import type { DeliveryEvent } from '../../machines/delivery.ts'
import type { OrderEvent, OrderInput } from '../../machines/order.ts'
import { ESCALATION } from '../../src/model/escalation.ts'
import type { Change, WarningEvent } from '../../machines/warning.ts'
import { addHours, type Instant } from '../../src/model/time.ts'

/* Anything that could be sent to a machine, in any order, by clocks that disagree. */

/** Few enough instants that they meet: before, at and after each other. */
export const instant: fc.Arbitrary<Instant> = fc
  .integer({ min: 0, max: 12 })
  .map((hours) => addHours('2020-12-25T00:00:00.000Z', hours))

const rank = fc.integer({ min: 1, max: 3 })

const stages = fc.array(
  fc.record({ at: instant, counties: fc.constantFrom([], ['140802']), industries: fc.constantFrom([], ['cement']) }),
  { maxLength: 3 },
)

export const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('issue', 'raise', 'lower', 'extend', 'move', 'suspend', 'resume', 'lift', 'lift'),
  ground: fc.constantFrom('rule', 'officer'),
  level: fc.constantFrom('blue', 'yellow', 'orange', 'red'),
  startsAt: instant,
  endsAt: fc.option(instant),
  rank,
  signBy: instant,
  stages,
})

export const issue: fc.Arbitrary<Change> = change.map((any) => ({ ...any, kind: 'issue' }))

export const warningEvent: fc.Arbitrary<WarningEvent> = fc.oneof(
  { weight: 8, arbitrary: change.map((any): WarningEvent => ({ type: 'CHANGE_PROPOSED', change: any })) },
  { weight: 10, arbitrary: fc.constant<WarningEvent>({ type: 'CONSULTATION_HELD', decision: 'proceed' }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('CONSULTATION_HELD'),
      decision: fc.constantFrom('proceed', 'dismiss'),
      change,
    }),
  },
  { weight: 1, arbitrary: fc.constant<WarningEvent>({ type: 'PROPOSAL_LAPSED' }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<WarningEvent>(
      { type: 'INSTRUCTED', above: { instruction: 'a', level: 'orange' } },
      { type: 'INSTRUCTION_LIFTED', instruction: 'a' },
      { type: 'INSTRUCTION_LIFTED', instruction: 'b' },
    ),
  },
  { weight: 10, arbitrary: fc.record({ type: fc.constant('OFFICER_SIGNED'), rank, now: instant }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('OFFICER_RETURNED'), rank }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('WARNING_WITHDRAWN'), rank }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('TICK'),
      now: instant,
      deadline: fc.constantFrom('start', 'sign', 'end', 'resume', 'stage', 'lift'),
      due: instant,
    }),
  },
)

export const orderInput: fc.Arbitrary<OrderInput> = fc.record({
  level: fc.constantFrom('blue', 'yellow', 'orange', 'red'),
  // Any rungs, in order, the county officer always among them.
  ladder: fc
    .tuple(fc.subarray([...ESCALATION]), fc.array(fc.constantFrom(0, 20, 60, 180), { minLength: 6, maxLength: 6 }))
    .map(([some, minutes]) =>
      ESCALATION.filter((rung) => rung === 'county' || some.includes(rung)).map((rung, n) => ({
        rung,
        minutes: minutes[n] ?? 0,
      })),
    ),
})

export const orderEvent: fc.Arbitrary<OrderEvent> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('ORDER_DELIVERED'), now: instant }) },
  fc.record({ type: fc.constant('ORDER_UNDELIVERABLE'), now: instant }),
  fc.constantFrom<OrderEvent>(
    { type: 'ENTERPRISE_ACKNOWLEDGED' },
    { type: 'ENTERPRISE_COMMITTED' },
    { type: 'ENTERPRISE_HINDERED' },
    { type: 'ORDER_REPLACED' },
    { type: 'ORDER_RELEASED' },
    { type: 'ORDER_RECALLED' },
  ),
  fc.record({ type: fc.constant('TICK'), now: instant, deadline: fc.constant('answer'), due: instant }),
)

export const deliveryEvent: fc.Arbitrary<DeliveryEvent> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('ATTEMPT_FAILED'), retryAt: instant, why: fc.string() }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('ATTEMPT_ACCEPTED'), reportBy: instant }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('ATTEMPT_UNKNOWN'), askAt: instant, why: fc.string() }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('PROVIDER_HAS_IT'), reportBy: instant }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('PROVIDER_CAN_NOT_TELL'), retryAt: instant }) },
  fc.record({ type: fc.constant('TICK'), now: instant, deadline: fc.constant('report'), due: instant }),
  fc.constantFrom<DeliveryEvent>(
    { type: 'ATTEMPT_DELIVERED' },
    { type: 'ATTEMPT_GAVE_UP', why: '410' },
    { type: 'REPORTED_DELIVERED' },
    { type: 'REPORTED_FAILED', why: 'UNDELIV' },
    { type: 'MESSAGE_WITHDRAWN' },
  ),
)
