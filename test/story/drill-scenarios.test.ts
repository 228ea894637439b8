import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Incidents } from '../../src/drill/incidents.ts'
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
    ['an alias without its anchor', GOOD.replace('{ zh: 一,', '{ zh: *一,'), /one\.yaml: .*alias/],
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

describe('what goes wrong on the way', () => {
  const incident = (line: string) => `${GOOD}incidents:\n  - ${line}\n`
  const ready = (line: string) => new Incidents(readScenario(incident(line), 'one.yaml').incidents, 1)

  test('a dead feed is silent from its instant for its minutes, half open', () => {
    const incidents = ready("{ at: '2020-12-18T18:00', minutes: 60, feed: silent }")
    const at = [
      '2020-12-18T09:59:59.999Z',
      '2020-12-18T10:00:00.000Z',
      '2020-12-18T10:59:59.999Z',
      '2020-12-18T11:00:00.000Z',
    ]
    expect(at.map((now) => incidents.feedSilent(now))).toEqual([false, true, true, false])
  })

  test('who is away comes back at the end, and others are there', () => {
    const incidents = ready("{ at: '2020-12-18T18:00', minutes: 60, away: dutyOfficer }")
    expect(incidents.awayUntil('dutyOfficer', '2020-12-18T10:30:00.000Z')).toBe('2020-12-18T11:00:00.000Z')
    expect(incidents.awayUntil('dutyOfficer', '2020-12-18T11:00:00.000Z')).toBeNull()
    expect(incidents.awayUntil('approver', '2020-12-18T10:30:00.000Z')).toBeNull()
  })

  test('about the share of all servers is down, and the same ones all the time', () => {
    const incidents = ready("{ at: '2020-12-18T18:00', minutes: 60, serversDown: 0.3 }")
    const codes = Array.from({ length: 1000 }, (_, n) => `YX${n}`)
    const down = (now: string) => codes.filter((code) => incidents.serverDown(code, now))
    expect(down('2020-12-18T10:00:00.000Z').length).toBeGreaterThan(240)
    expect(down('2020-12-18T10:00:00.000Z').length).toBeLessThan(360)
    expect(down('2020-12-18T10:59:00.000Z')).toEqual(down('2020-12-18T10:00:00.000Z'))
    expect(down('2020-12-18T11:00:00.000Z')).toEqual([])
  })

  test.each([
    ['no instant', "{ at: 'tonight', minutes: 60, feed: silent }", /incidents/],
    ['no minutes', "{ at: '2020-12-18T18:00', minutes: 0, feed: silent }", /incidents/],
    ['two things at once', "{ at: '2020-12-18T18:00', minutes: 5, feed: silent, serversDown: 0.5 }", /incidents/],
    ['a share above 1', "{ at: '2020-12-18T18:00', minutes: 5, serversDown: 1.5 }", /incidents/],
    ['before the drill', "{ at: '2020-12-17T23:59', minutes: 60, feed: silent }", /begins before `from` or after `to`/],
    ['after the drill', "{ at: '2020-12-20T00:00', minutes: 60, feed: silent }", /begins before `from` or after `to`/],
  ])('%s is refused', (_, line, words) => {
    expect(() => readScenario(incident(line), 'one.yaml')).toThrow(words)
  })
})
