import type { Language } from '../errors.ts'
import { fill } from '../errors/things.ts'

/**
 * Why a value, or a whole body, was not taken (质控未通过原因). The code is stable, the sentence is for people;
 * `{name}` is filled from `params`.
 */
const WORDS = {
  'value.form': { zh: '应为带 at 的对象', en: 'not an object with an "at"' },
  'value.empty': {
    zh: '没有可供评判的数值：需要 aqi、浓度，或 aqiLow 与 aqiHigh',
    en: 'nothing to judge by: it needs aqi, concentrations, or aqiLow and aqiHigh',
  },
  'at.unreadable': {
    zh: 'at 应为日期或整点：{given}',
    en: 'at is neither a day (2020-12-26) nor a whole hour (2020-12-26T07:00): {given}',
  },
  'at.repeated': { zh: '与第 {other} 项时间相同', en: 'the same time as value {other}' },
  'at.ahead': { zh: '观测时间尚未到来：{given}', en: 'an observation of a time that has not come: {given}' },
  'number.form': { zh: '{field} 应为数值：{given}', en: '{field} is not a number: {given}' },
  'number.limit': {
    zh: '{field} 应在 {least} 到 {most} 之间：{given}',
    en: '{field} must lie between {least} and {most}: {given}',
  },
  'range.half': { zh: 'aqiLow 与 aqiHigh 应同时给出', en: 'aqiLow and aqiHigh belong together' },
  'range.reversed': { zh: 'aqiLow {low} 大于 aqiHigh {high}', en: 'aqiLow {low} lies above aqiHigh {high}' },
  'range.left': {
    zh: 'aqi {given} 不在自身范围 {low} 到 {high} 之内',
    en: 'aqi {given} lies outside its own range {low} to {high}',
  },
  'doubt.inverted': {
    zh: 'PM2.5 {pm25} 远高于 PM10 {pm10}，疑为错列或错单位',
    en: 'PM2.5 {pm25} lies far above PM10 {pm10}: perhaps columns or units are mixed up',
  },
  'doubt.unit': {
    zh: '{field} {given} 过低，疑以毫克为单位（应为微克每立方米）',
    en: '{field} {given} is too little: perhaps it is in milligrams (µg/m³ are meant)',
  },
  'doubt.index': {
    zh: 'aqi {given} 远低于按自身浓度计算的 {computed}',
    en: 'aqi {given} lies far below what its own concentrations come to, {computed}',
  },
  'doubt.jump': {
    zh: '与前一时次 {before} 相差过大：{given}',
    en: 'too far from the one before it, {before}: {given}',
  },
  'doubt.stuck': {
    zh: '连续 {count} 个时次数值完全相同，疑似卡值',
    en: 'the very same for {count} on end: perhaps it stands still',
  },
  'cause.unknown': {
    zh: 'cause 应为 pm、o3、dust 或 fireworks：{given}',
    en: 'cause is none of pm, o3, dust, fireworks: {given}',
  },
  'body.unreadable': { zh: '无法读取：{detail}', en: 'it can not be read: {detail}' },
  'body.form': { zh: '不符合格式：{detail}', en: 'it does not have the expected form: {detail}' },
  'body.long': { zh: '{count} 个数值，超过 {most} 个', en: '{count} values are more than {most}' },
  'body.mixed': { zh: '同一报文混有日值和小时值', en: 'days and hours are mixed in one body' },
  'body.nothing': { zh: '没有一个可用的数值；第一个：{first}', en: 'not one value can be used; the first: {first}' },
  'issue.unreadable': {
    zh: 'issuedAt 应为 ISO 8601 时间：{given}',
    en: 'issuedAt is not an ISO 8601 instant: {given}',
  },
  'issue.ahead': {
    zh: 'issuedAt {given} 晚于现在 {now}',
    en: 'issuedAt {given} lies ahead of the present time {now}',
  },
  'area.unknown': { zh: '没有该辖区或超出管辖范围：{given}', en: 'there is no area {given}, or it lies outside yours' },
  'station.unknown': {
    zh: '{area}没有在用的站点 {given}，或该报文不是实况',
    en: '{area} has no station {given} in use, or this is no observation',
  },
  'provider.outside': { zh: '此密钥不属于来源 {given}', en: 'this key does not belong to the provider {given}' },
} as const satisfies Record<string, { zh: string; en: string }>

export type FaultCode = keyof typeof WORDS

export interface Fault {
  readonly code: FaultCode
  readonly params: Readonly<Record<string, string>>
  /** Of a whole body: what is wrong with its first value. */
  readonly first?: Fault
}

export function fault(code: FaultCode, params: Fault['params'] = {}): Fault {
  return { code, params }
}

export function sayFault(fault: Fault, language: Language): string {
  const params: Fault['params'] = { ...fault.params, ...(fault.first && { first: sayFault(fault.first, language) }) }
  return fill(WORDS[fault.code][language], params, language)
}
