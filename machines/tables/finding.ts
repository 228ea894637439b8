import type { StateValueFrom } from 'xstate'
import type { FindingEvent, findingMachine } from '../finding.ts'
import { refused, to, when, type Leaves, type Table } from './expected.ts'

export type FindingState = Leaves<StateValueFrom<typeof findingMachine>>
export type FindingGuard = 'deadlineStands' | 'anotherPerson'

const late = refused('the clock saw a deadline that no longer stands')
const samePerson = refused('whoever found it does not rule on it')
const nothingSaid = refused('the enterprise has not contested it')
const waits = refused('it was contested, and waits for the ruling')
const counts = refused('it counts already')
const dismissed = refused('it was ruled out')

const dismissing = [when(['anotherPerson'], to('dismissed', ['undoFinding'])), samePerson] as const
const upholding = [when(['anotherPerson'], to('upheld', ['followFinding'])), samePerson] as const

/** What was found at an enterprise (核查发现): what every event does in every state. */
export const findingTable: Table<FindingState, FindingEvent['type'], FindingGuard> = {
  told: {
    TICK: [when(['deadlineStands'], to('upheld', ['followFinding'])), late],
    FINDING_ACCEPTED: to('upheld', ['followFinding']),
    FINDING_CONTESTED: to('contested'),
    FINDING_UPHELD: nothingSaid,
    FINDING_DISMISSED: dismissing,
  },
  contested: {
    TICK: [when(['deadlineStands'], to('unruled')), late],
    FINDING_ACCEPTED: waits,
    FINDING_CONTESTED: waits,
    FINDING_UPHELD: upholding,
    FINDING_DISMISSED: dismissing,
  },
  unruled: {
    TICK: refused('its hour has passed: it waits for a person'),
    FINDING_ACCEPTED: waits,
    FINDING_CONTESTED: waits,
    FINDING_UPHELD: upholding,
    FINDING_DISMISSED: dismissing,
  },
  upheld: {
    TICK: counts,
    FINDING_ACCEPTED: counts,
    FINDING_CONTESTED: counts,
    FINDING_UPHELD: counts,
    FINDING_DISMISSED: dismissing,
  },
  dismissed: {
    TICK: dismissed,
    FINDING_ACCEPTED: dismissed,
    FINDING_CONTESTED: dismissed,
    FINDING_UPHELD: dismissed,
    FINDING_DISMISSED: dismissed,
  },
}
