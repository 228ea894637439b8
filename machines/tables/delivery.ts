import type { StateValueFrom } from 'xstate'
import type { DeliveryEvent, deliveryMachine } from '../delivery.ts'
import { refused, to, type Leaves, type Table } from './expected.ts'

export type DeliveryState = Leaves<StateValueFrom<typeof deliveryMachine>>

const taken = refused('the receiver has it: nothing more comes of this message')
const over = refused('it was given up: another message has to be written')
const gone = refused('it was withdrawn before it went out')

/** One message to one address (投递): what every event does in every state. */
export const deliveryTable: Table<DeliveryState, DeliveryEvent['type'], never> = {
  queued: {
    ATTEMPT_DELIVERED: to('delivered'),
    ATTEMPT_FAILED: to('retrying', ['deliver']),
    ATTEMPT_GAVE_UP: to('givenUp'),
    MESSAGE_WITHDRAWN: to('withdrawn'),
  },
  retrying: {
    ATTEMPT_DELIVERED: to('delivered'),
    ATTEMPT_FAILED: to('retrying', ['deliver']),
    ATTEMPT_GAVE_UP: to('givenUp'),
    MESSAGE_WITHDRAWN: to('withdrawn'),
  },
  delivered: { ATTEMPT_DELIVERED: taken, ATTEMPT_FAILED: taken, ATTEMPT_GAVE_UP: taken, MESSAGE_WITHDRAWN: taken },
  givenUp: { ATTEMPT_DELIVERED: over, ATTEMPT_FAILED: over, ATTEMPT_GAVE_UP: over, MESSAGE_WITHDRAWN: over },
  withdrawn: { ATTEMPT_DELIVERED: gone, ATTEMPT_FAILED: gone, ATTEMPT_GAVE_UP: gone, MESSAGE_WITHDRAWN: gone },
}
