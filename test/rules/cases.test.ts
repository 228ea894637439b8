import { describe, expect, it } from 'vitest'
import { runCase } from '../../src/episode/cases.ts'
import { loadRulebooks, RULES } from '../../src/rulebook/books.ts'
import { casesFile } from '../../src/rulebook/cases.ts'
import { listRules, readRule } from '../../src/rulebook/read.ts'

const rules = loadRulebooks()

for (const path of listRules(RULES, 'cases').filter((file) => !/\/(measures|language)-/.test(file))) {
  const { name, data } = readRule(RULES, path, casesFile)
  describe(name, () => {
    for (const one of data)
      it(one.name, () => {
        const { found, expected } = runCase(one, rules)
        expect(found).toEqual(expected)
      })
  })
}
