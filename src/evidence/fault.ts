import type { Language } from '../errors.ts'
import { fill } from '../errors/things.ts'

/**
 * Why something was not taken, or waits for a word (隔离、存疑原因). The code is stable, the sentence is for people;
 * `{name}` is filled from `params`.
 */
const WORDS = {
  'body.unreadable': { zh: '无法读取：{detail}', en: 'it can not be read: {detail}' },
  'body.form': { zh: '不符合格式：{detail}', en: 'it does not have the expected form: {detail}' },
  'source.unknown': { zh: '此密钥下没有数据来源“{given}”', en: 'this key has no source {given}' },
  'source.kind': { zh: '“{given}”不是此类数据来源', en: '{given} is a source of another kind' },
  'at.unreadable': { zh: '时间无法识别：{given}', en: 'the time can not be read: {given}' },
  'at.ahead': { zh: '时间尚未到来：{given}', en: 'a time that has not come: {given}' },
  'at.old': { zh: '超过补传期限（{days} 天）：{given}', en: 'more than {days} days late: {given}' },
  'value.unreadable': { zh: '数值无法识别：{given}', en: 'no number that can be kept: {given}' },
  'reading.changed': {
    zh: '{source} {at} 已报 {kept}，又报 {given}：以先报为准',
    en: '{source} said {kept} for {at} and now says {given}: its first word stands',
  },
  'doubt.backwards': {
    zh: '表码倒走：{before} 之后为 {given}',
    en: 'the counter runs backwards: {given} after {before}',
  },
  'doubt.negative': { zh: '负值：{given}', en: 'less than nothing: {given}' },
  'doubt.stuck': {
    zh: '自 {since} 起连续 {count} 次同为 {given}，疑似卡值',
    en: 'the very same {given} for {count} times since {since}: perhaps it stands still',
  },
  'doubt.shift': {
    zh: '{given} 超过以往最大值 {most} 的 {times} 倍，疑似改倍率或错单位',
    en: '{given} is more than {times} times the most so far, {most}: perhaps its ratio or unit was changed',
  },
  'doubt.clockBehind': {
    zh: '最近 {count} 次上报均晚于实际时段 {minutes} 分钟以上，疑似时钟偏慢或补传滞后',
    en: 'its last {count} words each came more than {minutes} minutes after what they tell of: its clock may be slow, or its way',
  },
  'doubt.clockAhead': {
    zh: '最近 {count} 次上报均早于所报时段结束 {minutes} 分钟以上，疑似时钟偏快',
    en: 'its last {count} words each came more than {minutes} minutes before what they tell of was over: its clock is fast',
  },
  'photo.noTime': { zh: '照片没有拍摄时间', en: 'the picture does not say when it was taken' },
  'photo.time': { zh: '照片摄于 {taken}，所称时间为 {said}', en: 'taken at {taken}, and said to be of {said}' },
  'photo.noPlace': { zh: '照片没有位置', en: 'the picture does not say where it was taken' },
  'photo.noSite': { zh: '未登记厂址，位置无从核对', en: 'where the enterprise is was not entered' },
  'photo.place': {
    zh: '照片摄于厂址 {metres} 米外（厂区 {most} 米）',
    en: 'taken {metres} m from the works, which reach {most} m',
  },
  'frame.cut': { zh: '数据包不完整', en: 'the frame is cut short' },
  'frame.header': { zh: '包头前有 {count} 字节杂数据', en: '{count} bytes before the head of a frame' },
  'frame.length': { zh: '数据段长度无法识别：{given}', en: 'the length can not be read: {given}' },
  'frame.long': { zh: '数据段 {given} 字节，超过 1024', en: 'a data segment of {given} bytes, more than 1024' },
  'frame.crc': { zh: 'CRC 校验不符：应为 {computed}，实为 {given}', en: 'CRC {given} where it comes to {computed}' },
  'frame.form': { zh: '数据段不符合格式：{detail}', en: 'the data segment does not have the form: {detail}' },
  'frame.packets': { zh: '分包编号有误：{given}', en: 'the packet number is wrong: {given}' },
  'frame.device': { zh: '未登记的设备 MN：{given}', en: 'a device that nobody has entered: MN {given}' },
  'frame.password': { zh: 'MN {given} 的访问密码不对', en: 'the password of MN {given} is wrong' },
  'frame.factor': { zh: '未登记的监测因子：{given}', en: 'a pollutant that nobody has entered: {given}' },
  'frame.command': { zh: '不处理的命令 CN={given}', en: 'a command that is not taken: CN={given}' },
} as const

export type FaultCode = keyof typeof WORDS

export interface Fault {
  readonly code: FaultCode
  readonly params: Readonly<Record<string, string>>
}

export function fault(code: FaultCode, params: Readonly<Record<string, string>> = {}): Fault {
  return { code, params }
}

export function sayFault({ code, params }: Fault, language: Language): string {
  return fill(WORDS[code][language], params, language)
}
