import { Decimal } from 'decimal.js'

/**
 * Mass per day in whole milligrams (毫克/日). Workbooks write kilograms, often as the quotient of a yearly total;
 * a milligram keeps six decimals of them. In grams the sums of a city would drift from the bureau's own sheet;
 * in micrograms a province's sum would pass 2^53 and stop being exact.
 */
export type Milligrams = number

const MG_PER_KG = 1_000_000

/** The pollutants of the reduction floors (减排比例): SO2, NOx, particulate matter, volatile organic compounds. */
export const EMITTED = ['so2', 'nox', 'pm', 'vocs'] as const
export type EmittedPollutant = (typeof EMITTED)[number]
export const EMITTED_NAME: Record<EmittedPollutant, string> = { so2: 'SO2', nox: 'NOx', pm: 'PM', vocs: 'VOCs' }

/** Milligrams a day of each pollutant (日排放量 or 日减排量). */
export type Emissions = Readonly<Record<EmittedPollutant, Milligrams>>

export const NO_EMISSIONS: Emissions = { so2: 0, nox: 0, pm: 0, vocs: 0 }

/** A share (比例) in ten-thousandths: 20 % is 2000. Whole numbers, so that 12.5 % is exact. */
export type BasisPoints = number

const PLAIN = /^(\d{1,9})(?:\.(\d{1,6}))?$/
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/

/**
 * Kilograms as written to milligrams; null where it is no number or too large to be exact. Spreadsheets store binary
 * noise after the 15th digit (`12.349999999999999`): that is cut first. A seventh decimal is rounded half to even.
 */
export function readKg(text: string): Milligrams | null {
  const plain = PLAIN.exec(text)
  if (plain) return Number(plain[1]) * MG_PER_KG + Number((plain[2] ?? '').padEnd(6, '0'))
  return scaled(text, MG_PER_KG)
}

/** Percent as written (`12.5`) to ten-thousandths; null where it is no number. */
export function readPercent(text: string): BasisPoints | null {
  return scaled(text, 100)
}

function scaled(text: string, factor: number): number | null {
  if (!NUMBER.test(text)) return null
  const value = new Decimal(text).toSignificantDigits(15).times(factor).toDecimalPlaces(0, Decimal.ROUND_HALF_EVEN)
  const number = value.toNumber()
  return Number.isSafeInteger(number) ? number + 0 : null
}

/** Kilograms with as many decimals as are needed: `12.5`; of a sum too, which may be a big integer. */
export function showKg(mass: Milligrams | bigint): string {
  return decimal(mass, 6)
}

/** Tonnes with as many decimals as are needed: `0.0125`. */
export function showTonnes(mass: Milligrams | bigint): string {
  return decimal(mass, 9)
}

/** `12.5` for 1250 ten-thousandths. */
export function showPercent(share: BasisPoints): string {
  return decimal(share, 2)
}

function decimal(units: number | bigint, places: number): string {
  const digits = String(units < 0 ? -units : units).padStart(places + 1, '0')
  const fraction = digits.slice(-places).replace(/0+$/, '')
  return `${units < 0 ? '-' : ''}${digits.slice(0, -places)}${fraction && '.'}${fraction}`
}

export function addEmissions(a: Emissions, b: Emissions): Emissions {
  return { so2: a.so2 + b.so2, nox: a.nox + b.nox, pm: a.pm + b.pm, vocs: a.vocs + b.vocs }
}

/** The given share of each mass, rounded down: a promise is never made larger by rounding. */
export function shareOf(of: Emissions, share: BasisPoints): Emissions {
  const part = (mass: Milligrams) => Number((BigInt(mass) * BigInt(share)) / 10_000n)
  return { so2: part(of.so2), nox: part(of.nox), pm: part(of.pm), vocs: part(of.vocs) }
}

/** The larger of two masses, pollutant by pollutant. */
export function mostEmissions(a: Emissions, b: Emissions): Emissions {
  return {
    so2: Math.max(a.so2, b.so2),
    nox: Math.max(a.nox, b.nox),
    pm: Math.max(a.pm, b.pm),
    vocs: Math.max(a.vocs, b.vocs),
  }
}
