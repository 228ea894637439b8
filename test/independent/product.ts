/**
 * The product's commands as black boxes, and what they say beside what the second implementation says.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { commands as judging } from '../../src/assessment/commands.ts'
import type { Io } from '../../src/model/command.ts'
import { commands as replaying } from '../../src/season/replay/commands.ts'
import { aqiLines, type Edition } from './aqi.ts'
import { assessLines, BOOKS, bookCalled } from './assess.ts'
import { replay } from './replay.ts'
import { readSeries } from './series.ts'

export type Question =
  | { command: 'aqi'; standard: Edition }
  | { command: 'assess' | 'replay'; rulebook: string; horizon: number }

export interface Answer {
  status: number | null
  out: string[]
  err: string
}

export type Line = Record<string, unknown>

const ROOT = join(import.meta.dirname, '..', '..')

/** How the product is asked: in a process of its own as people do, or by the function that the process calls. */
export type Asking = (args: readonly string[]) => Promise<Answer>

export const askProcess: Asking = (args) => {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['src/cli.ts', ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (piece: Buffer) => out.push(piece))
    child.stderr.on('data', (piece: Buffer) => err.push(piece))
    child.on('error', reject)
    child.on('close', (status) => {
      const lines = Buffer.concat(out).toString('utf8').split('\n')
      resolve({ status, out: lines.filter((line) => line !== ''), err: Buffer.concat(err).toString('utf8') })
    })
  })
}

const COMMANDS = { ...judging, ...replaying }
const nobody = () => Promise.reject(new Error('a question about a file is no matter of an engine'))

/** The same without the second and a half that a process takes to begin. */
export const askCommand: Asking = async ([name = '', ...args]) => {
  const out: string[] = []
  const err: string[] = []
  const io: Io = { out: (line) => out.push(line), err: (line) => err.push(line), engine: nobody, ground: nobody }
  const status = (await COMMANDS[name]?.run(args, io)) ?? null
  return { status, out, err: err.join('\n') }
}

export function argumentsOf(question: Question, file: string): string[] {
  if (question.command === 'aqi') return ['aqi', '--standard', question.standard, '--series', file]
  const { command, rulebook, horizon } = question
  return [command, '--rulebook', rulebook, '--series', file, '--horizon', String(horizon)]
}

async function productLines(question: Question, file: string, ask: Asking): Promise<Line[]> {
  const answer = await ask(argumentsOf(question, file))
  if (answer.status !== 0) throw new Error(`${describe(question)}: exit ${answer.status}: ${answer.err}`)
  return answer.out.map((line) => JSON.parse(line) as Line)
}

export function ownLines(question: Question, text: string): Line[] {
  const series = readSeries(text)
  if (question.command === 'aqi') return aqiLines(series, question.standard).map((line) => ({ ...line }))
  const book = bookCalled(question.rulebook)
  if (question.command === 'assess') return assessLines(series, book, question.horizon).map((line) => ({ ...line }))
  const { warnings, summary } = replay(series, book, question.horizon)
  return [...warnings.map((line) => ({ ...line })), { summary }]
}

export function describe(question: Question): string {
  if (question.command === 'aqi') return `aqi ${question.standard}`
  return `${question.command} ${question.rulebook} horizon ${question.horizon}`
}

export interface Difference {
  /** Date and area, or area and issue: what the line is about. */
  about: string
  own: string
  product: string
}

function about(line: Line): string {
  if ('summary' in line) return 'summary'
  return `${String(line['area'])} ${String(line['date'] ?? line['issued'])}`
}

/** Instants may be written in more ways than one; the moment and the presence of an offset are what is compared. */
function plain(value: unknown): unknown {
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}.*(Z|[+-]\d{2}:\d{2})$/.test(value)) {
    return new Date(value).toISOString()
  }
  if (Array.isArray(value)) return value.map(plain)
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
  }
  return value
}

/** Only what the contract names is compared: the product may say more. A level that never was may be left out. */
function sameKeys(own: unknown, product: unknown): unknown {
  if (own === 0 && product === undefined) return 0
  if (own === null || typeof own !== 'object' || Array.isArray(own)) return product
  if (product === null || typeof product !== 'object') return product
  const theirs = product as Line
  return Object.fromEntries(Object.entries(own).map(([key, value]) => [key, sameKeys(value, theirs[key])]))
}

function ordered(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

/**
 * The levels in force from the start on. The contract does not say whether `changes` begins at the issue or at the
 * start, nor whether a raise between the two is listed.
 */
function inForce(line: Line): Line {
  const { start, changes } = line
  if (typeof start !== 'string' || !Array.isArray(changes)) return line
  const steps = new Map<string, unknown>()
  for (const change of changes as { at: string; level: unknown }[]) {
    steps.set(Date.parse(change.at) > Date.parse(start) ? change.at : start, change.level)
  }
  return { ...line, changes: [...steps].map(([at, level]) => ({ at, level })) }
}

export function differences(own: readonly Line[], product: readonly Line[]): Difference[] {
  const found: Difference[] = []
  const theirs = new Map(product.map((line) => [about(line), line]))
  const keys = new Set(own.map(about))
  for (const line of own) {
    const other = theirs.get(about(line))
    const [mine, said] = [
      ordered(plain(inForce(line))),
      ordered(plain(sameKeys(line, other && inForce(other))) ?? null),
    ]
    if (mine !== said) found.push({ about: about(line), own: mine, product: said })
  }
  for (const line of product) {
    if (!keys.has(about(line))) found.push({ about: about(line), own: '(no such line)', product: ordered(line) })
  }
  const [ownOrder, productOrder] = [own, product].map((lines) => lines.map(about).join('\n'))
  if (found.length === 0 && ownOrder !== productOrder) {
    found.push({ about: 'order of the lines', own: ownOrder ?? '', product: productOrder ?? '' })
  }
  return found
}

export async function withFile<T>(text: string, use: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'independent-'))
  try {
    const file = join(folder, 'series.csv')
    await writeFile(file, text)
    return await use(file)
  } finally {
    await rm(folder, { recursive: true })
  }
}

export interface Compared {
  lines: number
  differences: Difference[]
}

export async function compareAnswers(
  question: Question,
  text: string,
  file: string,
  ask: Asking = askCommand,
): Promise<Compared> {
  const product = await productLines(question, file, ask)
  const own = ownLines(question, text)
  return { lines: own.length, differences: differences(own, product) }
}

export const EVERY_BOOK = BOOKS.map((book) => book.id)
