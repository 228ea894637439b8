import type { StateValueFrom } from 'xstate'
import type { DeliveryEvent, deliveryMachine } from '../delivery.ts'
import { refused, to, when, type Leaves, type Refused, type Table } from './expected.ts'

export type DeliveryState = Leaves<StateValueFrom<typeof deliveryMachine>>
export type DeliveryGuard = 'deadlineStands' | 'notRepeated'

const noReport = refused('no report is being waited for by the clock here')
const notSent = refused('it is not with a provider: there is nothing to report')
const underWay = refused('its last attempt has ended: nothing comes of it any more')

const open = {
  TICK: noReport,
  ATTEMPT_DELIVERED: to('delivered'),
  ATTEMPT_ACCEPTED: to('accepted'),
  ATTEMPT_UNKNOWN: to('doubtful', ['askProvider']),
  ATTEMPT_FAILED: to('retrying', ['deliver']),
  ATTEMPT_GAVE_UP: to('givenUp'),
  PROVIDER_HAS_IT: notSent,
  PROVIDER_CAN_NOT_TELL: notSent,
  REPORTED_DELIVERED: notSent,
  REPORTED_FAILED: notSent,
  MESSAGE_WITHDRAWN: to('withdrawn'),
} as const

/** With the provider, or perhaps with it: what is gone can not be withdrawn. */
const away = {
  ATTEMPT_DELIVERED: underWay,
  ATTEMPT_ACCEPTED: underWay,
  ATTEMPT_UNKNOWN: underWay,
  ATTEMPT_FAILED: underWay,
  ATTEMPT_GAVE_UP: underWay,
  REPORTED_DELIVERED: to('delivered'),
  REPORTED_FAILED: to('givenUp'),
  MESSAGE_WITHDRAWN: refused('it went out already'),
} as const
const inDoubt = refused('that the provider has it is known')

/** One message to one address (投递): what every event does in every state. */
export const deliveryTable: Table<DeliveryState, DeliveryEvent['type'], DeliveryGuard> = {
  queued: open,
  retrying: open,
  doubtful: {
    ...away,
    TICK: noReport,
    PROVIDER_HAS_IT: to('accepted'),
    PROVIDER_CAN_NOT_TELL: [when(['notRepeated'], to('retrying', ['deliver'])), to('givenUp')],
  },
  accepted: {
    ...away,
    TICK: [
      when(['deadlineStands'], to('unreported', ['askProvider'])),
      refused('the clock saw a deadline that no longer stands'),
    ],
    PROVIDER_HAS_IT: inDoubt,
    PROVIDER_CAN_NOT_TELL: inDoubt,
  },
  unreported: { ...away, TICK: noReport, PROVIDER_HAS_IT: inDoubt, PROVIDER_CAN_NOT_TELL: inDoubt },
  delivered: ended('the receiver has it: nothing more comes of this message'),
  givenUp: ended('it was given up: another message has to be written'),
  withdrawn: ended('it was withdrawn before it went out'),
}

function ended(why: string): Record<DeliveryEvent['type'], Refused> {
  const over = refused(why)
  return {
    TICK: over,
    ATTEMPT_DELIVERED: over,
    ATTEMPT_ACCEPTED: over,
    ATTEMPT_UNKNOWN: over,
    ATTEMPT_FAILED: over,
    ATTEMPT_GAVE_UP: over,
    PROVIDER_HAS_IT: over,
    PROVIDER_CAN_NOT_TELL: over,
    REPORTED_DELIVERED: over,
    REPORTED_FAILED: over,
    MESSAGE_WITHDRAWN: over,
  }
}
