import { GRADE_EN, GRADE_ZH } from '../model/enterprise.ts'
import { RUNGS } from '../model/rung.ts'
import { epochMs, parseInstant, type Instant } from '../model/time.ts'
import type { Words } from '../plan/order.ts'
import { CHANNEL, WHAT } from '../portal/receiptPage.ts'
import type { Language } from '../portal/layout.ts'
import { showSpan } from '../portal/words.ts'

/** `1.2 吨/日`, below a tenth of a tonne `40 千克/日`: what somebody who is silent promises to cut. */
export function showWeight(kilograms: number, language: Language): string {
  const zh = language === 'zh'
  if (kilograms < 100) return zh ? `${kilograms} 千克/日` : `${kilograms} kg a day`
  const tenths = Math.round(kilograms / 100)
  const tonnes = `${Math.floor(tenths / 10)}.${tenths % 10}`
  return zh ? `${tonnes} 吨/日` : `${tonnes} t a day`
}

/** What was last heard of an order, by which way and how long ago. */
export function showLast(
  last: { rung: string; channel: string; at: string } | null,
  now: Instant,
  language: Language,
): string {
  const zh = language === 'zh'
  if (last === null) return zh ? '还没有任何送达记录' : 'nothing is on record yet'
  const at = parseInstant(last.at) ?? now
  const ago = agoOf(at, now, language)
  const channel = CHANNEL[last.channel]?.[language]
  return `${sayFact(last.rung, language)}${channel === undefined ? '' : zh ? `（${channel}）` : ` (${channel})`}${zh ? '，' : ', '}${ago}`
}

function agoOf(at: Instant, now: Instant, language: Language): string {
  const zh = language === 'zh'
  if (epochMs(now) - epochMs(at) < 60_000) return zh ? '刚刚' : 'just now'
  return zh ? `${showSpan(at, now, language)}前` : `${showSpan(at, now, language)} ago`
}

/** A fact on record, as people call it. */
export function sayFact(rung: string, language: Language): string {
  const known: Readonly<Record<string, Words>> = { ...RUNGS, ...WHAT, ...BESIDES }
  return known[rung]?.[language] ?? (language === 'zh' ? '其他记录' : 'another fact')
}

/** Facts that the receipt of an enterprise does not tell. */
const BESIDES: Readonly<Record<string, Words>> = {
  otherChannelTold: { zh: '换渠道通知', en: 'told by another channel' },
  listedForTownship: { zh: '转乡镇（街道）', en: 'listed for the township' },
  listedForCounty: { zh: '转县（市、区）', en: 'listed for the county' },
  inspectorSent: { zh: '派员现场检查', en: 'somebody was sent' },
  releaseGivenUp: { zh: '解除通知未能送达', en: 'release not delivered' },
  recallGivenUp: { zh: '误发更正未能送达', en: 'recall not delivered' },
}

/** A grade (绩效等级) as a reader says it; one that an earlier release named stands as it is. */
export function sayGrade(grade: string, language: Language): string {
  const names: Readonly<Record<string, string>> = language === 'zh' ? GRADE_ZH : GRADE_EN
  return names[grade] ?? grade
}
