import type { StateValueFrom } from 'xstate'
import type { TermEvent, termMachine } from '../term.ts'
import { refused, to, when, type Leaves, type Table } from './expected.ts'

export type TermState = Leaves<StateValueFrom<typeof termMachine>>
export type TermGuard = 'deadlineStands' | 'isAnnounce'

const late = refused('the clock saw a deadline that no longer stands')
const passed = refused('the day has come and was told')
const gone = refused('what set it no longer holds')

/** One date of one enterprise (期限): what every event does in every state. */
export const termTable: Table<TermState, TermEvent['type'], TermGuard> = {
  running: {
    TICK: [
      when(['deadlineStands', 'isAnnounce'], to('announced', ['announceTerm'])),
      when(['deadlineStands'], to('passed', ['tellTermPassed'])),
      late,
    ],
    TERM_WITHDRAWN: to('withdrawn'),
  },
  announced: {
    TICK: [when(['deadlineStands'], to('passed', ['tellTermPassed'])), late],
    TERM_WITHDRAWN: to('withdrawn'),
  },
  passed: { TICK: passed, TERM_WITHDRAWN: passed },
  withdrawn: { TICK: gone, TERM_WITHDRAWN: gone },
}
