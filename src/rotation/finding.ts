/** What can be wrong with a season plan, how grave it is, and what to say of it. An `error` keeps it from being handed in. */
const CODES = {
  'enterprise-unknown': { severity: 'error', zh: '现行清单中没有该企业', en: 'is not on the list in force' },
  'enterprise-twice': { severity: 'error', zh: '计划中重复出现', en: 'stands twice in the plan' },
  'line-unknown': { severity: 'error', zh: '清单中没有该生产线', en: 'the list has no such line' },
  'days-outside-season': { severity: 'error', zh: '日期不在错峰期内', en: 'days outside the season' },
  'days-overlap': { severity: 'error', zh: '同一生产线日期重叠', en: 'days of one line overlap' },
  'load-instead-of-stop': {
    severity: 'error',
    zh: '以具体设备停产为基础，不得以减负荷代替',
    en: 'a line or furnace stops; lowering load does not stand for it',
  },
  'whole-season-missing': { severity: 'error', zh: '应全期停产', en: 'must stand still all season' },
  'days-missing': {
    severity: 'error',
    zh: '本行业应停产的日期未排',
    en: 'days on which its industry stands still are missing',
  },
  'nothing-rotated': { severity: 'error', zh: '应错峰而未安排任何停产', en: 'must stagger, and no line stops' },
  'coupled-share-short': {
    severity: 'error',
    zh: '配套设备错峰比例低于所配套的高炉',
    en: 'staggers less than the furnaces that it serves',
  },
  'exemption-not-given': { severity: 'error', zh: '不符合豁免条件', en: 'this exemption is not given' },
  'cannot-stop': {
    severity: 'warning',
    zh: '申明无法全期停产，须核实并执行最严错峰',
    en: 'says that it can not stand still all season: verify, and take the strictest rotation',
  },
  blacklisted: { severity: 'warning', zh: '在错峰生产“黑名单”，无豁免', en: 'is on the blacklist: no exemption' },
  'grade-not-named': { severity: 'info', zh: '规则未提及该等级', en: 'the rule does not name its grade' },
} as const satisfies Record<string, { severity: 'error' | 'warning' | 'info'; zh: string; en: string }>

export type SeasonCode = keyof typeof CODES
export const SEASON_CODES = Object.keys(CODES) as [SeasonCode, ...SeasonCode[]]

/** A finding about one enterprise, or one line of it. */
export interface SeasonFinding {
  readonly creditCode: string
  readonly line: string | null
  readonly code: SeasonCode
  readonly severity: 'error' | 'warning' | 'info'
  readonly say: { readonly zh: string; readonly en: string }
}

export function sayFinding(creditCode: string, line: string | null, code: SeasonCode, detail: string): SeasonFinding {
  const { severity, zh, en } = CODES[code]
  const [where, more] = [line === null ? creditCode : `${creditCode} ${line}`, detail === '' ? '' : `（${detail}）`]
  const say = { zh: `${where}：${zh}${more}`, en: `${where}: ${en}${detail === '' ? '' : ` (${detail})`}` }
  return { creditCode, line, code, severity, say }
}
