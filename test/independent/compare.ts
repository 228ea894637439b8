/**
 * By hand: `node test/independent/compare.ts FILE.csv… random:SEED…` asks the product's command line and the second implementation
 * the same questions about each file and prints where they differ. Exit status 1 if they differ anywhere.
 */
import { readFile } from 'node:fs/promises'
import { compareAnswers, describe, type Difference, EVERY_BOOK, type Question, withFile } from './product.ts'
import { randomDays, randomHours } from './random.ts'

const HORIZONS = [1, 2, 3, 7, 10]
/** Each try starts the product once; more tries make the excerpt shorter and the wait longer. */
const MOST_TRIES = 80
const MOST_SHOWN = 10

const QUESTIONS: Question[] = [
  { command: 'aqi', standard: 'hj633-2012' },
  { command: 'aqi', standard: 'hj633-2026' },
  ...EVERY_BOOK.flatMap((rulebook) =>
    HORIZONS.flatMap((horizon): Question[] => [
      { command: 'assess', rulebook, horizon },
      { command: 'replay', rulebook, horizon },
    ]),
  ),
]

async function differ(question: Question, lines: readonly string[]): Promise<Difference[]> {
  const text = `${lines.join('\n')}\n`
  return (await withFile(text, (file) => compareAnswers(question, text, file))).differences
}

/** Takes away ever smaller pieces of the file for as long as something still differs. */
async function smallestExcerpt(question: Question, text: string): Promise<string[]> {
  const [header, ...all] = text.replaceAll('\r\n', '\n').split('\n')
  let rows = all.filter((row) => row !== '')
  let tries = 0
  for (let piece = Math.ceil(rows.length / 2); piece >= 1; piece = piece === 1 ? 0 : Math.ceil(piece / 2)) {
    for (let at = 0; at < rows.length && tries < MOST_TRIES;) {
      const fewer = rows.toSpliced(at, piece)
      tries += 1
      const still = fewer.length > 0 && (await differ(question, [header ?? '', ...fewer])).length > 0
      if (still) rows = fewer
      else at += piece
    }
  }
  return [header ?? '', ...rows]
}

async function compareText(name: string, text: string): Promise<number> {
  let compared = 0
  let different = 0
  for (const question of QUESTIONS) {
    const { lines, differences: found } = await withFile(text, (file) => compareAnswers(question, text, file))
    compared += lines
    different += found.length
    if (found.length === 0) continue
    console.log(`\n${name}: ${describe(question)}: ${found.length} lines differ`)
    for (const each of found.slice(0, MOST_SHOWN)) {
      console.log(`  ${each.about}\n    own     ${each.own}\n    product ${each.product}`)
    }
    const excerpt = await smallestExcerpt(question, text)
    console.log(`  smallest excerpt:\n${excerpt.map((row) => `    ${row}`).join('\n')}`)
    for (const each of await differ(question, excerpt)) {
      console.log(`  there ${each.about}\n    own     ${each.own}\n    product ${each.product}`)
    }
  }
  console.log(`${name}: ${compared} lines compared, ${different} differ`)
  return different
}

async function compareArgument(argument: string): Promise<number> {
  if (!argument.startsWith('random:')) return compareText(argument, await readFile(argument, 'utf8'))
  const seed = Number(argument.slice('random:'.length))
  const days = await compareText(`${argument} by day`, randomDays(seed, 90))
  return days + (await compareText(`${argument} by hour`, randomHours(seed, 9)))
}

let different = 0
for (const argument of process.argv.slice(2)) different += await compareArgument(argument)
process.exitCode = different > 0 ? 1 : 0
