import type { MachineKind } from './index.ts'

/** How states and events are called where people read them (状态与事件的说法); Chinese, then English. */
const STATES: Readonly<Record<string, readonly [string, string]>> = {
  'warning.proposed': ['待会商', 'proposed, waiting for consultation'],
  'warning.awaitingSignature': ['待签发', 'waiting for signature'],
  'warning.scheduled.steady': ['已签发、未启动', 'signed, not yet started'],
  'warning.scheduled.changeProposed': ['已签发、未启动，调整待会商', 'signed, not yet started, a change is proposed'],
  'warning.scheduled.changeAwaitingSignature': [
    '已签发、未启动，调整待签发',
    'signed, not yet started, a change waits for signature',
  ],
  'warning.inForce.steady': ['生效中', 'in force'],
  'warning.inForce.changeProposed': ['生效中，调整待会商', 'in force, a change is proposed'],
  'warning.inForce.changeAwaitingSignature': ['生效中，调整待签发', 'in force, a change waits for signature'],
  'warning.lifting': ['已发布解除、待到时', 'lift announced'],
  'warning.lifted': ['已解除', 'lifted'],
  'warning.dismissed': ['不启动', 'dismissed'],
  'warning.withdrawn': ['已撤回', 'withdrawn'],
  'order.planned': ['待送达', 'not yet delivered'],
  'order.live': ['已送达、未回复', 'delivered, unanswered'],
  'order.unreached': ['未送达', 'unreached'],
  'order.acknowledged': ['已收到', 'acknowledged'],
  'order.acting': ['执行中', 'committed'],
  'order.superseded': ['已被替代', 'replaced'],
  'order.released': ['已终止', 'released'],
  'order.recalled': ['误发、已更正', 'sent by mistake and recalled'],
  'listing.draft': ['草稿', 'a draft'],
  'listing.checked': ['已校验、待公示', 'checked, to be published'],
  'listing.published': ['公示中', 'published for objection'],
  'listing.disputed': ['公示期满、异议待答复', 'past its time for objections, some unanswered'],
  'listing.settled': ['异议已答复、待发布', 'settled, to be released'],
  'listing.releaseProposed': ['已提请发布、待复核', 'proposed for release, to be confirmed'],
  'listing.scheduled': ['已发布、待生效', 'released, in force from its day'],
  'listing.inForce': ['生效中', 'in force'],
  'listing.replaced': ['已被替代', 'replaced'],
  'listing.withdrawn': ['已撤回', 'withdrawn'],
  'grading.applied': ['已申请、待县级初审', 'applied for, waiting for the county'],
  'grading.countyPassed': ['县级已初审、待市级审核', 'passed by the county, waiting for the city'],
  'grading.cityPassed': ['市级已审核、待省级确认', 'passed by the city, waiting for the province'],
  'grading.returned': ['已退回补正', 'sent back to be completed'],
  'grading.confirmed': ['已确认、待公示', 'confirmed, to be published'],
  'grading.published': ['公示中', 'published for objection'],
  'grading.disputed': ['公示期满、异议待答复', 'past its time for objections, some unanswered'],
  'grading.granted': ['已评定', 'granted'],
  'grading.fallen': ['已降至最低等级', 'lowered to the lowest grade'],
  'grading.expired': ['已到期', 'expired'],
  'grading.replaced': ['已被替代', 'replaced'],
  'grading.rejected': ['未通过', 'rejected'],
  'grading.withdrawn': ['已撤回', 'withdrawn'],
  'plantPlan.drafted': ['编制中', 'being drafted'],
  'plantPlan.submitted': ['已提交、待审核', 'submitted, to be reviewed'],
  'plantPlan.returned': ['已退回修改', 'sent back'],
  'plantPlan.approved': ['已批准、待生效', 'approved, in force from its day'],
  'plantPlan.inForce': ['生效中', 'in force'],
  'plantPlan.revisionCalled': ['生效中、须修订', 'in force, to be revised'],
  'plantPlan.replaced': ['已被替代', 'replaced'],
  'plantPlan.expired': ['已到期', 'expired'],
  'plantPlan.dropped': ['已作废', 'dropped'],
  'term.running': ['未到期', 'running'],
  'term.announced': ['已提醒、未到期', 'announced'],
  'term.passed': ['已到期', 'passed'],
  'term.withdrawn': ['已取消', 'withdrawn'],
}

const EVENTS: Readonly<Record<string, readonly [string, string]>> = {
  CHANGE_PROPOSED: ['提出调整', 'propose a change'],
  PROPOSAL_LAPSED: ['撤销建议', 'drop the proposal'],
  CONSULTATION_HELD: ['会商', 'confer'],
  OFFICER_SIGNED: ['签发', 'sign'],
  OFFICER_RETURNED: ['退回', 'send back'],
  WARNING_WITHDRAWN: ['撤回', 'withdraw'],
  ENTERPRISE_ACKNOWLEDGED: ['收到', 'acknowledge'],
  ENTERPRISE_COMMITTED: ['承诺执行', 'commit'],
  ENTERPRISE_HINDERED: ['报告执行困难', 'report a difficulty'],
  LIST_CHECKED: ['校验', 'check'],
  LIST_PUBLISHED: ['公示', 'publish'],
  LIST_WITHDRAWN: ['撤回清单', 'withdraw'],
  OBJECTION_RAISED: ['提出异议', 'object'],
  OBJECTION_ANSWERED: ['答复异议', 'answer an objection'],
  RELEASE_PROPOSED: ['提请发布', 'propose the release'],
  RELEASE_CONFIRMED: ['复核发布', 'confirm the release'],
  RELEASE_RETURNED: ['退回发布', 'send the release back'],
  APPLICATION_PASSED: ['审核通过', 'pass'],
  APPLICATION_RETURNED: ['退回补正', 'send back'],
  APPLICATION_REJECTED: ['不予通过', 'reject'],
  APPLICATION_AMENDED: ['补正后提交', 'complete and submit again'],
  APPLICATION_WITHDRAWN: ['撤回申请', 'withdraw'],
  GRADE_PUBLISHED: ['公示等级', 'publish'],
  GRADE_LOWERED: ['降级', 'lower'],
  PLAN_WRITTEN: ['修改方案', 'write'],
  PLAN_SUBMITTED: ['提交方案', 'submit'],
  PLAN_APPROVED: ['批准方案', 'approve'],
  PLAN_RETURNED: ['退回方案', 'send back'],
  REVISION_CALLED: ['要求修订', 'call for a revision'],
  PLAN_DROPPED: ['作废方案', 'drop'],
}

/** A state in words; its own name where none are given. */
export function sayState(kind: MachineKind, state: string): { zh: string; en: string } {
  const [zh, en] = STATES[`${kind}.${state}`] ?? [state, state]
  return { zh, en }
}

/** An event as an action in words; null for what people can not do. */
export function sayEvent(event: string): { zh: string; en: string } | null {
  const words = EVENTS[event]
  return words ? { zh: words[0], en: words[1] } : null
}
