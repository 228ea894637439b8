import { describe, expect, it } from 'vitest'
import { readHandedIn, readPeriod } from '../../src/assessment/books/handedIn.ts'
import { loadRulebooks, RULES, Rulebooks } from '../../src/rulebook/books.ts'
import { readLevels } from '../../src/rulebook/layered.ts'
import { commands } from '../../src/rules.ts'
import { runCommand } from '../help/lines.ts'
import { rulesWith } from '../help/rules.ts'

const check = (dir: string) => runCommand(commands['rules check'], dir)

describe('airshed rules check', () => {
  it('finds that the rules of the engine hold', async () => {
    const { status, out } = await runCommand(commands['rules check'], '--json')
    expect(JSON.parse(out.at(-1) ?? '')).toMatchObject({ ok: true, failed: 0 })
    expect(status).toBe(0)
  })

  it.each([
    [
      'a document that is not among the sources',
      'levels/cn-2024-6.yaml',
      '环大气〔2024〕6号',
      '环大气〔2024〕7号',
      /cn-2024-6.yaml: cites 环大气〔2024〕7号/,
    ],
    [
      'a gap between two books',
      'levels/cn-2018-875.yaml',
      'until: 2024-01-01',
      'until: 2023-12-01',
      /leaves a gap before cn-2024-6: nothing is in force from 2023-12-01 to 2023-12-31/,
    ],
    [
      'an overlap',
      'aqi/hj633-2012.yaml',
      'until: 2026-03-01',
      'until: 2026-04-01',
      /hj633-2012.yaml: overlaps hj633-2026 from 2026-03-01/,
    ],
    [
      'a half remembered rule that is active',
      'levels/cn-2024-6.yaml',
      'confidence: V2',
      "confidence: 'M?'",
      /cn-2024-6.yaml:\d+:\d+: .*never active/,
    ],
    ['a rule from memory', 'levels/cn-2024-6.yaml', 'confidence: V2', 'confidence: M+', /is from memory/],
    [
      'a value without a source',
      'levels/cn-2024-6.yaml',
      'merge: { gapHours: 36, status: design }',
      'merge: { gapHours: 36 }',
      /:\d+:\d+: merge has neither a source nor `status: design`/,
    ],
    ['a key that does not exist', 'levels/cn-2024-6.yaml', 'excludes:', 'exclude:', /Unrecognized key/],
    [
      'a clause that is no condition',
      'levels/cn-2024-6.yaml',
      "'> 200', hours: 24",
      "'over 200', hours: 24",
      /cn-2024-6.yaml:\d+:\d+: levels.yellow/,
    ],
    ['what is not YAML', 'levels/cn-2024-6.yaml', 'levels:', 'levels: [', /cn-2024-6.yaml:\d+:\d+:/],
    ['breakpoints that do not rise', 'aqi/hj633-2026.yaml', '[0, 35, 60,', '[0, 35, 35,', /breakpoints must rise/],
    [
      'a table of measures that contradicts itself',
      'measures/cn-340-2020.yaml',
      'red: { stop: true, transport: 4 }',
      'red: { reduce: 10, base: 三者最小值, transport: 4 }',
      /cn-340-2020.yaml:\d+:\d+: .*milder/,
    ],
    [
      'an unverified figure that is active',
      'measures/cn-648-2019.yaml',
      'confidence: V2',
      "confidence: 'M?'",
      /cn-648-2019.yaml:\d+:\d+: .*never active/,
    ],
    [
      'a day worked that is no day off',
      'calendar/working-days.yaml',
      'worked: [2021-02-07,',
      'worked: [2021-02-08,',
      /working-days.yaml:\d+:\d+: .*2021-02-08 is no day off/,
    ],
    [
      'a grade that nobody knows',
      'grades/cn-2026-2.yaml',
      '[A+, A, B, C, D]',
      '[A+, A, B, C, E]',
      /cn-2026-2.yaml:\d+:\d+:/,
    ],
    [
      'an industry twice',
      'industries/catalogue.yaml',
      'aliases: [玻璃钢]',
      'aliases: [玻璃]',
      /catalogue.yaml: 玻璃 names both glass and fibreglass/,
    ],
    [
      'a sentence that is read otherwise',
      'cases/language-measures.yaml',
      'says: 停产保窑（焖炉）',
      'says: 停产',
      /kept hot: says “停产保窑（焖炉）”, not “停产”/,
    ],
    [
      'a case that does not hold',
      'cases/levels-cn-2024-6.yaml',
      'assess: yellow',
      'assess: red',
      /expected .*"red".*found .*"yellow"/,
    ],
    [
      'a case outside its book’s dates',
      'cases/levels-cn-2024-6.yaml',
      'asOf: 2024-12-01',
      'asOf: 2020-12-01',
      /cn-2024-6 is not in force on 2020-12-01/,
    ],
  ])('finds %s', async (_, file, before, after, expected) => {
    const { status, out } = await check(rulesWith(file, [before, after]))
    expect(out.join('\n')).toMatch(expected)
    expect(status).toBe(1)
  })
})

describe('the books', () => {
  const rules = loadRulebooks()

  it('are in force from their day until the next begins', () => {
    expect(rules.inForce('2017-09-19', '140800')).toBeNull()
    expect(rules.inForce('2017-09-20', '140800')?.id).toBe('cn-2017-86')
    expect(rules.inForce('2023-12-31', '420100')?.id).toBe('cn-2018-875')
    expect(rules.inForce('2024-01-01', '140800-kfq')?.id).toBe('cn-2024-6')
  })

  it('give way to the book of a smaller area, and hold again where it ends', () => {
    expect(rules.inForce('2020-06-08', '140800')?.id).toBe('cn-2018-875')
    expect(rules.inForce('2020-06-09', '140800-kfq')?.id).toBe('shanxi-2020')
    expect(rules.inForce('2024-01-01', '140800')?.id).toBe('cn-2024-6')
    expect(rules.inForce('2018-01-11', '510104')?.id).toBe('chengdu-2017')
  })

  it('of places abroad govern nothing here, and those from here nothing there', () => {
    expect(rules.inForce('2025-01-01', 'IN-DL')?.area ?? 'IN-DL').toBe('IN-DL')
    expect(rules.inForce('2025-01-01', 'FR')?.area ?? 'FR').toBe('FR')
  })

  it('are never active while they are unverified', () => {
    const dir = rulesWith('levels/cn-2024-6.yaml', ['from: 2024-01-01', 'status: unverified\nfrom: 2024-01-01'])
    const rules = new Rulebooks(dir)
    expect(rules.all.map(({ id }) => id)).toContain('cn-2024-6')
    expect(rules.get('cn-2024-6')).toBeNull()
    expect(rules.get('hebei-2024'), 'nor is what extends them').toBeNull()
    expect(rules.inForce('2024-12-01', '140800')).toBeNull()
  })

  it('have a hash of what they say, not of how the file is written', () => {
    const book = rules.get('cn-2024-6')
    const same = new Rulebooks(rulesWith('levels/cn-2024-6.yaml', ['excludes: [o3', '# a remark\nexcludes: [  o3']))
    const other = new Rulebooks(rulesWith('levels/cn-2024-6.yaml', ['value: 24', 'value: 25']))
    expect(same.get('cn-2024-6')?.hash).toBe(book?.hash)
    expect(other.get('cn-2024-6')?.hash).not.toBe(book?.hash)
    expect(rules.pinned(book?.hash ?? '')).toBe(book)
    expect(rules.pinned('0')).toBeNull()
  })

  it('say who signs and within what time', () => {
    expect((['yellow', 'orange', 'red'] as const).map((level) => rules.rankFor(level, '2020-12-20'))).toEqual([2, 2, 3])
    expect(rules.deadlines('2020-12-20').signing.form.minutes).toBe(120)
  })

  it('know the edition of HJ 633 of each day', () => {
    expect(['2010-01-01', '2026-02-28', '2026-03-01'].map((day) => rules.aqi(day)?.id)).toEqual([
      'hj633-2012',
      'hj633-2012',
      'hj633-2026',
    ])
  })
})

describe('a book that is handed in', () => {
  const book = (more: string) => `id: yuncheng-2024
title: { zh: 运城示例, en: example of Yuncheng }
source: { document: 示例〔2024〕1号, confidence: V1 }
area: '140800'
from: 2024-12-01
extends: cn-2024-6
${more}`
  const documents = new Set(loadRulebooks().sources.data.map(({ document }) => document))
  const read = (text: string) => readHandedIn(text, readLevels(RULES), [], [], documents)

  it('cites nothing that nobody can look up: the document is known, or it brings it', () => {
    expect(() => read(book(''))).toThrow(/rulebook.yaml:3:\d+: cites 示例〔2024〕1号, which is not in sources.yaml/)
    const other = 'documents: [{ document: 示例〔2024〕2号, title: 别的, confidence: V1 }]'
    expect(() => read(book(other))).toThrow(/cites 示例〔2024〕1号/)
    const own = 'documents: [{ document: 示例〔2024〕1号, title: 运城市重污染天气应急预案, confidence: V1 }]'
    expect(read(book(own)).book.content.documents).toMatchObject([{ title: '运城市重污染天气应急预案' }])
    expect(read(book('').replace('示例〔2024〕1号', '环大气〔2024〕6号')).book.id).toBe('yuncheng-2024')
  })

  it('nor does a special period', () => {
    const period = (document: string) => `id: games
title: { zh: 保障, en: games }
source: { document: ${document}, confidence: V1 }
area: '140800'
from: 2024-12-10
until: 2024-12-22
stages:
  - kind: during
    title: { zh: 赛中, en: during }
    source: { document: 无此文件, confidence: V1 }
    from: 2024-12-15
    until: 2024-12-19
`
    expect(() => readPeriod(period('环大气〔2024〕6号'), documents)).toThrow(/period.yaml:10:\d+: cites 无此文件/)
  })
})
