import type { StateValueFrom } from 'xstate'
import type { OpenerEvent, openerMachine } from '../opener.ts'
import { refused, to, when, type Leaves, type Table } from './expected.ts'

export type OpenerState = Leaves<StateValueFrom<typeof openerMachine>>
export type OpenerGuard = 'deadlineStands'

const over = refused('its time has passed')
const calledOff = refused('it was called off')

/** A season opener (开季联络测试): what every event does in every state. */
export const openerTable: Table<OpenerState, OpenerEvent['type'], OpenerGuard> = {
  running: {
    TICK: [when(['deadlineStands'], to('over')), refused('the clock saw a deadline that no longer stands')],
    OPENER_CALLED_OFF: to('calledOff', ['callOffTests']),
  },
  over: { TICK: over, OPENER_CALLED_OFF: over },
  calledOff: { TICK: calledOff, OPENER_CALLED_OFF: calledOff },
}
