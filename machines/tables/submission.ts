import type { StateValueFrom } from 'xstate'
import type { SubmissionEvent, submissionMachine } from '../submission.ts'
import { refused, stay, to, when, type Leaves, type Table } from './expected.ts'

export type SubmissionState = Leaves<StateValueFrom<typeof submissionMachine>>
export type SubmissionGuard = 'deadlineStands' | 'isAsk' | 'isRemind'

/** What a season's plan wants sent by its day (报送事项): what every event does in every state. */
export const submissionTable: Table<SubmissionState, SubmissionEvent['type'], SubmissionGuard> = {
  waiting: {
    SUBMISSION_SENT: to('sent'),
    TICK: [
      when(['deadlineStands', 'isAsk'], stay(['askOffices'])),
      when(['deadlineStands', 'isRemind'], stay(['askOffices'])),
      when(['deadlineStands'], to('overdue', ['wake'])),
      refused('the clock saw a deadline that no longer stands'),
    ],
  },
  overdue: {
    SUBMISSION_SENT: to('sent'),
    TICK: refused('its day has passed: somebody was woken'),
  },
  sent: {
    SUBMISSION_SENT: refused('it was sent already'),
    TICK: refused('it was sent: its day is nothing any more'),
  },
}
