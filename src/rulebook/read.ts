import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { LineCounter, parseDocument, type Document } from 'yaml'
import type { z } from 'zod'
import { InputError } from '../errors.ts'

/** A rule file as it was read, with the name that messages give it (`rules/levels/cn-2024-6.yaml`). */
export interface RuleFile<T> {
  readonly name: string
  readonly data: T
}

/** A rule file with the places of what it says, for faults that show only beside other files. */
export interface PlacedFile<T> extends RuleFile<T> {
  readonly at: (path: readonly PropertyKey[]) => { line: number; column: number }
}

/** A fault in a rule file: where and what. */
export class RuleError extends InputError {
  readonly file: string
  constructor(file: string, where: { line: number; column: number } | null, why: string) {
    super(where === null ? `${file}: ${why}` : `${file}:${where.line}:${where.column}: ${why}`)
    this.name = 'RuleError'
    this.file = file
  }
}

/** The YAML files of one folder of the rules, in order of name; none where there is no such folder. */
export function listRules(root: string, folder: string): string[] {
  return readdirSync(root, { withFileTypes: true }).some((entry) => entry.isDirectory() && entry.name === folder)
    ? readdirSync(join(root, folder))
        .filter((name) => name.endsWith('.yaml'))
        .sort()
        .map((name) => join(root, folder, name))
    : []
}

/** What was read of a path before, by which form: most files are asked for by many stages, and the text seldom changes. */
const KNOWN = new Map<string, { readonly text: string; readonly form: z.ZodType; readonly file: PlacedFile<unknown> }>()

/**
 * Reads one YAML file and holds it against its form. What it says is the same object for all who ask, and frozen.
 * @throws RuleError with line and column of the first thing that is wrong.
 */
export function readRule<S extends z.ZodType>(root: string, path: string, form: S): PlacedFile<z.output<S>> {
  const [name, text] = [join('rules', relative(root, path)), readFileSync(path, 'utf8')]
  const known = KNOWN.get(path)
  if (known?.form === form && known.text === text) return known.file as PlacedFile<z.output<S>>
  const file = parseRule(name, text, form)
  freezeAll(file.data)
  KNOWN.set(path, { text, form, file })
  return file
}

function freezeAll(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
  Object.freeze(value)
  for (const inside of Object.values(value)) freezeAll(inside)
}

/** The same of a text that did not come as a file of the rules. @throws RuleError */
export function parseRule<S extends z.ZodType>(name: string, text: string, form: S): PlacedFile<z.output<S>> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const [fault] = document.errors
  if (fault !== undefined) throw new RuleError(name, place(lines, fault.pos[0]), fault.message.split('\n')[0] ?? '')
  const read = form.safeParse(plainOf(name, document))
  const at = (inside: readonly PropertyKey[]) => place(lines, offsetOf(document, inside))
  if (read.success) return { name, data: read.data, at }
  const [issue] = read.error.issues
  const path_ = issue?.path ?? []
  throw new RuleError(name, at(path_), `${path_.join('.')} ${issue?.message}`.trim())
}

function plainOf(name: string, document: Document): unknown {
  try {
    return document.toJS()
  } catch (cause) {
    // An alias without its anchor, or one that would unfold without end.
    throw new RuleError(name, null, cause instanceof Error ? cause.message : String(cause))
  }
}

function place(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset)
  return { line, column: col }
}

/** Where the value stands, or the nearest thing around it: what is missing has no place of its own. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true)
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) {
      const start: unknown = node.range[0]
      if (typeof start === 'number') return start
    }
  }
  return 0
}
