import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RULES } from '../../src/rulebook/books.ts'

/** The rules with one file more, or with one piece of one file put differently; those of `base` where it is named. */
export function rulesWith(
  file: string,
  text: string | readonly [before: string, after: string],
  base: string = RULES,
): string {
  const dir = join(mkdtempSync(join(tmpdir(), 'airshed-')), 'rules')
  cpSync(base, dir, { recursive: true })
  if (typeof text === 'string') writeFileSync(join(dir, file), text)
  else {
    const old = readFileSync(join(dir, file), 'utf8')
    if (!old.includes(text[0])) throw new Error(`${file} does not hold ${text[0]}`)
    writeFileSync(join(dir, file), old.replace(text[0], text[1]))
  }
  return dir
}
