/** Refusals about books of levels: handing one in, releasing it, going on by a corrected one. */
export const RULEBOOKS = {
  'rulebook.faulty': {
    status: 422,
    zh: '规则不成立：{why}',
    en: 'The book does not hold: {why}',
    next: { zh: '按所示行列改正后重新提交。', en: 'Correct it at the line named and hand it in again.' },
  },
  'rulebook.overlaps': {
    status: 409,
    zh: '{name} 与同一地区的 {other} 生效时间重叠。',
    en: '{name} is in force on days on which {other} of the same area is.',
    next: {
      zh: '用同一编号提交修订版，或改起止日期。',
      en: 'Hand it in under the id of that book, or change its dates.',
    },
  },
  'rulebook.changesNothing': {
    status: 409,
    zh: '{name} 与现有规则内容相同。',
    en: '{name} says what the book that there is says already.',
    next: { zh: '无需发布。', en: 'There is nothing to release.' },
  },
  'rulebook.open': {
    status: 409,
    zh: '{name} 已有一份待复核的修订版。',
    en: 'A version of {name} waits for its second officer already.',
    next: { zh: '先复核或退回那一份。', en: 'Have that one confirmed or refused first.' },
  },
  'rulebook.decided': {
    status: 409,
    zh: '已复核，不能再改。',
    en: 'It is decided already.',
    next: { zh: '如需调整请另行提交。', en: 'Hand in another one if it has to be changed.' },
  },
  'rulebook.samePerson': {
    status: 409,
    zh: '提交人不能复核自己的提交。',
    en: 'Whoever proposed it can not confirm it.',
    next: { zh: '请另一人复核。', en: 'Have another officer confirm it.' },
  },
  'repin.ended': {
    status: 409,
    zh: '{name} 已终止，不再研判。',
    en: '{name} has ended and is judged no more.',
    next: { zh: '修订版自下次预警起适用。', en: 'The corrected book counts for the next warning.' },
  },
  'repin.otherBook': {
    status: 409,
    zh: '{name} 按 {book} 启动，不能改按 {other} 研判。',
    en: '{name} was called by {book} and is not judged by {other}.',
    next: {
      zh: '新标准不溯及已启动的预警；只能改用同一规则的更正版。',
      en: 'A new standard never reaches a warning that lives: choose a corrected version of the same book.',
    },
  },
  'repin.notReleased': {
    status: 409,
    zh: '该版本不是现行的 {book}。',
    en: 'That version is not the {book} that counts now.',
    next: { zh: '先经两人发布该更正版。', en: 'Have the corrected version released by two officers first.' },
  },
  'repin.open': {
    status: 409,
    zh: '{name} 已有一份待复核的规则更正。',
    en: 'A change of the book of {name} waits for its second officer already.',
    next: { zh: '先复核或退回那一份。', en: 'Have that one confirmed or refused first.' },
  },
} as const
