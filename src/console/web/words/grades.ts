import { words } from '../words.ts'

/** 清单 → 绩效分级. */
export const grades = words({
  anyState: { zh: '全部状态', en: 'All states' },
  none: { zh: '没有等级申请', en: 'No application' },
  noneHint: {
    zh: '企业在企业页提出申请后，列在这里，由县、市、省逐级审核。',
    en: 'Enterprises apply; county, city and province review in turn.',
  },
  applied: { zh: '待县级审核', en: 'waits for the county' },
  countyPassed: { zh: '待市级审核', en: 'waits for the city' },
  cityPassed: { zh: '待省级审核', en: 'waits for the province' },
  returned: { zh: '已退回补正', en: 'returned' },
  confirmed: { zh: '审核通过，待公示', en: 'confirmed, to be shown' },
  published: { zh: '公示中', en: 'shown for objection' },
  disputed: { zh: '有异议', en: 'disputed' },
  granted: { zh: '已授予', en: 'granted' },
  fallen: { zh: '已降级', en: 'lowered' },
  expired: { zh: '已过期', en: 'expired' },
  replaced: { zh: '已被替换', en: 'replaced' },
  rejected: { zh: '未通过', en: 'rejected' },
  withdrawn: { zh: '已撤回', en: 'withdrawn' },
  from: { zh: '现等级', en: 'Now' },
  to: { zh: '申请', en: 'Applied for' },
  appliedAt: { zh: '申请于', en: 'Applied' },
  pass: { zh: '通过', en: 'Pass' },
  passDoes: {
    zh: '送上一级审核；最后一级通过后即可公示。',
    en: 'It goes to the next level; after the last it can be shown.',
  },
  return: { zh: '退回', en: 'Return' },
  returnDoes: { zh: '由企业补正后重新提交。', en: 'The enterprise amends it and hands it in again.' },
  reject: { zh: '不通过', en: 'Reject' },
  rejectDoes: { zh: '申请终止，等级不变。', en: 'The application ends; the grade stays.' },
  publish: { zh: '公示', en: 'Show for objection' },
  publishDoes: {
    zh: '在公开页面公示；期满无异议后授予，之后的指令按新等级下达。',
    en: 'It is granted once the time for objections has passed; orders then go by it.',
  },
  validUntil: { zh: '有效期至', en: 'Valid until' },
})
