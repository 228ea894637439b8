import type { StateValueFrom } from 'xstate'
import type { PlantPlanEvent, plantPlanMachine } from '../plantPlan.ts'
import { refused, to, when, type Answer, type Leaves, type Table } from './expected.ts'

export type PlantPlanState = Leaves<StateValueFrom<typeof plantPlanMachine>>
export type PlantPlanGuard = 'deadlineStands' | 'isStart' | 'errorFree' | 'anotherPerson' | 'startsLater'

const quiet = refused('no deadline stands in this state')
const late = refused('the clock saw a deadline that no longer stands')
const faulty = refused('the check found errors: they are put right first')
const notSubmitted = refused('it lies with the enterprise')
const withOfficer = refused('it lies with the officer: approve it or send it back')
const notYet = refused('it is not in force')
const approved = refused('it is approved: it is dropped, or comes into force by its day')
const holds = refused('it is in force: the next plan takes its place')

/** Every event, for a plan that is over. */
function over(why: string): Record<PlantPlanEvent['type'], Answer<never>> {
  const it = refused(why)
  return {
    TICK: it,
    PLAN_WRITTEN: it,
    PLAN_SUBMITTED: it,
    PLAN_APPROVED: it,
    PLAN_RETURNED: it,
    REVISION_CALLED: it,
    PLAN_REPLACED: it,
    PLAN_DROPPED: it,
  }
}

/** One revision of a plant's plan (一厂一策): what every event does in every state. */
export const plantPlanTable: Table<PlantPlanState, PlantPlanEvent['type'], PlantPlanGuard> = {
  drafted: {
    TICK: quiet,
    PLAN_WRITTEN: to('drafted'),
    PLAN_SUBMITTED: [when(['errorFree'], to('submitted')), faulty],
    PLAN_APPROVED: notSubmitted,
    PLAN_RETURNED: notSubmitted,
    REVISION_CALLED: notYet,
    PLAN_REPLACED: notYet,
    PLAN_DROPPED: to('dropped'),
  },
  submitted: {
    TICK: quiet,
    PLAN_WRITTEN: withOfficer,
    PLAN_SUBMITTED: withOfficer,
    PLAN_APPROVED: [
      when(['anotherPerson', 'startsLater'], to('approved')),
      when(['anotherPerson'], to('inForce', ['enforcePlan'])),
      refused('who wrote it does not approve it'),
    ],
    PLAN_RETURNED: to('returned'),
    REVISION_CALLED: notYet,
    PLAN_REPLACED: notYet,
    PLAN_DROPPED: to('dropped'),
  },
  returned: {
    TICK: quiet,
    PLAN_WRITTEN: to('drafted'),
    PLAN_SUBMITTED: [when(['errorFree'], to('submitted')), faulty],
    PLAN_APPROVED: notSubmitted,
    PLAN_RETURNED: notSubmitted,
    REVISION_CALLED: notYet,
    PLAN_REPLACED: notYet,
    PLAN_DROPPED: to('dropped'),
  },
  approved: {
    TICK: [when(['deadlineStands', 'isStart'], to('inForce', ['enforcePlan'])), late],
    PLAN_WRITTEN: approved,
    PLAN_SUBMITTED: approved,
    PLAN_APPROVED: approved,
    PLAN_RETURNED: approved,
    REVISION_CALLED: notYet,
    PLAN_REPLACED: notYet,
    PLAN_DROPPED: to('dropped'),
  },
  inForce: {
    TICK: [when(['deadlineStands'], to('expired')), late],
    PLAN_WRITTEN: holds,
    PLAN_SUBMITTED: holds,
    PLAN_APPROVED: holds,
    PLAN_RETURNED: holds,
    REVISION_CALLED: to('revisionCalled'),
    PLAN_REPLACED: to('replaced'),
    PLAN_DROPPED: holds,
  },
  revisionCalled: {
    TICK: [when(['deadlineStands'], to('expired')), late],
    PLAN_WRITTEN: holds,
    PLAN_SUBMITTED: holds,
    PLAN_APPROVED: holds,
    PLAN_RETURNED: holds,
    REVISION_CALLED: refused('a revision was called for already'),
    PLAN_REPLACED: to('replaced'),
    PLAN_DROPPED: holds,
  },
  replaced: over('a newer plan stands in its place'),
  expired: over('it has ended by its date'),
  dropped: over('it was dropped before it was in force'),
}
