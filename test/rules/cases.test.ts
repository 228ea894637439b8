import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { runCase } from '../../src/episode/cases.ts'
import { loadRulebooks, RULES } from '../../src/rulebook/books.ts'
import { casesFile } from '../../src/rulebook/cases.ts'
import { listRules, readRule } from '../../src/rulebook/read.ts'

const rules = loadRulebooks()

for (const path of listRules(RULES, 'cases').filter((file) => !/\/(measures|language)-|\/verdicts/.test(file))) {
  const { name, data } = readRule(RULES, path, casesFile)
  describe(name, () => {
    for (const one of data)
      it(one.name, () => {
        const { found, expected } = runCase(one, rules)
        expect(found).toEqual(expected)
      })
  })
}

it('of Delhi there is a case for every order of the record that quotes an index, with what it quotes', () => {
  const record = readFileSync(new URL('../../fixtures/air/delhi_grap_history.csv', import.meta.url), 'utf8')
  const rows: { date: string; delhi_aqi_quoted: string }[] = parse(record, { columns: true })
  const quoted = rows.filter((row) => row.delhi_aqi_quoted !== '')
  const { data } = readRule(RULES, join(RULES, 'cases', 'levels-abroad.yaml'), casesFile)
  const cases = data.flatMap((one) => ('forecast' in one && /^Delhi \d/.test(one.name) ? [one] : []))
  expect(cases.map(({ asOf, forecast }) => [asOf, forecast?.[0]])).toEqual(
    quoted.map(({ date, delhi_aqi_quoted: aqi }) => [date.slice(0, 10), quotedAs(aqi)]),
  )
  expect(cases).toHaveLength(21)
})

/** `450+` is more than 450, `<200` less than 200. */
function quotedAs(aqi: string): number | string {
  if (aqi.endsWith('+')) return `> ${aqi.slice(0, -1)}`
  return aqi.startsWith('<') ? `< ${aqi.slice(1)}` : Number(aqi)
}
