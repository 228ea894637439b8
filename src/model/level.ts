/** Warning level (预警级别). `blue` (蓝色) exists only in books before 2018; `none` is no warning (无预警). */
export const LEVELS = ['none', 'blue', 'yellow', 'orange', 'red'] as const
export type Level = (typeof LEVELS)[number]

/** A level at which a warning can be issued. */
export type WarningLevel = Exclude<Level, 'none'>
export const WARNING_LEVELS = LEVELS.slice(1) as readonly WarningLevel[]

/** 0 for none to 4 for red. */
export function severity(level: Level): number {
  return LEVELS.indexOf(level)
}

export function isAbove(level: Level, other: Level): boolean {
  return severity(level) > severity(other)
}

export function stricter<L extends Level>(a: L, b: L): L {
  return isAbove(b, a) ? b : a
}

/** The word of the trade, and the response class (应急响应级别) that it starts. */
export const LEVEL_ZH: Record<Level, string> = { none: '无', blue: '蓝色', yellow: '黄色', orange: '橙色', red: '红色' }
export const RESPONSE_ZH: Record<WarningLevel, string> = { blue: 'Ⅳ级', yellow: 'Ⅲ级', orange: 'Ⅱ级', red: 'Ⅰ级' }
