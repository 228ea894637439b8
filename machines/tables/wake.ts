import type { StateValueFrom } from 'xstate'
import type { WakeEvent, wakeMachine } from '../wake.ts'
import { refused, stay, to, when, type Leaves, type Table } from './expected.ts'

export type WakeState = Leaves<StateValueFrom<typeof wakeMachine>>
export type WakeGuard = 'deadlineStands' | 'isThisRound' | 'somebodyIsLeft'

const answered = refused('somebody has answered')
const gone = refused('there is no cause any more')

/** A call that wakes somebody (叫应): what every event does in every state. */
export const wakeTable: Table<WakeState, WakeEvent['type'], WakeGuard> = {
  calling: {
    TICK: [
      when(['deadlineStands', 'somebodyIsLeft'], stay(['call'])),
      when(['deadlineStands'], to('unheard')),
      refused('the clock saw a deadline that no longer stands'),
    ],
    CALL_FAILED: [
      when(['isThisRound', 'somebodyIsLeft'], stay(['call'])),
      when(['isThisRound'], to('unheard')),
      refused('another call is out by now'),
    ],
    OFFICER_ANSWERED: to('answered'),
    CAUSE_GONE: to('stoodDown'),
  },
  unheard: {
    TICK: refused('everybody was called: it waits for a person'),
    CALL_FAILED: refused('everybody was called: no call is out'),
    OFFICER_ANSWERED: to('answered'),
    CAUSE_GONE: to('stoodDown'),
  },
  answered: { TICK: answered, CALL_FAILED: answered, OFFICER_ANSWERED: answered, CAUSE_GONE: answered },
  stoodDown: { TICK: gone, CALL_FAILED: gone, OFFICER_ANSWERED: gone, CAUSE_GONE: gone },
}
