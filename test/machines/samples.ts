import type { DeliveryContext, DeliveryEvent } from '../../machines/delivery.ts'
import type { OrderContext, OrderEvent } from '../../machines/order.ts'
import { ESCALATION, type RungAhead } from '../../src/model/escalation.ts'
import type { Change, WarningContext, WarningEvent } from '../../machines/warning.ts'

/* What each cell of a table is tried with: events and contexts on both sides of every guard. */

export const EARLIER = '2020-12-25T09:00:00.000Z'
export const NOW = '2020-12-25T10:00:00.000Z'
export const LATER = '2020-12-25T11:00:00.000Z'

export function aChange(of: Partial<Change> = {}): Change {
  return {
    kind: 'issue',
    ground: 'rule',
    level: 'orange',
    startsAt: LATER,
    endsAt: null,
    rank: 2,
    signBy: LATER,
    ...of,
  }
}

const KINDS = ['issue', 'raise', 'lower', 'extend', 'move', 'suspend', 'resume', 'lift'] as const

const ABOVE = { instruction: '0176752c-0000-7000-8000-00000000e001', level: 'orange' } as const

export const warningEvents: readonly WarningEvent[] = [
  ...['start', 'sign', 'end', 'resume', 'stage', 'lift', 'nothing'].flatMap((deadline): WarningEvent[] => [
    { type: 'TICK', now: NOW, deadline, due: EARLIER },
    { type: 'TICK', now: NOW, deadline, due: NOW },
    { type: 'TICK', now: NOW, deadline, due: LATER },
  ]),
  ...KINDS.flatMap((kind): WarningEvent[] => [
    { type: 'CHANGE_PROPOSED', change: aChange({ kind }) },
    { type: 'CONSULTATION_HELD', decision: 'proceed', change: aChange({ kind, level: 'red', rank: 3 }) },
    { type: 'CONSULTATION_HELD', decision: 'dismiss', change: aChange({ kind }) },
  ]),
  { type: 'CONSULTATION_HELD', decision: 'proceed' },
  { type: 'CONSULTATION_HELD', decision: 'dismiss' },
  { type: 'PROPOSAL_LAPSED' },
  { type: 'RELIEF_CALLED', calls: 1, until: LATER },
  { type: 'RELIEF_CALLED', calls: 3, until: null },
  { type: 'RELIEF_CALLED', calls: null, until: LATER },
  { type: 'INSTRUCTED', above: ABOVE },
  { type: 'INSTRUCTION_LIFTED', instruction: ABOVE.instruction },
  { type: 'INSTRUCTION_LIFTED', instruction: '0176752c-0000-7000-8000-00000000e002' },
  ...[1, 2, 3].flatMap((rank): WarningEvent[] => [
    { type: 'OFFICER_SIGNED', rank, now: NOW },
    { type: 'OFFICER_RETURNED', rank },
    { type: 'WARNING_WITHDRAWN', rank },
  ]),
]

const calm = { start: null, sign: null, end: null, resume: null, stage: null, lift: null }

export const warningContexts: readonly WarningContext[] = [
  calm,
  ...(['start', 'sign', 'end', 'resume', 'stage', 'lift'] as const).flatMap((name) => [
    { ...calm, [name]: NOW },
    { ...calm, [name]: LATER },
  ]),
].flatMap((deadlines) =>
  [
    null,
    ...KINDS.flatMap((kind) => [
      aChange({ kind }),
      aChange({ kind, startsAt: NOW, rank: 1, level: 'yellow' }),
      // The office head was called in for the mayor.
      ...(deadlines === calm ? [aChange({ kind, rank: 3, relieved: [2, 1] })] : []),
    ]),
  ].flatMap((change) =>
    // Under an instruction the clock goes on as without one.
    [null, ...(deadlines === calm ? [ABOVE, { ...ABOVE, level: 'yellow' as const }] : [])].map(
      (above): WarningContext => ({
        level: 'yellow',
        measures: 'orange',
        ground: 'rule',
        unruled: null,
        startsAt: EARLIER,
        endsAt: null,
        revision: 1,
        rank: 2,
        change,
        pause: { from: EARLIER, until: null },
        above,
        stages: [],
        deadlines,
        overdue: [],
      }),
    ),
  ),
)

export const orderEvents: readonly OrderEvent[] = [
  { type: 'TICK', now: NOW, deadline: 'answer', due: NOW },
  { type: 'TICK', now: NOW, deadline: 'answer', due: EARLIER },
  { type: 'TICK', now: NOW, deadline: 'answer', due: LATER },
  { type: 'TICK', now: NOW, deadline: 'nothing', due: NOW },
  { type: 'ORDER_DELIVERED', now: NOW },
  { type: 'ORDER_UNDELIVERABLE', now: NOW },
  { type: 'ENTERPRISE_ACKNOWLEDGED' },
  { type: 'ENTERPRISE_COMMITTED' },
  { type: 'ENTERPRISE_HINDERED' },
  { type: 'ORDER_REPLACED' },
  { type: 'ORDER_RELEASED' },
  { type: 'ORDER_RECALLED' },
]

/** A ladder with all its rungs: 30 minutes, then 20 each. */
export const WHOLE_LADDER: readonly RungAhead[] = ESCALATION.map((rung, n) => ({ rung, minutes: n === 0 ? 30 : 20 }))

export const orderContexts: readonly OrderContext[] = [0, 1, 2, 3, 4, 5, 6].flatMap((climbed) =>
  [null, ...(climbed < 6 ? [NOW, LATER] : [])].map((answerBy): OrderContext => ({
    level: 'orange',
    ahead: WHOLE_LADDER.slice(climbed),
    rung: ESCALATION[climbed - 1] ?? null,
    answerBy,
  })),
)

export const deliveryEvents: readonly DeliveryEvent[] = [
  { type: 'ATTEMPT_DELIVERED' },
  { type: 'ATTEMPT_ACCEPTED', reportBy: LATER },
  { type: 'ATTEMPT_UNKNOWN', askAt: LATER, why: 'ETIMEDOUT' },
  { type: 'ATTEMPT_FAILED', retryAt: LATER, why: '503' },
  { type: 'ATTEMPT_GAVE_UP', why: '410' },
  { type: 'PROVIDER_HAS_IT', reportBy: LATER },
  { type: 'PROVIDER_CAN_NOT_TELL', retryAt: LATER },
  { type: 'REPORTED_DELIVERED' },
  { type: 'REPORTED_FAILED', why: 'UNDELIV' },
  { type: 'MESSAGE_WITHDRAWN' },
  { type: 'TICK', now: NOW, deadline: 'report', due: NOW },
  { type: 'TICK', now: NOW, deadline: 'report', due: LATER },
  { type: 'TICK', now: LATER, deadline: 'another', due: NOW },
]

export const deliveryContexts: readonly DeliveryContext[] = [
  { attempts: 0, repeated: false, reportBy: null },
  { attempts: 3, repeated: true, reportBy: NOW },
  { attempts: 3, repeated: false, reportBy: LATER },
]
