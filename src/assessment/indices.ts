import type { Series } from '../feed/series.ts'
import type { Pollutant } from '../model/pollutant.ts'
import { dailyIndex, IndexOf, type AirQuality, type AqiStandard } from '../rulebook/aqi.ts'
import { roundHalfEven } from '../rulebook/decimal.ts'
import { Column } from './column.ts'

/**
 * The index of every row of a series by one edition, in the order of its rows (contract 3.2): daily rows by the daily
 * tables; hourly rows by the 1-hour tables, particles by the mean that the edition names.
 */
export function* indicesOf(
  series: Series,
  standard: AqiStandard,
): Generator<{ area: string; date: string } & AirQuality> {
  const { pollutants } = series
  if (series.pace === 'day') {
    for (const { area, date, concentrations } of series.rows) {
      const given: { [P in Pollutant]?: string } = {}
      for (const [k, name] of pollutants.entries()) {
        const text = concentrations[k] ?? ''
        if (text !== '') given[name] = text
      }
      yield { area, date, ...dailyIndex(standard, given) }
    }
    return
  }
  const particles = new Map<string, [Pollutant, Column][]>()
  for (const [area, rows] of series.areas) {
    const at = Int32Array.from(rows, (row) => row.at)
    const own = standard.daily
      .map(([name]) => name)
      .filter((name) => (name === 'pm25' || name === 'pm10') && pollutants.includes(name))
      .map((name): [Pollutant, Column] => {
        const k = pollutants.indexOf(name)
        return [
          name,
          new Column(
            at,
            rows.map((row) => row.concentrations[k] ?? ''),
          ),
        ]
      })
    particles.set(area, own)
  }
  const { hours, least } = standard.hourlyParticles
  for (const { area, date, at, concentrations } of series.rows) {
    const index = new IndexOf(standard)
    for (const [name, scale] of standard.hourly) {
      const text = concentrations[pollutants.indexOf(name)] ?? ''
      if (text !== '') index.add(name, scale, roundHalfEven(text, scale.places))
    }
    for (const [name, column] of particles.get(area) ?? []) {
      const scale = standard.daily.find(([other]) => other === name)?.[1]
      const mean = scale === undefined ? null : column.mean(at - hours + 1, hours, least, scale.places)
      if (scale !== undefined && mean !== null) index.add(name, scale, mean)
    }
    yield { area, date, ...index.done() }
  }
}
