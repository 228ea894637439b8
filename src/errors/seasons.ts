/**
 * What staggered production (season plans, ledger, blacklist), the season opener, playback and drills refuse: a part of the catalogue in
 * `src/errors.ts`.
 */
export const SEASONS = {
  'replay.busy': {
    status: 429,
    zh: '已有 {count} 项回放在运行和排队。',
    en: '{count} playbacks are running or waiting already.',
    next: { zh: '等前面的回放结束后再试。', en: 'Try again once those before have ended.' },
  },
  'replay.tooLong': {
    status: 422,
    zh: '回放超过 {seconds} 秒，已停止，未改动任何数据。',
    en: 'The playback took more than {seconds} s and was stopped; nothing was changed.',
    next: {
      zh: '只选一个辖区、一个季节，或不计停产天数后再试；更长的序列用命令行回放。',
      en: 'Choose one area and one season, or leave the stop-days out; longer series are for the command line.',
    },
  },
  'replay.otherList': {
    status: 422,
    zh: '“{name}”是{area}的清单，所选序列没有{area}。',
    en: '{name} is the list of {area}, of which the series that was chosen has nothing.',
    next: { zh: '改选该市的序列，或不计停产天数。', en: 'Choose a series of that city, or leave the stop-days out.' },
  },
  'drill.running': {
    status: 409,
    zh: '正在演练（{name}），同一时间只进行一场。',
    en: 'A drill is being played ({name}); there is one at a time.',
    next: { zh: '等它结束，或先停止它。', en: 'Wait until it has ended, or stop it first.' },
  },
  'drill.responding': {
    status: 409,
    zh: '有预警已签发、尚未解除，不在应急响应期间用本机演练。',
    en: 'A warning is signed and not lifted: no drill is played on this machine during a response.',
    next: { zh: '解除后再演练，或在另一台机器上演练。', en: 'Play it after the lift, or on another machine.' },
  },
  'drill.ended': {
    status: 409,
    zh: '演练（{name}）已结束。',
    en: 'The drill {name} has ended.',
    next: { zh: '查看演练报告。', en: 'Read its report.' },
  },
  'opener.noList': {
    status: 409,
    zh: '{area}没有现行的应急减排清单，无人可测试。',
    en: '{area} has no emergency reduction list in force: there is nobody to test.',
    next: { zh: '先发布清单。', en: 'Put a list in force first.' },
  },
  'opener.tooSoon': {
    status: 422,
    zh: '回复截止时间不晚于预计发完时间 {doneBy}。',
    en: 'Answers would be waited for until before the last test has gone out, {doneBy}.',
    next: {
      zh: '把截止时间设在该时间之后，留出回复的时间。',
      en: 'Choose a later time, which leaves people time to answer.',
    },
  },
  'opener.running': {
    status: 409,
    zh: '“{name}”正在进行，同一联系人不重复测试。',
    en: '“{name}” is running: nobody is tested twice at once.',
    next: { zh: '等它结束，或先取消它。', en: 'Wait until it is over, or call it off first.' },
  },
  'rotation.planFaulty': {
    status: 422,
    zh: '错峰生产计划有 {count} 处错误，未受理。第一处：{first}',
    en: 'The season plan has {count} errors and was not taken. The first: {first}',
    next: {
      zh: '用 /rotation/plans/check 查看全部问题，改正后重报。',
      en: 'See all of them at /rotation/plans/check, correct them and hand it in again.',
    },
  },
  'rotation.noList': {
    status: 409,
    zh: '{area}没有现行的应急减排清单，无法核对错峰生产计划。',
    en: '{area} has no emergency reduction list in force to hold a season plan against.',
    next: { zh: '先发布清单。', en: 'Put a list in force first.' },
  },
  'rotation.samePerson': {
    status: 403,
    zh: '“{name}”由您提交，须由另一人批准。',
    en: 'You handed in {name}; somebody else must release it.',
    next: { zh: '请另一名有权限的人员批准。', en: 'Ask another officer to release it.' },
  },
  'rotation.released': {
    status: 409,
    zh: '“{name}”已批准。',
    en: '{name} is released already.',
    next: { zh: '如需调整，另行提交新计划。', en: 'Hand in a new plan to change it.' },
  },
  'rotation.inFuture': {
    status: 400,
    zh: '{name}的启停时间晚于现在。',
    en: 'The stop or start of {name} lies in the future.',
    next: { zh: '发生后再登记。', en: 'Report it once it has happened.' },
  },
  'rotation.blacklisted': {
    status: 409,
    zh: '{name}已在错峰生产“黑名单”。',
    en: '{name} stands on the blacklist of staggered production already.',
    next: { zh: '如需更正，先移出再列入。', en: 'Take it off first to change the entry.' },
  },
  'rotation.blacklistSamePerson': {
    status: 403,
    zh: '列入“黑名单”须由另一人确认。',
    en: 'Whoever names an enterprise for the blacklist does not confirm it.',
    next: { zh: '请另一名有权限的人员确认。', en: 'Have another officer confirm it.' },
  },
  'rotation.blacklistDecided': {
    status: 409,
    zh: '该黑名单记录（{id}）已确认或已移出。',
    en: 'The entry {id} is confirmed or off the blacklist already.',
    next: { zh: '刷新查看现状。', en: 'Reload to see who is on it.' },
  },
  'rotation.notBlacklisted': {
    status: 409,
    zh: '该黑名单记录（{id}）已移出。',
    en: 'The entry {id} is off the blacklist already.',
    next: { zh: '刷新查看现状。', en: 'Reload to see who is on it.' },
  },
} as const
