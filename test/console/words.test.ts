import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readSources } from '../help/sources.ts'

const ROOT = join(import.meta.dirname, '../..')
const WORDS = join(ROOT, 'src/console/web/words')
/** Every catalogue that there is: none is forgotten here. */
const CATALOGUE = await catalogues()
const HAN = /\p{Script=Han}/u

describe('the words of the console', () => {
  test.each(Object.entries(CATALOGUE))(
    '%s: both languages fill the same holes, and neither stands in the other',
    (_, part) => {
      const entries = Object.entries(part)
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

async function catalogues(): Promise<Record<string, Record<string, { zh: string; en: string }>>> {
  const files = readdirSync(WORDS).map((name) => import(join(WORDS, name)) as Promise<Record<string, unknown>>)
  const exported = (await Promise.all(files)).flatMap((file) => Object.entries(file))
  return Object.fromEntries(
    exported.filter((entry): entry is [string, Record<string, { zh: string; en: string }>] => isObject(entry[1])),
  )
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

/** Text between tags is no string literal. */
function hasBareText(path: string): boolean {
  return /> *[^<>{}\n]*\p{Script=Han}/u.test(
    readFileSync(join(ROOT, path), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ''),
  )
}
