import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

interface Check {
  readonly name: string
  /** Arguments of npm. */
  readonly npm: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** It fails where it takes longer: a check that hangs would hide the ones behind it. */
  readonly minutes: number
}

const script = (name: string): Check => ({ name, npm: ['run', '-s', name], minutes: 5 })

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
  { name: 'crash', npm: ['run', '-s', 'crash', '--', '--seeds', '3'], minutes: 15 },
  {
    name: 'rolling restart',
    npm: ['run', '-s', 'crash', '--', '--rolling', '--seeds', '1', '--size', '500'],
    minutes: 10,
  },
  // A backup of each kind of database, restored elsewhere in the midst of a response.
  {
    name: 'restore',
    npm: ['test', '--', '--reporter=dot', 'test/restore'],
    environment: { RESTORE_SIZE: '100' },
    minutes: 8,
  },
  // What each page of the console looks like, in both languages, on the desk and on a telephone.
  {
    name: 'console',
    npm: ['test', '--', '--reporter=dot', 'test/console'],
    environment: { CONSOLE_LOOKS: '1' },
    minutes: 12,
  },
  {
    name: 'fuzz',
    npm: ['test', '--', '--reporter=dot', 'test/fuzz'],
    environment: { FUZZ_ROUNDS: '250', FUZZ_FRAMES: '100000' },
    minutes: 12,
  },
  {
    name: 'properties',
    npm: ['test', '--', '--reporter=dot', '--testTimeout=180000', ...counted()],
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
for (const { name, npm, environment, minutes } of CHECKS) {
  const started = performance.now()
  const { status, signal } = spawnSync('npm', npm, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, ...environment },
    timeout: minutes * 60_000,
  })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const verdict = status === 0 ? 'passed' : signal === null ? 'FAILED' : `FAILED (stopped after ${minutes} minutes)`
  console.log(`check ${name}: ${verdict} in ${seconds} s`)
  if (status !== 0) failed++
}
console.log(`check: ${CHECKS.length - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
