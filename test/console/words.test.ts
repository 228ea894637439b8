import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readSources } from '../help/sources.ts'
import { common } from '../../src/console/web/words/common.ts'
import { login, shell } from '../../src/console/web/words/shell.ts'
import { today } from '../../src/console/web/words/today.ts'

const ROOT = join(import.meta.dirname, '../..')
const CATALOGUE = { common, shell, login, today }
const HAN = /\p{Script=Han}/u

describe('the words of the console', () => {
  test.each(Object.entries(CATALOGUE))(
    '%s: both languages fill the same holes, and neither stands in the other',
    (_, part) => {
      const entries = Object.entries<{ zh: string; en: string }>(part)
      const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).join()
      for (const [name, { zh, en }] of entries) {
        expect([name, holes(en)]).toEqual([name, holes(zh)])
        expect([name, HAN.test(en)]).toEqual([name, false])
        // Chinese punctuation in Chinese, and no mixed brackets.
        expect([name, /\p{Script=Han}[,;:!?()]|[,;:!?(]\p{Script=Han}/u.test(zh)]).toEqual([name, false])
      }
    },
  )

  test('stand in the catalogue, and not in components', () => {
    const found = readSources(ROOT, ['src/console/web'])
      .filter(({ path }) => !/\/words\/|\/times\.ts$|\/Switches\.tsx$/.test(path))
      .filter(({ texts, path }) => texts.some((text) => HAN.test(text)) || hasBareText(path))
      .map(({ path }) => path)
    // The brackets of a title are the same in both languages.
    expect(found.filter((path) => !path.endsWith('/Frame.tsx'))).toEqual([])
  })
})

/** Text between tags is no string literal. */
function hasBareText(path: string): boolean {
  return /> *[^<>{}\n]*\p{Script=Han}/u.test(
    readFileSync(join(ROOT, path), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ''),
  )
}
