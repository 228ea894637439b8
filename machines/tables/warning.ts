import type { StateValueFrom } from 'xstate'
import type { WarningEvent, warningMachine } from '../warning.ts'
import { refused, stay, to, when, type Leaves, type Table } from './expected.ts'

export type WarningState = Leaves<StateValueFrom<typeof warningMachine>>
export type WarningGuard =
  | 'deadlineStands'
  | 'isStart'
  | 'isStage'
  | 'isLift'
  | 'isSign'
  | 'isEnd'
  | 'proceeds'
  | 'dismisses'
  | 'issues'
  | 'alters'
  | 'rankSuffices'
  | 'lifts'
  | 'takesEffectLater'
  | 'rankOfSigner'

const notDue = refused('the clock saw a deadline that no longer stands, or for which this state does not wait')
const onlyIssue = refused('nothing is signed yet: only a warning to issue can be proposed or conferred on')
const onlyAlter = refused('it is signed: it can be raised, lowered, extended or lifted, not issued again')
const confersFirst = refused('nothing may be signed before the consultation')
const nothingToReturn = refused('nothing waits for a signature')
const nothingProposed = refused('no change is proposed')
const rankTooLow = refused('a higher rank has to sign or send back this one')
const liftInstead = refused('it is in force: it ends by a lift')
const asItWasSigned = refused('taking it back asks for no less than the rank of its signature')
const liftAnnounced = refused('the lift is signed and announced: what comes after is a new warning')
const lifted = refused('it was lifted: what comes after is a new warning')
const dismissed = refused('it was dismissed before any signature')
const withdrawn = refused('it was withdrawn before its start')

const signatureOverdue = when(['deadlineStands', 'isSign'], stay())
const endOverdue = when(['deadlineStands', 'isEnd'], stay())
const withdrawsOrders = [when(['rankOfSigner'], to('withdrawn', ['releaseOrders'])), asItWasSigned] as const

/** A warning (预警) of one area: what every event does in every state. */
export const warningTable: Table<WarningState, WarningEvent['type'], WarningGuard> = {
  proposed: {
    TICK: [signatureOverdue, notDue],
    CHANGE_PROPOSED: [when(['issues'], stay()), onlyIssue],
    PROPOSAL_LAPSED: to('dismissed'),
    CONSULTATION_HELD: [
      when(['proceeds', 'issues'], to('awaitingSignature')),
      when(['dismisses'], to('dismissed')),
      onlyIssue,
    ],
    OFFICER_SIGNED: confersFirst,
    OFFICER_RETURNED: nothingToReturn,
    WARNING_WITHDRAWN: to('withdrawn'),
  },
  awaitingSignature: {
    TICK: [signatureOverdue, notDue],
    CHANGE_PROPOSED: [when(['issues'], to('proposed')), onlyIssue],
    PROPOSAL_LAPSED: to('dismissed'),
    CONSULTATION_HELD: refused('the consultation was held: it waits for the signature'),
    OFFICER_SIGNED: [
      when(['rankSuffices', 'takesEffectLater'], to('scheduled.steady', ['planOrders'])),
      when(['rankSuffices'], to('inForce.steady', ['planOrders'])),
      rankTooLow,
    ],
    OFFICER_RETURNED: [when(['rankSuffices'], to('proposed')), rankTooLow],
    WARNING_WITHDRAWN: to('withdrawn'),
  },
  'scheduled.steady': {
    TICK: [when(['deadlineStands', 'isStart'], to('inForce.steady')), endOverdue, notDue],
    CHANGE_PROPOSED: [when(['alters'], to('scheduled.changeProposed')), onlyAlter],
    PROPOSAL_LAPSED: nothingProposed,
    CONSULTATION_HELD: nothingProposed,
    OFFICER_SIGNED: nothingProposed,
    OFFICER_RETURNED: nothingToReturn,
    WARNING_WITHDRAWN: withdrawsOrders,
  },
  'scheduled.changeProposed': {
    TICK: [when(['deadlineStands', 'isStart'], to('inForce.changeProposed')), signatureOverdue, endOverdue, notDue],
    CHANGE_PROPOSED: [when(['alters'], stay()), onlyAlter],
    PROPOSAL_LAPSED: to('scheduled.steady'),
    CONSULTATION_HELD: [
      when(['proceeds', 'alters'], to('scheduled.changeAwaitingSignature')),
      when(['dismisses'], to('scheduled.steady')),
      onlyAlter,
    ],
    OFFICER_SIGNED: confersFirst,
    OFFICER_RETURNED: nothingToReturn,
    WARNING_WITHDRAWN: withdrawsOrders,
  },
  'scheduled.changeAwaitingSignature': {
    TICK: [
      when(['deadlineStands', 'isStart'], to('inForce.changeAwaitingSignature')),
      signatureOverdue,
      endOverdue,
      notDue,
    ],
    CHANGE_PROPOSED: [when(['alters'], to('scheduled.changeProposed')), onlyAlter],
    PROPOSAL_LAPSED: to('scheduled.steady'),
    CONSULTATION_HELD: refused('the consultation was held: the change waits for its signature'),
    OFFICER_SIGNED: [
      when(['rankSuffices', 'lifts'], to('withdrawn', ['releaseOrders'])),
      when(['rankSuffices'], to('scheduled.steady', ['planOrders'])),
      rankTooLow,
    ],
    OFFICER_RETURNED: [when(['rankSuffices'], to('scheduled.changeProposed')), rankTooLow],
    WARNING_WITHDRAWN: withdrawsOrders,
  },
  'inForce.steady': {
    TICK: [endOverdue, notDue],
    CHANGE_PROPOSED: [when(['alters'], to('inForce.changeProposed')), onlyAlter],
    PROPOSAL_LAPSED: nothingProposed,
    CONSULTATION_HELD: nothingProposed,
    OFFICER_SIGNED: nothingProposed,
    OFFICER_RETURNED: nothingToReturn,
    WARNING_WITHDRAWN: liftInstead,
  },
  'inForce.changeProposed': {
    TICK: [signatureOverdue, endOverdue, notDue],
    CHANGE_PROPOSED: [when(['alters'], stay()), onlyAlter],
    PROPOSAL_LAPSED: to('inForce.steady'),
    CONSULTATION_HELD: [
      when(['proceeds', 'alters'], to('inForce.changeAwaitingSignature')),
      when(['dismisses'], to('inForce.steady')),
      onlyAlter,
    ],
    OFFICER_SIGNED: confersFirst,
    OFFICER_RETURNED: nothingToReturn,
    WARNING_WITHDRAWN: liftInstead,
  },
  'inForce.changeAwaitingSignature': {
    TICK: [signatureOverdue, endOverdue, notDue],
    CHANGE_PROPOSED: [when(['alters'], to('inForce.changeProposed')), onlyAlter],
    PROPOSAL_LAPSED: to('inForce.steady'),
    CONSULTATION_HELD: refused('the consultation was held: the change waits for its signature'),
    OFFICER_SIGNED: [
      when(['rankSuffices', 'lifts', 'takesEffectLater'], to('lifting', ['announceLift'])),
      when(['rankSuffices', 'lifts'], to('lifted', ['releaseOrders'])),
      when(['rankSuffices'], to('inForce.steady', ['planOrders'])),
      rankTooLow,
    ],
    OFFICER_RETURNED: [when(['rankSuffices'], to('inForce.changeProposed')), rankTooLow],
    WARNING_WITHDRAWN: liftInstead,
  },
  lifting: {
    TICK: [
      when(['deadlineStands', 'isStage'], stay(['releasePart'])),
      when(['deadlineStands', 'isLift'], to('lifted', ['releaseOrders'])),
      notDue,
    ],
    CHANGE_PROPOSED: liftAnnounced,
    PROPOSAL_LAPSED: liftAnnounced,
    CONSULTATION_HELD: liftAnnounced,
    OFFICER_SIGNED: liftAnnounced,
    OFFICER_RETURNED: liftAnnounced,
    WARNING_WITHDRAWN: liftAnnounced,
  },
  lifted: {
    TICK: lifted,
    CHANGE_PROPOSED: lifted,
    PROPOSAL_LAPSED: lifted,
    CONSULTATION_HELD: lifted,
    OFFICER_SIGNED: lifted,
    OFFICER_RETURNED: lifted,
    WARNING_WITHDRAWN: lifted,
  },
  dismissed: {
    TICK: dismissed,
    CHANGE_PROPOSED: dismissed,
    PROPOSAL_LAPSED: dismissed,
    CONSULTATION_HELD: dismissed,
    OFFICER_SIGNED: dismissed,
    OFFICER_RETURNED: dismissed,
    WARNING_WITHDRAWN: dismissed,
  },
  withdrawn: {
    TICK: withdrawn,
    CHANGE_PROPOSED: withdrawn,
    PROPOSAL_LAPSED: withdrawn,
    CONSULTATION_HELD: withdrawn,
    OFFICER_SIGNED: withdrawn,
    OFFICER_RETURNED: withdrawn,
    WARNING_WITHDRAWN: withdrawn,
  },
}
