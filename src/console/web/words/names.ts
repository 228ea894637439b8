import type { EnterpriseClass, Grade } from '../../../model/enterprise.ts'
import { words, type Bi } from '../words.ts'

/** Classes of enterprises (企业类型). */
export const CLASS_WORDS = words({
  key: { zh: '重点', en: 'key industry' },
  general: { zh: '一般', en: 'general' },
  small: { zh: '小微', en: 'small' },
  protected: { zh: '保障', en: 'protected' },
  heating: { zh: '供暖锅炉', en: 'heating' },
  seasonal: { zh: '季节性', en: 'seasonal' },
  longStopped: { zh: '长期停产', en: 'long stopped' },
  site: { zh: '工地', en: 'site' },
  yard: { zh: '堆场', en: 'yard' },
  fleet: { zh: '用车', en: 'fleet' },
}) satisfies Readonly<Record<EnterpriseClass, Bi>>

/** Performance grades (绩效等级). */
export const GRADE_WORDS = words({
  'A+': { zh: 'A+', en: 'A+' },
  A: { zh: 'A', en: 'A' },
  B: { zh: 'B', en: 'B' },
  'B-': { zh: 'B-', en: 'B-' },
  C: { zh: 'C', en: 'C' },
  D: { zh: 'D', en: 'D' },
  leading: { zh: '引领性', en: 'leading' },
  nonLeading: { zh: '非引领性', en: 'not leading' },
  unrated: { zh: '未评', en: 'not rated' },
  shouldBeRated: { zh: '应评未评', en: 'should be rated' },
}) satisfies Readonly<Record<Grade, Bi>>

/** What a measure or a verdict rests on (核查方式、证据). */
export const MEANS_WORDS = words({
  site: { zh: '现场', en: 'site visit' },
  power: { zh: '用电', en: 'power use' },
  online: { zh: '在线监测', en: 'online monitor' },
  gate: { zh: '门禁', en: 'gate records' },
  video: { zh: '视频', en: 'video' },
  ledger: { zh: '台账', en: 'ledger' },
  selfReport: { zh: '企业自报', en: 'own report' },
  none: { zh: '无证据', en: 'no evidence' },
})

/** Pollutants that an enterprise emits, as rows and columns name them. */
export const POLLUTANT_WORDS = words({
  so2: { zh: 'SO₂', en: 'SO₂' },
  nox: { zh: 'NOₓ', en: 'NOₓ' },
  pm: { zh: 'PM', en: 'PM' },
  vocs: { zh: 'VOCs', en: 'VOCs' },
})
