import { baseNamed, type Measure } from '../model/measure.ts'
import type { Words } from './order.ts'

/** What is fed or drawn is capped as such; every other base is a day's output. */
const FED = new Set(['投料量'])

const FIGURE = /^(\d{1,9})(?:\.(\d{1,6}))?\s*([^\d\s/／]+)\s*[/／]\s*(?:日|天|d)$/
const UNITS_EN: Readonly<Record<string, string>> = { 吨: 't', 万吨: '10,000 t', 立方米: 'm³', 千克: 'kg' }
const SCALE = 1_000_000n

/**
 * What a share comes to for one line: `限产 20%` of 2,500 t a day is at most 2,000 t. Exact; a sixth decimal is rounded
 * down, so that rounding never allows more. Null where the list does not hold the base in one unit a day.
 */
export function figureOf(bases: Readonly<Record<string, string>>, measure: Measure): Words | null {
  if (measure.kind !== 'reduce' || measure.base === null) return null
  const base = baseOf(bases, measure.base)
  if (base === null) return null
  const left = (base.scaled * BigInt(10_000 - measure.share)) / 10_000n
  const most = plain(left)
  const fed = FED.has(measure.base)
  return {
    zh: `${fed ? '日投料量' : '日产量'}不超过 ${most} ${base.unit}`,
    en: `at most ${most} ${UNITS_EN[base.unit] ?? base.unit} ${fed ? 'fed ' : ''}a day`,
  }
}

interface Base {
  readonly scaled: bigint
  readonly unit: string
}

function baseOf(bases: Readonly<Record<string, string>>, name: string): Base | null {
  const found = Object.keys(bases).find((key) => baseNamed(key) === name)
  return found === undefined ? null : read(bases[found])
}

function read(text: string | undefined): Base | null {
  const found = FIGURE.exec(text?.normalize('NFKC').trim() ?? '')
  if (!found) return null
  const [, whole = '', part = '', unit = ''] = found
  return { scaled: BigInt(whole) * SCALE + BigInt(part.padEnd(6, '0')), unit }
}

function plain(scaled: bigint): string {
  const part = String(scaled % SCALE)
    .padStart(6, '0')
    .replace(/0+$/, '')
  return `${scaled / SCALE}${part && '.'}${part}`
}
