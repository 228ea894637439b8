import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { spoken } from './spoken.ts'

/** What vitest's JSON report says of a run, as far as it is read here. */
export interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

export interface Outcome {
  readonly passed: number
  readonly failed: number
  /** What passed only when it was tried again, and then what failed and where. */
  readonly said: readonly string[]
}

/** A moment that was missed hits a file or two; where more failed, something is wrong, and a second run is only late. */
const MOST_FILES = 8
/** Of each run: only the end of all that is printed is kept by who runs it. */
const MOST_LINES = 60

/**
 * Runs tests, and the files that failed once more, alone: on a machine that others keep busy a moment is missed now and
 * then. A file and not a test is tried again, for the tests of a story share a world, and it has moved on.
 */
export async function runTests(
  args: readonly string[],
  files: readonly string[],
  { environment = {}, minutes }: { environment?: Readonly<Record<string, string>>; minutes: number },
): Promise<Outcome> {
  const first = await run(args, files, environment, minutes)
  if (first.status === 0) return { ...counted(first.report), said: [] }
  const failed = (first.report?.testResults ?? []).filter((file) => file.status === 'failed').map(named)
  if (failed.length === 0 || failed.length > MOST_FILES) {
    return { ...atLeastOne(counted(first.report)), said: failures(first.lines) }
  }
  console.log(`tried again, alone: ${failed.join(' ')}`)
  const second = await run(['--reporter=dot', ...args.filter(isSetting)], failed, environment, minutes)
  const { said, ...counts } = together(first.report, second.report)
  // What nobody caught belongs to no file that could be tried again.
  const uncaught = first.lines.some((line) => UNCAUGHT.test(line)) ? first.lines : []
  const wrong = second.status !== 0 || uncaught.length > 0
  return {
    ...(wrong ? atLeastOne(counts) : counts),
    said: [...said, ...failures(uncaught), ...(second.status === 0 ? [] : failures(second.lines))],
  }
}

/** What two runs come to: the second counts for the files that it tried again. */
export function together(first: Report | null, second: Report | null): Outcome {
  const tried = second?.testResults ?? []
  const kept = (first?.testResults ?? []).filter(({ name }) => tried.every((file) => file.name !== name))
  const said = tried
    .filter((file) => file.status !== 'failed')
    .flatMap((file) => {
      const before = first?.testResults.find(({ name }) => name === file.name)
      const failed = before?.assertionResults.filter(({ status }) => status === 'failed') ?? []
      if (failed.length === 0) return [passedAgain(named(file), before?.message ?? '')]
      return failed.map((test) => passedAgain(`${named(file)} > ${test.fullName}`, test.failureMessages[0] ?? ''))
    })
  return { ...counted({ testResults: [...kept, ...tried] }), said }
}

/** The end of what a command said; of tests, what failed, why and where. */
export function failures(lines: readonly string[]): string[] {
  const start = lines.findIndex((line) => SECTION.test(line))
  if (start < 0) return lines.slice(-MOST_LINES)
  const short = lines.slice(start).filter((line) => !SECTION.test(line) && !FRAME.test(line) && line.trim() !== '')
  return short.length <= MOST_LINES ? short : [...short.slice(0, MOST_LINES - 1), `… ${short.length} lines`]
}

const SECTION = /^⎯+ (Failed|Unhandled)/
const UNCAUGHT = /^⎯+ Unhandled/
/** The code around a failure, and the lines between two: neither says anything that its place does not. */
const FRAME = /^\s*\d*\||^⎯+(\[.*\]⎯*)?$/

function passedAgain(name: string, message: string): string {
  const lines = message.split('\n').filter((line) => !/^\s+at .*(node_modules|<anonymous>)/.test(line))
  return `passed when tried again: ${name}\n${lines.slice(0, 6).join('\n')}`.trimEnd()
}

function counted(report: Report | null): { passed: number; failed: number } {
  const tests = (report?.testResults ?? []).flatMap((file) => {
    const states = file.assertionResults.map(({ status }) => status)
    // A hook that failed leaves tests that were not run, and none that failed.
    return file.status === 'failed' && !states.includes('failed') ? [...states, 'failed'] : states
  })
  const count = (state: string) => tests.filter((status) => status === state).length
  return { passed: count('passed'), failed: count('failed') }
}

const atLeastOne = ({ passed, failed }: { passed: number; failed: number }) => ({ passed, failed: Math.max(failed, 1) })
const named = ({ name }: { name: string }) => relative(process.cwd(), name)
const isSetting = (argument: string) => !argument.startsWith('--reporter')

async function run(
  args: readonly string[],
  files: readonly string[],
  environment: Readonly<Record<string, string>>,
  minutes: number,
): Promise<{ status: number | null; lines: readonly string[]; report: Report | null }> {
  const folder = mkdtempSync(join(tmpdir(), 'airshed-report-'))
  const file = join(folder, 'tests.json')
  try {
    const told = ['--reporter=json', `--outputFile.json=${file}`]
    const { status, lines } = await spoken('npm', ['test', '--', ...args, ...told, ...files], { environment, minutes })
    return { status, lines, report: read(file) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A run that was stopped, or that never began, leaves none. */
function read(file: string): Report | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report
  } catch {
    return null
  }
}
