import { citedIn, isActive, type Dated } from '../../rulebook/citation.ts'
import { booksOf } from '../../rulebook/layered.ts'
import { hashOf } from '../../rulebook/hash.ts'
import type { SourcesFile } from '../../rulebook/forms.ts'
import { missingPeriod, periodFile, type Period } from '../../rulebook/periods.ts'
import { levelsFile, type LevelsFile } from '../../rulebook/levelForms.ts'
import type { Rulebook } from '../../rulebook/levels.ts'
import { parseRule, RuleError, type PlacedFile } from '../../rulebook/read.ts'

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
  periods: readonly Period[],
  documents: ReadonlySet<string>,
): { book: Rulebook; overlaps: Rulebook | null } {
  const own = parseRule(HANDED_IN, text, levelsFile)
  mustBeKnown(own, documents)
  const others = replacedBy(
    files,
    released.map((other) => parseRule('released', other, levelsFile)),
  )
  const books = booksOf([...others.filter(({ data }) => data.id !== own.data.id), own]).map(({ data }) => data)
  const book = books.find(({ id }) => id === own.data.id)
  if (book === undefined) throw new TypeError(`${own.data.id} was read and is not there`)
  const why = missingPeriod(book, periods)
  if (why !== null) throw new RuleError(HANDED_IN, own.at(['period']), why)
  const rival = books.find(
    (one) => one !== book && one.area === book.area && isSameKind(one, book) && isActive(one) && overlap(one, book),
  )
  return { book, overlaps: rival ?? null }
}

/** Of one id the later ones stand for the earlier. */
function replacedBy(files: readonly PlacedFile<LevelsFile>[], later: readonly PlacedFile<LevelsFile>[]) {
  const ids = new Set(later.map(({ data }) => data.id))
  return [...files.filter(({ data }) => !ids.has(data.id)), ...later]
}

/** The book of a special period stands beside those that its area has anyway. */
function isSameKind(a: Rulebook, b: Rulebook): boolean {
  return (a.period === undefined) === (b.period === undefined)
}

/** A special period (专项时段) that is handed in. @throws RuleError with line and column of what is wrong. */
export function readPeriod(text: string, documents: ReadonlySet<string>): Period {
  const own = parseRule('period.yaml', text, periodFile)
  mustBeKnown(own, documents)
  return { ...own.data, hash: hashOf(own.data) }
}

/** Whoever is ordered by a rule can look up where it stands: a document that nobody knows is no ground. */
function mustBeKnown(
  { name, data, at }: PlacedFile<{ readonly documents?: SourcesFile | undefined }>,
  documents: ReadonlySet<string>,
): void {
  const own = new Set(data.documents?.map(({ document }) => document))
  const unknown = citedIn(data).find(({ document }) => !documents.has(document) && !own.has(document))
  if (unknown === undefined) return
  const why = `cites ${unknown.document}, which is not in sources.yaml: name it under documents, with its title`
  throw new RuleError(name, at(unknown.path), why)
}

function overlap(a: Dated, b: Dated): boolean {
  return (a.until === null || b.from < a.until) && (b.until === null || a.from < b.until)
}
