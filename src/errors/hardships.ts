/** What recalls, difficulties, appeals, exemptions and agreements refuse: a part of the catalogue in `src/errors.ts`. */
export const HARDSHIPS = {
  'recall.nothing': {
    status: 409,
    zh: '{name}没有所选的有效指令可更正。',
    en: 'Under {name} none of the chosen orders is in force, or not all of them.',
    next: { zh: '刷新指令列表后重选。', en: 'Reload the orders and choose again.' },
  },
  'recall.open': {
    status: 409,
    zh: '{name}有一项误发更正待复核。',
    en: 'A recall under {name} waits for its confirmation.',
    next: { zh: '先复核该项。', en: 'Decide that one first.' },
  },
  'recall.decided': {
    status: 409,
    zh: '该误发更正已有结论。',
    en: 'This recall was decided already.',
    next: { zh: '刷新查看。', en: 'Reload to see it.' },
  },
  'recall.samePerson': {
    status: 403,
    zh: '误发更正须由另一人复核。',
    en: 'Whoever proposed a recall does not confirm it.',
    next: { zh: '请另一名有权限的人员复核。', en: 'Have another officer confirm it.' },
  },
  'recall.overtaken': {
    status: 409,
    zh: '其中 {count} 份指令已被替代或终止。',
    en: '{count} of these orders were replaced or have ended since.',
    next: { zh: '驳回本项，重新提出。', en: 'Refuse this one and propose it anew.' },
  },
  'exception.ofHardship': {
    status: 409,
    zh: '该例外随企业诉求一并复核。',
    en: 'This exception is decided with the case that led to it.',
    next: { zh: '在 /hardships 下复核。', en: 'Decide it at /hardships.' },
  },
  'hardship.unreadable': {
    status: 422,
    zh: '措施“{words}”无法识别。',
    en: 'The measure {words} can not be read.',
    next: { zh: '按清单写法填写，如“限产30%”“不停不限”。', en: 'Write it as a list does, as 限产30%, 不停不限.' },
  },
  'hardship.noLine': {
    status: 422,
    zh: '该企业没有生产线“{line}”。',
    en: 'The enterprise has no line {line}.',
    next: { zh: '按指令中的生产线编号填写。', en: 'Name a line of the order.' },
  },
  'hardship.changesNothing': {
    status: 422,
    zh: '未写明改为什么，或预警已结束。',
    en: 'It says nothing that is to be asked instead, or the warning has ended.',
    next: { zh: '写明措施、等级或类别；无需调整的不予采纳。', en: 'Name a measure, a grade or a class, or refuse it.' },
  },
} as const
