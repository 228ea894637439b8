import { join } from 'node:path'
import type { Day } from '../model/time.ts'
import { RULES } from './books.ts'
import { covers, isActive } from './citation.ts'
import { governs, reach } from './reach.ts'
import { listRules, readRule, RuleError } from './read.ts'
import { tasksFile, type TaskBook } from './taskForms.ts'

/** The files of `rules/tasks`. */
export class TaskBooks {
  readonly all: readonly TaskBook[]
  constructor(all: readonly TaskBook[]) {
    this.all = all
  }

  /** The book of the smallest area that holds a place, on a day; null where none does. */
  inForce(on: Day, area: string): TaskBook | null {
    const found = this.all.filter((book) => isActive(book) && covers(book, on) && governs(book.area, area))
    return found.sort((a, b) => reach(b.area) - reach(a.area))[0] ?? null
  }
}

const loaded = new Map<string, TaskBooks>()

/** Reads `rules/tasks` once. @throws RuleError that says what is wrong in which file and line */
export function loadTaskBooks(rules = RULES): TaskBooks {
  const known = loaded.get(rules)
  if (known) return known
  const files = listRules(rules, 'tasks').map((path) => {
    const { name, data } = readRule(rules, path, tasksFile)
    if (!name.endsWith(join('tasks', `${data.id}.yaml`)))
      throw new RuleError(name, null, `the id ${data.id} is not the file's name`)
    return { name, data }
  })
  for (const [n, { name, data }] of files.entries()) {
    const other = files.slice(0, n).find((one) => overlap(one.data, data))
    if (other) throw new RuleError(name, null, `is in force on the same days and for the same area as ${other.data.id}`)
  }
  const books = new TaskBooks(files.map(({ data }) => data))
  loaded.set(rules, books)
  return books
}

function overlap(a: TaskBook, b: TaskBook): boolean {
  if (a.area !== b.area || !isActive(a) || !isActive(b)) return false
  return (a.until === null || b.from < a.until) && (b.until === null || a.from < b.until)
}
