import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/* The threat model names the test that holds each line of it, by file and by title: both must exist. */

const ROOT = join(import.meta.dirname, '../..')
const rows = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| threat') && !line.startsWith('| --'))
  .map((line) => line.split('|').map((cell) => cell.trim()))

test('every threat names its test, and every named test is there', () => {
  expect(rows.length).toBeGreaterThan(20)
  const missing = rows.flatMap(([, threat = '', , tests = '']) => {
    const named = [...tests.matchAll(/`(test\/[^`]+\.ts)`: ([^;]+)/g)]
    if (named.length === 0) return [`${threat}: names no test`]
    return named.flatMap(([, file = '', title = '']) => {
      const source = readFileSync(join(ROOT, file), 'utf8')
      // A title may be written with an escaped quote.
      return source.replaceAll(String.raw`\'`, `'`).includes(title.trim())
        ? []
        : [`${threat}: ${file} has no "${title.trim()}"`]
    })
  })
  expect(missing).toEqual([])
})
