import { spawnSync } from 'node:child_process'

/**
 * What is too slow or too dull for every run of the tests: `npm run check`. Each is a script of package.json; all of
 * them run even if one fails, and the last line says how many did.
 */
const CHECKS = ['types', 'format:check', 'lint', 'unused']

let failed = 0
for (const check of CHECKS) {
  const started = performance.now()
  const { status } = spawnSync('npm', ['run', '-s', check], { stdio: 'inherit', shell: process.platform === 'win32' })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`check ${check}: ${status === 0 ? 'passed' : 'FAILED'} in ${seconds} s`)
  if (status !== 0) failed++
}
console.log(`check: ${CHECKS.length - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
