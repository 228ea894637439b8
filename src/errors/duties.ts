/** What rosters, shifts and special periods refuse: a part of the catalogue in `src/errors.ts`. */
export const DUTIES = {
  'roster.past': {
    status: 422,
    zh: '{shift}已过去，不能事后补排。',
    en: '{shift} is over: nobody is put on duty afterwards.',
    next: {
      zh: '去掉已过去的新班次后重报；已有的班次保持原样。',
      en: 'Leave it out and send it again; past shifts stay as they were.',
    },
  },
  'roster.overlap': {
    status: 422,
    zh: '{shift}与{other}重叠，共 {count} 处。',
    en: '{shift} overlaps {other}; {count} overlaps in all.',
    next: {
      zh: '同一人同一时间只排一班，同一岗位同一顺位只排一人。',
      en: 'One officer has one shift at a time, and each place in the order one officer.',
    },
  },
  'roster.atPost': {
    status: 409,
    zh: '{shift}正在岗，不能从值班表中去掉。',
    en: '{shift} is in post and can not be taken off the roster.',
    next: { zh: '保留该班次，由本人交班。', en: 'Keep it in the roster and have it handed over.' },
  },
  'roster.tooMany': {
    status: 422,
    zh: '一次改动 {count} 个班次，超过上限 {most}。',
    en: '{count} shifts would change at once, more than {most}.',
    next: { zh: '分段提交，例如每次半个月。', en: 'Send it in parts, half a month at a time.' },
  },
  'shift.tooEarly': {
    status: 409,
    zh: '{name}尚未到签到时间，{opens} 起可签到。',
    en: '{name} can be checked in from {opens}.',
    next: { zh: '届时再签到。', en: 'Check in then.' },
  },
  'shift.notYours': {
    status: 403,
    zh: '{name}不是您的班次。',
    en: '{name} is not your shift.',
    next: {
      zh: '由本人签到；需替班的，先更换值守人员。',
      en: 'Have that officer check in, or name who stands in first.',
    },
  },
  'shift.nobody': {
    status: 409,
    zh: '{name}尚未明确人员。',
    en: 'Nobody has been named for {name}.',
    next: { zh: '先明确人员，再签到。', en: 'Name somebody, then check in.' },
  },
  'shift.onlyOfficers': {
    status: 422,
    zh: '{name}是值班表中的班次，只能由有账号的人员值守。',
    en: '{name} is a shift of the roster: it is kept by officers with a log-in.',
    next: { zh: '填写替班人员的登录名。', en: 'Give the log-in name of who stands in.' },
  },
  'shift.noNext': {
    status: 409,
    zh: '您没有可接{name}的班次。',
    en: 'You have no shift that could take over from {name}.',
    next: { zh: '先在值班表中排入接班人员。', en: 'Put whoever takes over on the roster first.' },
  },
} as const
