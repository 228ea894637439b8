import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadLevels } from '../../src/rulebook/layered.ts'

const TERMS = `lift: { forecastHours: 36, status: design }
merge: { gapHours: 36, status: design }
leadHours: { value: 24, status: design }
`
const NATION = `id: nation
title: { zh: 国, en: nation }
status: design
from: 2024-01-01
excludes: [dust]
levels:
  yellow: { any: [{ aqi: '> 200', hours: 24 }, { aqi: '> 150', hours: 48 }] }
  red:
    any:
      - all: [{ aqi: '> 200', hours: 72 }, { aqi: '> 300', hours: 24 }]
${TERMS}`

const head = (id: string, area: string) =>
  `id: ${id}\ntitle: { zh: 省, en: province }\nstatus: design\narea: '${area}'\nfrom: 2024-01-01\n`

/** Loads some books by themselves. */
function load(...texts: string[]) {
  const dir = mkdtempSync(join(tmpdir(), 'airshed-'))
  mkdirSync(join(dir, 'levels'))
  for (const [k, text] of texts.entries()) writeFileSync(join(dir, 'levels', `${k}.yaml`), text)
  return loadLevels(dir).map(({ data }) => data)
}
const layer = (text: string) => load(NATION, head('layer', '140000') + text)
const own = (levels: string, more = TERMS) => layer(`levels:\n${levels}${more}`)

describe('a layer', () => {
  it('takes over what it does not say, and adds what it does', () => {
    const [, book] = layer("extends: nation\nlevels:\n  yellow: { any: [{ pm25: '> 115', hours: 24 }] }\n")
    expect(book?.alternatives.map(({ id }) => id)).toEqual([
      'layer/yellow/1',
      'layer/yellow/2',
      'layer/yellow/3',
      'layer/red/1',
    ])
    expect([book?.lift.forecastHours, [...(book?.excluded ?? [])]]).toEqual([36, ['dust']])
  })

  it('has a hash that changes with the book above it', () => {
    const text = `${head('layer', '140000')}extends: nation\n`
    const [, before] = load(NATION, text)
    const [, after] = load(NATION.replace("'> 300'", "'> 301'"), text)
    expect(after?.hash).not.toBe(before?.hash)
  })

  it('may stand upon another layer', () => {
    const province = `${head('province', '140000')}extends: nation\nexcludes: []\n`
    const [, , city] = load(NATION, province, `${head('city', '140800')}extends: province\n`)
    expect([...(city?.excluded ?? [])]).toEqual([])
    expect(city?.alternatives).toHaveLength(3)
  })

  it('may be stricter: sooner, at a lower value, at a higher level', () => {
    expect(
      own(
        "  orange: { any: [{ aqi: '> 190', hours: 24 }, { aqi: '> 150', hours: 25 }] }\n  red: { any: [{ aqi: '> 200', hours: 48 }] }\n",
      ),
    ).toHaveLength(2)
  })

  it.each([
    [
      'a level that is left out',
      "  yellow: { any: [{ aqi: '> 200' }, { aqi: '> 150', hours: 48 }] }\n",
      /1.yaml:\d+:\d+: .*nation\/red\/1/,
    ],
    [
      'a threshold that is higher',
      "  yellow: { any: [{ aqi: '> 201' }, { aqi: '> 150', hours: 48 }] }\n  red: { any: [{ aqi: '> 200', hours: 72 }] }\n",
      /1.yaml:7:\d+: .*nation\/yellow\/1/,
    ],
    [
      'a threshold that has to be reached and passed',
      "  yellow: { any: [{ aqi: '> 200' }, { aqi: '>= 151', hours: 48 }] }\n  red: { any: [{ aqi: '> 200', hours: 72 }] }\n",
      /1.yaml:7:\d+: .*nation\/yellow\/2/,
    ],
    [
      'more hours',
      "  yellow: { any: [{ aqi: '> 150', hours: 48 }, { aqi: '> 180', hours: 25 }] }\n  red: { any: [{ aqi: '> 200', hours: 72 }] }\n",
      /nation\/yellow\/1/,
    ],
    [
      'days of the calendar',
      "  yellow: { any: [{ category: '>= 4', days: 1 }] }\n  red: { any: [{ aqi: '> 200', hours: 72 }] }\n",
      /nation\/yellow\/1/,
    ],
    [
      'one pollutant instead of the index',
      "  yellow: { any: [{ pm25: '> 35' }] }\n  red: { any: [{ aqi: '> 200', hours: 72 }] }\n",
      /nation\/yellow\/1/,
    ],
    [
      'a further clause',
      "  yellow: { any: [{ aqi: '> 150' }] }\n  red:\n    any:\n      - all: [{ aqi: '> 200', hours: 72 }, { aqi: '> 300', hours: 48 }]\n",
      /nation\/red\/1/,
    ],
  ])('that is milder by %s is refused with its line', (_, levels, message) => {
    expect(() => own(levels)).toThrow(message)
  })

  const SAME = 'extends: nation\n'
  it.each([
    [
      'causes that it leaves out',
      `${SAME}excludes: [dust, o3]\n`,
      /1.yaml:7:11: leaves out o3, which nation does not; say who allows it/,
    ],
    ['an earlier lift', `${SAME}lift: { forecastHours: 24, status: design }\n`, /1.yaml:7:7: lifts after 24 hours/],
    [
      'gaps that make two episodes',
      `${SAME}merge: { gapHours: 24, status: design }\n`,
      /1.yaml:7:8: makes two episodes/,
    ],
    [
      'levels that fall inside an episode',
      `${SAME}lower: { forecastHours: 24, status: design }\n`,
      /1.yaml:7:8: lets a level fall/,
    ],
  ])('that is milder by %s is refused, unless somebody allows it', (_, text, message) => {
    expect(() => layer(text)).toThrow(message)
    const [, what] = /\n(\w+):/.exec(text) ?? []
    expect(layer(`${text}allows: [{ what: ${what}, status: design }]\n`)).toHaveLength(2)
    expect(() => layer(`${text}allows: [{ what: ${what} }]\n`), 'without a source').toThrow('neither a source')
  })

  it('may be milder on days on which no book above it holds', () => {
    const past = NATION.replace('from: 2024-01-01', 'from: 2023-01-01\nuntil: 2024-01-01')
    const text = `${head('layer', '140000')}levels:\n  yellow: { any: [{ aqi: '> 400' }] }\n${TERMS}`
    expect(load(past, text)).toHaveLength(2)
  })

  it.each([
    ['a book that there is not', 'extends: nowhere\n', /1.yaml:6:10: extends nowhere, which is no book/],
    ['itself', 'extends: layer\n', /1.yaml:6:10: extends itself/],
    ['without what it needs', "levels:\n  yellow: { any: [{ aqi: '> 150' }] }\n", /1.yaml:\d+:\d+: lift is needed/],
  ])('that extends %s is refused', (_, text, message) => {
    expect(() => layer(text)).toThrow(message)
  })

  it('of one province extends no book of another', () => {
    const other = `${head('other', '130000')}extends: nation\n`
    expect(() => load(NATION, other, `${head('layer', '140000')}extends: other\n`)).toThrow('of another area')
  })

  it('of an unverified book is unverified', () => {
    const [nation, book] = load(
      NATION.replace('status: design', 'status: unverified'),
      `${head('layer', '140000')}extends: nation\n`,
    )
    expect([nation?.status, book?.status]).toEqual(['unverified', 'unverified'])
  })
})

/** One book of its own, at the nation's place. */
const alone = (levels: string, more = '') =>
  load(`${head('book', '140000').replace("area: '140000'\n", '')}${more}levels:\n${levels}${TERMS}`)

describe('a book that cannot be meant so is refused', () => {
  it.each([
    [
      'a higher level that is easier',
      "  yellow: { any: [{ aqi: '> 200', hours: 48 }] }\n  orange: { any: [{ aqi: '> 150', hours: 24 }] }\n",
      /0.yaml:6:\d+: book\/yellow\/1 never decides: whenever it holds book\/orange\/1 does/,
    ],
    [
      'two levels that are the same',
      "  yellow: { any: [{ aqi: '> 200' }] }\n  red: { any: [{ aqi: '> 200' }] }\n",
      /never decides/,
    ],
    [
      'an alternative that adds nothing',
      "  yellow: { any: [{ aqi: '> 150' }, { aqi: '> 200', hours: 48 }] }\n",
      /0.yaml:6:\d+: book\/yellow\/2 adds nothing/,
    ],
    ['the same twice', "  yellow: { any: [{ aqi: '> 150' }, { aqi: '> 150' }] }\n", /book\/yellow\/2 adds nothing/],
    ['an index above its end', "  red: { any: [{ aqi: '> 500' }] }\n", /`> 500` can never hold: aqi ends at 500/],
    [
      'a share above a hundred',
      "  red:\n    any: [{ all: [{ aqi: '> 200', on: tomorrow }, { probability: '> 100', on: tomorrow }] }]\n",
      /probability ends at 100/,
    ],
    ['less than nothing', "  red: { any: [{ pm25: '< 0' }] }\n", /`< 0` can never hold/],
    [
      'a value on both sides',
      "  red:\n    any: [{ all: [{ pm25: '> 75', on: today }, { pm25: '< 60', on: today }] }]\n",
      /can never hold beside its neighbour/,
    ],
    [
      'a clause that says nothing',
      "  red:\n    any: [{ all: [{ aqi: '> 300', hours: 48 }, { aqi: '> 200', hours: 24 }] }]\n",
      /says nothing/,
    ],
    [
      'an end that is still a beginning',
      "  red: { any: [{ pm25: '>= 75', hours: 2, until: '< 90' }] }\n",
      /ends at `< 90`, where `>= 75` still holds/,
    ],
    [
      'two quantities in one clause',
      "  red: { any: [{ aqi: '> 200', pm25: '> 75' }] }\n",
      /compares aqi and pm25 at once/,
    ],
    ['no quantity', '  red: { any: [{ hours: 24 }] }\n', /compares nothing/],
    ['an index of two hours', "  red: { any: [{ aqi: '> 200', hours: 2 }] }\n", /the index is of 24 hours/],
    ['a level without days', "  red: { any: [{ category: '>= 5' }] }\n", /`category` and `days` belong together/],
    [
      'a day of 30 hours',
      "  red: { any: [{ pm25: '> 75', hours: 30, on: today }] }\n",
      /one day \(`on`\) has 24 hours/,
    ],
    [
      'hours that end before they begin',
      "  red: { any: [{ pm25: '> 75', on: today, between: [16, 8] }] }\n",
      /one stretch of hours/,
    ],
    ['hours of no day', "  red: { any: [{ pm25: '> 75', between: [0, 16] }] }\n", /need the day that they are of/],
    [
      'a day beside none',
      "  red: { any: [{ all: [{ pm25: '> 75', on: today }, { pm25: '> 75' }] }] }\n",
      /some clauses name a day/,
    ],
    [
      'a value from memory',
      "  red: { any: [{ aqi: '> 300', source: { document: d, confidence: M+ } }] }\n",
      /is from memory/,
    ],
  ])('%s', (_, levels, message) => {
    expect(() => alone(levels)).toThrow(message)
  })

  it('hours of the day that end before they begin', () => {
    const level = "  red: { any: [{ aqi: '> 200' }], actions: [{ zh: 停, en: stop, from: '21:00', until: '06:00' }] }\n"
    expect(() => alone(level)).toThrow(/ends before it begins/)
  })

  it('what reads only a cause that it leaves out', () => {
    expect(() => alone("  red: { any: [{ aqi: '> 200', cause: o3 }] }\n", 'excludes: [o3]\n')).toThrow(
      /the book excludes/,
    )
  })

  it('a pre-stage that can never hold', () => {
    const preStage = "preStage: { any: [{ aqi: '> 600' }] }\n"
    expect(() => alone("  red: { any: [{ aqi: '> 200' }] }\n", preStage)).toThrow(/preStage\/1 `> 600` can never hold/)
  })

  it('and not what is only half remembered: that never holds', () => {
    const [book] = alone(
      "  red: { any: [{ aqi: '> 600', status: unverified, source: { document: d, confidence: 'M?' } }, { aqi: '> 300' }] }\n",
    )
    expect(book?.alternatives.map(({ id }) => id)).toEqual(['book/red/2'])
  })
})
