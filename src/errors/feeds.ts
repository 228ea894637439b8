/** What the feeds of forecasts and observations refuse: a part of the catalogue in `src/errors.ts`. */
export const FEEDS = {
  'feed.rejected': {
    status: 422,
    zh: '报文未被接收：{why}（已隔离，编号 {id}）',
    en: 'The bulletin was not taken: {why} (kept in quarantine as {id})',
    next: {
      zh: '改正后重发；同一内容重发结果不变。',
      en: 'Correct it and send it again; the same bytes get the same answer.',
    },
  },
  'feed.alive': {
    status: 409,
    zh: '“{name}”报送正常，不作人工预报。',
    en: '{name} is alive: no forecast is entered by hand beside it.',
    next: {
      zh: '用 /forecasts/corrections 订正它的数值，注明理由。',
      en: 'Correct its values with /forecasts/corrections, with a reason.',
    },
  },
  'feed.foreign': {
    status: 403,
    zh: '此密钥代表“{own}”，不能以“{given}”名义报送。',
    en: 'This key speaks for {own}, not for {given}.',
    next: {
      zh: '更正 provider，或向管理员申请该来源的密钥。',
      en: 'Correct the provider, or ask for a key of that provider.',
    },
  },
  'station.known': {
    status: 409,
    zh: '站点编号 {code} 已被使用。',
    en: 'The station code {code} is taken.',
    next: { zh: '核对站点清单；另站请用另一编号。', en: 'Look at the stations; another station needs another code.' },
  },
  'station.closed': {
    status: 409,
    zh: '站点 {code} 已停用。',
    en: 'The station {code} is closed already.',
    next: { zh: '刷新查看站点清单。', en: 'Reload to see the stations.' },
  },
  'quarantine.stillWrong': {
    status: 409,
    zh: '报文仍不能采用：{why}',
    en: 'The body can not be taken as it is: {why}',
    next: {
      zh: '更正地区、来源、发布时间或站点后再采用；内容有误的请来源重报，或人工录入。',
      en: 'Put area, provider, issuedAt or station right; if the values are wrong, have it sent anew or enter a forecast by hand.',
    },
  },
  'quarantine.bodyDecided': {
    status: 409,
    zh: '该隔离报文已有人处理。',
    en: 'Somebody has decided about this body already.',
    next: { zh: '刷新查看结果；如需更改，另作订正。', en: 'Reload to see how; to change it, enter a correction.' },
  },
  'quarantine.bodyOvertaken': {
    status: 409,
    zh: '来源其后已重报同一期并被采用。',
    en: 'The provider has sent the same issue anew since, and that counts.',
    next: { zh: '弃用本条；新值有误的，作订正。', en: 'Reject this one; if the newer values are wrong, correct them.' },
  },
  'quarantine.decided': {
    status: 409,
    zh: '存疑数值（{at}）已由他人处理。',
    en: 'Somebody has decided about the value of {at} already.',
    next: { zh: '刷新查看结果；如需更改，另作订正。', en: 'Reload to see how; to change it, enter a correction.' },
  },
  'quarantine.overtaken': {
    status: 409,
    zh: '来源其后已重报 {at} 的数值并被采用。',
    en: 'The provider has said {at} anew since, and that counts.',
    next: { zh: '弃用本条；新值有误的，作订正。', en: 'Reject this one; if the newer value is wrong, correct it.' },
  },
} as const
