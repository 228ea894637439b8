import type { StateValueFrom } from 'xstate'
import type { PublicationEvent, publicationMachine } from '../publication.ts'
import { refused, stay, to, when, type Leaves, type Table } from './expected.ts'

export type PublicationState = Leaves<StateValueFrom<typeof publicationMachine>>
export type PublicationGuard =
  | 'deadlineStands'
  | 'nothingOpen'
  | 'somethingOpen'
  | 'lastOpen'
  | 'nothingUpheld'
  | 'secondPerson'

const quiet = refused('no deadline stands in this state')
const late = refused('the clock saw a deadline that no longer stands')
const shown = refused('they were published for objection already')
const notShown = refused('objections are made to what is published')
const over = refused('the time for objections has passed')
const nothingAsked = refused('no objection waits for an answer')
const notSettled = refused('objections come first, and each has its answer')
const notYet = refused('they are not in force')
const done = refused('they are in force: corrected ones take their place')
const replaced = refused('corrected ones stand in their place')
const gone = refused('they were withdrawn')

/** Results that are made public (结果公布): what every event does in every state. */
export const publicationTable: Table<PublicationState, PublicationEvent['type'], PublicationGuard> = {
  counted: {
    TICK: quiet,
    RESULTS_SHOWN: to('shown'),
    OBJECTION_RAISED: notShown,
    OBJECTION_ANSWERED: notShown,
    RESULTS_RELEASED: notSettled,
    RESULTS_REPLACED: notYet,
    RESULTS_WITHDRAWN: to('withdrawn'),
  },
  shown: {
    TICK: [when(['deadlineStands', 'nothingOpen'], to('settled')), when(['deadlineStands'], to('disputed')), late],
    RESULTS_SHOWN: shown,
    OBJECTION_RAISED: stay(),
    OBJECTION_ANSWERED: [when(['somethingOpen'], stay()), nothingAsked],
    RESULTS_RELEASED: notSettled,
    RESULTS_REPLACED: notYet,
    RESULTS_WITHDRAWN: to('withdrawn'),
  },
  disputed: {
    TICK: quiet,
    RESULTS_SHOWN: shown,
    OBJECTION_RAISED: over,
    OBJECTION_ANSWERED: [when(['lastOpen'], to('settled')), stay()],
    RESULTS_RELEASED: notSettled,
    RESULTS_REPLACED: notYet,
    RESULTS_WITHDRAWN: to('withdrawn'),
  },
  settled: {
    TICK: quiet,
    RESULTS_SHOWN: shown,
    OBJECTION_RAISED: over,
    OBJECTION_ANSWERED: nothingAsked,
    RESULTS_RELEASED: [
      when(['nothingUpheld', 'secondPerson'], to('inForce')),
      refused('an objection was right, or whoever had them counted would let them out'),
    ],
    RESULTS_REPLACED: notYet,
    RESULTS_WITHDRAWN: to('withdrawn'),
  },
  inForce: {
    TICK: quiet,
    RESULTS_SHOWN: done,
    OBJECTION_RAISED: over,
    OBJECTION_ANSWERED: nothingAsked,
    RESULTS_RELEASED: done,
    RESULTS_REPLACED: to('replaced'),
    RESULTS_WITHDRAWN: done,
  },
  replaced: {
    TICK: replaced,
    RESULTS_SHOWN: replaced,
    OBJECTION_RAISED: replaced,
    OBJECTION_ANSWERED: replaced,
    RESULTS_RELEASED: replaced,
    RESULTS_REPLACED: replaced,
    RESULTS_WITHDRAWN: replaced,
  },
  withdrawn: {
    TICK: gone,
    RESULTS_SHOWN: gone,
    OBJECTION_RAISED: gone,
    OBJECTION_ANSWERED: gone,
    RESULTS_RELEASED: gone,
    RESULTS_REPLACED: gone,
    RESULTS_WITHDRAWN: gone,
  },
}
