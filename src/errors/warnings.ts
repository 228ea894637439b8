/** Refusals about a warning: its signature, and what officers propose for it. */
export const WARNINGS = {
  'warning.rankTooLow': {
    status: 403,
    zh: '该级别须由{needed}签发，您的签发级别是{has}。',
    en: 'This level is signed by {needed}; you sign as {has}.',
    next: { zh: '请转有权限的领导签发。', en: 'Have it signed by the rank named.' },
  },
  'warning.alreadySigned': {
    status: 409,
    zh: '{name} 已由{who}于 {at} 签发，无需再签。',
    en: '{name} was already signed by {who} at {at}.',
    next: {
      zh: '刷新查看签发结果；如需调整请另行提出。',
      en: 'Reload to see what holds; propose a change if one is needed.',
    },
  },
  'warning.pastEnd': {
    status: 409,
    zh: '{name} 待签发的内容至 {at} 止，已过期，不能签发。',
    en: 'What waits for signature on {name} was to end at {at}; that has passed.',
    next: { zh: '请退回会商，或提出新的结束时间。', en: 'Send it back, or propose another end.' },
  },
  'warning.lives': {
    status: 409,
    zh: '{name} 尚未结束，同一地区不能另发预警。',
    en: '{name} has not ended: an area has one warning at a time.',
    next: { zh: '请对该预警提出升级、延长或解除。', en: 'Raise, extend or lift that one.' },
  },
  'warning.ofCounty': {
    status: 409,
    zh: '{name} 是县级行政区，不发布预警（大气污染防治法第九十五条）。',
    en: '{name} is a county and issues no warning (law on air pollution, art. 95).',
    next: { zh: '请由所在设区的市提出。', en: 'Have its city put it forward.' },
  },
  'warning.noBook': {
    status: 409,
    zh: '{name} 目前没有生效的预警分级规则。',
    en: 'No book of warning levels is in force for {name}.',
    next: { zh: '请先发布分级规则。', en: 'Release a book of levels first.' },
  },
  'warning.notSigned': {
    status: 409,
    zh: '{name} 尚未签发，不能调整。',
    en: '{name} is not signed yet and can not be changed.',
    next: { zh: '可在会商中调整，或撤回。', en: 'Confer on it, or withdraw it.' },
  },
  'warning.sameLevel': {
    status: 409,
    zh: '{name} 现为 {level}，不能由此调整为 {wanted}。',
    en: '{name} is {level}; this does not change it to {wanted}.',
    next: { zh: '升级须更高、降级须更低。', en: 'Raise to a higher level, lower to a lower one.' },
  },
  'warning.endsBeforeStart': {
    status: 400,
    zh: '{name} 的结束时间不晚于开始时间。',
    en: 'The end of {name} is not after its start.',
    next: { zh: '改正结束时间。', en: 'Correct the end.' },
  },
  'warning.stageOfNobody': {
    status: 400,
    zh: '分阶段解除中有一段未指明县区或行业。',
    en: 'A stage of the lift names neither a county nor an industry.',
    next: {
      zh: '写明该段适用的县区或行业；其余随最后时刻解除。',
      en: 'Name counties or industries; the rest follows at the hour of the lift.',
    },
  },
  'warning.stageElsewhere': {
    status: 400,
    zh: '{area} 不在 {name} 的辖区内。',
    en: '{area} does not lie in the area of {name}.',
    next: { zh: '改为本辖区的县区。', en: 'Name counties of this area.' },
  },
  'warning.stageOutOfTime': {
    status: 400,
    zh: '分阶段解除的时刻 {at} 须晚于现在、早于最后解除时刻 {last}，且互不相同。',
    en: 'The stage at {at} must lie ahead, before the hour of the lift ({last}), and no two at one hour.',
    next: { zh: '改正该段的时刻。', en: 'Correct the hour of the stage.' },
  },
  'warning.resumeWhen': {
    status: 400,
    zh: '{name} 没有预定结束时间，暂停须写明最迟何时恢复或解除。',
    en: '{name} has no planned end: a suspension says by when it is resumed or lifted.',
    next: { zh: '补充 resumeBy。', en: 'Add resumeBy.' },
  },
  'warning.heldAbove': {
    status: 409,
    zh: '{name} 依上级指令启动，上级解除之前不能解除、暂停或降至其要求以下。',
    en: '{name} stands under an instruction from above: until that is lifted it is neither lifted nor suspended, nor lowered below its level.',
    next: { zh: '先登记上级的解除通知。', en: 'Enter that it was lifted above first.' },
  },
} as const
