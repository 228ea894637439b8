import type { StateValueFrom } from 'xstate'
import type { EndorsementEvent, endorsementMachine } from '../endorsement.ts'
import { refused, to, when, type Leaves, type Table } from './expected.ts'

export type EndorsementState = Leaves<StateValueFrom<typeof endorsementMachine>>
export type EndorsementGuard = 'deadlineStands'

const shown = refused('it was shown already')
const denied = refused('its signer has denied it')

/** What shows a signature on paper or by telephone (补签): what every event does in every state. */
export const endorsementTable: Table<EndorsementState, EndorsementEvent['type'], EndorsementGuard> = {
  awaited: {
    TICK: [
      when(['deadlineStands'], to('overdue', ['tellUnproven'])),
      refused('the clock saw a deadline that no longer stands'),
    ],
    SIGNATURE_SHOWN: to('shown', ['tellUnproven']),
    SIGNATURE_DENIED: to('denied', ['tellUnproven']),
  },
  overdue: {
    TICK: refused('its hour has passed: it waits for a person'),
    SIGNATURE_SHOWN: to('shown', ['tellUnproven']),
    SIGNATURE_DENIED: to('denied', ['tellUnproven']),
  },
  shown: { TICK: shown, SIGNATURE_SHOWN: shown, SIGNATURE_DENIED: shown },
  denied: { TICK: denied, SIGNATURE_SHOWN: denied, SIGNATURE_DENIED: denied },
}
