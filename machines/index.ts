import type { AnyStateMachine } from 'xstate'
import type { Deadlines } from './deadline.ts'
import * as conferring from './conferring.ts'
import * as consultation from './consultation.ts'
import * as delivery from './delivery.ts'
import * as departmentTask from './departmentTask.ts'
import * as endorsement from './endorsement.ts'
import * as feed from './feed.ts'
import * as finding from './finding.ts'
import * as grading from './grading.ts'
import * as hardship from './hardship.ts'
import * as inspection from './inspection.ts'
import * as instruction from './instruction.ts'
import * as listing from './listing.ts'
import * as opener from './opener.ts'
import * as order from './order.ts'
import * as plantPlan from './plantPlan.ts'
import * as precaution from './precaution.ts'
import * as problem from './problem.ts'
import * as review from './review.ts'
import * as shift from './shift.ts'
import * as response from './response.ts'
import * as task from './task.ts'
import * as term from './term.ts'
import * as wake from './wake.ts'
import * as warning from './warning.ts'

/** What the one door needs to know of a machine. */
export interface Machine {
  readonly machine: AnyStateMachine
  /** Raised with every change of states or context; `migrate` brings an older row to the next version. */
  readonly version: number
  readonly migrate: (from: number, snapshot: Stored) => Stored
  readonly deadlines: (context: never) => Deadlines
  /** Where its rows live, and the column by which people know one. */
  readonly table: string
  readonly label: string
}

/** A snapshot as it is stored: the dotted name of the state and the context. */
export interface Stored {
  readonly state: string
  readonly context: Readonly<Record<string, unknown>>
}

/** Of a machine that has had no other version: a row of one is a row from elsewhere. */
function onlyThis(from: number): never {
  throw new RangeError(`no migration from version ${from}`)
}

/** What has had no other version, and is known by its name. */
const NAMED = { migrate: onlyThis, label: 'name' } as const

export const MACHINES = {
  warning: {
    machine: warning.warningMachine,
    version: warning.version,
    migrate: onlyThis,
    deadlines: warning.deadlines,
    table: 'warning',
    label: 'name',
  },
  order: {
    machine: order.orderMachine,
    version: order.version,
    migrate: order.migrate,
    deadlines: order.deadlines,
    table: 'enterprise_order',
    label: 'number',
  },
  delivery: {
    machine: delivery.deliveryMachine,
    version: delivery.version,
    migrate: delivery.migrate,
    deadlines: delivery.deadlines,
    table: 'delivery',
    label: 'key',
  },
  listing: {
    machine: listing.listingMachine,
    version: listing.version,
    migrate: onlyThis,
    deadlines: listing.deadlines,
    table: 'list',
    label: 'name',
  },
  grading: {
    machine: grading.gradingMachine,
    version: grading.version,
    migrate: onlyThis,
    deadlines: grading.deadlines,
    table: 'grading',
    label: 'name',
  },
  plantPlan: {
    machine: plantPlan.plantPlanMachine,
    version: plantPlan.version,
    migrate: onlyThis,
    deadlines: plantPlan.deadlines,
    table: 'plant_plan',
    label: 'name',
  },
  task: {
    machine: task.taskMachine,
    version: task.version,
    migrate: onlyThis,
    deadlines: task.deadlines,
    table: 'task',
    label: 'name',
  },
  departmentTask: {
    machine: departmentTask.departmentTaskMachine,
    version: departmentTask.version,
    migrate: onlyThis,
    deadlines: departmentTask.deadlines,
    table: 'department_task',
    label: 'name',
  },
  wake: {
    machine: wake.wakeMachine,
    version: wake.version,
    migrate: onlyThis,
    deadlines: wake.deadlines,
    table: 'wake',
    label: 'name',
  },
  term: {
    machine: term.termMachine,
    version: term.version,
    migrate: onlyThis,
    deadlines: term.deadlines,
    table: 'term',
    label: 'name',
  },
  endorsement: {
    machine: endorsement.endorsementMachine,
    version: endorsement.version,
    migrate: onlyThis,
    deadlines: endorsement.deadlines,
    table: 'endorsement',
    label: 'name',
  },
  feed: {
    machine: feed.feedMachine,
    version: feed.version,
    migrate: onlyThis,
    deadlines: feed.deadlines,
    table: 'feed',
    label: 'name',
  },
  hardship: {
    machine: hardship.hardshipMachine,
    version: hardship.version,
    migrate: onlyThis,
    deadlines: hardship.deadlines,
    table: 'hardship',
    label: 'name',
  },
  opener: {
    machine: opener.openerMachine,
    version: opener.version,
    migrate: onlyThis,
    deadlines: opener.deadlines,
    table: 'opener',
    label: 'name',
  },
  precaution: {
    machine: precaution.precautionMachine,
    version: precaution.version,
    migrate: onlyThis,
    deadlines: precaution.deadlines,
    table: 'precaution',
    label: 'name',
  },
  consultation: {
    machine: consultation.consultationMachine,
    version: consultation.version,
    migrate: onlyThis,
    deadlines: consultation.deadlines,
    table: 'consultation',
    label: 'name',
  },
  conferring: {
    machine: conferring.conferringMachine,
    version: conferring.version,
    migrate: onlyThis,
    deadlines: conferring.deadlines,
    table: 'conferring',
    label: 'name',
  },
  shift: {
    machine: shift.shiftMachine,
    version: shift.version,
    migrate: onlyThis,
    deadlines: shift.deadlines,
    table: 'duty_shift',
    label: 'name',
  },
  instruction: {
    machine: instruction.instructionMachine,
    version: instruction.version,
    migrate: onlyThis,
    deadlines: instruction.deadlines,
    table: 'instruction',
    label: 'name',
  },
  response: {
    machine: response.responseMachine,
    version: response.version,
    migrate: onlyThis,
    deadlines: response.deadlines,
    table: 'response',
    label: 'name',
  },
  inspection: { ...NAMED, ...inspection, machine: inspection.inspectionMachine, table: 'inspection' },
  finding: { ...NAMED, ...finding, machine: finding.findingMachine, table: 'finding' },
  problem: { ...NAMED, ...problem, machine: problem.problemMachine, table: 'problem' },
  review: {
    machine: review.reviewMachine,
    version: review.version,
    migrate: onlyThis,
    deadlines: review.deadlines,
    table: 'review',
    label: 'name',
  },
} as const satisfies Record<string, Machine>

export type MachineKind = keyof typeof MACHINES

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
}
