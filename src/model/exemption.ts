/** Why somebody need not stagger although its grade would (错峰豁免): shown by evidence. */
export const GROUND_ZH = {
  greenFactory: '绿色工厂',
  ultraLow: '完成超低排放评估监测',
  fertiliser: '保供化肥企业',
} as const
export type ExemptionGround = keyof typeof GROUND_ZH
export const EXEMPTION_GROUNDS = Object.keys(GROUND_ZH) as [ExemptionGround, ...ExemptionGround[]]
