import { feedKeyRoutes } from '../accounts/feedKeys/routes.ts'
import { peopleKeyRoutes } from '../accounts/peopleKeys/routes.ts'
import { personRoutes } from '../accounts/persons/routes.ts'
import { sessionOfUserRoutes } from '../accounts/sessions/routes.ts'
import { userRoutes } from '../accounts/users/routes.ts'
import { auditRoutes } from '../auditor/routes.ts'
import { calendarRoutes } from '../consultation/calendar/routes.ts'
import { minutesRoutes } from '../consultation/minutes/routes.ts'
import { opinionRoutes } from '../consultation/opinions/routes.ts'
import { partyRoutes } from '../consultation/parties/routes.ts'
import { consultationRoutes } from '../consultation/routes.ts'
import { signingKeyRoutes } from '../dispatch/genuine/routes.ts'
import { channelRoutes } from '../dispatch/health/routes.ts'
import { previewRoutes } from '../dispatch/preview/routes.ts'
import { trialRoutes } from '../dispatch/trial/routes.ts'
import { recallRoutes } from '../dispatch/recall/routes.ts'
import { beginRoutes } from '../episode/byOfficer/routes.ts'
import { precautionRoutes } from '../episode/precaution/routes.ts'
import { changeRoutes } from '../episode/changes/routes.ts'
import { reversalRoutes } from '../episode/reversal/routes.ts'
import { repinRoutes } from '../episode/repin/routes.ts'
import { warningNoticeRoutes } from '../episode/notices/routes.ts'
import { warningRoutes } from '../episode/routes.ts'
import { behalfRoutes } from '../episode/signing/behalf/routes.ts'
import { delegationRoutes } from '../episode/signing/delegations/routes.ts'
import { signingRoutes } from '../episode/signing/routes.ts'
import { evidenceDoubtRoutes } from '../evidence/doubts/routes.ts'
import { hj212Routes } from '../evidence/hj212/routes.ts'
import { inboxRoutes } from '../evidence/inbox/routes.ts'
import { noteRoutes } from '../evidence/notes/routes.ts'
import { photoRoutes } from '../evidence/photos/routes.ts'
import { sourceRoutes } from '../evidence/sources/routes.ts'
import { byHandRoutes } from '../feed/byHand/routes.ts'
import { denserRoutes } from '../feed/denser/routes.ts'
import { bodyRoutes } from '../feed/quarantine/bodies/routes.ts'
import { doubtRoutes } from '../feed/quarantine/routes.ts'
import { feedRoutes } from '../feed/routes.ts'
import { stationRoutes } from '../feed/stations/routes.ts'
import { watchRoutes } from '../feed/watch/routes.ts'
import type { Routes } from '../http/app-type.ts'
import { effectRoutes } from '../http/effects.ts'
import { journalRoutes } from '../http/journal.ts'
import { bookRoutes } from '../assessment/books/routes.ts'
import { supposeRoutes } from '../assessment/suppose/routes.ts'
import { assessmentRoutes } from '../assessment/routes.ts'
import { inventoryRoutes } from '../inventory/routes.ts'
import { barRoutes } from '../grading/bars/routes.ts'
import { draftRoutes } from '../grading/drafts/routes.ts'
import { ownGradeRoutes } from '../grading/own/routes.ts'
import { gradingRoutes } from '../grading/routes.ts'
import { contactRoutes } from '../inventory/contacts/routes.ts'
import { enterpriseRoutes } from '../inventory/enterprises/routes.ts'
import { deskLinkRoutes } from '../portal/desk/entry/routes.ts'
import { plantPlanRoutes } from '../inventory/plantPlan/routes.ts'
import { noticeRoutes } from '../inventory/terms/routes.ts'
import { workbookRoutes } from '../inventory/workbooks/routes.ts'
import { versionRoutes } from '../inventory/versions/routes.ts'
import { adviceRoutes } from '../advice/routes.ts'
import { openerRoutes } from '../opener/routes.ts'
import { boardRoutes } from '../linkage/board/routes.ts'
import { responseRoutes } from '../linkage/counties/routes.ts'
import { reportRoutes } from '../linkage/reports/routes.ts'
import { tighteningRoutes } from '../linkage/tightening/routes.ts'
import { transportRoutes } from '../linkage/transport/routes.ts'
import { cityInstructionRoutes } from '../linkage/cities/routes.ts'
import { noticeReceiverRoutes } from '../linkage/notices/routes.ts'
import { ownNoticeRoutes } from '../linkage/notices/own/routes.ts'
import { capReceiverRoutes } from '../linkage/cap/receivers/routes.ts'
import { capRoutes } from '../linkage/cap/routes.ts'
import { groupRoutes } from '../linkage/groups/routes.ts'
import { instructionRoutes } from '../linkage/routes.ts'
import { bundleRoutes } from '../journal/bundle/routes.ts'
import { chainRoutes } from '../journal/routes.ts'
import { outlookRoutes } from '../outlook/routes.ts'
import { skillRoutes } from '../outlook/skill/routes.ts'
import { agreementRoutes } from '../plan/agreements/routes.ts'
import { exceptionRoutes } from '../plan/exceptions/routes.ts'
import { exemptionRoutes } from '../plan/exemptions/routes.ts'
import { planRoutes } from '../plan/routes.ts'
import { signaturePageRoutes } from '../plan/signaturePage/routes.ts'
import { unplannedRoutes } from '../plan/unplanned/routes.ts'
import { whatIfRoutes } from '../plan/whatIf/routes.ts'
import { chasingRoutes } from '../receipts/chasing/routes.ts'
import { callSheetRoutes } from '../receipts/callSheet/routes.ts'
import { hardshipRoutes } from '../hardship/routes.ts'
import { receiptRoutes } from '../receipts/routes.ts'
import { townshipRoutes } from '../receipts/township/routes.ts'
import { inspectionRoutes } from '../inspection/routes.ts'
import { positiveRoutes } from '../inspection/positive/routes.ts'
import { postingRoutes } from '../inspection/postings/routes.ts'
import { visitPhotoRoutes } from '../inspection/seen/routes.ts'
import { siteRoutes } from '../inspection/sites/routes.ts'
import { findingRoutes } from '../inspection/findings/routes.ts'
import { consequenceRoutes } from '../problems/consequences/routes.ts'
import { problemFileRoutes } from '../problems/files/routes.ts'
import { problemListRoutes } from '../problems/lists/routes.ts'
import { problemRoutes } from '../problems/routes.ts'
import { blacklistRoutes } from '../rotation/blacklist/routes.ts'
import { rotationRoutes } from '../rotation/routes.ts'
import { complaintRoutes } from '../complaint/routes.ts'
import { publicationRoutes } from '../publication/routes.ts'
import { liveReviewRoutes } from '../review/routes.ts'
import { reviewRoutes } from '../review/written/routes.ts'
import { seasonRoutes } from '../season/letters/routes.ts'
import { monthlyRoutes } from '../season/monthly/routes.ts'
import { periodRoutes } from '../season/periods/routes.ts'
import { playbackRoutes } from '../season/replay/routes.ts'
import { departmentTaskRoutes } from '../tasks/departments/routes.ts'
import { ownTaskRoutes } from '../tasks/own/routes.ts'
import { taskPhotoRoutes } from '../tasks/photos/routes.ts'
import { truckQuotaRoutes } from '../tasks/quota/routes.ts'
import { departmentRoutes } from '../tasks/registry/routes.ts'
import { taskRoutes } from '../tasks/routes.ts'
import { verdictRoutes } from '../verification/routes.ts'
import { rosterRoutes } from '../waking/roster/routes.ts'
import { shiftRoutes } from '../waking/shifts/routes.ts'
import { callbackRoutes } from '../waking/callbacks/routes.ts'
import { wakeRoutes } from '../waking/routes.ts'

/** The routes of every stage, in the order in which the data flows. */
export const STAGES: readonly Routes[] = [
  feedRoutes,
  byHandRoutes,
  doubtRoutes,
  bodyRoutes,
  denserRoutes,
  stationRoutes,
  watchRoutes,
  outlookRoutes,
  skillRoutes,
  assessmentRoutes,
  supposeRoutes,
  bookRoutes,
  calendarRoutes,
  partyRoutes,
  consultationRoutes,
  opinionRoutes,
  minutesRoutes,
  warningRoutes,
  beginRoutes,
  precautionRoutes,
  signingRoutes,
  behalfRoutes,
  delegationRoutes,
  warningNoticeRoutes,
  changeRoutes,
  reversalRoutes,
  repinRoutes,
  inventoryRoutes,
  workbookRoutes,
  versionRoutes,
  noticeRoutes,
  contactRoutes,
  enterpriseRoutes,
  deskLinkRoutes,
  plantPlanRoutes,
  gradingRoutes,
  barRoutes,
  ownGradeRoutes,
  draftRoutes,
  exceptionRoutes,
  unplannedRoutes,
  exemptionRoutes,
  agreementRoutes,
  rotationRoutes,
  blacklistRoutes,
  planRoutes,
  signaturePageRoutes,
  whatIfRoutes,
  signingKeyRoutes,
  previewRoutes,
  channelRoutes,
  trialRoutes,
  recallRoutes,
  openerRoutes,
  adviceRoutes,
  hardshipRoutes,
  receiptRoutes,
  townshipRoutes,
  callbackRoutes,
  boardRoutes,
  verdictRoutes,
  chasingRoutes,
  sourceRoutes,
  inboxRoutes,
  hj212Routes,
  evidenceDoubtRoutes,
  noteRoutes,
  photoRoutes,
  positiveRoutes,
  postingRoutes,
  inspectionRoutes,
  visitPhotoRoutes,
  findingRoutes,
  siteRoutes,
  consequenceRoutes,
  problemListRoutes,
  problemFileRoutes,
  problemRoutes,
  taskRoutes,
  departmentRoutes,
  departmentTaskRoutes,
  ownTaskRoutes,
  taskPhotoRoutes,
  truckQuotaRoutes,
  callSheetRoutes,
  wakeRoutes,
  rosterRoutes,
  shiftRoutes,
  periodRoutes,
  seasonRoutes,
  monthlyRoutes,
  playbackRoutes,
  liveReviewRoutes,
  reviewRoutes,
  publicationRoutes,
  complaintRoutes,
  instructionRoutes,
  reportRoutes,
  responseRoutes,
  tighteningRoutes,
  groupRoutes,
  capRoutes,
  capReceiverRoutes,
  cityInstructionRoutes,
  noticeReceiverRoutes,
  ownNoticeRoutes,
  transportRoutes,
  userRoutes,
  sessionOfUserRoutes,
  peopleKeyRoutes,
  personRoutes,
  feedKeyRoutes,
  journalRoutes,
  chainRoutes,
  bundleRoutes,
  effectRoutes,
  auditRoutes,
]
