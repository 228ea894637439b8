import type * as conferring from './conferring.ts'
import type * as consultation from './consultation.ts'
import type * as delivery from './delivery.ts'
import type * as departmentTask from './departmentTask.ts'
import type * as endorsement from './endorsement.ts'
import type * as feed from './feed.ts'
import type * as finding from './finding.ts'
import type * as grading from './grading.ts'
import type * as hardship from './hardship.ts'
import type * as inspection from './inspection.ts'
import type * as instruction from './instruction.ts'
import type * as listing from './listing.ts'
import type * as opener from './opener.ts'
import type * as order from './order.ts'
import type * as plantPlan from './plantPlan.ts'
import type * as precaution from './precaution.ts'
import type * as problem from './problem.ts'
import type * as publication from './publication.ts'
import type * as review from './review.ts'
import type * as shift from './shift.ts'
import type * as submission from './submission.ts'
import type * as response from './response.ts'
import type * as task from './task.ts'
import type * as term from './term.ts'
import type * as wake from './wake.ts'
import type * as warning from './warning.ts'

/*
 * What each machine understands, holds and begins with, by its kind.
 */

/** The events that a machine of a kind understands. */
export interface EventOf {
  warning: warning.WarningEvent
  order: order.OrderEvent
  delivery: delivery.DeliveryEvent
  listing: listing.ListingEvent
  grading: grading.GradingEvent
  plantPlan: plantPlan.PlantPlanEvent
  task: task.TaskEvent
  departmentTask: departmentTask.DepartmentTaskEvent
  wake: wake.WakeEvent
  term: term.TermEvent
  endorsement: endorsement.EndorsementEvent
  feed: feed.FeedEvent
  hardship: hardship.HardshipEvent
  opener: opener.OpenerEvent
  precaution: precaution.PrecautionEvent
  consultation: consultation.ConsultationEvent
  conferring: conferring.ConferringEvent
  shift: shift.ShiftEvent
  instruction: instruction.InstructionEvent
  response: response.ResponseEvent
  inspection: inspection.InspectionEvent
  finding: finding.FindingEvent
  problem: problem.ProblemEvent
  review: review.ReviewEvent
  publication: publication.PublicationEvent
  submission: submission.SubmissionEvent
}

export interface ContextOf {
  warning: warning.WarningContext
  order: order.OrderContext
  delivery: delivery.DeliveryContext
  listing: listing.ListingContext
  grading: grading.GradingContext
  plantPlan: plantPlan.PlantPlanContext
  task: task.TaskContext
  departmentTask: departmentTask.DepartmentTaskContext
  wake: wake.WakeContext
  term: term.TermContext
  endorsement: endorsement.EndorsementContext
  feed: feed.FeedContext
  hardship: hardship.HardshipContext
  opener: opener.OpenerContext
  precaution: precaution.PrecautionContext
  consultation: consultation.ConsultationContext
  conferring: conferring.ConferringContext
  shift: shift.ShiftContext
  instruction: instruction.InstructionContext
  response: response.ResponseContext
  inspection: inspection.InspectionContext
  finding: finding.FindingContext
  problem: problem.ProblemContext
  review: review.ReviewContext
  publication: publication.PublicationContext
  submission: submission.SubmissionContext
}

export interface InputOf {
  warning: warning.WarningInput
  order: order.OrderInput
  delivery: undefined
  listing: listing.ListingInput
  grading: grading.GradingInput
  plantPlan: plantPlan.PlantPlanInput
  task: task.TaskInput
  departmentTask: departmentTask.DepartmentTaskInput
  wake: wake.WakeInput
  term: term.TermInput
  endorsement: endorsement.EndorsementInput
  feed: feed.Heard
  hardship: hardship.HardshipInput
  opener: opener.OpenerInput
  precaution: precaution.PrecautionInput
  consultation: consultation.ConsultationInput
  conferring: conferring.ConferringInput
  shift: shift.ShiftInput
  instruction: instruction.InstructionInput
  response: response.ResponseInput
  inspection: inspection.InspectionInput
  finding: finding.FindingInput
  problem: problem.ProblemInput
  review: review.ReviewInput
  publication: publication.PublicationInput
  submission: submission.SubmissionInput
}
