import type { StateValueFrom } from 'xstate'
import type { PrecautionEvent, precautionMachine } from '../precaution.ts'
import { refused, stay, to, when, type Leaves, type Refused, type Table } from './expected.ts'

export type PrecautionState = Leaves<StateValueFrom<typeof precautionMachine>>
export type PrecautionGuard = 'deadlineStands' | 'isLater'

const notDue = refused('the clock saw a deadline that no longer stands')
const over = (why: Refused) => ({
  TICK: why,
  CALLED_UNTIL: why,
  CALL_LAPSED: why,
  PRECAUTION_TAKEN: why,
  PRECAUTION_DECLINED: why,
  PRECAUTION_ENDED: why,
  WARNING_BEGAN: why,
})

/** What is done before any warning (临时管控): what every event does in every state. */
export const precautionTable: Table<PrecautionState, PrecautionEvent['type'], PrecautionGuard> = {
  proposed: {
    TICK: [when(['deadlineStands'], to('lapsed')), notDue],
    CALLED_UNTIL: stay(),
    CALL_LAPSED: to('lapsed'),
    PRECAUTION_TAKEN: to('holding'),
    PRECAUTION_DECLINED: to('declined'),
    PRECAUTION_ENDED: refused('nobody has begun it yet: it can be taken or declined'),
    WARNING_BEGAN: to('overtaken'),
  },
  holding: {
    TICK: [when(['deadlineStands'], to('ended')), notDue],
    CALLED_UNTIL: [when(['isLater'], stay()), refused('it holds until then or longer: an officer may end it earlier')],
    CALL_LAPSED: refused('it holds until its hour: an officer may end it earlier'),
    PRECAUTION_TAKEN: refused('it holds already'),
    PRECAUTION_DECLINED: refused('it holds: it can be ended'),
    PRECAUTION_ENDED: to('ended'),
    WARNING_BEGAN: to('overtaken'),
  },
  ended: over(refused('it has ended: the next forecast may call for another')),
  declined: over(refused('it was declined: the next forecast may call for another')),
  lapsed: over(refused('the forecast calls for it no more')),
  overtaken: over(refused('the response of a warning has begun in its place')),
}
