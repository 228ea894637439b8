import { DateTime } from 'luxon'
import { LEVEL_ZH, type Level } from '../model/level.ts'
import type { Cause, Pollutant } from '../model/pollutant.ts'
import { epochMs, ZONE, type Day, type Instant } from '../model/time.ts'
import type { Quantity } from '../rulebook/levels.ts'

export interface Words {
  readonly zh: string
  readonly en: string
}

export const CAUSE_NAME: Readonly<Record<Cause, Words>> = {
  pm: { zh: '颗粒物', en: 'particles' },
  o3: { zh: '臭氧', en: 'ozone' },
  dust: { zh: '沙尘', en: 'sand and dust' },
  fireworks: { zh: '烟花爆竹', en: 'fireworks' },
}

export const POLLUTANT_NAME: Readonly<Record<Pollutant, string>> = {
  pm25: 'PM2.5',
  pm10: 'PM10',
  so2: 'SO2',
  no2: 'NO2',
  co: 'CO',
  o3_8h: 'O3-8h',
  o3_1h: 'O3-1h',
}

const WEEKDAYS = ['周一', '周二', '周三', '周四', '周五', '周六', '周日']

/** `12月26日（周六）`, `Sat 26 Dec`. */
export function sayDay(day: Day): Words {
  const date = DateTime.fromISO(day, { zone: ZONE })
  return { zh: `${date.month}月${date.day}日（${WEEKDAYS[date.weekday - 1]}）`, en: date.toFormat('ccc d LLL') }
}

/** From one day to another, both included; one day by itself. */
export function sayDays(from: Day, to: Day): Words {
  const [first, last] = [sayDay(from), sayDay(to)]
  return from === to ? first : { zh: `${first.zh}至${last.zh}`, en: `${first.en} to ${last.en}` }
}

/** `12月25日 20:00`, `25 Dec 20:00`. */
export function sayHour(at: Instant): Words {
  const local = DateTime.fromISO(at, { zone: ZONE })
  return { zh: local.toFormat('M月d日 HH:mm'), en: local.toFormat('d LLL HH:mm') }
}

/** `1 小时 50 分`; whole minutes, nothing below. Of a span that is over, how long ago it ended. */
export function saySpan(from: Instant, to: Instant): Words {
  const minutes = Math.floor(Math.abs(epochMs(to) - epochMs(from)) / 60_000)
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  const said = (hour: string, minute: string) =>
    [hours > 0 ? `${hours} ${hour}` : '', rest > 0 || hours === 0 ? `${rest} ${minute}` : ''].filter(Boolean).join(' ')
  return { zh: said('小时', '分'), en: said('h', 'min') }
}

export function sayLevel(level: Level): Words {
  return level === 'none'
    ? { zh: '不需预警', en: 'no warning' }
    : { zh: `${LEVEL_ZH[level]}预警`, en: `a ${level} warning` }
}

/** Sentences behind one another; what has nothing to say is left out. */
export function joined(parts: readonly (Words | null)[], zh: string, en: string): Words {
  const said = parts.filter((part) => part !== null)
  return { zh: said.map((part) => part.zh).join(zh), en: said.map((part) => part.en).join(en) }
}

/** What a clause compares, as it is called: AQI, PM2.5. */
export function nameOf(reads: Quantity): string {
  return reads === 'aqi' ? 'AQI' : reads in POLLUTANT_NAME ? POLLUTANT_NAME[reads as Pollutant] : reads
}
