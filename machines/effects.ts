import type { DepartmentRung } from '../src/model/department.ts'
import type { ContactRung, OfficerRung } from '../src/model/escalation.ts'
import type { WarningLevel } from '../src/model/level.ts'
import type { Part } from '../src/model/stage.ts'
import type { WakeCause } from '../src/model/wakeCause.ts'

/**
 * Everything that a machine may ask for (效果清单). A machine never does: it names one of these, `step` stores it as a
 * row in the same transaction, the relay hands its id to the queue, and one handler carries it out.
 * An effect may carry a range ("plan all orders of this revision"); its handler expands it in chunks.
 */
export interface EffectParams {
  /** An area's outlook changed: judge it again. Subject: the bulletin that changed it. */
  assess: { area: string }
  /** A feed has died, speaks again or is closed: have its area judged, and somebody woken or left alone. Subject: the feed. */
  tellFeed: { since: string }
  /** Whoever has to sign let the hour pass: call somebody else in. Subject: the warning. */
  callRelief: Record<never, never>
  /** A signature is not shown by its hour, is shown, or denied: have somebody woken or left alone. Subject: the endorsement. */
  tellUnproven: Record<never, never>
  /** Number what was signed, and write its notice. Subject: the notice. */
  writeNotice: Record<never, never>
  /** Plan and issue every order of a warning's revision. Subject: the warning. */
  planOrders: { revision: number }
  /** Stand every live order of a warning down. Subject: the warning. */
  releaseOrders: { revision: number }
  /** Tell every living order of a warning when it will end. Subject: the warning. */
  announceLift: Record<never, never>
  /** Stand the living orders down whom a stage of the lift names. Subject: the warning. */
  releasePart: { parts: readonly Part[] }
  /** The response has begun: end what was done before any warning. Subject: the warning. */
  overtakePrecaution: Record<never, never>
  /**
   * Tell those below and beside of what became of a signed warning: counties, who gave the instruction, neighbours.
   * `begins`: nothing new, but an hour has come, its own or that of a special period, from which on orders may ask for
   * more. Subject: the warning.
   */
  tellOfWarning: { revision: number; begins?: true }
  /** Bring the warning of an area in line with the instructions that hold there. Subject: the instruction. */
  heedInstructions: Record<never, never>
  /** An hour of an instruction has passed with nothing done. Subject: the instruction. */
  tellOverdue: { deadline: string; due: string }
  /** A county has a warning to answer. Subject: the response. */
  tellCounty: Record<never, never>
  /** A county has not answered: the city has to call. Subject: the response. */
  tellSilence: Record<never, never>
  /** Send a written notice to counties, departments and neighbours. Subject: the notice. */
  sendNotice: Record<never, never>
  /** Send a notice as CAP to the installations that get the warnings of its area. Subject: the notice. */
  sendCap: Record<never, never>
  /** Write the first messages of the orders of a range of enterprises (ids, both included). Subject: the warning. */
  handOver: { from: string; to: string }
  /** Write the messages that tell those of a range of the end. Subject: the warning. */
  announceRelease: { from: string; to: string }
  /** Show an officer one message of a preview on his own telephone. Subject: the trial. */
  sendTrial: Record<never, never>
  /**
   * One attempt to hand one message over. Subject: the delivery. `granted`: since when a limited provider has room for it;
   * without it the message first takes its place in the provider's line.
   */
  deliver: { attempt: number; granted?: string }
  /** The first attempts of messages that were written together; every later one is a `deliver` of its own. Subject: the first of them. */
  deliverTogether: { deliveries: readonly string[] }
  /** Ask the provider what became of a message after this attempt. Subject: the delivery. */
  askProvider: { attempt: number }
  /** Let those pass that a provider has room for now. Subject: the provider. */
  pace: Record<never, never>
  /** The same order once more: to the first contact, the next one, or by another way. Subject: the order. */
  escalate: { rung: ContactRung }
  /** The enterprise is on an officer's list from now on, who is told of all of them at once. Subject: the order. */
  tellOfficer: { rung: OfficerRung }
  /** Somebody has to go there. Subject: the order. */
  sendInspector: Record<never, never>
  /** Look whether somebody has to be woken, and who need not be any more. Subject: what the cause is about. */
  wake: { cause: WakeCause; occasion: string }
  /** One call of a wake. Subject: the wake. */
  call: { round: number }
  /** Ask whoever is on duty to come to the post, with the link to check in by. Subject: the shift. */
  callToPost: Record<never, never>
  /** Look which heads of counties have to be in post by a warning, and who no longer has. Subject: the warning. */
  askHeads: Record<never, never>
  /** Nobody has to go there any more. Subject: the order. */
  recallInspector: Record<never, never>
  /** Look at what a warning asks of the departments now: give tasks out, move them, release them. Subject: the warning. */
  taskDepartments: Record<never, never>
  /** A department is silent: tell its next contact, or its head. Subject: the task. */
  urgeDepartment: { rung: DepartmentRung }
  /** A message about a department's tasks reached nobody. Subject: the message. */
  missDepartment: Record<never, never>
  /** A department is silent at last, or meets a difficulty: the desk's own. Subject: the task. */
  tellDesk: Record<never, never>
  /** End the version before this one and watch the dates of its enterprises. Subject: the list. */
  enforceList: Record<never, never>
  /** End the grade before this one and watch the day on which it ends. Subject: the grading. */
  recordGrade: Record<never, never>
  /** End the plan before this one. Subject: the plant's plan. */
  enforcePlan: Record<never, never>
  /** Episodes lie ahead, or none: look who is to be advised of it. Subject: the assessment. */
  lookAhead: { episodes: readonly { from: string; to: string; level: WarningLevel }[]; seen: boolean }
  /** Tell enterprises what they are advised, that it goes on, or that it does no more. Subject: the advice, the precaution. */
  advise: { of: 'preAdjustment' | 'precaution'; purpose: 'told' | 'prolonged' | 'withdrawn'; round: number }
  /** Tell that a date is near. Subject: the term. */
  announceTerm: Record<never, never>
  /** Tell that a date has come. Subject: the term. */
  tellTermPassed: Record<never, never>
  /** Order one enterprise anew, by the exception that two officers made of it. Subject: the warning. */
  planException: { exception: string }
  /** Order some enterprises anew, as it is right by now. Subject: the warning. */
  planAgain: { enterprises: readonly string[] }
  /** Take back orders that were sent by mistake, and tell whoever may have them. Subject: the warning. */
  recallOrders: { recall: string }
  /** The response is over: begin its review. Subject: the warning. */
  openReview: Record<never, never>
  /** Count a review from the journal, and write it. Subject: the review. */
  writeReview: Record<never, never>
  /** What a season's plan wants sent has its clock from here on. Subject: the assessment. */
  openSeason: Record<never, never>
  /** Ask the offices for their part of a report, or those again who have given none. Subject: the submission. */
  askOffices: { round: number }
  /** Tell an enterprise how what it said against its order stands. Subject: the hardship. */
  tellHardship: Record<never, never>
  /** Judge the days of a response that are over, line by line, by what evidence has come in. Subject: the warning. */
  verify: Record<never, never>
  /** Draw the visits of this day where nobody has drawn them. Subject: the warning. */
  drawVisits: Record<never, never>
  /** Write a test for every way to every contact of its area. Subject: the opener. */
  testLines: Record<never, never>
  /** Take back the tests that have not gone out. Subject: the opener. */
  callOffTests: Record<never, never>
  /** A contact was corrected: try it anew, if it was tried before. Subject: the contact. */
  testAgain: Record<never, never>
  /** Call the consultations that are due, and say when the next may be. Subject: the calendar of an area. */
  callSlots: { since: string }
  /** A consultation is overdue, or is no more: have somebody woken or left alone. Subject: the consultation. */
  tellConsultation: { missing: 'opening' | 'conclusion' }
  /** Invite whoever speaks for a party. Subject: the consultation. */
  inviteParties: Record<never, never>
  /** Ask a mailbox whether it wants the warnings of an area. Subject: the subscription. */
  confirmSubscription: Record<never, never>
  /** Send a notice to those of the public who have asked for it, after an id. Subject: the notice. */
  tellPublic: { after: string }
  /** A problem is overdue: write to whoever is next above its owner. Subject: the problem. */
  writeLetter: { rung: number }
  /** A finding counts: put it on the list of problems, and propose what follows from it. Subject: the finding. */
  followFinding: Record<never, never>
  /** A finding does not count, or counts no more: undo what it fed into. Subject: the finding. */
  undoFinding: Record<never, never>
}

export type EffectKind = keyof EffectParams

/** The closed list, for checking rows and handlers. `lane` keeps a flood of messages away from the desk's own work. */
export const EFFECTS: {
  readonly [K in EffectKind]: { readonly lane: 'desk' | 'dispatch'; readonly priority: number }
} = {
  assess: { lane: 'desk', priority: 1 },
  tellFeed: { lane: 'desk', priority: 1 },
  callRelief: { lane: 'desk', priority: 1 },
  tellUnproven: { lane: 'desk', priority: 3 },
  writeNotice: { lane: 'desk', priority: 4 },
  sendNotice: { lane: 'desk', priority: 4 },
  sendCap: { lane: 'desk', priority: 4 },
  planOrders: { lane: 'desk', priority: 2 },
  releaseOrders: { lane: 'desk', priority: 2 },
  announceLift: { lane: 'desk', priority: 2 },
  releasePart: { lane: 'desk', priority: 2 },
  overtakePrecaution: { lane: 'desk', priority: 3 },
  tellOfWarning: { lane: 'desk', priority: 2 },
  heedInstructions: { lane: 'desk', priority: 1 },
  tellOverdue: { lane: 'desk', priority: 1 },
  tellCounty: { lane: 'desk', priority: 2 },
  tellSilence: { lane: 'desk', priority: 1 },
  handOver: { lane: 'desk', priority: 3 },
  announceRelease: { lane: 'desk', priority: 3 },
  escalate: { lane: 'desk', priority: 4 },
  tellOfficer: { lane: 'desk', priority: 4 },
  sendInspector: { lane: 'desk', priority: 4 },
  recallInspector: { lane: 'desk', priority: 4 },
  wake: { lane: 'desk', priority: 1 },
  call: { lane: 'desk', priority: 1 },
  callToPost: { lane: 'desk', priority: 2 },
  askHeads: { lane: 'desk', priority: 4 },
  planException: { lane: 'desk', priority: 2 },
  planAgain: { lane: 'desk', priority: 2 },
  recallOrders: { lane: 'desk', priority: 1 },
  tellHardship: { lane: 'desk', priority: 4 },
  taskDepartments: { lane: 'desk', priority: 2 },
  urgeDepartment: { lane: 'desk', priority: 4 },
  missDepartment: { lane: 'desk', priority: 4 },
  tellDesk: { lane: 'desk', priority: 4 },
  enforceList: { lane: 'desk', priority: 5 },
  recordGrade: { lane: 'desk', priority: 5 },
  enforcePlan: { lane: 'desk', priority: 5 },
  lookAhead: { lane: 'desk', priority: 4 },
  advise: { lane: 'desk', priority: 5 },
  announceTerm: { lane: 'desk', priority: 6 },
  tellTermPassed: { lane: 'desk', priority: 6 },
  verify: { lane: 'desk', priority: 6 },
  drawVisits: { lane: 'desk', priority: 6 },
  testLines: { lane: 'desk', priority: 6 },
  callOffTests: { lane: 'desk', priority: 4 },
  testAgain: { lane: 'desk', priority: 6 },
  openReview: { lane: 'desk', priority: 5 },
  writeReview: { lane: 'desk', priority: 6 },
  openSeason: { lane: 'desk', priority: 7 },
  askOffices: { lane: 'desk', priority: 6 },
  callSlots: { lane: 'desk', priority: 2 },
  tellConsultation: { lane: 'desk', priority: 1 },
  inviteParties: { lane: 'desk', priority: 2 },
  writeLetter: { lane: 'desk', priority: 5 },
  followFinding: { lane: 'desk', priority: 4 },
  undoFinding: { lane: 'desk', priority: 4 },
  sendTrial: { lane: 'dispatch', priority: 2 },
  deliver: { lane: 'dispatch', priority: 3 },
  deliverTogether: { lane: 'dispatch', priority: 3 },
  askProvider: { lane: 'dispatch', priority: 4 },
  confirmSubscription: { lane: 'dispatch', priority: 8 },
  tellPublic: { lane: 'dispatch', priority: 8 },
  pace: { lane: 'desk', priority: 3 },
}
