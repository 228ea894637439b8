/** What the publication of results refuses: a part of the catalogue in `src/errors.ts`. */
export const PUBLICATIONS = {
  'publication.notCity': {
    status: 422,
    zh: '结果以设区的市为单位公布，内含各县（市、区）。',
    en: 'Results are published for a whole city, with its counties in them.',
    next: { zh: '填写市的代码。', en: 'Name the city.' },
  },
  'publication.notReviewed': {
    status: 409,
    zh: '{name}的总结评估尚未发布，不能公布落实情况。',
    en: 'The review of {name} is not published yet: how it was carried out can not be.',
    next: { zh: '先在 /reviews 签发、发布总结评估。', en: 'Sign and publish its review at /reviews first.' },
  },
  'publication.notOver': {
    status: 409,
    zh: '{month}尚未结束，或不在该秋冬季内，不能公布。',
    en: '{month} is not over, or lies outside of the season.',
    next: { zh: '次月 1 日起汇总。', en: 'Have it counted from the first of the next month on.' },
  },
  'publication.nothing': {
    status: 409,
    zh: '{name}没有可公布的内容：没有核查结论，或没有已批准的错峰生产计划。',
    en: 'Of {name} there is nothing to publish: no verdicts, or no season plan that was released.',
    next: { zh: '有了内容再汇总。', en: 'Have it counted once there is something.' },
  },
  'publication.open': {
    status: 409,
    zh: '“{name}”已有一份正在办理。',
    en: '“{name}” is on its way already.',
    next: { zh: '先办理该份，或撤回后重新汇总。', en: 'See that one through, or withdraw it and count anew.' },
  },
  'publication.exists': {
    status: 409,
    zh: '“{name}”已公布，不能重复公布。',
    en: '“{name}” is in force already.',
    next: { zh: '有误的，用 …/correct 更正。', en: 'If it is wrong, put it right at …/correct.' },
  },
  'publication.notInForce': {
    status: 409,
    zh: '“{name}”未在公布中，不需要更正。',
    en: '“{name}” is not in force: it needs no correction.',
    next: { zh: '尚未公布的，撤回后重新汇总。', en: 'Withdraw it and have it counted anew.' },
  },
  'publication.upheld': {
    status: 409,
    zh: '“{name}”有 {count} 条异议成立，不能公布。',
    en: 'Of “{name}” {count} objections were right: it is not released.',
    next: { zh: '撤回，改正数据后重新汇总、公示。', en: 'Withdraw it, put right what is wrong and count anew.' },
  },
  'publication.samePerson': {
    status: 403,
    zh: '“{name}”由您汇总，须由另一人公布。',
    en: 'You had “{name}” counted; somebody else must release it.',
    next: { zh: '请另一名有权限的人员公布。', en: 'Ask another officer to release it.' },
  },
} as const
