import { DateTime } from 'luxon'
import type { LineOrder, OrderContent, Words } from '../plan/order.ts'
import { sayWhat } from '../plan/wording.ts'
import { epochMs, ZONE, type Instant } from '../model/time.ts'
import type { Language } from './layout.ts'

const DAYS: Readonly<Record<Language, readonly string[]>> = {
  zh: ['周一', '周二', '周三', '周四', '周五', '周六', '周日'],
  en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
}

/** `12-26 周六 00:00`. */
export function showWhen(at: Instant, language: Language): string {
  const local = DateTime.fromISO(at, { zone: ZONE })
  return `${local.toFormat('MM-dd')} ${DAYS[language][local.weekday - 1]} ${local.toFormat('HH:mm')}`
}

/** With the year, for what is kept. */
export function showFull(at: Instant): string {
  return DateTime.fromISO(at, { zone: ZONE }).toFormat('yyyy-MM-dd HH:mm')
}

/** `5 小时 20 分`; whole minutes, nothing below. */
export function showSpan(from: Instant, to: Instant, language: Language): string {
  const minutes = Math.max(0, Math.floor((epochMs(to) - epochMs(from)) / 60_000))
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60]
  const parts = language === 'zh' ? ['天', '小时', '分'] : ['d', 'h', 'min']
  const said = [days, hours, rest].map((value, n) => (value === 0 ? '' : `${value} ${parts[n]}`))
  return said.filter((part) => part !== '').join(' ') || `0 ${parts[2]}`
}

/** From when until when an order holds, or one of its lines. */
export function showTerm(starts: Instant, ends: Instant | null, language: Language): string {
  const until = ends === null ? TERM.open[language] : `${showWhen(ends, language)}${TERM.end[language]}`
  return `${showWhen(starts, language)}${TERM.from[language]}${until}`
}

const TERM = {
  from: { zh: ' 起，', en: ' → ' },
  end: { zh: ' 止', en: '' },
  open: { zh: '至通知解除为止', en: 'until it is lifted' },
} satisfies Record<string, Words>

/** What one line has to do, as the page shows it: the verb, from when, and what holds until it stands still. */
export interface ShownLine {
  readonly name: string
  readonly what: string
  readonly starts: Instant
  readonly continues: boolean
  readonly rampDownFrom: Instant | null
  readonly safeStopHours: number
  /** The notice is shorter than the safe stopping window: what holds meanwhile. */
  readonly short: boolean
  readonly meanwhile: string | null
  /** The whole sentence, with how it is checked and by which clause. */
  readonly sentence: string
}

export function showLine(line: LineOrder, { enterprise }: OrderContent, language: Language): ShownLine {
  return {
    name: line.name,
    what: withoutName(sayWhat(line, enterprise.class)[language], line.name),
    starts: line.starts,
    continues: line.continues,
    rampDownFrom: line.continues || !line.binding ? null : line.rampDownFrom,
    safeStopHours: line.safeStopHours,
    short: line.flags.includes('noticeShort') && !line.continues,
    meanwhile: line.meanwhile ?? null,
    sentence: line.say[language],
  }
}

/** The name stands above it already. */
function withoutName(what: string, name: string): string {
  return what.startsWith(name) && what.length > name.length ? what.slice(name.length).trimStart() : what
}
