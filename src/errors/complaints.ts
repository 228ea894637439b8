/** What complaints and subscriptions refuse: a part of the catalogue in `src/errors.ts`. */
export const COMPLAINTS = {
  'complaint.answered': {
    status: 409,
    zh: '举报 {number} 已经答复，不能再办理。',
    en: 'Complaint {number} is answered; nothing more is done about it.',
    next: { zh: '另有情况的，请举报人重新举报。', en: 'If there is more, let it be reported anew.' },
  },
  'complaint.notYet': {
    status: 409,
    zh: '举报 {number} 尚未核查属实，不能决定奖励。',
    en: 'Complaint {number} was not found to be true: there is no reward to decide on.',
    next: { zh: '先办理并答复；属实或部分属实的再决定奖励。', en: 'Answer it first; a reward is for what was true.' },
  },
  'complaint.rewarded': {
    status: 409,
    zh: '举报 {number} 的奖励已经决定。',
    en: 'The reward of complaint {number} is decided already.',
    next: { zh: '查看已有决定。', en: 'See what was decided.' },
  },
  'complaint.samePerson': {
    status: 403,
    zh: '举报 {number} 由您答复，奖励须由另一人决定。',
    en: 'You answered complaint {number}; somebody else decides on the reward.',
    next: { zh: '请另一名有权限的人员决定。', en: 'Ask another officer.' },
  },
  'complaint.unknown': {
    status: 404,
    zh: '受理编号或查询码不正确。',
    en: 'That number and that code do not belong together.',
    next: {
      zh: '核对受理时给出的编号和查询码，字母不分大小写。',
      en: 'Look at both as they were given to you; capitals do not matter.',
    },
  },
  'complaint.photoType': {
    status: 415,
    zh: '照片须为 JPEG、PNG 或 HEIC 格式。',
    en: 'A photo is JPEG, PNG or HEIC.',
    next: { zh: '用手机相机拍摄后直接上传。', en: 'Send it as the telephone takes it.' },
  },
  'complaint.photosFull': {
    status: 409,
    zh: '一件举报最多附 {most} 张照片。',
    en: 'A complaint takes {most} photos at most.',
    next: { zh: '选最能说明情况的几张。', en: 'Choose those that show it best.' },
  },
  'subscription.gone': {
    status: 404,
    zh: '订阅链接不正确，或已退订、超过 48 小时未确认。',
    en: 'That link belongs to no subscription: it was ended, or not confirmed within 48 hours.',
    next: { zh: '需要的，重新订阅。', en: 'Subscribe anew if you want to.' },
  },
} as const
