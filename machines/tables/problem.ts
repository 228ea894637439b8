import type { StateValueFrom } from 'xstate'
import type { ProblemEvent, problemMachine } from '../problem.ts'
import { refused, stay, to, when, type Leaves, type Table } from './expected.ts'

export type ProblemState = Leaves<StateValueFrom<typeof problemMachine>>
export type ProblemGuard = 'deadlineStands' | 'anotherPerson'

const late = refused('the clock saw a deadline that no longer stands')
const notShown = refused('nobody has shown that it is put right')
const already = refused('another person has to look first at what was shown')
const open = refused('it stands on the list')
const samePerson = refused('whoever listed it, owns it or has put it right does not close it')
const closed = refused('it was closed already')
const struck = refused('what it came from was ruled out')

const looked = {
  FIX_SHOWN: already,
  FIX_ACCEPTED: [when(['anotherPerson'], to('closed')), samePerson],
  FIX_REFUSED: [when(['anotherPerson'], to('listed')), samePerson],
  PROBLEM_EXTENDED: already,
  PROBLEM_PASSED_ON: already,
  PROBLEM_REOPENED: open,
  PROBLEM_STRUCK: to('struck'),
} as const
const standing = {
  FIX_SHOWN: to('shown'),
  FIX_ACCEPTED: notShown,
  FIX_REFUSED: notShown,
  PROBLEM_EXTENDED: to('listed'),
  PROBLEM_PASSED_ON: stay(),
  PROBLEM_REOPENED: open,
  PROBLEM_STRUCK: to('struck'),
} as const

/** A problem on the list (问题清单): what every event does in every state. */
export const problemTable: Table<ProblemState, ProblemEvent['type'], ProblemGuard> = {
  listed: { TICK: [when(['deadlineStands'], to('overdue', ['writeLetter'])), late], ...standing },
  overdue: {
    TICK: [when(['deadlineStands'], stay(['writeLetter'])), late],
    ...standing,
  },
  shown: { TICK: [when(['deadlineStands'], to('unchecked')), late], ...looked },
  unchecked: { TICK: refused('its hour has passed: it waits for a person'), ...looked },
  closed: {
    TICK: closed,
    FIX_SHOWN: closed,
    FIX_ACCEPTED: closed,
    FIX_REFUSED: closed,
    PROBLEM_EXTENDED: closed,
    PROBLEM_PASSED_ON: closed,
    PROBLEM_REOPENED: to('listed'),
    PROBLEM_STRUCK: to('struck'),
  },
  struck: {
    TICK: struck,
    FIX_SHOWN: struck,
    FIX_ACCEPTED: struck,
    FIX_REFUSED: struck,
    PROBLEM_EXTENDED: struck,
    PROBLEM_PASSED_ON: struck,
    PROBLEM_REOPENED: struck,
    PROBLEM_STRUCK: struck,
  },
}
