import { isActive, type Dated } from '../../rulebook/citation.ts'
import { booksOf } from '../../rulebook/layered.ts'
import { levelsFile, type LevelsFile } from '../../rulebook/levelForms.ts'
import type { Rulebook } from '../../rulebook/levels.ts'
import { parseRule, type PlacedFile } from '../../rulebook/read.ts'

/** The name that messages give to a book that was handed in. */
const HANDED_IN = 'rulebook.yaml'

/**
 * A book that is handed in, held against all others as the files of the rules are.
 * @param files of the engine. @param released texts of this installation, of each id the last.
 * @throws RuleError with line and column of what is wrong.
 */
export function readHandedIn(
  text: string,
  files: readonly PlacedFile<LevelsFile>[],
  released: readonly string[],
): { book: Rulebook; overlaps: Rulebook | null } {
  const own = parseRule(HANDED_IN, text, levelsFile)
  const others = replacedBy(
    files,
    released.map((other) => parseRule('released', other, levelsFile)),
  )
  const books = booksOf([...others.filter(({ data }) => data.id !== own.data.id), own]).map(({ data }) => data)
  const book = books.find(({ id }) => id === own.data.id)
  if (book === undefined) throw new TypeError(`${own.data.id} was read and is not there`)
  const rival = books.find((one) => one !== book && one.area === book.area && isActive(one) && overlap(one, book))
  return { book, overlaps: rival ?? null }
}

/** Of one id the later ones stand for the earlier. */
function replacedBy(files: readonly PlacedFile<LevelsFile>[], later: readonly PlacedFile<LevelsFile>[]) {
  const ids = new Set(later.map(({ data }) => data.id))
  return [...files.filter(({ data }) => !ids.has(data.id)), ...later]
}

function overlap(a: Dated, b: Dated): boolean {
  return (a.until === null || b.from < a.until) && (b.until === null || a.from < b.until)
}
