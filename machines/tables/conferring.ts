import type { StateValueFrom } from 'xstate'
import type { ConferringEvent, conferringMachine } from '../conferring.ts'
import { refused, stay, to, when, type Leaves, type Table } from './expected.ts'

export type ConferringState = Leaves<StateValueFrom<typeof conferringMachine>>
export type ConferringGuard = 'deadlineStands'

const ended = refused('none is called by itself any more')

/** The consultations that call themselves (会商日程): what every event does in every state. */
export const conferringTable: Table<ConferringState, ConferringEvent['type'], ConferringGuard> = {
  waiting: {
    TICK: [
      when(['deadlineStands'], to('calling', ['callSlots'])),
      refused('the clock saw a deadline that no longer stands'),
    ],
    EPISODE_TURNED: to('calling', ['callSlots']),
    SLOTS_CALLED: refused('nothing was due, and nobody was asked to look'),
    CONFERRING_ENDED: to('ended'),
  },
  calling: {
    TICK: refused('somebody is looking already'),
    EPISODE_TURNED: stay(),
    SLOTS_CALLED: to('waiting'),
    CONFERRING_ENDED: to('ended'),
  },
  ended: { TICK: ended, EPISODE_TURNED: ended, SLOTS_CALLED: ended, CONFERRING_ENDED: ended },
}
