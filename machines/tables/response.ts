import type { StateValueFrom } from 'xstate'
import type { ResponseEvent, responseMachine } from '../response.ts'
import { refused, stay, to, when, type Leaves, type Table } from './expected.ts'

export type ResponseState = Leaves<StateValueFrom<typeof responseMachine>>
export type ResponseGuard = 'deadlineStands'

const late = refused('the clock saw a deadline that no longer stands')
const acknowledged = refused('it was acknowledged')
const started = refused('the response was started')
const ended = refused('the warning has ended, and the response with it')

/** The response of a county (县级应急响应): what every event does in every state. */
export const responseTable: Table<ResponseState, ResponseEvent['type'], ResponseGuard> = {
  told: {
    TICK: [when(['deadlineStands'], stay(['tellSilence'])), late],
    COUNTY_ACKNOWLEDGED: to('acknowledged'),
    COUNTY_STARTED: to('started'),
    WARNING_CHANGED: stay(['tellCounty']),
    WARNING_ENDED: to('ended'),
  },
  acknowledged: {
    TICK: acknowledged,
    COUNTY_ACKNOWLEDGED: acknowledged,
    COUNTY_STARTED: to('started'),
    WARNING_CHANGED: to('told', ['tellCounty']),
    WARNING_ENDED: to('ended'),
  },
  started: {
    TICK: started,
    COUNTY_ACKNOWLEDGED: started,
    COUNTY_STARTED: started,
    WARNING_CHANGED: to('told', ['tellCounty']),
    WARNING_ENDED: to('ended'),
  },
  ended: {
    TICK: ended,
    COUNTY_ACKNOWLEDGED: ended,
    COUNTY_STARTED: ended,
    WARNING_CHANGED: ended,
    WARNING_ENDED: ended,
  },
}
