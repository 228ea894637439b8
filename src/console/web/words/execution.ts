import { words, type Bi } from '../words.ts'

/** 执行. */
export const execution = words({
  heading: { zh: '执行', en: 'Execution' },
  none: { zh: '没有已签发的预警', en: 'No warning is signed' },
  noneHint: {
    zh: '预警签发后，这里显示每家企业的指令走到了哪一步。',
    en: 'Once a warning is signed, here stands how far each order has come.',
  },
  choose: { zh: '选择预警', en: 'Choose a warning' },
  funnel: { zh: '指令到了哪一步', en: 'How far the orders have come' },
  planned: { zh: '已编制', en: 'Planned' },
  handedOver: { zh: '已交渠道', en: 'Handed over' },
  delivered: { zh: '已送达', en: 'Delivered' },
  read: { zh: '已阅', en: 'Read' },
  acknowledged: { zh: '已收到', en: 'Acknowledged' },
  committed: { zh: '执行中', en: 'Acting' },
  gap: { zh: '差 {n} 家', en: '{n} short' },
  noGap: { zh: '齐', en: 'all' },
  ofAll: { zh: '{n}/{all}', en: '{n}/{all}' },
  readHint: { zh: '按键或接口确认的，不经过“已阅”。', en: 'Who answers by a key press or a program never “reads”.' },
  behalf: { zh: '另有 {n} 家由属地代为回执', en: 'another {n} answered on behalf' },
  unreached: { zh: '未送达', en: 'Unreached' },
  unreachedSum: { zh: '未送达 {n} 家，日减排 {t} 吨', en: '{n} unreached, {t} t a day' },
  unanswered: { zh: '未答复', en: 'Unanswered' },
  unansweredSum: { zh: '未答复 {n} 家，日减排 {t} 吨', en: '{n} unanswered, {t} t a day' },
  countiesUnaware: { zh: '未回执的县（市、区）：{names}', en: 'Counties that have not acknowledged: {names}' },
  departmentsUnaware: { zh: '未回复的部门：{names}', en: 'Departments that have not answered: {names}' },
  notEntered: { zh: '（未登记）', en: ' (not entered)' },
  finishing: { zh: '{channel}：还有 {n} 条，预计 {when} 发完', en: '{channel}: {n} to go, done by {when}' },
  unplanned: { zh: '{n} 家未能编制指令', en: '{n} could not be planned' },
  list: { zh: '企业', en: 'Enterprises' },
  shown: { zh: '已列出 {n} 家', en: '{n} listed' },
  all: { zh: '全部', en: 'All' },
  before: { zh: '未到“{rung}”', en: 'before “{rung}”' },
  filterStep: { zh: '步骤', en: 'Step' },
  grade: { zh: '等级', en: 'Grade' },
  name: { zh: '企业', en: 'Enterprise' },
  tonnes: { zh: '减排（吨/日）', en: 'Saves (t/day)' },
  last: { zh: '最近情况', en: 'Last heard' },
  nothingHeard: { zh: '尚无', en: 'nothing' },
  ago: { zh: '{age}前', en: '{age} ago' },
  next: { zh: '下一步催办', en: 'Next escalation' },
  action: { zh: '办理', en: 'Act' },
  noRows: { zh: '没有符合条件的企业', en: 'No enterprise matches' },
  call: { zh: '代为回执', en: 'On behalf' },
  callTitle: { zh: '代为回执：{name}', en: 'Answer on behalf of {name}' },
  callDoes: {
    zh: '打电话或上门核实后登记。记作“代为回执”，证明力低于企业本人回执。',
    en: 'For what was learned by telephone or on the spot. It is marked as weaker evidence than an own answer.',
  },
  how: { zh: '如何得知', en: 'How' },
  telephone: { zh: '电话', en: 'by telephone' },
  visit: { zh: '上门', en: 'by a visit' },
  message: { zh: '消息', en: 'by message' },
  kind: { zh: '企业答复', en: 'What it says' },
  kindacknowledged: { zh: '收到', en: 'received' },
  kindcommitted: { zh: '能执行', en: 'will do it' },
  kinddifficulty: { zh: '有困难', en: 'has a difficulty' },
  text: { zh: '说明', en: 'What was said' },
  remind: { zh: '催办', en: 'Remind' },
  remindTitle: { zh: '催办未答复企业', en: 'Remind the silent' },
  remindDoes: {
    zh: '向当前筛选范围（县、等级）内已送达而未答复的企业各发一条催办；短时间内已催过的不重复。',
    en: 'One reminder to each that is delivered and silent, within the county and grade chosen; none twice within a while.',
  },
  reminded: { zh: '已催办 {n} 家', en: '{n} reminded' },
  sheet: { zh: '电话通知单', en: 'Call sheet' },
  sheetTitle: { zh: '打印电话通知单', en: 'Print the call sheet' },
  sheetDoes: {
    zh: '未送达、未答复的企业按减排量排列，附联系人和完整号码；谁打印、为何打印记入日志。',
    en: 'The unreached and silent by tonnes, with people and full numbers. Who prints it, and why, is kept.',
  },
  sheetOpen: { zh: '打开', en: 'Open' },
  order: { zh: '指令 {number}', en: 'Order {number}' },
  revision: { zh: '第 {n} 版', en: 'revision {n}' },
  asSeen: { zh: '企业看到的内容', en: 'As the enterprise sees it' },
  evidence: { zh: '经过', en: 'What is known' },
  until: { zh: '应于 {when} 前答复', en: 'to answer by {when}' },
})

/** Facts on record of an order (证据). */
const FACTS: Readonly<Record<string, Bi>> = words({
  queued: { zh: '已排队', en: 'queued' },
  handedOver: { zh: '已交渠道', en: 'handed over' },
  accepted: { zh: '渠道已受理', en: 'accepted by the channel' },
  delivered: { zh: '已送达', en: 'delivered' },
  opened: { zh: '已打开', en: 'opened' },
  read: { zh: '已阅', en: 'read' },
  acknowledged: { zh: '已收到', en: 'acknowledged' },
  committed: { zh: '已承诺执行', en: 'committed' },
  done: { zh: '自报完成', en: 'reported as done' },
  verified: { zh: '已核实', en: 'verified' },
  difficulty: { zh: '报告困难', en: 'a difficulty reported' },
  appeal: { zh: '提出异议', en: 'objected' },
  givenUp: { zh: '未能送达', en: 'given up' },
  reminded: { zh: '提醒已送达', en: 'reminder delivered' },
  reminderGivenUp: { zh: '提醒未送达', en: 'reminder given up' },
  secondContactTold: { zh: '已告知第二联系人', en: 'second contact told' },
  otherChannelTold: { zh: '已换渠道告知', en: 'told another way' },
  listedForTownship: { zh: '已列入乡镇（街道）名单', en: 'on the township’s list' },
  listedForCounty: { zh: '已列入县（市、区）名单', en: 'on the county’s list' },
  inspectorSent: { zh: '已派员现场核查', en: 'inspector sent' },
})

/** How silence is answered, rung by rung (催办与升级). */
const ESCALATIONS: Readonly<Record<string, Bi>> = words({
  remind: { zh: '催办', en: 'reminder' },
  secondContact: { zh: '第二联系人', en: 'second contact' },
  otherChannel: { zh: '换渠道', en: 'another way' },
  township: { zh: '乡镇（街道）', en: 'township' },
  county: { zh: '县（市、区）', en: 'county' },
  inspector: { zh: '现场检查', en: 'inspector' },
})

export function fact(name: string): Bi {
  return FACTS[name] ?? { zh: name, en: name }
}

export function escalation(name: string): Bi {
  return ESCALATIONS[name] ?? { zh: name, en: name }
}
