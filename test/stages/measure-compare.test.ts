import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readMeasureText } from '../../src/inventory/measureText.ts'
import { compareMeasures } from '../../src/model/compareMeasures.ts'
import { sameMeasure, type Measure } from '../../src/model/measure.ts'
import { fitMeans, stopsSomething } from '../../src/model/showingMeasure.ts'
import { measures, simpleMeasures } from '../help/measures.ts'
import { runs } from '../help/runs.ts'

/** The measure that the words say. */
function read(words: string): Measure {
  const measure = readMeasureText(words)
  if (measure === null) throw new Error(`${words} is not read`)
  return measure
}

describe('how measures of the language compare', () => {
  const turned = { stricter: 'weaker', weaker: 'stricter', equal: 'equal', notComparable: 'notComparable' }
  const least = (a: Measure, b: Measure) => ['stricter', 'equal'].includes(compareMeasures(a, b))
  test('each is equal to itself, and the other way round it is the other way round', () => {
    fc.assert(
      fc.property(measures, measures, (a, b) => {
        expect(compareMeasures(a, a)).toBe('equal')
        expect(compareMeasures(b, a)).toBe(turned[compareMeasures(a, b)])
      }),
      runs(1000),
    )
  })
  test('at least as strict as what is at least as strict', () => {
    const triple = fc.oneof(
      fc.tuple(measures, measures, measures),
      fc.tuple(simpleMeasures, simpleMeasures, simpleMeasures),
    )
    fc.assert(
      fc.property(triple, ([a, b, c]) => {
        if (least(a, b) && least(b, c)) expect(least(a, c)).toBe(true)
      }),
      runs(5000),
    )
  })
  test.each<[string, string, string]>([
    ['停产', '停产保窑', 'stricter'],
    ['停产保窑', '限产 90%（以产能计）', 'stricter'],
    ['停产保窑', '氮氧化物排放浓度不高于 35 毫克/立方米', 'notComparable'],
    ['停产 50%（以生产线计）', '限产 50%（以负荷计）', 'stricter'],
    ['停产 50%（以生产线计）', '限产 60%（以负荷计）', 'notComparable'],
    ['停产 50%（以高炉计）', '停产 30%（以高炉计）', 'stricter'],
    ['停产 50%（以高炉计）', '停产 50%（以烧结机计）', 'notComparable'],
    ['停用 1 台烧结机', '停产 50%（以烧结机计）', 'notComparable'],
    ['结焦时间延长至 48 小时以上', '结焦时间延长至 36 小时以上', 'stricter'],
    ['冶炼炉次不超过 22 炉/日', '冶炼炉次不超过 24 炉/日', 'stricter'],
    ['产量不超过 22 吨/小时', '产量不超过 24 吨/日', 'notComparable'],
    ['颗粒物、二氧化硫排放浓度分别不高于 5、35 毫克/立方米', '二氧化硫排放浓度不高于 35 毫克/立方米', 'stricter'],
    [
      '颗粒物、二氧化硫排放浓度分别不高于 5、35 毫克/立方米',
      '颗粒物、二氧化硫排放浓度分别不高于 10、20 毫克/立方米',
      'notComparable',
    ],
    ['停 60 小时、开 12 小时', '停 48 小时、开 12 小时', 'stricter'],
    ['停产，响应超过 120 小时后可改为停产 50%（以生产线计）', '停产', 'weaker'],
    [
      '停产，响应超过 120 小时后可改为停产 50%（以生产线计）',
      '停产，响应超过 72 小时后可改为停产 50%（以生产线计）',
      'stricter',
    ],
    ['停产，响应超过 120 小时后可改为停产 50%（以生产线计）', '停产 50%（以生产线计）', 'stricter'],
    ['喷漆、烘干工序停产', '喷漆工序停产', 'stricter'],
    ['停产', '烧结机停产；高炉停产 50%（以高炉计）', 'stricter'],
    ['烧结机停产；高炉停产 50%（以高炉计）', '烧结机停产', 'stricter'],
    ['停产', '停止公路运输', 'notComparable'],
    ['停止公路运输', '停止使用国四及以下重型载货车辆（含燃气）运输', 'stricter'],
    ['停止公路运输', '停止使用国二及以下非道路移动机械', 'notComparable'],
    ['停止使用国四及以下载货车辆运输', '停止使用国四及以下重型载货车辆（含燃气）运输', 'stricter'],
    ['停止使用国五及以下重型载货车辆运输', '停止使用国四及以下重型载货车辆（含燃气）运输', 'stricter'],
    ['停止使用国四及以下柴油重型载货车辆运输', '停止使用国四及以下重型载货车辆（含燃气）运输', 'weaker'],
    ['停止使用国四及以下重型载货车辆运输（民生保障除外）', '停止使用国四及以下重型载货车辆运输', 'weaker'],
    ['重型载货车辆车次减少 50%', '载货车辆车次减少 50%', 'notComparable'],
    ['不停产、不限产', '自主减排', 'weaker'],
    ['自主减排', '限产 10%（以产能计）', 'weaker'],
  ])('“%s” beside “%s” is %s', (a, b, comparison) => {
    expect(compareMeasures(read(a), read(b))).toBe(comparison)
  })
  test('a row about transport that could not be read is not covered by a stop', () => {
    expect(compareMeasures({ kind: 'stop' }, { kind: 'other', type: '运输', value: null, unit: null })).toBe(
      'notComparable',
    )
  })
  test('the database gives fields back in its own order, and they are the same measure', () => {
    expect(
      sameMeasure({ kind: 'reduce', share: 2000, base: '产能' }, { base: '产能', kind: 'reduce', share: 2000 }),
    ).toBe(true)
    expect(
      sameMeasure({ kind: 'reduce', share: 2000, base: '产能' }, { base: null, kind: 'reduce', share: 2000 }),
    ).toBe(false)
    expect(sameMeasure({ kind: 'stop' }, { kind: 'stopHot' })).toBe(false)
  })
})

describe('what shows it', () => {
  test('something can show every measure', () => {
    fc.assert(
      fc.property(measures, (measure) => {
        expect(fitMeans(measure).size).toBeGreaterThan(0)
      }),
    )
  })
  test.each<[string, string[]]>([
    ['颗粒物排放浓度不高于 10 毫克/立方米', ['online']],
    ['停止公路运输', ['gate', 'site', 'video']],
    ['停止使用国二及以下非道路移动机械', ['ledger', 'site', 'video']],
  ])('%s', (words, means) => expect([...fitMeans(read(words))].sort()).toEqual(means))
  test('a ledger alone shows no stop', () => {
    expect(fitMeans({ kind: 'stop' }).has('ledger')).toBe(false)
    expect(fitMeans({ kind: 'stop' }).has('power')).toBe(true)
  })
  test('a stop needs a window, lower load needs none', () => {
    const stopping = [
      '停产',
      '停产保窑',
      '烧结机停产，高炉限产50%',
      '停48小时、开12小时',
      '停产，响应超过120小时后可改为限产50%',
    ]
    expect(stopping.map((words) => stopsSomething(read(words)))).toEqual(stopping.map(() => true))
    const running = ['限产20%（以产能计）', '停止公路运输', '结焦时间延长至36小时', '自主减排', '生产线怠速运行']
    expect(running.map((words) => stopsSomething(read(words)))).toEqual(running.map(() => false))
  })
})
