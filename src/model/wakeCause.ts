/**
 * Why somebody is woken (叫应事由): 预报转差, 待签发, 企业未应答, 部门未应答, 数据中断, 审计告警, 数值存疑, 会商逾期, 缺岗,
 * 上级指令逾期, 待县级回执, 县级未回执, 待补签, 污染传输, 预警逾期未处理, 临时管控待决, 总结逾期, 报送逾期,
 * 账号锁定, 举报逾期, 上级预警信息待处理.
 */
export const WAKE_CAUSES = [
  'forecastTurned',
  'signatureWaits',
  'silentPlants',
  'departmentsWait',
  'feedSilent',
  'auditorAlarm',
  'valueDoubted',
  'warningOverdue',
  'consultationOverdue',
  'dutyAbsent',
  'instructionOverdue',
  'countyTold',
  'countySilent',
  'transportAhead',
  'signatureUnproven',
  'precautionWaits',
  'reviewOverdue',
  'accountLocked',
  'reportDue',
  'complaintOverdue',
  'capWaits',
] as const
export type WakeCause = (typeof WAKE_CAUSES)[number]
