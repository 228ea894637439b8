/** What reviews and the season's reports refuse: a part of the catalogue in `src/errors.ts`. */
export const REVIEWS = {
  'review.nothingSigned': {
    status: 409,
    zh: '{name}尚未签发，没有可总结的内容。',
    en: 'Nothing has been signed of {name} yet: there is nothing to review.',
    next: { zh: '签发后再查看。', en: 'Look again once it is signed.' },
  },
  'review.notEnded': {
    status: 409,
    zh: '{name}尚未解除，不能形成总结评估。',
    en: '{name} has not ended: there is no review of it yet.',
    next: { zh: '过程数据见 /warnings/{id}/review。', en: 'See what it has come to so far at /warnings/{id}/review.' },
  },
  'review.exists': {
    status: 409,
    zh: '{name}已有总结评估。',
    en: '{name} has a review already.',
    next: {
      zh: '在 /reviews 查看；已发布的用 …/correct 更正。',
      en: 'See it at /reviews; a published one is put right at …/correct.',
    },
  },
  'review.notWritten': {
    status: 409,
    zh: '{name}尚未汇总完成，没有可查看的内容。',
    en: '{name} is not written yet.',
    next: {
      zh: '到时自动汇总；需要提前的用 …/write。过程数据见 /warnings/{id}/review。',
      en: 'It is written by itself at its hour, or now at …/write; what it has come to so far is at /warnings/{id}/review.',
    },
  },
  'review.counted': {
    status: 409,
    zh: '您查看的总结评估已重新汇总，签发前请核对新的内容。',
    en: 'It was counted anew since you looked at it.',
    next: { zh: '刷新后核对再签发。', en: 'Reload it, look at it, and sign then.' },
  },
  'review.notPublished': {
    status: 409,
    zh: '{name}尚未发布，不需要更正：可以重新汇总、批注。',
    en: '{name} is not published: it needs no correction, have it written anew or annotate it.',
    next: { zh: '用 …/write 重新汇总，或用 …/notes 批注。', en: 'Use …/write or …/notes.' },
  },
  'review.correcting': {
    status: 409,
    zh: '{name}已有一份更正稿正在办理。',
    en: 'A correction of {name} is on its way already.',
    next: { zh: '先办理该更正稿。', en: 'See that one through first.' },
  },
  'season.notDue': {
    status: 409,
    zh: '按规则目前不需要发出此件，或已经发出。',
    en: 'By the rule it is not due now, or it was issued already.',
    next: { zh: '在 …/due 查看应办事项。', en: 'See what is due at …/due.' },
  },
  'season.rowTwice': {
    status: 422,
    zh: '同一单位的同一任务填了两行。',
    en: 'A task of an office stands in two rows.',
    next: { zh: '合并为一行后重新提交。', en: 'Make one row of them and send it again.' },
  },
  'season.rowIncomplete': {
    status: 422,
    zh: '没有填报内容，或有一项缺进展情况、责任人，或文字过长。',
    en: 'Nothing was entered, or a row lacks how it stands or who is responsible, or is too long.',
    next: { zh: '返回补齐后再保存。', en: 'Go back, complete it and keep it then.' },
  },
  'season.reportSent': {
    status: 409,
    zh: '{month}的调度表已报送，不能更改。',
    en: 'The report of {month} was sent and does not change.',
    next: { zh: '新的进展填入下月。', en: 'Enter what is new for the next month.' },
  },
  'season.monthNotOver': {
    status: 409,
    zh: '{month}尚未结束，不能报送该月调度表。',
    en: '{month} is not over: its report can not be sent yet.',
    next: { zh: '次月 1 日起报送。', en: 'Send it from the first of the next month on.' },
  },
  'season.nothingReported': {
    status: 409,
    zh: '{month}没有单位填报，调度表为空，不能报送。',
    en: 'No office has reported on {month}: the report would be empty.',
    next: { zh: '先催各单位填报。', en: 'Have the offices report first.' },
  },
} as const
