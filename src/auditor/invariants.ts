/**
 * What must hold at any moment (不变式), as `machines/README.md` numbers it: there over every state that can be reached,
 * here over the rows of a world that runs.
 */
export const INVARIANTS = {
  I1: {
    zh: '预警未经规定级别签发，不得下达指令',
    en: 'no order leaves before its warning is signed by the rank that the rulebook names',
  },
  I2: { zh: '一家企业同时只有一份有效指令', en: 'an enterprise holds one live order, and it is the one that holds' },
  I3: {
    zh: '预警解除后，其全部指令和部门任务一并解除',
    en: 'lifting releases every live order and task, and tells of it',
  },
  I4: { zh: '决定了的事必须办到', en: 'every effect is carried out' },
  I5: { zh: '每项决定注明所依规则、条款和数据', en: 'every decision names rulebook, clauses and inputs' },
  I6: { zh: '没有无限期的等待', en: 'nothing waits for ever' },
  I7: { zh: '日志只增不改，链条完整', en: 'the journal is append-only and its chain holds' },
  I8: { zh: '演练不得触及真实渠道', en: 'no drill reaches a live channel' },
  I9: { zh: '已发布的内容不再改变', en: 'what was published has not changed' },
  I10: { zh: '县（市、区）措施不弱于所在市', en: 'a county’s measures are never weaker than its city’s' },
} as const
export type InvariantId = keyof typeof INVARIANTS

/** Something that breaks one (违反): which, in what way, and the thing by its name. */
export interface Breach {
  readonly invariant: InvariantId
  readonly why: string
  /** The jurisdiction; empty where it is the whole installation's. */
  readonly area: string
  readonly what: string
}

/** A statement that finds what breaks an invariant: `area` and `what`, in the words that people know a thing by. */
export type Statement = readonly [InvariantId, why: string, sql: string]

/** Two looks that find the same thing are one breach. */
export function nameOf({ invariant, why, what }: Breach): string {
  return `${invariant} ${why}: ${what}`
}
