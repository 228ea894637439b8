/** What visits, findings and problems refuse: a part of the catalogue in `src/errors.ts`. */
export const INSPECTIONS = {
  'finding.kind': {
    status: 422,
    zh: '没有“{kind}”这一类问题。',
    en: 'There is no kind of finding {kind}.',
    next: { zh: '改用：{known}。', en: 'Use one of {known}.' },
  },
  'finding.noLine': {
    status: 422,
    zh: '该企业清单中没有生产线“{line}”。',
    en: 'The list of this enterprise has no line {line}.',
    next: {
      zh: '按清单的生产线编号填写；涉及全厂的留空。',
      en: 'Name a line of its list, or none for the whole plant.',
    },
  },
  'finding.noText': {
    status: 422,
    zh: '陈述申辩须写明理由。',
    en: 'Who contests a finding says why.',
    next: { zh: '写明事实和理由后重新提交；没有异议的选“无异议”。', en: 'Say why and send it again, or accept it.' },
  },
  'problem.owner': {
    status: 422,
    zh: '责任人不是本辖区的在职人员，也未指定企业。',
    en: 'The owner is no officer of this area, and no enterprise is named.',
    next: { zh: '指定本辖区一名在职人员，或填写企业。', en: 'Name an officer of the area, or the enterprise.' },
  },
  'problem.hourPassed': {
    status: 422,
    zh: '期限须晚于现在。',
    en: 'The hour must lie ahead.',
    next: { zh: '改为之后的时间。', en: 'Name a later hour.' },
  },
  'problem.notOwn': {
    status: 403,
    zh: '只有责任人能报告整改完成。',
    en: 'Only its owner says that a problem is put right.',
    next: { zh: '由责任人报告，或先转办。', en: 'Have the owner report it, or pass it on first.' },
  },
  'consequence.decided': {
    status: 409,
    zh: '该处理建议现为“{state}”，不能再{asked}。',
    en: 'What was proposed is {state} by now: it can not be {asked}.',
    next: { zh: '刷新查看当前状态。', en: 'Reload to see how it stands.' },
  },
  'consequence.samePerson': {
    status: 403,
    zh: '采纳人和核查人员不能复核同一处理建议。',
    en: 'Whoever adopted it, or found what it rests on, does not confirm it.',
    next: { zh: '请另一名有权限的人员复核。', en: 'Have another officer confirm it.' },
  },
  'consequence.impossible': {
    status: 409,
    zh: '无法执行：{why}。',
    en: 'It can not be carried out: {why}.',
    next: { zh: '按所述原因处理后再复核，或不予采纳。', en: 'Settle that first, or refuse it.' },
  },
} as const
