import { common } from './words/common.ts'
import { fill, type Language } from './words.ts'

/** The cities that this engine serves keep Beijing time. */
const ZONE = 'Asia/Shanghai'
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const WEEKDAYS = {
  zh: ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
}

const parts = new Intl.DateTimeFormat('en-CA', {
  timeZone: ZONE,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
})

/** The city's date and time of an instant, field by field. */
function fieldsOf(at: string | number): { day: string; monthDay: string; time: string; weekday: number } {
  const named = Object.fromEntries(parts.formatToParts(new Date(at)).map(({ type, value }) => [type, value]))
  const { year = '', month = '', day = '', hour = '', minute = '' } = named
  const weekday = new Date(`${year}-${month}-${day}T00:00:00Z`).getUTCDay()
  return { day: `${year}-${month}-${day}`, monthDay: `${month}-${day}`, time: `${hour}:${minute}`, weekday }
}

/** `12-26 周六 00:00`. */
export function showTime(at: string | number, language: Language): string {
  const { monthDay, time, weekday } = fieldsOf(at)
  return `${monthDay} ${WEEKDAYS[language][weekday] ?? ''} ${time}`
}

/** `22:14`. */
export function showClock(at: string | number): string {
  return fieldsOf(at).time
}

/** `12-26 周六` of a day `2026-12-26`. */
export function showDay(day: string, language: Language): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return `${day.slice(5)} ${WEEKDAYS[language][weekday] ?? ''}`
}

/** The day so many days after a day `2026-12-26`. */
export function addDaysTo(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10)
}

/** A length of time in two units at most: `3 小时 20 分`. */
export function showLength(ms: number, language: Language): string {
  const say = (entry: { zh: string; en: string }, values = {}) => fill(entry[language], values)
  const length = Math.abs(ms)
  if (length >= 2 * DAY) {
    const d = Math.floor(length / DAY)
    const h = Math.floor((length % DAY) / HOUR)
    return h === 0 ? say(common.days, { n: d }) : say(common.daysHours, { d, h })
  }
  if (length >= HOUR) {
    const h = Math.floor(length / HOUR)
    const m = Math.floor((length % HOUR) / MINUTE)
    return m === 0 ? say(common.hours, { n: h }) : say(common.hoursMinutes, { h, m })
  }
  return length >= MINUTE ? say(common.minutes, { n: Math.floor(length / MINUTE) }) : say(common.seconds)
}

/** What a field for dates holds (`2026-12-26T08:00` in the city) as an instant. */
export function instantOfField(text: string): string {
  return `${text.length === 10 ? `${text}T00:00` : text}:00+08:00`
}

/** An instant as a field for dates holds it. */
export function fieldOfInstant(at: string | number): string {
  const { day, time } = fieldsOf(at)
  return `${day}T${time}`
}
