import type { StateValueFrom } from 'xstate'
import type { GradingEvent, gradingMachine } from '../grading.ts'
import { refused, stay, to, when, type Answer, type Leaves, type Table } from './expected.ts'

export type GradingState = Leaves<StateValueFrom<typeof gradingMachine>>
export type GradingGuard =
  | 'deadlineStands'
  | 'ofCounty'
  | 'ofCity'
  | 'ofProvince'
  | 'cityDecides'
  | 'freshHand'
  | 'nothingOpen'
  | 'somethingOpen'
  | 'lastOpen'
  | 'upholds'
  | 'lowers'
  | 'toTheLowest'
  | 'raises'

const quiet = refused('no deadline stands in this state')
const late = refused('the clock saw a deadline that no longer stands')
const notReviewed = refused('every level that the grade asks for looks at it first')
const notShown = refused('objections are made to what is published')
const overdue = refused('the time for objections has passed')
const nothingAsked = refused('no objection waits for an answer')
const notGranted = refused('nothing is granted yet')
const notReturned = refused('it was not sent back')
const withApplicant = refused('it lies with the applicant')
const reviewed = refused('it was confirmed already')
const granted = refused('it is granted: it is lowered, replaced or ends by itself')
const notBelow = refused('it does not stand below what it is said to have been')
const notThis = refused('another level looks at it now, by somebody who had no part in it yet')

/** Every event, for a state in which the application is over. */
function over(why: string): Record<GradingEvent['type'], Answer<never>> {
  const it = refused(why)
  return {
    TICK: it,
    APPLICATION_PASSED: it,
    APPLICATION_RETURNED: it,
    APPLICATION_REJECTED: it,
    APPLICATION_AMENDED: it,
    APPLICATION_WITHDRAWN: it,
    GRADE_PUBLISHED: it,
    OBJECTION_RAISED: it,
    OBJECTION_ANSWERED: it,
    GRADE_LOWERED: it,
    GRADE_RESTORED: it,
    GRADE_REPLACED: it,
  }
}

/** One application for a grade (绩效分级申请): what every event does in every state. */
export const gradingTable: Table<GradingState, GradingEvent['type'], GradingGuard> = {
  applied: {
    TICK: quiet,
    APPLICATION_PASSED: [when(['ofCounty', 'freshHand'], to('countyPassed')), notThis],
    APPLICATION_RETURNED: [when(['ofCounty', 'freshHand'], to('returned')), notThis],
    APPLICATION_REJECTED: [when(['ofCounty', 'freshHand'], to('rejected')), notThis],
    APPLICATION_AMENDED: notReturned,
    APPLICATION_WITHDRAWN: to('withdrawn'),
    GRADE_PUBLISHED: notReviewed,
    OBJECTION_RAISED: notShown,
    OBJECTION_ANSWERED: notShown,
    GRADE_LOWERED: notGranted,
    GRADE_RESTORED: notGranted,
    GRADE_REPLACED: notGranted,
  },
  countyPassed: {
    TICK: quiet,
    APPLICATION_PASSED: [
      when(['ofCity', 'freshHand', 'cityDecides'], to('confirmed')),
      when(['ofCity', 'freshHand'], to('cityPassed')),
      notThis,
    ],
    APPLICATION_RETURNED: [when(['ofCity', 'freshHand'], to('returned')), notThis],
    APPLICATION_REJECTED: [when(['ofCity', 'freshHand'], to('rejected')), notThis],
    APPLICATION_AMENDED: notReturned,
    APPLICATION_WITHDRAWN: to('withdrawn'),
    GRADE_PUBLISHED: notReviewed,
    OBJECTION_RAISED: notShown,
    OBJECTION_ANSWERED: notShown,
    GRADE_LOWERED: notGranted,
    GRADE_RESTORED: notGranted,
    GRADE_REPLACED: notGranted,
  },
  cityPassed: {
    TICK: quiet,
    APPLICATION_PASSED: [when(['ofProvince', 'freshHand'], to('confirmed')), notThis],
    APPLICATION_RETURNED: [when(['ofProvince', 'freshHand'], to('returned')), notThis],
    APPLICATION_REJECTED: [when(['ofProvince', 'freshHand'], to('rejected')), notThis],
    APPLICATION_AMENDED: notReturned,
    APPLICATION_WITHDRAWN: to('withdrawn'),
    GRADE_PUBLISHED: notReviewed,
    OBJECTION_RAISED: notShown,
    OBJECTION_ANSWERED: notShown,
    GRADE_LOWERED: notGranted,
    GRADE_RESTORED: notGranted,
    GRADE_REPLACED: notGranted,
  },
  returned: {
    TICK: quiet,
    APPLICATION_PASSED: withApplicant,
    APPLICATION_RETURNED: withApplicant,
    APPLICATION_REJECTED: withApplicant,
    APPLICATION_AMENDED: to('applied'),
    APPLICATION_WITHDRAWN: to('withdrawn'),
    GRADE_PUBLISHED: notReviewed,
    OBJECTION_RAISED: notShown,
    OBJECTION_ANSWERED: notShown,
    GRADE_LOWERED: notGranted,
    GRADE_RESTORED: notGranted,
    GRADE_REPLACED: notGranted,
  },
  confirmed: {
    TICK: quiet,
    APPLICATION_PASSED: reviewed,
    APPLICATION_RETURNED: reviewed,
    APPLICATION_REJECTED: reviewed,
    APPLICATION_AMENDED: notReturned,
    APPLICATION_WITHDRAWN: to('withdrawn'),
    GRADE_PUBLISHED: to('published'),
    OBJECTION_RAISED: notShown,
    OBJECTION_ANSWERED: notShown,
    GRADE_LOWERED: notGranted,
    GRADE_RESTORED: notGranted,
    GRADE_REPLACED: notGranted,
  },
  published: {
    TICK: [
      when(['deadlineStands', 'nothingOpen'], to('granted', ['recordGrade'])),
      when(['deadlineStands'], to('disputed')),
      late,
    ],
    APPLICATION_PASSED: reviewed,
    APPLICATION_RETURNED: reviewed,
    APPLICATION_REJECTED: reviewed,
    APPLICATION_AMENDED: notReturned,
    APPLICATION_WITHDRAWN: to('withdrawn'),
    GRADE_PUBLISHED: refused('it was published already'),
    OBJECTION_RAISED: stay(),
    OBJECTION_ANSWERED: [
      when(['somethingOpen', 'upholds'], to('rejected')),
      when(['somethingOpen'], stay()),
      nothingAsked,
    ],
    GRADE_LOWERED: notGranted,
    GRADE_RESTORED: notGranted,
    GRADE_REPLACED: notGranted,
  },
  disputed: {
    TICK: quiet,
    APPLICATION_PASSED: reviewed,
    APPLICATION_RETURNED: reviewed,
    APPLICATION_REJECTED: reviewed,
    APPLICATION_AMENDED: notReturned,
    APPLICATION_WITHDRAWN: to('withdrawn'),
    GRADE_PUBLISHED: refused('it was published already'),
    OBJECTION_RAISED: overdue,
    OBJECTION_ANSWERED: [when(['upholds'], to('rejected')), when(['lastOpen'], to('granted', ['recordGrade'])), stay()],
    GRADE_LOWERED: notGranted,
    GRADE_RESTORED: notGranted,
    GRADE_REPLACED: notGranted,
  },
  granted: {
    TICK: [when(['deadlineStands'], to('expired')), late],
    APPLICATION_PASSED: granted,
    APPLICATION_RETURNED: granted,
    APPLICATION_REJECTED: granted,
    APPLICATION_AMENDED: granted,
    APPLICATION_WITHDRAWN: granted,
    GRADE_PUBLISHED: granted,
    OBJECTION_RAISED: overdue,
    OBJECTION_ANSWERED: nothingAsked,
    GRADE_LOWERED: [
      when(['lowers', 'toTheLowest'], to('fallen')),
      when(['lowers'], stay()),
      refused('what lowers a grade names a lower one'),
    ],
    GRADE_RESTORED: [when(['raises'], stay()), notBelow],
    GRADE_REPLACED: to('replaced'),
  },
  fallen: {
    ...over('it is at the lowest grade: a new application raises it'),
    GRADE_RESTORED: [when(['raises'], to('granted')), notBelow],
    GRADE_REPLACED: to('replaced'),
  },
  expired: over('the grade has ended by its date'),
  replaced: over('a later grade stands in its place'),
  rejected: over('the application was rejected'),
  withdrawn: over('the applicant has withdrawn it'),
}
