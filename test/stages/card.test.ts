import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groundsOf, type Before, type Grounds } from '../../src/assessment/card.ts'
import { assess } from '../../src/assessment/days.ts'
import { headline } from '../../src/assessment/headline.ts'
import { massShifts } from '../../src/assessment/mass.ts'
import type { FeedValue } from '../../src/feed/value.ts'
import { outlook, type Issue, type OutlookInput } from '../../src/outlook/decide.ts'
import { aqiOfHours } from '../../src/outlook/judge.ts'
import { dailyIndex, IndexOf } from '../../src/rulebook/aqi.ts'
import { loadRulebooks } from '../../src/rulebook/books.ts'

const rules = loadRulebooks()
const book = rules.get('cn-2024-6') ?? expect.fail('no book')
const NOW = '2024-12-24T10:00:00.000Z'
const window = { from: '2024-12-25', to: '2024-12-31' }
const common = { freshHours: 36, aqiOfHours: aqiOfHours(rules) }

type Given = Partial<FeedValue> & { readonly aqi: number | null }
const bulletin = (provider: string, values: readonly Given[], more: Partial<Issue> = {}): Issue => ({
  id: `bulletin of ${provider}`,
  kind: 'forecast',
  provider,
  issuedAt: NOW,
  revision: 1,
  pace: 'day',
  word: null,
  values: values.map((value, k) => ({ at: `2024-12-${25 + k}`, by: 'aqi', ...value })),
  ...more,
})
const days = (...values: number[]): Given[] => values.map((aqi) => ({ aqi }))

function cardOf(issues: readonly Issue[], previous: Before | null = null) {
  const input: OutlookInput = {
    now: NOW,
    ...window,
    issues,
    providers: ['示例中心'],
    ...common,
  }
  const known = outlook(input)
  const assessed = assess(book, known, window)
  const grounds = groundsOf({ book, standards: rules, at: NOW, window, outlook: input, days: known, previous })
  const assessment = {
    ...assessed,
    id: '',
    area: '140800',
    at: NOW,
    rulebookId: book.id,
    rulebookHash: book.hash,
    bulletins: [],
    outlook: known,
  }
  const say = (proposed: Parameters<typeof headline>[3]['proposed'] = null) =>
    headline(assessment, book, grounds, {
      now: NOW,
      startsAt: '2024-12-25T16:00:00.000Z',
      issueBy: '2024-12-24T16:00:00.000Z',
      proposed,
    })
  return { level: assessed.level, grounds, say }
}

const kind = (of: Grounds['up'], name: string) => of.find((one) => one.kind === name)

describe('the decision card', () => {
  it('says in one sentence what, from when, why, how sure and how much time is left', () => {
    const { say } = cardOf(
      [bulletin('示例中心', days(120, 208, 242, 205, 90)), bulletin('示例气象', days(120, 190, 230, 140, 90))],
      { at: '2024-12-23T10:00:00.000Z', level: 'none', from: null, to: null, outlook: [] },
    )
    const proposed = {
      waits: true,
      change: { signBy: '2024-12-24T11:50:00.000Z' },
      signer: { zh: '分管副市长', en: 'vice-mayor in charge' },
    }
    expect(say(proposed)).toEqual({
      zh:
        '橙色（Ⅱ级响应），12月26日 00:00 至 12月29日 00:00；AQI 208、242、205，大于 200，满 48 小时（环大气〔2024〕6号）；' +
        '12月27日（周五）AQI 再低 92（不超过 150），即为黄色；12月27日（周五）AQI 再高 59（达到 301），即为红色；' +
        '2 家预报中 示例气象为黄色预警；上次研判（12月23日 18:00）为不需预警；' +
        '须由分管副市长于 12月24日 19:50 前签发，还剩 1 小时 50 分，距开始 30 小时',
      en:
        'Orange from 26 Dec 00:00 to 29 Dec 00:00; AQI 208, 242, 205: > 200 for 48 h (环大气〔2024〕6号); ' +
        'Fri 27 Dec AQI 92 lower (150 or less): yellow; Fri 27 Dec AQI 59 higher (301 or more): red; ' +
        'of 2 providers 示例气象 calls for a yellow warning; at 23 Dec 18:00 it was no warning; ' +
        'the vice-mayor in charge signs by 24 Dec 19:50, 1 h 50 min left, 30 h to the start',
    })
  })

  it('says that a signature is overdue, and nothing of one that has been decided on', () => {
    const { say } = cardOf([bulletin('示例中心', days(120, 208, 242))])
    const signer = { zh: '市长', en: 'mayor' }
    const change = { signBy: '2024-12-24T09:00:00.000Z' }
    expect(say({ waits: true, change, signer }).zh).toContain('市长签发已超时 1 小时')
    expect(say({ waits: false, change, signer }).zh).not.toContain('签发')
  })

  it('says where nothing is called for how high it gets and what would be too much', () => {
    const { level, say } = cardOf([bulletin('示例中心', days(120, 185, 90))])
    expect(level).toBe('none')
    expect(say().zh).toMatch(/^12月25日（周三）至12月31日（周二）不需预警；最高为12月26日（周四） AQI 185；/)
    expect(say().zh).toContain('12月26日（周四）AQI 再高 16（达到 201），即为黄色')
    expect(cardOf([]).say().zh).toContain('尚无预报')
  })

  it('says in µg/m³ what the day was judged from, by the edition of its date', () => {
    const concentrations = { pm25: 158, pm10: 360 }
    const { grounds } = cardOf([
      bulletin('示例中心', [{ aqi: 120 }, { aqi: 215, by: 'concentrations', concentrations }, { aqi: 90 }]),
    ])
    // PM10 is 215 by itself: for 200 both have to come down.
    expect(kind(grounds.down, 'values')?.days).toEqual([
      {
        day: '2024-12-26',
        from: '215',
        to: '200',
        masses: [
          { pollutant: 'pm25', from: '158', to: '150', by: '8' },
          { pollutant: 'pm10', from: '360', to: '350', by: '10' },
        ],
      },
    ])
    expect(kind(grounds.down, 'values')?.say.zh).toContain('PM2.5 日均再低 8 µg/m³，至 150')
  })

  it('folds the hours behind a day into the mean that was judged', () => {
    const hours = Array.from({ length: 24 }, (_, h) => ({
      at: `2024-12-26T${String(h).padStart(2, '0')}:00`,
      aqi: null,
      by: 'concentrations' as const,
      concentrations: { pm25: h % 2 === 0 ? 200 : 140 },
    }))
    const { grounds, level } = cardOf([bulletin('示例中心', hours, { pace: 'hour' })])
    expect(level).toBe('yellow')
    expect(kind(grounds.down, 'values')?.days[0]?.masses).toEqual([
      { pollutant: 'pm25', from: '170', to: '150', by: '20' },
    ])
    expect(grounds.cause.days[1]).toMatchObject({ primary: ['pm25'] })
  })

  it('says what a cause changes: a day left out, and a day that looks like dust or ozone', () => {
    const dust = cardOf([bulletin('示例中心', [{ aqi: 120 }, { aqi: 208 }, { aqi: 260, cause: 'dust' }])])
    expect(dust.level).toBe('yellow')
    expect(dust.grounds.cause).toMatchObject({ without: 'orange', ifMarked: [] })
    expect(dust.say().zh).toContain('12月27日（周五）因沙尘不计入停限产，只发健康提示（若计入：橙色预警）')
    const concentrations = { pm10: 400, pm25: 90 }
    const like = cardOf([bulletin('示例中心', [{ aqi: 120 }, { aqi: 272, by: 'concentrations', concentrations }])])
    expect(like.grounds.cause.ifMarked).toEqual([{ cause: 'dust', days: ['2024-12-26'], level: 'none' }])
    expect(like.say().zh).toContain('首要污染物似为沙尘：如由值班员认定，则不需预警')
  })

  it('does not ask of an observed day to have been otherwise', () => {
    const observed = bulletin('示例站', days(250, 250), { kind: 'observation' })
    const input = { now: '2024-12-26T10:00:00.000Z', ...window, providers: [], ...common }
    const issues = [observed, bulletin('示例中心', [{ aqi: 1 }, { aqi: 1 }, { aqi: 160 }])]
    const known = outlook({ ...input, issues })
    const { up, down, voices } = groundsOf({
      book,
      standards: rules,
      at: input.now,
      window,
      outlook: { ...input, issues },
      days: known,
      previous: null,
    })
    expect(down).toEqual([])
    expect(kind(up, 'values')?.days).toEqual([{ day: '2024-12-27', from: '160', to: '301', masses: [] }])
    expect(voices).toMatchObject([{ provider: '示例中心', level: 'orange', peak: { day: '2024-12-27', aqi: 160 } }])
  })

  it('tells what the ends of the ranges call for, and which days have come otherwise since', () => {
    const { grounds } = cardOf([bulletin('示例中心', [{ aqi: 208, low: 150, high: 230 }, ...days(212)])], {
      at: '2024-12-23T10:00:00.000Z',
      level: 'yellow',
      from: '2024-12-25',
      to: '2024-12-25',
      outlook: outlook({
        now: NOW,
        ...window,
        issues: [bulletin('示例中心', days(208, 90))],
        providers: [],
        ...common,
      }),
    })
    expect(grounds.range).toEqual({ low: 'yellow', high: 'orange' })
    expect(grounds.previous?.changed).toEqual([{ day: '2024-12-26', before: 90, now: 212 }])
  })

  it('names the least concentrations that reach an index, and the most that stay below', () => {
    const edition = fc.constantFrom('hj633-2012', 'hj633-2026').map((id) => rules.aqi(id) ?? expect.fail(id))
    const air = fc.record({ pm25: fc.integer({ min: 0, max: 400 }), pm10: fc.integer({ min: 0, max: 550 }) })
    const index = fc.integer({ min: 51, max: 400 })
    fc.assert(
      fc.property(edition, air, index, fc.constantFrom('up', 'down'), (standard, given, target, direction) => {
        const indexOf = (of: { pm25: number; pm10: number }) =>
          dailyIndex(standard, { pm25: String(of.pm25), pm10: String(of.pm10) }).aqi ?? 0
        const now = indexOf(given)
        fc.pre(direction === 'up' ? target > now : target < now)
        const collected = new IndexOf(standard)
        const by = standard.daily.flatMap(([name, scale]) =>
          name === 'pm25' || name === 'pm10' ? [[name, scale, given[name]] as const] : [],
        )
        for (const [name, scale, units] of by) collected.add(name, scale, units)
        fc.pre(now > 50)
        const shifts = massShifts({ by, primary: collected.done().primary }, target, direction) ?? []
        const moved = (closer: number) => {
          const air = { ...given }
          for (const { pollutant, to } of shifts)
            if (pollutant === 'pm25' || pollutant === 'pm10') air[pollutant] = Number(to) + closer
          return indexOf(air)
        }
        if (direction === 'up') {
          expect(moved(0)).toBeGreaterThanOrEqual(target)
          expect(moved(-1)).toBeLessThan(target)
        } else {
          expect(moved(0)).toBeLessThanOrEqual(target)
          expect(moved(1)).toBeGreaterThan(target)
        }
      }),
    )
  })
})
