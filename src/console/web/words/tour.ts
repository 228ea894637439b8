import { words } from '../words.ts'

/** 导览. */
export const tour = words({
  name: { zh: '导览', en: 'Tour' },
  offer: {
    zh: '第一次来？用三分钟走完一次污染过程：从预报、会商、签发、企业回执，到解除和复盘。每一步都在真实页面上由您来按。',
    en: 'New here? Go through one episode in three minutes: forecast, consultation, signature, answers, lift and review. Every step is a real page, and yours to press.',
  },
  begin: { zh: '开始导览', en: 'Begin the tour' },
  later: { zh: '以后再说', en: 'Later' },
  leave: { zh: '离开导览', en: 'Leave the tour' },
  kept: { zh: '随时可从右上角账户里继续。', en: 'It can be taken up again from the account, top right.' },
  stepOf: { zh: '第 {n} 步，共 {all} 步', en: 'Step {n} of {all}' },
  who: { zh: '由{who}办理', en: 'Done by the {who}' },
  change: { zh: '换{who}登录', en: 'Log in as the {who}' },
  go: { zh: '前往：{page}', en: 'Go to: {page}' },
  next: { zh: '看过了，下一步', en: 'Seen, go on' },
  again: { zh: '再走一遍', en: 'Once more' },
  finish: { zh: '完成导览', en: 'Finish the tour' },
  otherwise: {
    zh: '这次预警没有走到解除（不启动或已撤回）。可以重新开始。',
    en: 'This warning did not come to its lift (dismissed or withdrawn). You can begin again.',
  },
  done: {
    zh: '一次过程走完了：预报、会商、签发、下达、回执、解除、复盘。每一步都记入日志，可在“日志”里查到。',
    en: 'That was one episode: forecast, consultation, signature, orders, answers, lift, review. Each step is in the journal.',
  },

  forecast: { zh: '预报来了', en: 'A forecast comes in' },
  forecastDo: {
    zh: '平时由预报接口自动报送。这里请按“报送预报”，再按“填入示例”，看过每一天的检查结果后按“报送”。',
    en: 'Feeds send it by themselves. Here press "Hand in a forecast", then "Fill in an example", look at what is found of each day, and hand it in.',
  },
  card: { zh: '规则怎么说', en: 'What the rule says' },
  cardDo: {
    zh: '右侧“研判”写着：哪一级、从哪天起、满足哪一条、每条依据哪份文件，以及预报再变多少级别就会变。',
    en: 'The assessment says which level, from when, by which condition and document, and what change of the forecast would alter it.',
  },
  confer: { zh: '会商', en: 'Consultation' },
  conferDo: {
    zh: '系统只提建议，由人决定。看过研判和假设推演后，按“建议启动”，写明理由。',
    en: 'The engine only proposes. Look at the card and the what-if, press "Recommend to issue" and say why.',
  },
  sign: { zh: '签发', en: 'Signature' },
  signDo: {
    zh: '一页看清：哪一级、为什么、涉及多少企业、代价多大、指令样稿。按“签发”后才下达。',
    en: 'One page: which level, why, how many enterprises, at what cost, and the orders as drafts. Nothing goes out before "Sign".',
  },
  board: { zh: '谁还不知道', en: 'Who does not know yet' },
  boardDo: {
    zh: '漏斗从应下达到落实，每一段差额点开就是名单；未送达、未答复的排在最前，可催办、打电话、代为回执。',
    en: 'Each gap of the funnel is a list: the unreached and unanswered come first, to be reminded, called or answered for.',
  },
  answer: { zh: '以企业身份回执', en: 'Answer as an enterprise' },
  answerDo: {
    zh: '在这家企业的面板里按“企业页入口”，打开链接（新窗口），在企业页上按“收到”，再回到这里。',
    en: 'In the panel of this enterprise press "Way to its page", open the link in a new window, press "Received" there and come back.',
  },
  start: { zh: '到了启动时刻', en: 'The hour of the start' },
  startDo: {
    zh: '演示环境的时钟可以拨动。拨到 {when}：到时的事项随即发生，顶部色带变为生效。',
    en: 'The clock of a demonstration can be moved. At {when} what falls due happens, and the band on top is filled.',
  },
  startButton: { zh: '拨到 {when}', en: 'Move to {when}' },
  lift: { zh: '空气转好，提出解除', en: 'The air clears: propose to lift' },
  liftDo: {
    zh: '按“解除”，先看系统提示这次解除会不会很快反复，写明理由，时间留空即为现在。',
    en: 'Press "Lift": see whether it would soon be taken back, say why, and leave the time empty for now.',
  },
  changeConfer: { zh: '对调整会商', en: 'Confer on the change' },
  changeConferDo: {
    zh: '解除和启动一样，要会商、要签发。按“同意调整”。',
    en: 'A lift is conferred on and signed like the start. Press "Agree to the change".',
  },
  changeSign: { zh: '签发调整', en: 'Sign the change' },
  changeSignDo: {
    zh: '由签发该级别的人签发。签发后，全部指令和部门任务随即终止，企业收到解除通知。',
    en: 'By whoever signs that level. All orders and tasks end with it, and everybody is told.',
  },
  review: { zh: '复盘', en: 'Review' },
  reviewDo: {
    zh: '按“汇总”，看提前量、送达和回执、落实和代价，每个数都能点到日志原文；再按“打印”。',
    en: 'Press "Count now": lead times, who was reached, what was done and at what cost, each figure with its entries of the journal. Then print it.',
  },
})

/** Who logs in to a demonstration, by log-in. */
export const people = words({
  duty: { zh: '值班员', en: 'duty officer' },
  forecaster: { zh: '预报员', en: 'forecaster' },
  office: { zh: '办公室主任', en: 'office head' },
  vicemayor: { zh: '分管副市长', en: 'vice-mayor in charge' },
  mayor: { zh: '市长', en: 'mayor' },
  county: { zh: '县值班员', en: 'county officer' },
  inspector: { zh: '核查员', en: 'inspector' },
  auditor: { zh: '审计员', en: 'auditor' },
  admin: { zh: '管理员', en: 'administrator' },
})
