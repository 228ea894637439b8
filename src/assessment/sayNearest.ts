import { showDay } from '../feed/calendar.ts'
import { LEVEL_ZH, type Level } from '../model/level.ts'
import type { Pollutant } from '../model/pollutant.ts'
import { showThousandths } from '../rulebook/decimal.ts'
import type { MassShift } from './mass.ts'
import type { Alteration, Shift } from './nearest.ts'
import type { MassAlteration } from './nearestMass.ts'
import type { Direction } from './trial.ts'
import { joined, POLLUTANT_NAME, sayDay, type Words } from './words.ts'

/** The concentrations behind a shift, where the day was judged from them. */
export type MassOf = (shift: Shift, direction: Direction) => readonly MassShift[] | null

/** What would have to come otherwise, as an officer says it: 周五 PM2.5 再高 9 µg/m³ 即为红色. */
export function sayAlteration(found: Alteration, massOf: MassOf): Words {
  const { direction, level } = found
  const up = direction === 'up'
  const then = sayThen(level)
  if (found.kind === 'values') {
    const days = joined(
      found.shifts.map((shift) => sayShift(shift, direction, massOf(shift, direction))),
      '，且',
      ' and ',
    )
    return { zh: `${days.zh}，${then.zh}`, en: `${days.en}: ${then.en}` }
  }
  if (found.kind === 'everyValue') {
    const what = found.pace === 'day' ? ['各日', 'each day'] : ['每 24 小时均值', 'each 24-hour mean']
    return {
      zh: `${what[0]}预报 AQI 都再${up ? '高' : '低'} ${found.by}，${then.zh}`,
      en: `${what[1]} forecast ${found.by} ${up ? 'higher' : 'lower'}: ${then.en}`,
    }
  }
  if (found.kind === 'missing') {
    const day = sayDay(showDay(found.at))
    const index = showThousandths(found.least)
    return {
      zh: `${day.zh}尚无预报：AQI 若达到 ${index}，${then.zh}`,
      en: `${day.en} is not forecast: at AQI ${index} or more ${then.en}`,
    }
  }
  const unit = found.pace === 'day' ? (['天', 'day'] as const) : (['小时', 'hour'] as const)
  const mean = found.pace === 'day' ? { zh: ' ', en: '' } : { zh: '（24 小时滑动均值）', en: ' over 24 h' }
  const beyond = {
    zh: `AQI${mean.zh}${sayThreshold(found.beyond)} 的时段`,
    en: `the stretch of AQI ${found.beyond}${mean.en}`,
  }
  const begin = found.end === 'first'
  const zh = up ? (begin ? '提前' : '再延续') : begin ? '推迟' : '缩短'
  const en = up === begin ? (begin ? 'earlier' : 'shorter') : up ? 'longer' : 'later'
  return {
    zh: `${beyond.zh}${zh} ${found.by} ${unit[0]}，${then.zh}`,
    en: `${beyond.en} ${found.by} ${unit[1]}${found.by === 1 ? '' : 's'} ${en}: ${then.en}`,
  }
}

/** 12月27日（周五）PM2.5 日均再高 9 µg/m³（至 251），即为红色. */
export function sayMassAlteration({ direction, level, day, pollutant, by, to, eachHour }: MassAlteration): Words {
  const up = direction === 'up'
  const [on, then, unit, name] = [sayDay(day), sayThen(level), unitOf(pollutant), POLLUTANT_NAME[pollutant]]
  return eachHour
    ? {
        zh: `${on.zh}各时 ${name} 都再${up ? '高' : '低'} ${by} ${unit}（日均至 ${to}），${then.zh}`,
        en: `each hour of ${on.en} ${name} ${by} ${unit} ${up ? 'higher' : 'lower'} (${to} over the day): ${then.en}`,
      }
    : {
        zh: `${on.zh}${name} 日均再${up ? '高' : '低'} ${by} ${unit}（至 ${to}），${then.zh}`,
        en: `${on.en} ${name} ${by} ${unit} ${up ? 'higher' : 'lower'} (${to}): ${then.en}`,
      }
}

function sayThen(level: Level): Words {
  return level === 'none' ? { zh: '即不需预警', en: 'no warning' } : { zh: `即为${LEVEL_ZH[level]}`, en: level }
}

function sayShift({ at, from, to }: Shift, direction: Direction, masses: readonly MassShift[] | null): Words {
  const up = direction === 'up'
  const day = sayDay(showDay(at))
  const [then, by] = [showThousandths(to), showThousandths(Math.abs(to - from))]
  const behind = masses === null || masses.length === 0 ? null : masses.map((mass) => sayMass(mass, up))
  return {
    zh: `${day.zh}AQI 再${up ? '高' : '低'} ${by}（${up ? '达到' : '不超过'} ${then}${behind ? `；${behind.map(({ zh }) => zh).join('、')}` : ''}）`,
    en: `${day.en} AQI ${by} ${up ? 'higher' : 'lower'} (${then}${up ? ' or more' : ' or less'}${behind ? `; ${behind.map(({ en }) => en).join(', ')}` : ''})`,
  }
}

function sayMass({ pollutant, by, to }: MassShift, up: boolean): Words {
  const unit = unitOf(pollutant)
  const name = POLLUTANT_NAME[pollutant]
  return {
    zh: `${name} 日均再${up ? '高' : '低'} ${by} ${unit}，至 ${to}`,
    en: `${name} ${by} ${unit} ${up ? 'higher' : 'lower'}, ${to}`,
  }
}

function unitOf(pollutant: Pollutant): string {
  return pollutant === 'co' ? 'mg/m³' : 'µg/m³'
}

const SIGNS: Readonly<Record<string, string>> = { '>': '大于', '>=': '不低于', '<': '低于', '<=': '不高于' }

/** `> 200` as it is said: 大于 200. */
export function sayThreshold(threshold: string): string {
  const [sign = '', number = ''] = threshold.split(' ')
  return `${SIGNS[sign] ?? sign} ${number}`
}
