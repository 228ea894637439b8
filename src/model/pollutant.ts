/**
 * A pollutant (污染物) as series files and feeds name it: µg/m³, CO in mg/m³; `o3_8h` is the largest 8-hour mean of a
 * day, `o3_1h` an hour's mean.
 */
export const POLLUTANTS = ['pm25', 'pm10', 'so2', 'no2', 'co', 'o3_8h', 'o3_1h'] as const
export type Pollutant = (typeof POLLUTANTS)[number]

/** What drives the pollution (污染成因), where it is known. */
export const CAUSES = ['pm', 'o3', 'dust', 'fireworks'] as const
export type Cause = (typeof CAUSES)[number]

export function isCause(text: unknown): text is Cause {
  return CAUSES.some((cause) => cause === text)
}
