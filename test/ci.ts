import { runTests } from './help/again.ts'
import { spoken } from './help/spoken.ts'

/*
 * All that must hold: the tests, then the long checks; at the end once more what failed, for only the end of the output
 * is kept by who runs it. The last line is `N passed, N failed`, and the status is 1 if anything failed or did not run.
 */

const TEST_MINUTES = 45
const CHECK_MINUTES = 90

const tests = await runTests(['--reporter=default'], [], { minutes: TEST_MINUTES })
// The checks say themselves at their end what failed.
const { status, lines } = await spoken('npm', ['run', 'check'], { minutes: CHECK_MINUTES })
// npm may have a word of its own after it.
const sums = lines.flatMap((said) => {
  const line = /^check: (\d+) passed, (\d+) failed$/.exec(said)
  return line ? [{ passed: Number(line[1]), failed: Number(line[2]) }] : []
})
const checks = sums.at(-1) ?? { passed: 0, failed: 1 }

for (const said of tests.said) console.log(said)
const passed = tests.passed + checks.passed
const failed = tests.failed + (status === 0 ? checks.failed : Math.max(checks.failed, 1))
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
