import { compareMeasures } from '../model/compareMeasures.ts'
import { sameMeasure, type Measure, type Part, type Timed } from '../model/measure.ts'
import { EMITTED } from '../model/tonnes.ts'
import { readPart } from './phrases.ts'

/**
 * The measure that a Chinese sentence of a list or an order names; null where any piece of it is not understood. A
 * sentence is read whole or not at all: half of one would order half of what was meant.
 */
export function readMeasureText(written: string): Measure | null {
  const text = plainSentence(written)
  if (text === '' || text.length > MOST_CHARACTERS) return null
  const parts = text.split(';').map(readClause)
  return parts.every((read) => read !== null) ? together(parts.flat()) : null
}

/** The longest row of a real order has a hundred; a hostile cell of thousands would be tried against every form. */
const MOST_CHARACTERS = 500

/** Half-width, without blanks, quotes and the final stop: how all sentences are compared. */
export function plainSentence(written: string): string {
  return written
    .normalize('NFKC')
    .replace(/[\s“”"]/g, '')
    .replace(/[。.;]+$/, '')
    .replaceAll('。', ';')
}

/** Pieces between semicolons: one form, or several with commas between them. */
function readClause(clause: string): Part[] | null {
  const whole = readPart(clause)
  if (whole !== null) return [whole]
  const parts: Part[] = []
  for (const piece of pieces(clause)) {
    const later = LATER.exec(piece)?.groups
    if (later !== undefined) {
      const last = parts.pop()
      const milder = last && milderAfter(last, Number(later['hours']), later['after'] ?? '')
      if (!milder) return null
      parts.push(milder)
      continue
    }
    const part = readPart(piece)
    if (part === null) return null
    parts.push(part)
  }
  return parts
}

/** Commas that only belong to their form (`停48小时,开12小时`) are none between two pieces. */
function pieces(clause: string): string[] {
  return clause.replace(/,(?=(?:可)?(?:开|生产|运行)\d|循环|交替|治理设施)/g, '、').split(',')
}

const LATER = /^响应(?:时间)?超过(?<hours>[1-9]\d{0,3})(?:个)?小时(?:以?后|的)?,?可?(?:改为)?(?<after>.+)$/

function milderAfter({ of, measure }: Part, hours: number, words: string): Part | null {
  const after = readPart(words)
  if (after === null || measure.kind === 'milderAfter' || after.measure.kind === 'milderAfter') return null
  if (after.of !== null && after.of !== of) return null
  // What is to grow stricter later is a duty, and this form would make it a leave.
  if (compareMeasures(after.measure, measure) !== 'weaker') return null
  return { of, measure: { kind: 'milderAfter', hours, first: measure, after: after.measure } }
}

/** Ceilings of one piece of equipment are one ceiling; what is said twice is said once. */
function together(parts: readonly Part[]): Measure {
  const merged: Part[] = []
  for (const part of parts) {
    const place = merged.findIndex((one) => one.of === part.of && mergeable(one.measure, part.measure))
    const other = merged[place]
    if (other === undefined) merged.push(part)
    else merged[place] = { of: part.of, measure: merge(other.measure, part.measure) }
  }
  const [only, ...more] = merged
  return only !== undefined && more.length === 0 && only.of === null ? only.measure : { kind: 'parts', parts: merged }
}

function mergeable(a: Timed, b: Timed): boolean {
  if (sameMeasure(a, b)) return true
  if (a.kind !== 'ceiling' || b.kind !== 'ceiling' || a.oxygen !== b.oxygen) return false
  return EMITTED.every((id) => a.limits[id] === undefined || b.limits[id] === undefined)
}

function merge(a: Timed, b: Timed): Timed {
  return a.kind === 'ceiling' && b.kind === 'ceiling' ? { ...a, limits: { ...a.limits, ...b.limits } } : a
}
