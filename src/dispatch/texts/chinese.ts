import { GRADE_ZH } from '../../model/enterprise.ts'
import { LEVEL_ZH } from '../../model/level.ts'
import type { Basis } from '../../plan/order.ts'
import { sayInstant, UNRULED_ZH } from '../../plan/wording.ts'
import type { Sentences } from './catalogue.ts'
import { speak, spell } from './speech.ts'
import { tight } from './plain.ts'
import type { Instant } from '../../model/time.ts'

/** `12月26日0时`: an SMS pays for its blanks. */
const when = (at: Instant): string => sayInstant(at).zh.replaceAll(' ', '')

const BASIS: Readonly<Record<Basis, string>> = {
  stopForCause: '停产或执行最严措施',
  protected: '保障类，仅限保障任务',
  heating: '居民供暖，不停产、不限产',
  idle: '不得复产',
  spared: '小微涉气企业，本级别不停产、不限产',
  small: '小微涉气企业，按清单措施执行',
  ownDecision: '自主减排',
  grade: '按绩效等级执行',
  listed: '按清单措施执行',
}

const AGAINST = { difficulty: '执行困难', appeal: '申诉' } as const
const RULING = {
  received: '已收到，正在办理；答复之前，原指令继续执行',
  accepted: '已采纳，以随后下达的新指令为准；收到之前，原指令继续执行',
  refused: '未采纳，原指令继续执行',
} as const

/** The language that binds. */
export const chinese: Sentences = {
  when,
  stops: { between: '；', names: '、', colon: '：', end: '。' },

  exercise: '〔演练〕',
  trial: '〔试发，不是指令〕',
  repeated: '〔重发〕',
  reminder: '提醒：尚未收到贵单位确认。',
  second: '贵单位第一联系人尚未确认，请您处理。',

  titleOf: (occasion, { area, level, revised, unruled }) => {
    switch (occasion.purpose) {
      case 'ending':
        return `${area}减排指令解除预告`
      case 'release':
        return `${area}减排指令解除`
      case 'recall':
        return '误发更正'
      case 'answer':
        return `${AGAINST[occasion.to]}的答复`
      case 'order':
      case 'reminder':
      case 'second':
        // That an officer had it begin or go on where the rule calls for less: nobody may take it for the forecast's.
        return `${area}${LEVEL_ZH[level]}预警减排指令${revised ? '变更' : ''}${unruled === undefined ? '' : `（会商决定${UNRULED_ZH[unruled]}）`}`
    }
  },
  urgent: { reminder: '提醒：', second: '请代为处理：' },
  subject: (title, name, number) => `${title}：${name}（${number}）`,
  ground: (unruled) => `启动依据：本次${UNRULED_ZH[unruled]}未达到规则规定的条件，由会商研判决定，理由已书面记录。`,
  version: (revision) => `第${revision}版，代替第${revision - 1}版`,
  firstVersion: (revision) => `第${revision}版`,

  basis: (basis) => `管控方式改为：${BASIS[basis]}`,
  transport: ({ zh }) => `运输：${tight(zh)}`,
  own: '自主减排，',
  ownDecision: '自主减排',
  rampDown: (from) => `，${when(from)}起降负荷`,
  rampDownNow: (from, hours, meanwhile) =>
    `，通知时间不足，立即（${when(from)}）起降负荷、安全停车（需${hours}小时）${meanwhile === '' ? '' : `，停稳之前：${tight(meanwhile)}`}`,
  continues: '（已在执行，继续）',
  from: (at) => `${when(at)}起，`,

  until: ({ ends, changes }) => {
    const moved = changes.find(({ kind }) => kind === 'ends')
    const how = moved === undefined ? '' : moved.say.zh.startsWith('延长') ? '延长，' : '提前结束，'
    return `${how}${ends === null ? '至另行通知解除为止' : `至${when(ends)}止`}`
  },
  unchanged: '其余措施不变。',
  isUnchanged: ({ zh }) => zh.endsWith('本企业措施不变'),
  afterEnd: ({ idle, season }) =>
    idle
      ? '本指令的限制随之解除；因其他原因停产的，仍不得复产。'
      : `如无其他有效指令，恢复正常生产${season ? '；错峰停产的生产线仍按错峰生产计划执行' : ''}。`,
  untilLifted: (ends, after) => `本指令至${when(ends)}止，此前继续执行；到时${after}`,
  released: (at, after) => `${when(at)}起本指令解除。${after}`,
  recalled: '本指令为误发，撤回，请勿执行。',
  because: (why) => `原因：${why}。`,
  ruled: ({ to, ruling }) => `贵单位的${AGAINST[to]}${RULING[ruling]}`,
  grounds: '理由：',
  reason: (why) => `${why}。`,

  short: {
    mostParts: 4,
    head: (title, version, name) => `${title}${version === null ? '' : `（${version}）`}，${name}：`,
    code: (code) => `防伪码${code}。`,
    number: (number) => `编号${number}`,
    confirm: '回复1确认。',
    more: (count, lines, page) => `另有${count}${lines ? '条生产线' : '项措施'}，详见${page} 。`,
    whyOnPage: (page) => `原因详见${page} 。`,
    binding: '',
  },
  spoken: {
    exercise: '这是演练。',
    trial: '这是试发，不是指令。',
    repeated: '这是重复通知，可能已经收到过。',
    opening: (area) => `您好，这是${area}重污染天气应急通知。`,
    to: (title, name) => `${title}。受令单位：${name}。`,
    released: (at, after) => `${when(at)}起，本指令解除。${after}`,
    recalled: '此前下达的减排指令是误发。请勿执行。',
    again: '重复一遍。',
    code: (spelt) => `防伪码：${spelt}。`,
    confirm: '按1确认收到。',
    end: (exercise) => (exercise ? '演练通知完毕。' : '通知完毕。'),
    more: (count, all, lines) =>
      `${all ? '共' : '另'}有${count}${lines ? '条生产线' : '项措施'}，请立即查看短信或指令网页。`,
    aloud: speak,
    spell,
    longest: 160,
  },
  long: {
    to: (name, creditCode, grade) => `受令单位：${name}（${creditCode}，绩效等级：${GRADE_ZH[grade]}）`,
    number: (number, version) => `编号：${number}，${version}`,
    given: (at, released) => `${released ? '解除' : '下达'}时间：${sayInstant(at).zh}`,
    released: (at, after) => `自 ${sayInstant(at).zh}起，本指令解除。${after}`,
    changed: '【本次变化】',
    inForce: '【现行全部措施】',
    resting: '【暂停执行的措施】',
    recalled: (why) => `本指令为误发，现予撤回，请勿执行。原因：${why}。`,
    answer: (page) => [
      '',
      '【如何回执】',
      `打开 ${page} 确认收到；收到短信的，回复1；接到电话的，按1。`,
      '执行确有困难的，立即在同一网页说明哪条生产线、什么原因；答复之前，本指令继续执行。',
    ],
    check: (code, verify) => `【核验真伪】防伪码 ${code} ，${verify}`,
    call: (whom) => `【联系】${whom}`,
    binding: () => [],
  },
}
