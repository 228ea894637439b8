import { create } from 'xmlbuilder2'
import { RESPONSE_ZH, type WarningLevel } from '../model/level.ts'
import { showInstant, type Instant } from '../model/time.ts'
import type { Advice } from '../rulebook/bulletin.ts'
import { englishOf, headlineOf, textOf } from './words.ts'
import { clean } from './xml.ts'
import { expiryOf, identifierOf, secondOf, wholeSeconds, type Told } from './decide.ts'

const NAMESPACE = 'urn:oasis:names:tc:emergency:cap:1.2'

/** What a CAP message (预警信息文件) says beside its message. */
export interface CapContext {
  readonly kind: 'live' | 'demo' | 'drill'
  readonly areaName: string
  readonly advice: Readonly<Record<WarningLevel, Advice>>
  /** The page of the warning. */
  readonly web: string
}

const STATUS = { live: 'Actual', drill: 'Exercise', demo: 'Test' } as const
const SEVERITY = { blue: 'Minor', yellow: 'Moderate', orange: 'Severe', red: 'Extreme' } as const
const RESPONSES = {
  blue: ['Monitor'],
  yellow: ['Monitor', 'Execute'],
  orange: ['Execute', 'Avoid'],
  red: ['Execute', 'Prepare', 'Avoid'],
} as const
const NOT_REAL = {
  live: { zh: '', en: '' },
  drill: { zh: '演练：', en: 'EXERCISE: ' },
  demo: { zh: '测试：', en: 'TEST: ' },
} as const

/** One message in CAP 1.2, in Chinese and in English; the same bytes for ever. */
export function capOf(message: Told, context: CapContext): string {
  const { kind } = context
  const alert = create({ version: '1.0', encoding: 'UTF-8' }).ele(NAMESPACE, 'alert')
  const add = (name: string, text: string) => alert.ele(NAMESPACE, name).txt(clean(text))
  add('identifier', identifierOf(message))
  add('sender', senderOf(message))
  add('sent', shown(message.sentAt))
  add('status', STATUS[kind])
  add('msgType', message.type)
  add('scope', 'Public')
  if (kind !== 'live') add('note', NOT_REAL[kind].zh + '不是真实预警。Not a real warning.')
  if (message.earlier.length > 0) add('references', message.earlier.map(referenceOf).join(' '))
  for (const language of ['zh', 'en'] as const) infoOf(alert, message, context, language)
  return alert.end({ prettyPrint: true })
}

/** What later messages name this one by. */
export function referenceOf(message: Pick<Told, 'area' | 'number' | 'sentAt'>): string {
  return `${senderOf(message)},${identifierOf(message)},${shown(message.sentAt)}`
}

/** Who sends: the command of an area, whatever address its installation has. */
export function senderOf({ area }: Pick<Told, 'area'>): string {
  return `airshed.${area}`
}

type Parent = ReturnType<typeof create>

function infoOf(alert: Parent, message: Told, context: CapContext, language: 'zh' | 'en'): void {
  const { holds, ends, document } = message
  const { level, measures = level } = holds
  const zh = language === 'zh'
  const info = alert.ele(NAMESPACE, 'info')
  const add = (name: string, text: string, inside = info) => inside.ele(NAMESPACE, name).txt(clean(text))
  add('language', zh ? 'zh-CN' : 'en-US')
  add('category', 'Env')
  add('category', 'Health')
  add('event', zh ? '重污染天气' : 'Heavy air pollution')
  for (const response of ends ? ['AllClear'] : RESPONSES[level]) add('responseType', response)
  const begun = wholeSeconds(holds.startsAt) <= secondOf(message)
  add('urgency', ends ? 'Past' : begun || holds.kind === 'lift' ? 'Immediate' : 'Expected')
  add('severity', SEVERITY[level])
  add('certainty', ends ? 'Unlikely' : 'Likely')
  add('effective', shown(message.sentAt))
  if (!ends && holds.kind !== 'lift') add('onset', shown(holds.startsAt))
  const expires = expiryOf(message)
  if (expires !== null) add('expires', shown(expires))
  add('senderName', document.closing?.office ?? context.areaName)
  add('headline', NOT_REAL[context.kind][language] + (zh ? document.title : headlineOf(message, context.areaName)))
  add('description', NOT_REAL[context.kind][language] + (zh ? textOf(message) : englishOf(message, context.areaName)))
  if (!ends) add('instruction', context.advice[level][language].join(zh ? '' : ' '))
  add('web', context.web)
  const parameter = (name: string, value: string) => {
    const inside = info.ele(NAMESPACE, 'parameter')
    add('valueName', name, inside)
    add('value', value, inside)
  }
  parameter('warningColor', level)
  parameter('responseLevel', RESPONSE_ZH[level])
  if (measures !== level) parameter('measuresLevel', RESPONSE_ZH[measures])
  parameter('noticeNumber', document.number ?? String(message.number))
  const area = info.ele(NAMESPACE, 'area')
  add('areaDesc', context.areaName, area)
  const geocode = area.ele(NAMESPACE, 'geocode')
  add('valueName', 'GB/T 2260', geocode)
  add('value', message.area.slice(0, 6), geocode)
}

/** `2020-12-26T00:00:00+08:00`: CAP has neither fractions of a second nor `Z`. */
function shown(at: Instant): string {
  return showInstant(wholeSeconds(at))
}
