import { words } from '../words.ts'

/** 清单 → 导入. */
export const importing = words({
  sheet: { zh: '工作表', en: 'Sheet' },
  row: { zh: '行', en: 'Row' },
  column: { zh: '列', en: 'Column' },
  gravity: { zh: '程度', en: 'Gravity' },
  why: { zh: '发现与处理', en: 'What was found, and what to do' },
  error: { zh: '须改正', en: 'must be put right' },
  warning: { zh: '请核实', en: 'please check' },
  info: { zh: '供参考', en: 'good to know' },
  firstOnly: { zh: '前 {n} 条，其余见工作簿校验结果', en: 'the first {n}' },
})
