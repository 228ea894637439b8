/** A category of the air quality index (空气质量指数级别), HJ 633 table 1: the colours are the standard's own. */
export interface AqiCategory {
  readonly upTo: number
  readonly id: 'good' | 'moderate' | 'light' | 'medium' | 'heavy' | 'severe'
  readonly zh: string
  readonly en: string
  readonly colour: string
}

export const AQI_CATEGORIES: readonly AqiCategory[] = [
  { upTo: 50, id: 'good', zh: '优', en: 'good', colour: '#00e400' },
  { upTo: 100, id: 'moderate', zh: '良', en: 'moderate', colour: '#ffff00' },
  { upTo: 150, id: 'light', zh: '轻度污染', en: 'lightly polluted', colour: '#ff7e00' },
  { upTo: 200, id: 'medium', zh: '中度污染', en: 'moderately polluted', colour: '#ff0000' },
  { upTo: 300, id: 'heavy', zh: '重度污染', en: 'heavily polluted', colour: '#99004c' },
  { upTo: Infinity, id: 'severe', zh: '严重污染', en: 'severely polluted', colour: '#7e0023' },
]

export function aqiCategory(aqi: number): AqiCategory {
  const found = AQI_CATEGORIES.find(({ upTo }) => aqi <= upTo)
  if (found === undefined) throw new Error(`${aqi} is no index`)
  return found
}
