/** Why somebody is woken (叫应事由): 预报转差, 待签发, 企业未应答, 数据中断, 审计告警, 数值存疑, 预警逾期未处理. */
export const WAKE_CAUSES = [
  'forecastTurned',
  'signatureWaits',
  'silentPlants',
  'feedSilent',
  'auditorAlarm',
  'valueDoubted',
  'warningOverdue',
] as const
export type WakeCause = (typeof WAKE_CAUSES)[number]
