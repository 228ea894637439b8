import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readPlay, readScenario } from '../../src/drill/scenario.ts'
import { InputError } from '../../src/errors.ts'

const FOLDER = join(import.meta.dirname, '../../fixtures/drills')
const GOOD = `
name: one
title: { zh: 一, en: one }
city: '140800'
rulebook: cn-2024-6
list: list.xlsx
series: { file: air.csv, area: 运城 }
from: 2020-12-18
to: 2020-12-19
forecast: { at: '18:00', days: 7 }
observation: { at: '08:00' }
officers: { confer: 30, sign: 20 }
enterprises: { slow: 0.1, silent: 0.1, refusing: 0, faulty: 0 }
seed: 1
`

describe('every scenario that ships', () => {
  for (const file of readdirSync(FOLDER))
    test(`${file} can be played: its files are there and each day has its bulletins`, () => {
      const { scenario, lines, start, end } = readPlay(join(FOLDER, file))
      expect(`${scenario.name}.yaml`).toBe(file)
      const forecasts = lines.filter(({ kind }) => kind === 'forecast')
      expect(forecasts.every(({ values }) => values.length === scenario.forecast.days)).toBe(true)
      expect(lines.length).toBe(2 * forecasts.length)
      expect(lines.every(({ at }, n) => at >= start && at < end && at >= (lines[n - 1]?.at ?? start))).toBe(true)
    })
})

test('the evening’s forecast is of the days after it, the morning’s measurement of the day before', () => {
  const { lines } = readPlay('yuncheng-2020-12')
  const [morning, evening] = lines
  expect(morning).toMatchObject({ at: '2020-12-18T00:00:00.000Z', kind: 'observation', values: [{ at: '2020-12-17' }] })
  expect(evening).toMatchObject({ at: '2020-12-18T10:00:00.000Z', kind: 'forecast' })
  expect(evening?.values.at(0)).toMatchObject({ at: '2020-12-19' })
  expect(evening?.values.at(-1)).toMatchObject({ at: '2020-12-25' })
})

describe('a scenario that is not as described is refused by its place', () => {
  const cases: [string, string, RegExp][] = [
    ['a word that is not known', `${GOOD}speed: 3\n`, /one\.yaml: the scenario: .*speed/],
    ['a day that does not exist', GOOD.replace('2020-12-18', '2020-02-30'), /one\.yaml: from: /],
    ['an end before the beginning', GOOD.replace('to: 2020-12-19', 'to: 2020-12-01'), /one\.yaml: to: /],
    ['more than all enterprises', GOOD.replace('slow: 0.1', 'slow: 0.95'), /one\.yaml: enterprises: /],
    ['what is no YAML', GOOD.replace('{ zh: 一,', '{ zh: 一'), /one\.yaml: .*line 3/],
  ]
  for (const [name, text, words] of cases)
    test(name, () => {
      const read = () => readScenario(text, 'one.yaml')
      expect(read).toThrow(InputError)
      expect(read).toThrow(words)
    })
})

test('a scenario that is not there is named', () => {
  expect(() => readPlay('no-such-drill')).toThrow(/no-such-drill\.yaml: the scenario can not be read \(ENOENT\)/)
})
