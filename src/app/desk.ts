import { callSlots, tellConsultation } from '../consultation/effects.ts'
import type { EffectHandlers } from '../db/effects.ts'
import { escalate } from '../dispatch/again/effects.ts'
import { announceRelease, handOver } from '../dispatch/effects.ts'
import { announceLift } from '../dispatch/ending/effects.ts'
import { recallOrders } from '../dispatch/recall/effects.ts'
import { assess } from '../episode/effects.ts'
import { overtakePrecaution } from '../episode/precaution/effects.ts'
import { writeNotice } from '../episode/notices/effects.ts'
import { callRelief, tellUnproven } from '../episode/signing/effects.ts'
import { tellFeed } from '../feed/watch/effects.ts'
import { recordGrade } from '../grading/effects.ts'
import { enforcePlan } from '../inventory/plantPlan/effects.ts'
import { announceTerm, tellTermPassed } from '../inventory/terms/effects.ts'
import { enforceList } from '../inventory/versions/effects.ts'
import { drawVisits } from '../inspection/effects.ts'
import { callOffTests, testAgain, testLines } from '../opener/effects.ts'
import { advise, lookAhead } from '../advice/effects.ts'
import { heedInstructions, tellCounty, tellOfWarning, tellOverdue, tellSilence } from '../linkage/effects.ts'
import { sendNotice } from '../linkage/notices/effects.ts'
import { sendCap } from '../bulletin/receivers/effects.ts'
import { planAgain, planException, planOrders, releaseOrders, releasePart } from '../plan/effects.ts'
import { tellOfficer } from '../receipts/effects.ts'
import { tellHardship } from '../hardship/effects.ts'
import { followFinding, undoFinding, writeLetter } from '../problems/effects.ts'
import { openReview, writeReview } from '../review/written/effects.ts'
import { askOffices, openSeason } from '../season/clock/effects.ts'
import { recallInspector, sendInspector } from '../tasks/effects.ts'
import { taskDepartments } from '../tasks/departments/effects.ts'
import { missDepartment, tellDesk, urgeDepartment } from '../tasks/silence/effects.ts'
import { verify } from '../verification/effects.ts'
import { wake } from '../waking/effects.ts'
import { askHeads } from '../waking/heads/effects.ts'

/** What the stages do for effects; the messages are the dispatch's, which holds its channels. */
export const DESK = {
  assess,
  tellFeed,
  callRelief,
  tellUnproven,
  writeNotice,
  sendNotice,
  sendCap,
  planOrders,
  planException,
  planAgain,
  recallOrders,
  tellHardship,
  writeLetter,
  followFinding,
  undoFinding,
  releaseOrders,
  releasePart,
  announceLift,
  overtakePrecaution,
  handOver,
  announceRelease,
  escalate,
  tellOfficer,
  sendInspector,
  recallInspector,
  taskDepartments,
  urgeDepartment,
  missDepartment,
  tellDesk,
  verify,
  drawVisits,
  wake,
  askHeads,
  enforceList,
  recordGrade,
  enforcePlan,
  announceTerm,
  tellTermPassed,
  testLines,
  callOffTests,
  testAgain,
  lookAhead,
  advise,
  openReview,
  writeReview,
  openSeason,
  askOffices,
  callSlots,
  tellConsultation,
  heedInstructions,
  tellOverdue,
  tellOfWarning,
  tellCounty,
  tellSilence,
} satisfies Partial<EffectHandlers>
