/** What consultations refuse: a part of the catalogue in `src/errors.ts`. */
export const CONSULTATIONS = {
  'consultation.notTheLast': {
    status: 409,
    zh: '{name} 不是本地区最近一次形成结论的会商，不能据以提出预警。',
    en: '{name} is not the last consultation of the area that has a conclusion: no warning rests on it.',
    next: { zh: '以最近一次会商结论为依据，或另行会商。', en: 'Rest it on the last one, or confer anew.' },
  },
  'consultation.otherLevel': {
    status: 409,
    zh: '{name} 的结论是“{zh}”，不能据以提出其他级别。',
    en: '{name} came to {en}: no other level rests on it.',
    next: { zh: '按结论级别提出；需要另一级别的，另行会商。', en: 'Propose that level, or confer anew.' },
  },
  'consultation.closed': {
    status: 409,
    zh: '{name}已有结论或已终止。',
    en: '{name} is concluded, or has lapsed.',
    next: {
      zh: '查看会商纪要；如需调整，请在该预警下重新提出，或另行召集会商。',
      en: 'Read its minutes. Propose a change of the warning, or call another consultation, if it is needed.',
    },
  },
  'consultation.onProposal': {
    status: 422,
    zh: '{name}须对所提建议作出结论，不能另定级别。',
    en: '{name} is on a proposal: it goes on, or it does not.',
    next: {
      zh: '同意填 proceed，不同意填 dismiss；需要另一级别的，先在该预警下提出。',
      en: 'Say proceed or dismiss; propose another level on the warning if that is what is wanted.',
    },
  },
  'consultation.needsLevel': {
    status: 422,
    zh: '{name}的结论须写明研判级别。',
    en: '{name} is on no proposal: its conclusion names a level.',
    next: {
      zh: '填 conclude 并写明级别（无预警填 none）；同意研判卡的，填 proceed。',
      en: 'Say conclude with a level (none for no warning), or proceed to agree with the card.',
    },
  },
  'consultation.ownParty': {
    status: 403,
    zh: '您代表{party}发表意见，不能代其他单位填写。',
    en: 'You speak for {party}, and not for another party.',
    next: {
      zh: '去掉 party；由生态环境局代录其他单位意见。',
      en: 'Leave party out; the bureau enters what others said.',
    },
  },
  'consultation.corrected': {
    status: 409,
    zh: '该意见已附预报订正。',
    en: 'This opinion has corrected the forecast already.',
    next: { zh: '如需再订正，请另提意见。', en: 'Give another opinion to correct it again.' },
  },
  'consultation.pastDay': {
    status: 422,
    zh: '{day}已过，不能订正为预报。',
    en: '{day} has passed: there is nothing to forecast.',
    next: {
      zh: '只填今天及以后的日期；实况有误的，用实况订正。',
      en: 'Name days from today on, or correct the observation.',
    },
  },
  'consultation.pastHour': {
    status: 422,
    zh: '会商时间须晚于当前时间。',
    en: 'The hour of a consultation lies ahead.',
    next: { zh: '改正会商时间，或不填（按规定时限）。', en: 'Correct holdBy, or leave it out.' },
  },
  'consultation.cityOnly': {
    status: 422,
    zh: '{area}不是设区的市，不单独按日程会商。',
    en: '{area} is no city: consultations call themselves for cities.',
    next: { zh: '填写所在市的代码；临时会商可直接召集。', en: 'Name the city; an officer can call one at any time.' },
  },
  'consultation.calendarRuns': {
    status: 409,
    zh: '{area}已按日程会商。',
    en: 'The consultations of {area} call themselves already.',
    next: { zh: '在 /consultations/calendars 查看下次会商时间。', en: 'See /consultations/calendars for the next.' },
  },
  'consultation.monitoringOver': {
    status: 422,
    zh: '加密监测的起止时间有误：须先起后止，且未过期。',
    en: 'The denser monitoring ends before it begins, or has ended already.',
    next: { zh: '改正起止时间。', en: 'Correct its times.' },
  },
  'minutes.nothingCorrected': {
    status: 422,
    zh: '未写明更正什么。',
    en: 'It says nothing that is to be corrected.',
    next: {
      zh: '填写出席情况或结论表述；结论本身不能更正。',
      en: 'Name who came, or the wording; what was decided stays.',
    },
  },
  'minutes.replaced': {
    status: 409,
    zh: '{number}已被更正。',
    en: '{number} was corrected already.',
    next: { zh: '请在最新一份纪要上更正。', en: 'Correct the newest minutes.' },
  },
} as const
