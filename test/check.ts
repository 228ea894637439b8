import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { failures, type Outcome, runTests } from './help/again.ts'
import { spoken } from './help/spoken.ts'

interface Check {
  readonly name: string
  /** What npm runs: a script and its arguments, or the tests of these files. */
  readonly run: readonly string[] | { readonly files: readonly string[]; readonly args?: readonly string[] }
  readonly environment?: Readonly<Record<string, string>>
  /** It fails where it takes longer: a check that hangs would hide the ones behind it. */
  readonly minutes: number
}

const script = (name: string): Check => ({ name, run: [name], minutes: 5 })

/**
 * What is too slow or too dull for every run of the tests: `npm run check`. All of them run even if one fails, a line
 * for each, and the last line says how many did. Together they are to stay under twelve minutes on two cores.
 */
const CHECKS: readonly Check[] = [
  script('types'),
  script('format:check'),
  script('lint'),
  script('unused'),
  script('container'),
  // Five processes over PostgreSQL and Redis: a seed takes some hundred seconds of two cores, so that more go by hand.
  { name: 'crash', run: ['crash', '--', '--seeds', '3'], minutes: 15 },
  {
    name: 'rolling restart',
    run: ['crash', '--', '--rolling', '--seeds', '1', '--size', '500'],
    minutes: 10,
  },
  // A backup of each kind of database, restored elsewhere in the midst of a response.
  {
    name: 'restore',
    run: { files: ['test/restore'] },
    environment: { RESTORE_SIZE: '100' },
    minutes: 8,
  },
  // What each page of the console looks like, in both languages, on the desk and on a telephone.
  {
    name: 'console',
    run: { files: ['test/console'] },
    environment: { CONSOLE_LOOKS: '1' },
    minutes: 12,
  },
  {
    name: 'fuzz',
    run: { files: ['test/fuzz'] },
    environment: { FUZZ_ROUNDS: '250', FUZZ_FRAMES: '100000' },
    minutes: 12,
  },
  {
    name: 'properties',
    run: { files: counted(), args: ['--testTimeout=180000'] },
    environment: { PROPERTY_FACTOR: '10' },
    minutes: 12,
  },
]

/** The tests whose properties may be tried more often. */
function counted(): string[] {
  return readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => join('test', file))
    .filter((file) => readFileSync(file, 'utf8').includes('help/runs.ts'))
}

let failed = 0
const said: string[] = []
for (const check of CHECKS) {
  const started = performance.now()
  const outcome = await play(check)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const verdict = outcome.failed === 0 ? 'passed' : 'FAILED'
  const line = `check ${check.name}: ${verdict} in ${seconds} s`
  console.log(line)
  if (outcome.failed > 0 || outcome.said.length > 0) said.push(line, ...outcome.said)
  if (outcome.failed > 0) failed++
}
for (const line of said) console.log(line)
console.log(`check: ${CHECKS.length - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

async function play({ run, environment = {}, minutes }: Check): Promise<Pick<Outcome, 'failed' | 'said'>> {
  if ('files' in run) return runTests(['--reporter=dot', ...(run.args ?? [])], run.files, { environment, minutes })
  const { status, lines } = await spoken('npm', ['run', '-s', ...run], { environment, minutes })
  return status === 0 ? { failed: 0, said: [] } : { failed: 1, said: failures(lines) }
}
