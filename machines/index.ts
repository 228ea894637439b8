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
import * as publication from './publication.ts'
import * as review from './review.ts'
import * as shift from './shift.ts'
import * as submission from './submission.ts'
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
    ...NAMED,
    machine: warning.warningMachine,
    version: warning.version,
    deadlines: warning.deadlines,
    table: 'warning',
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
    ...NAMED,
    machine: listing.listingMachine,
    version: listing.version,
    deadlines: listing.deadlines,
    table: 'list',
  },
  grading: {
    ...NAMED,
    machine: grading.gradingMachine,
    version: grading.version,
    deadlines: grading.deadlines,
    table: 'grading',
  },
  plantPlan: {
    ...NAMED,
    machine: plantPlan.plantPlanMachine,
    version: plantPlan.version,
    deadlines: plantPlan.deadlines,
    table: 'plant_plan',
  },
  task: {
    ...NAMED,
    machine: task.taskMachine,
    version: task.version,
    deadlines: task.deadlines,
    table: 'task',
  },
  departmentTask: {
    ...NAMED,
    machine: departmentTask.departmentTaskMachine,
    version: departmentTask.version,
    deadlines: departmentTask.deadlines,
    table: 'department_task',
  },
  wake: {
    ...NAMED,
    machine: wake.wakeMachine,
    version: wake.version,
    deadlines: wake.deadlines,
    table: 'wake',
  },
  term: {
    ...NAMED,
    machine: term.termMachine,
    version: term.version,
    deadlines: term.deadlines,
    table: 'term',
  },
  endorsement: {
    ...NAMED,
    machine: endorsement.endorsementMachine,
    version: endorsement.version,
    deadlines: endorsement.deadlines,
    table: 'endorsement',
  },
  feed: {
    ...NAMED,
    machine: feed.feedMachine,
    version: feed.version,
    deadlines: feed.deadlines,
    table: 'feed',
  },
  hardship: {
    ...NAMED,
    machine: hardship.hardshipMachine,
    version: hardship.version,
    deadlines: hardship.deadlines,
    table: 'hardship',
  },
  opener: {
    ...NAMED,
    machine: opener.openerMachine,
    version: opener.version,
    deadlines: opener.deadlines,
    table: 'opener',
  },
  precaution: {
    ...NAMED,
    machine: precaution.precautionMachine,
    version: precaution.version,
    deadlines: precaution.deadlines,
    table: 'precaution',
  },
  consultation: {
    ...NAMED,
    machine: consultation.consultationMachine,
    version: consultation.version,
    deadlines: consultation.deadlines,
    table: 'consultation',
  },
  conferring: {
    ...NAMED,
    machine: conferring.conferringMachine,
    version: conferring.version,
    deadlines: conferring.deadlines,
    table: 'conferring',
  },
  shift: {
    ...NAMED,
    machine: shift.shiftMachine,
    version: shift.version,
    deadlines: shift.deadlines,
    table: 'duty_shift',
  },
  instruction: {
    ...NAMED,
    machine: instruction.instructionMachine,
    version: instruction.version,
    deadlines: instruction.deadlines,
    table: 'instruction',
  },
  response: {
    ...NAMED,
    machine: response.responseMachine,
    version: response.version,
    deadlines: response.deadlines,
    table: 'response',
  },
  inspection: {
    ...NAMED,
    machine: inspection.inspectionMachine,
    version: inspection.version,
    deadlines: inspection.deadlines,
    table: 'inspection',
  },
  finding: {
    ...NAMED,
    machine: finding.findingMachine,
    version: finding.version,
    deadlines: finding.deadlines,
    table: 'finding',
  },
  problem: {
    ...NAMED,
    machine: problem.problemMachine,
    version: problem.version,
    deadlines: problem.deadlines,
    table: 'problem',
  },
  review: {
    ...NAMED,
    machine: review.reviewMachine,
    version: review.version,
    deadlines: review.deadlines,
    table: 'review',
  },
  publication: {
    ...NAMED,
    machine: publication.publicationMachine,
    version: publication.version,
    deadlines: publication.deadlines,
    table: 'publication',
  },
  submission: {
    ...NAMED,
    machine: submission.submissionMachine,
    version: submission.version,
    deadlines: submission.deadlines,
    table: 'submission',
  },
} as const satisfies Record<string, Machine>

export type MachineKind = keyof typeof MACHINES

export type { ContextOf, EventOf, InputOf } from './shapes.ts'
