import type { StateValueFrom } from 'xstate'
import type { ListingEvent, listingMachine } from '../listing.ts'
import { refused, stay, to, when, type Leaves, type Table } from './expected.ts'

export type ListingState = Leaves<StateValueFrom<typeof listingMachine>>
export type ListingGuard =
  | 'deadlineStands'
  | 'errorFree'
  | 'nothingOpen'
  | 'somethingOpen'
  | 'lastOpen'
  | 'nothingUpheld'
  | 'secondPerson'
  | 'startsLater'

const quiet = refused('no deadline stands in this state')
const late = refused('the clock saw a deadline that no longer stands')
const checkedAlready = refused('it was checked already: what is checked does not change')
const onceFounded = refused('only a version that nobody has been shown yet is put into force at once')
const shown = refused('it was published already')
const notShown = refused('objections are made to what is published')
const over = refused('the time for objections has passed')
const nothingAsked = refused('no objection waits for an answer')
const notSettled = refused('objections come first, and each has its answer')
const nothingProposed = refused('no release is proposed')
const notYet = refused('it is not in force')
const done = refused('it is in force: a newer version takes its place')
const replaced = refused('a newer version stands in its place')
const gone = refused('it was withdrawn')

/** One version of a list (清单版本): what every event does in every state. */
export const listingTable: Table<ListingState, ListingEvent['type'], ListingGuard> = {
  draft: {
    TICK: quiet,
    LIST_CHECKED: [when(['errorFree'], to('checked')), stay()],
    LIST_FOUNDED: refused('what has errors, or was not looked at, is not put into force'),
    LIST_PUBLISHED: refused('it is checked first'),
    OBJECTION_RAISED: notShown,
    OBJECTION_ANSWERED: notShown,
    RELEASE_PROPOSED: notSettled,
    RELEASE_CONFIRMED: nothingProposed,
    RELEASE_RETURNED: nothingProposed,
    LIST_REPLACED: notYet,
    LIST_WITHDRAWN: to('withdrawn'),
  },
  checked: {
    TICK: quiet,
    LIST_CHECKED: checkedAlready,
    LIST_FOUNDED: to('inForce', ['enforceList']),
    LIST_PUBLISHED: to('published'),
    OBJECTION_RAISED: notShown,
    OBJECTION_ANSWERED: notShown,
    RELEASE_PROPOSED: notSettled,
    RELEASE_CONFIRMED: nothingProposed,
    RELEASE_RETURNED: nothingProposed,
    LIST_REPLACED: notYet,
    LIST_WITHDRAWN: to('withdrawn'),
  },
  published: {
    TICK: [when(['deadlineStands', 'nothingOpen'], to('settled')), when(['deadlineStands'], to('disputed')), late],
    LIST_CHECKED: checkedAlready,
    LIST_FOUNDED: onceFounded,
    LIST_PUBLISHED: shown,
    OBJECTION_RAISED: stay(),
    OBJECTION_ANSWERED: [when(['somethingOpen'], stay()), nothingAsked],
    RELEASE_PROPOSED: notSettled,
    RELEASE_CONFIRMED: nothingProposed,
    RELEASE_RETURNED: nothingProposed,
    LIST_REPLACED: notYet,
    LIST_WITHDRAWN: to('withdrawn'),
  },
  disputed: {
    TICK: quiet,
    LIST_CHECKED: checkedAlready,
    LIST_FOUNDED: onceFounded,
    LIST_PUBLISHED: shown,
    OBJECTION_RAISED: over,
    OBJECTION_ANSWERED: [when(['lastOpen'], to('settled')), stay()],
    RELEASE_PROPOSED: notSettled,
    RELEASE_CONFIRMED: nothingProposed,
    RELEASE_RETURNED: nothingProposed,
    LIST_REPLACED: notYet,
    LIST_WITHDRAWN: to('withdrawn'),
  },
  settled: {
    TICK: quiet,
    LIST_CHECKED: checkedAlready,
    LIST_FOUNDED: onceFounded,
    LIST_PUBLISHED: shown,
    OBJECTION_RAISED: over,
    OBJECTION_ANSWERED: nothingAsked,
    RELEASE_PROPOSED: [
      when(['nothingUpheld'], to('releaseProposed')),
      refused('an objection was right: the next version corrects it'),
    ],
    RELEASE_CONFIRMED: nothingProposed,
    RELEASE_RETURNED: nothingProposed,
    LIST_REPLACED: notYet,
    LIST_WITHDRAWN: to('withdrawn'),
  },
  releaseProposed: {
    TICK: quiet,
    LIST_CHECKED: checkedAlready,
    LIST_FOUNDED: onceFounded,
    LIST_PUBLISHED: shown,
    OBJECTION_RAISED: over,
    OBJECTION_ANSWERED: nothingAsked,
    RELEASE_PROPOSED: refused('a release is proposed already: confirm it or send it back'),
    RELEASE_CONFIRMED: [
      when(['secondPerson', 'startsLater'], to('scheduled')),
      when(['secondPerson'], to('inForce', ['enforceList'])),
      refused('who prepared it or proposed its release does not confirm it'),
    ],
    RELEASE_RETURNED: to('settled'),
    LIST_REPLACED: notYet,
    LIST_WITHDRAWN: to('withdrawn'),
  },
  scheduled: {
    TICK: [when(['deadlineStands'], to('inForce', ['enforceList'])), late],
    LIST_CHECKED: checkedAlready,
    LIST_FOUNDED: onceFounded,
    LIST_PUBLISHED: shown,
    OBJECTION_RAISED: over,
    OBJECTION_ANSWERED: nothingAsked,
    RELEASE_PROPOSED: refused('its release is confirmed already'),
    RELEASE_CONFIRMED: refused('its release is confirmed already'),
    RELEASE_RETURNED: refused('its release is confirmed already: withdraw it before its day'),
    LIST_REPLACED: notYet,
    LIST_WITHDRAWN: [when(['startsLater'], to('withdrawn')), refused('its hour has come: it is in force')],
  },
  inForce: {
    TICK: quiet,
    LIST_CHECKED: checkedAlready,
    LIST_FOUNDED: done,
    LIST_PUBLISHED: done,
    OBJECTION_RAISED: over,
    OBJECTION_ANSWERED: nothingAsked,
    RELEASE_PROPOSED: done,
    RELEASE_CONFIRMED: done,
    RELEASE_RETURNED: done,
    LIST_REPLACED: to('replaced'),
    LIST_WITHDRAWN: done,
  },
  replaced: {
    TICK: replaced,
    LIST_CHECKED: replaced,
    LIST_FOUNDED: replaced,
    LIST_PUBLISHED: replaced,
    OBJECTION_RAISED: replaced,
    OBJECTION_ANSWERED: replaced,
    RELEASE_PROPOSED: replaced,
    RELEASE_CONFIRMED: replaced,
    RELEASE_RETURNED: replaced,
    LIST_REPLACED: replaced,
    LIST_WITHDRAWN: replaced,
  },
  withdrawn: {
    TICK: gone,
    LIST_CHECKED: gone,
    LIST_FOUNDED: gone,
    LIST_PUBLISHED: gone,
    OBJECTION_RAISED: gone,
    OBJECTION_ANSWERED: gone,
    RELEASE_PROPOSED: gone,
    RELEASE_CONFIRMED: gone,
    RELEASE_RETURNED: gone,
    LIST_REPLACED: gone,
    LIST_WITHDRAWN: gone,
  },
}
