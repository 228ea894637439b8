import type { StateValueFrom } from 'xstate'
import type { WarningEvent, warningMachine } from '../warning.ts'
import { refused, stay, to, when, type Leaves, type Refused, type Table } from './expected.ts'

export type WarningState = Leaves<StateValueFrom<typeof warningMachine>>
export type WarningGuard =
  | 'deadlineStands'
  | 'isStart'
  | 'isResume'
  | 'isStage'
  | 'isLift'
  | 'isSign'
  | 'isEnd'
  | 'proceeds'
  | 'dismisses'
  | 'issues'
  | 'fitsScheduled'
  | 'fitsInForce'
  | 'fitsSuspended'
  | 'keepsAbove'
  | 'nothingAbove'
  | 'enoughWithout'
  | 'isThatAbove'
  | 'rankSuffices'
  | 'suspends'
  | 'resumes'
  | 'lifts'
  | 'takesEffectLater'
  | 'rankOfSigner'
  | 'signerIsSilent'

const notDue = refused('the clock saw a deadline that no longer stands, or for which this state does not wait')
const onlyIssue = refused(
  'nothing is signed yet: only a warning to issue can be proposed or conferred on, and as an instruction from above allows',
)
const onlyScheduled = refused(
  'it is signed: it can be moved, raised, lowered, extended or lifted, not issued again, and as the one above allows',
)
const onlyInForce = refused(
  'it holds: it can be raised, lowered, extended, suspended or lifted, as an instruction from above allows',
)
const onlySuspended = refused(
  'it is suspended: it can be resumed, extended or lifted, as an instruction from above allows',
)
const mayNotSign = refused('a higher rank has to sign this, or it does not fit any more what holds by now')
const confersFirst = refused('nothing may be signed before the consultation')
const nothingToReturn = refused('nothing waits for a signature')
const nothingProposed = refused('no change is proposed')
const calledForAbove = refused('an instruction from above calls for it')
const rankTooLow = refused('a higher rank has to sign or send back this one')
const liftInstead = refused('it is in force: it ends by a lift')
const asItWasSigned = refused('taking it back asks for the rank of its signature, and for no instruction from above')
const liftAnnounced = refused('the lift is signed and announced: what comes after is a new warning')
const lifted = refused('it was lifted: what comes after is a new warning')
const dismissed = refused('it was dismissed before any signature')
const withdrawn = refused('it was withdrawn before its start')

/** Whom what was signed concerns beside the enterprises. */
const OTHERS = ['tellOfWarning', 'taskDepartments'] as const
const signatureOverdue = when(['deadlineStands', 'isSign'], stay())
const signerSilent = when(['deadlineStands', 'isSign'], stay(['callRelief']))
const nobodySilent = refused('nobody is waited for to sign')
const stillTime = refused('whoever has to sign still has time')
const endOverdue = when(['deadlineStands', 'isEnd'], stay(['wake']))
const resumptionOverdue = when(['deadlineStands', 'isResume'], stay(['wake']))
const withdrawsOrders = [
  when(['rankOfSigner', 'nothingAbove'], to('withdrawn', ['releaseOrders', ...OTHERS])),
  asItWasSigned,
] as const
const fromAbove = {
  INSTRUCTED: stay(),
  INSTRUCTION_LIFTED: [when(['isThatAbove'], stay()), refused('it does not stand under that instruction')],
} as const
const notFromAbove = (why: Refused) => ({ INSTRUCTED: why, INSTRUCTION_LIFTED: why })

/** A warning (预警) of one area: what every event does in every state. */
export const warningTable: Table<WarningState, WarningEvent['type'], WarningGuard> = {
  proposed: {
    ...fromAbove,
    TICK: [signatureOverdue, notDue],
    CHANGE_PROPOSED: [when(['issues', 'keepsAbove'], stay()), onlyIssue],
    PROPOSAL_LAPSED: [when(['enoughWithout'], to('dismissed')), calledForAbove],
    CONSULTATION_HELD: [
      when(['proceeds', 'issues', 'keepsAbove'], to('awaitingSignature')),
      when(['dismisses', 'enoughWithout'], to('dismissed')),
      onlyIssue,
    ],
    OFFICER_SIGNED: confersFirst,
    RELIEF_CALLED: nobodySilent,
    OFFICER_RETURNED: nothingToReturn,
    WARNING_WITHDRAWN: [when(['enoughWithout'], to('withdrawn')), calledForAbove],
  },
  awaitingSignature: {
    ...fromAbove,
    TICK: [signerSilent, notDue],
    CHANGE_PROPOSED: [when(['issues', 'keepsAbove'], to('proposed')), onlyIssue],
    PROPOSAL_LAPSED: [when(['enoughWithout'], to('dismissed')), calledForAbove],
    CONSULTATION_HELD: refused('the consultation was held: it waits for the signature'),
    OFFICER_SIGNED: [
      when(['rankSuffices', 'takesEffectLater', 'keepsAbove'], to('scheduled.steady', ['planOrders', ...OTHERS])),
      when(['rankSuffices', 'keepsAbove'], to('inForce.steady', ['planOrders', ...OTHERS, 'overtakePrecaution'])),
      rankTooLow,
    ],
    RELIEF_CALLED: [when(['signerIsSilent'], stay()), stillTime],
    OFFICER_RETURNED: [when(['rankSuffices'], to('proposed')), rankTooLow],
    WARNING_WITHDRAWN: [when(['enoughWithout'], to('withdrawn')), calledForAbove],
  },
  'scheduled.steady': {
    ...fromAbove,
    TICK: [when(['deadlineStands', 'isStart'], to('inForce.steady', ['overtakePrecaution'])), endOverdue, notDue],
    CHANGE_PROPOSED: [when(['fitsScheduled', 'keepsAbove'], to('scheduled.changeProposed')), onlyScheduled],
    PROPOSAL_LAPSED: nothingProposed,
    CONSULTATION_HELD: nothingProposed,
    OFFICER_SIGNED: nothingProposed,
    RELIEF_CALLED: nobodySilent,
    OFFICER_RETURNED: nothingToReturn,
    WARNING_WITHDRAWN: withdrawsOrders,
  },
  'scheduled.changeProposed': {
    ...fromAbove,
    TICK: [
      when(['deadlineStands', 'isStart'], to('inForce.changeProposed', ['overtakePrecaution'])),
      signatureOverdue,
      endOverdue,
      notDue,
    ],
    CHANGE_PROPOSED: [when(['fitsScheduled', 'keepsAbove'], stay()), onlyScheduled],
    PROPOSAL_LAPSED: [when(['enoughWithout'], to('scheduled.steady')), calledForAbove],
    CONSULTATION_HELD: [
      when(['proceeds', 'fitsScheduled', 'keepsAbove'], to('scheduled.changeAwaitingSignature')),
      when(['dismisses', 'enoughWithout'], to('scheduled.steady')),
      onlyScheduled,
    ],
    OFFICER_SIGNED: confersFirst,
    RELIEF_CALLED: nobodySilent,
    OFFICER_RETURNED: nothingToReturn,
    WARNING_WITHDRAWN: withdrawsOrders,
  },
  'scheduled.changeAwaitingSignature': {
    ...fromAbove,
    TICK: [
      when(['deadlineStands', 'isStart'], to('inForce.changeAwaitingSignature', ['overtakePrecaution'])),
      signerSilent,
      endOverdue,
      notDue,
    ],
    CHANGE_PROPOSED: [when(['fitsScheduled', 'keepsAbove'], to('scheduled.changeProposed')), onlyScheduled],
    PROPOSAL_LAPSED: [when(['enoughWithout'], to('scheduled.steady')), calledForAbove],
    CONSULTATION_HELD: refused('the consultation was held: the change waits for its signature'),
    OFFICER_SIGNED: [
      when(['rankSuffices', 'lifts', 'keepsAbove'], to('withdrawn', ['releaseOrders', ...OTHERS])),
      when(['rankSuffices', 'fitsScheduled', 'keepsAbove'], to('scheduled.steady', ['planOrders', ...OTHERS])),
      mayNotSign,
    ],
    RELIEF_CALLED: [when(['signerIsSilent'], stay()), stillTime],
    OFFICER_RETURNED: [when(['rankSuffices'], to('scheduled.changeProposed')), rankTooLow],
    WARNING_WITHDRAWN: withdrawsOrders,
  },
  'inForce.steady': {
    ...fromAbove,
    TICK: [endOverdue, notDue],
    CHANGE_PROPOSED: [when(['fitsInForce', 'keepsAbove'], to('inForce.changeProposed')), onlyInForce],
    PROPOSAL_LAPSED: nothingProposed,
    CONSULTATION_HELD: nothingProposed,
    OFFICER_SIGNED: nothingProposed,
    RELIEF_CALLED: nobodySilent,
    OFFICER_RETURNED: nothingToReturn,
    WARNING_WITHDRAWN: liftInstead,
  },
  'inForce.changeProposed': {
    ...fromAbove,
    TICK: [signatureOverdue, endOverdue, notDue],
    CHANGE_PROPOSED: [when(['fitsInForce', 'keepsAbove'], stay()), onlyInForce],
    PROPOSAL_LAPSED: [when(['enoughWithout'], to('inForce.steady')), calledForAbove],
    CONSULTATION_HELD: [
      when(['proceeds', 'fitsInForce', 'keepsAbove'], to('inForce.changeAwaitingSignature')),
      when(['dismisses', 'enoughWithout'], to('inForce.steady')),
      onlyInForce,
    ],
    OFFICER_SIGNED: confersFirst,
    RELIEF_CALLED: nobodySilent,
    OFFICER_RETURNED: nothingToReturn,
    WARNING_WITHDRAWN: liftInstead,
  },
  'inForce.changeAwaitingSignature': {
    ...fromAbove,
    TICK: [signerSilent, endOverdue, notDue],
    CHANGE_PROPOSED: [when(['fitsInForce', 'keepsAbove'], to('inForce.changeProposed')), onlyInForce],
    PROPOSAL_LAPSED: [when(['enoughWithout'], to('inForce.steady')), calledForAbove],
    CONSULTATION_HELD: refused('the consultation was held: the change waits for its signature'),
    OFFICER_SIGNED: [
      when(['rankSuffices', 'lifts', 'takesEffectLater', 'keepsAbove'], to('lifting', ['announceLift', ...OTHERS])),
      when(['rankSuffices', 'lifts', 'keepsAbove'], to('lifted', ['releaseOrders', ...OTHERS, 'openReview'])),
      when(['rankSuffices', 'suspends', 'keepsAbove'], to('suspended.steady', ['planOrders', ...OTHERS])),
      when(['rankSuffices', 'fitsInForce', 'keepsAbove'], to('inForce.steady', ['planOrders', ...OTHERS])),
      mayNotSign,
    ],
    RELIEF_CALLED: [when(['signerIsSilent'], stay()), stillTime],
    OFFICER_RETURNED: [when(['rankSuffices'], to('inForce.changeProposed')), rankTooLow],
    WARNING_WITHDRAWN: liftInstead,
  },
  'suspended.steady': {
    ...fromAbove,
    TICK: [endOverdue, resumptionOverdue, notDue],
    CHANGE_PROPOSED: [when(['fitsSuspended', 'keepsAbove'], to('suspended.changeProposed')), onlySuspended],
    PROPOSAL_LAPSED: nothingProposed,
    CONSULTATION_HELD: nothingProposed,
    OFFICER_SIGNED: nothingProposed,
    RELIEF_CALLED: nobodySilent,
    OFFICER_RETURNED: nothingToReturn,
    WARNING_WITHDRAWN: liftInstead,
  },
  'suspended.changeProposed': {
    ...fromAbove,
    TICK: [signatureOverdue, endOverdue, resumptionOverdue, notDue],
    CHANGE_PROPOSED: [when(['fitsSuspended', 'keepsAbove'], stay()), onlySuspended],
    PROPOSAL_LAPSED: [when(['enoughWithout'], to('suspended.steady')), calledForAbove],
    CONSULTATION_HELD: [
      when(['proceeds', 'fitsSuspended', 'keepsAbove'], to('suspended.changeAwaitingSignature')),
      when(['dismisses', 'enoughWithout'], to('suspended.steady')),
      onlySuspended,
    ],
    OFFICER_SIGNED: confersFirst,
    RELIEF_CALLED: nobodySilent,
    OFFICER_RETURNED: nothingToReturn,
    WARNING_WITHDRAWN: liftInstead,
  },
  'suspended.changeAwaitingSignature': {
    ...fromAbove,
    TICK: [signerSilent, endOverdue, resumptionOverdue, notDue],
    CHANGE_PROPOSED: [when(['fitsSuspended', 'keepsAbove'], to('suspended.changeProposed')), onlySuspended],
    PROPOSAL_LAPSED: [when(['enoughWithout'], to('suspended.steady')), calledForAbove],
    CONSULTATION_HELD: refused('the consultation was held: the change waits for its signature'),
    OFFICER_SIGNED: [
      when(['rankSuffices', 'lifts', 'takesEffectLater', 'keepsAbove'], to('lifting', ['announceLift', ...OTHERS])),
      when(['rankSuffices', 'lifts', 'keepsAbove'], to('lifted', ['releaseOrders', ...OTHERS, 'openReview'])),
      when(['rankSuffices', 'resumes', 'keepsAbove'], to('inForce.steady', ['planOrders', ...OTHERS])),
      when(['rankSuffices', 'fitsSuspended', 'keepsAbove'], to('suspended.steady', ['planOrders', ...OTHERS])),
      mayNotSign,
    ],
    RELIEF_CALLED: [when(['signerIsSilent'], stay()), stillTime],
    OFFICER_RETURNED: [when(['rankSuffices'], to('suspended.changeProposed')), rankTooLow],
    WARNING_WITHDRAWN: liftInstead,
  },
  lifting: {
    ...notFromAbove(liftAnnounced),
    TICK: [
      when(['deadlineStands', 'isStage'], stay(['releasePart'])),
      when(['deadlineStands', 'isLift'], to('lifted', ['releaseOrders', ...OTHERS, 'openReview'])),
      notDue,
    ],
    CHANGE_PROPOSED: liftAnnounced,
    PROPOSAL_LAPSED: liftAnnounced,
    CONSULTATION_HELD: liftAnnounced,
    OFFICER_SIGNED: liftAnnounced,
    RELIEF_CALLED: liftAnnounced,
    OFFICER_RETURNED: liftAnnounced,
    WARNING_WITHDRAWN: liftAnnounced,
  },
  lifted: {
    ...notFromAbove(lifted),
    TICK: lifted,
    CHANGE_PROPOSED: lifted,
    PROPOSAL_LAPSED: lifted,
    CONSULTATION_HELD: lifted,
    OFFICER_SIGNED: lifted,
    RELIEF_CALLED: lifted,
    OFFICER_RETURNED: lifted,
    WARNING_WITHDRAWN: lifted,
  },
  dismissed: {
    ...notFromAbove(dismissed),
    TICK: dismissed,
    CHANGE_PROPOSED: dismissed,
    PROPOSAL_LAPSED: dismissed,
    CONSULTATION_HELD: dismissed,
    OFFICER_SIGNED: dismissed,
    RELIEF_CALLED: dismissed,
    OFFICER_RETURNED: dismissed,
    WARNING_WITHDRAWN: dismissed,
  },
  withdrawn: {
    ...notFromAbove(withdrawn),
    TICK: withdrawn,
    CHANGE_PROPOSED: withdrawn,
    PROPOSAL_LAPSED: withdrawn,
    CONSULTATION_HELD: withdrawn,
    OFFICER_SIGNED: withdrawn,
    RELIEF_CALLED: withdrawn,
    OFFICER_RETURNED: withdrawn,
    WARNING_WITHDRAWN: withdrawn,
  },
}
