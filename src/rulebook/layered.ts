import { isActive, type Dated } from './citation.ts'
import { hashOf } from './hash.ts'
import { wholeOf, type WholeLevels } from './layers.ts'
import { levelsFile, type LevelsFile } from './levelForms.ts'
import { rulebookOf, type Rulebook } from './levels.ts'
import { governs, reach } from './reach.ts'
import { listRules, readRule, RuleError, type PlacedFile, type RuleFile } from './read.ts'
import { faultsOf, milderThan, type Fault } from './strictness.ts'

/**
 * Every book of levels, at home and abroad, each with what it takes over from the one that it extends.
 * @throws RuleError for a book that contradicts itself, holds what can never be, extends nothing that there is, or is
 *   milder than a book above it without an allowance.
 */
export function loadLevels(dir: string): RuleFile<Rulebook>[] {
  return booksOf(readLevels(dir))
}

/** The files of the books, each for itself. @throws RuleError */
export function readLevels(dir: string): PlacedFile<LevelsFile>[] {
  return ['levels', 'abroad'].flatMap((folder) => listRules(dir, folder)).map((path) => readRule(dir, path, levelsFile))
}

/** The books that some files make together. @throws RuleError as `loadLevels`. */
export function booksOf(files: readonly PlacedFile<LevelsFile>[]): RuleFile<Rulebook>[] {
  const books = files.map((file) => {
    const whole = resolve(file, files)
    return { ...file, data: rulebookOf(whole, hashOf(whole)) }
  })
  for (const file of books) {
    refuse(file, faultsOf(file.data, books.find(({ data }) => data.id === file.data.extends)?.data ?? null))
    for (const { data: above } of books) if (isLayerOver(file.data, above)) refuse(file, milderThan(above, file.data))
  }
  return books.map(({ name, data }) => ({ name, data }))
}

function resolve(
  file: PlacedFile<LevelsFile>,
  files: readonly PlacedFile<LevelsFile>[],
  below: string[] = [],
): WholeLevels {
  const { id, extends: named } = file.data
  const above = named === undefined ? null : (files.find(({ data }) => data.id === named) ?? null)
  const fault =
    named !== undefined && above === null
      ? `extends ${named}, which is no book`
      : below.includes(id)
        ? `extends itself by way of ${below.join(', ')}`
        : null
  if (fault !== null) throw new RuleError(file.name, file.at(['extends']), fault)
  if (above !== null && !governs(above.data.area, file.data.area))
    throw new RuleError(file.name, file.at(['extends']), `extends ${above.data.id}, which is of another area`)
  const whole = wholeOf(file.data, above === null ? null : resolve(above, files, [...below, id]))
  if (whole === null) throw new RuleError(file.name, file.at([]), 'lacks lift, merge or leadHours')
  return whole
}

/**
 * A book of a smaller area goes before the one around it, so it must hold no less on every day that both are there
 * (one common grading: art. 93 of the law). Abroad no such law is known.
 */
function isLayerOver(layer: Rulebook, above: Rulebook): boolean {
  return (
    /^\d/.test(layer.area) &&
    isActive(layer) &&
    isActive(above) &&
    (reach(layer.area) > reach(above.area) || (layer.area === above.area && isOfPeriod(layer, above))) &&
    governs(above.area, layer.area) &&
    overlap(layer, above)
  )
}

/** The book of a special period stands upon those that its area has anyway. */
function isOfPeriod(layer: Rulebook, above: Rulebook): boolean {
  return layer.period !== undefined && above.period === undefined
}

function overlap(a: Dated, b: Dated): boolean {
  return (a.until === null || b.from < a.until) && (b.until === null || a.from < b.until)
}

function refuse({ name, at }: PlacedFile<unknown>, [fault]: readonly Fault[]): void {
  if (fault !== undefined) throw new RuleError(name, at(fault.path), fault.why)
}
