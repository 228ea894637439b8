import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readMeasure, writeMeasure, type MeasureCells } from '../../src/inventory/measureCell.ts'
import { readMeasureText } from '../../src/inventory/measureText.ts'
import { compareMeasures } from '../../src/model/compareMeasures.ts'
import type { Measure } from '../../src/model/measure.ts'
import { sayMeasure } from '../../src/model/sayMeasure.ts'
import { measures } from '../help/measures.ts'
import { runs } from '../help/runs.ts'

const cells = (more: Partial<MeasureCells>): MeasureCells => ({
  text: '',
  type: '',
  value: '',
  unit: '',
  base: '',
  ...more,
})
const text = (words: string) => readMeasure(cells({ text: words })).measure
const faultOf = (more: Partial<MeasureCells>) => {
  const read = readMeasure(cells(more))
  return 'fault' in read ? `${read.fault.column} ${read.fault.code}` : null
}

describe('the words of a cell', () => {
  test.each<[string, Measure]>([
    ['停产', { kind: 'stop' }],
    ['停产保窑', { kind: 'stopHot' }],
    ['结焦时间延长至36小时', { kind: 'coking', leastHours: 36 }],
    ['停用国四及以下重型载货车辆（含燃气）', { kind: 'transport', ban: { heavyTrucksUpToStage: 4 } }],
    ['停48小时、开12小时', { kind: 'cycle', offHours: 48, onHours: 12 }],
    ['停 48 小时，开 12 小时', { kind: 'cycle', offHours: 48, onHours: 12 }],
    ['停1台烧结机', { kind: 'stopUnits', unit: 'sinterMachine', least: { count: 1 } }],
    ['高炉停产50%（以高炉计）', { kind: 'stopUnits', unit: 'blastFurnace', least: { share: 5000 } }],
    ['限产50%以上（以生产线计）', { kind: 'stopLines', share: 5000 }],
    ['限产20%（生产线怠速计）', { kind: 'reduce', share: 2000, base: '生产线怠速' }],
    ['生产线怠速运行', { kind: 'idle' }],
    ['生产负荷控制在80%以内', { kind: 'cap', of: 'load', most: '80', unit: '%' }],
    ['涉VOCs排放工序停产', { kind: 'stopSteps', steps: ['涉VOCs排放工序'] }],
    ['喷漆、烘干工序停产。', { kind: 'stopSteps', steps: ['喷漆工序', '烘干工序'] }],
    ['停止土石方作业', { kind: 'stopSteps', steps: ['土石方作业'] }],
    ['停止装卸', { kind: 'stopSteps', steps: ['装卸'] }],
    ['苫盖洒水', { kind: 'suppressDust', ways: ['苫盖', '洒水'] }],
    ['加强洒水降尘', { kind: 'suppressDust', ways: ['洒水'] }],
    ['SO2<20 mg/m³, NOx<35 mg/m³', { kind: 'ceiling', limits: { so2: '20', nox: '35' }, oxygen: null }],
    [
      '颗粒物、二氧化硫、氮氧化物排放浓度不高于5、5、35毫克/立方米（基准含氧量16%）',
      { kind: 'ceiling', limits: { pm: '5', so2: '5', nox: '35' }, oxygen: '16' },
    ],
  ])('%s', (words, measure) => expect(text(words)).toEqual(measure))

  test('name each piece of equipment with its own', () => {
    expect(text('烧结机停产，高炉限产50%')).toEqual({
      kind: 'parts',
      parts: [
        { of: '烧结机', measure: { kind: 'stop' } },
        { of: '高炉', measure: { kind: 'reduce', share: 5000, base: null } },
      ],
    })
    expect(text('转炉每日不超过22炉')).toEqual({
      kind: 'parts',
      parts: [{ of: '转炉', measure: { kind: 'cap', of: 'heats', most: '22', unit: '炉/日' } }],
    })
  })

  test('give a figure before and after as the share that it is, or as the figure where it is none', () => {
    expect(text('日投料量由960吨降至768吨')).toEqual({ kind: 'reduce', share: 2000, base: '投料量' })
    expect(text('日投料量由900吨降至600吨以下')).toEqual({ kind: 'cap', of: 'feed', most: '600', unit: '吨/日' })
    expect(text('日产量由900吨降至600吨')).toEqual({ kind: 'cap', of: 'output', most: '600', unit: '吨/日' })
    expect(readMeasureText('日投料量由768吨升至960吨')).toBeNull()
    expect(readMeasureText('日投料量由768吨降至960吨')).toBeNull()
  })

  test('name vehicles by stage, fuel, weight, place, hours and purpose', () => {
    const all = { stages: null, fuel: null, place: null, hours: null, except: null, trips: 'none' } as const
    expect(text('国六重型货车车次减半')).toEqual({
      kind: 'transport',
      ban: { ...all, vehicles: 'heavyTrucks', stages: { from: 6, to: 6 }, trips: { less: 5000 } },
    })
    expect(text('国二及以下非道路移动机械停用')).toEqual({
      kind: 'transport',
      ban: { ...all, vehicles: 'machinery', stages: { from: 0, to: 2 } },
    })
    expect(text('在绕城高速以内每日6时至22时禁止国四及以下中重型柴油货车通行（民生保障除外）')).toEqual({
      kind: 'transport',
      ban: {
        ...all,
        vehicles: 'midAndHeavyTrucks',
        stages: { from: 0, to: 4 },
        fuel: 'diesel',
        place: '绕城高速以内',
        hours: { from: 6, until: 22 },
        except: '民生保障',
      },
    })
  })

  test.each([
    '未完成治理的停产',
    '夜间停产',
    '除应急外停产',
    '限产20%（以产能计），响应超过24小时后停产',
    '停0小时、开12小时',
    '部分停产',
    '停产，加强管理',
    '停止违法行为',
    '日产量适当下调',
    '停产0%',
    '停产120%',
    '每日22时至6时停止使用载货车辆运输',
  ])('%s is not read in half', (words) => {
    expect(readMeasureText(words)).toBeNull()
    expect(faultOf({ text: words })).toBe('措施 measure-unreadable')
    expect(sayMeasure(text(words), words).zh).toBe(words)
  })

  test('garbage is no measure and never throws', () => {
    const pieces = fc.constantFrom(
      '停产',
      '限产',
      '50%',
      '（以',
      '高炉',
      '计）',
      '；',
      '，',
      '国四及以下',
      '重型货车',
      '由',
      '降至',
      '0',
      '9'.repeat(400),
      '不超过',
      '炉',
      '𠮷',
      '\n',
      '浓度',
      'SO2',
      '<',
      'mg/m3',
      '、',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(pieces, { maxLength: 12 }).map((all) => all.join('')),
        ),
        fc.constantFrom('', '停产', '限产', '按设备停产', '延长结焦', '限浓度', '限量', '运输', '错峰'),
        fc.string(),
        fc.constantFrom('', '%', '小时', '台', '吨/日'),
        fc.string(),
        (words, type, value, unit, base) => {
          const { measure } = readMeasure({ text: words, type, value, unit, base })
          expect(sayMeasure(measure, words).zh).toBeTypeOf('string')
          expect(compareMeasures(measure, measure)).toBe('equal')
        },
      ),
      runs(1000),
    )
  })
})

describe('cells and words', () => {
  test.each([
    [
      'words that say something else',
      { type: '限产', value: '20', unit: '%', base: '产能', text: '停产' },
      '类型 measure-contradictory',
    ],
    [
      'another figure',
      { type: '延长结焦', value: '48', unit: '小时', text: '结焦时间延长至36小时' },
      '类型 measure-contradictory',
    ],
    ['a share without what it is of', { type: '限产', value: '20', unit: '%' }, '基准 measure-base-missing'],
    ['the same in words alone', { text: '烧结机停产，高炉限产50%' }, '基准 measure-base-missing'],
    ['a figure without a unit', { type: '限产', value: '20' }, '单位 measure-unit-unknown'],
    ['a figure that is missing', { type: '限产', unit: '%', text: '限产20%' }, '数值 measure-unreadable'],
    [
      'equipment that nobody counts',
      { type: '按设备停产', value: '50', unit: '%', base: '烟囱' },
      '基准 measure-base-missing',
    ],
    ['a number of nothing', { type: '停产', value: '1', unit: '台' }, '基准 measure-base-missing'],
    [
      'a stop of everything beside words that stop a part',
      { type: '停产', text: '烧结机停产，高炉限产50%（以产能计）' },
      '类型 measure-contradictory',
    ],
    [
      'a stop beside words that end it',
      { type: '停产', text: '停产，响应超过120小时后可限产50%（以生产线计）' },
      '类型 measure-contradictory',
    ],
    ['hours in tonnes', { type: '延长结焦', value: '36', unit: '吨' }, '单位 measure-unit-unknown'],
    ['a unit of no trade', { type: '限产', value: '20', unit: '斤' }, '单位 measure-unit-unknown'],
    ['nothing', {}, '措施 measure-unreadable'],
  ])('%s is a fault', (_, written, fault) => expect(faultOf(written)).toBe(fault))

  test.each([
    ['more words than cells', { type: '停产', value: '100', unit: '%', text: '2# 熟料线停产，停止公路运输' }],
    ['another writing', { type: '限负荷', value: '20', unit: '%', base: '投料量', text: '日投料量由960吨降至768吨' }],
    ['words without the base', { type: '限产', value: '20', unit: '%', base: '产能', text: '限产20%' }],
    ['the plan of who decides itself', { type: '自主减排', value: '12', unit: '%', text: '日投料量由960吨降至768吨' }],
    ['transport beside production', { type: '停产', text: '停止公路运输' }],
    ['words that are not understood', { type: '停产', text: '按操作方案执行' }],
    ['the line that makes up the share', { type: '按生产线停产', value: '50', unit: '%', text: '1# 线停产' }],
    [
      'what is counted, told by the cells',
      { type: '按设备停产', value: '50', unit: '%', base: '高炉', text: '限产50%' },
    ],
  ])('%s is none', (_, written) => expect(faultOf(written)).toBeNull())

  test('a base that is missing is a remark: the measure is ordered by its figure', () => {
    expect(readMeasure(cells({ type: '限产', value: '20', unit: '%' }))).toMatchObject({
      measure: { kind: 'reduce', share: 2000, base: null },
    })
  })

  test('what an export writes is read back as the same measure without a fault', () => {
    fc.assert(
      fc.property(measures, fc.constantFrom('', '按操作方案执行', '停产', '限产 20%（以产能计）'), (measure, words) => {
        const written = writeMeasure(measure, words)
        expect(readMeasure(written)).toEqual({ measure })
        expect(readMeasure({ ...written, text: sayMeasure(measure).zh })).toEqual({ measure })
      }),
      runs(1000),
    )
  })

  test('the sentence alone says the whole measure', () => {
    fc.assert(
      fc.property(measures, (measure) => {
        expect(readMeasure(cells({ text: sayMeasure(measure).zh }))).toEqual({ measure })
      }),
      runs(1000),
    )
  })
})

test('every row of a real order is read, or kept in its words with a finding', () => {
  const rows = parse(readFileSync('fixtures/air/changzhi_2020-01-05_orange_measures.csv', 'utf8'), {
    columns: true,
  }) as {
    industry: string
    orange_measure: string
  }[]
  const read = rows.map(({ orange_measure: words }) => ({ words, read: readMeasure(cells({ text: words })) }))
  const kept = read.filter((one) => one.read.measure.kind === 'other')
  expect(rows).toHaveLength(12)
  // Whether a retrofit is finished is nothing that a measure can say: eleven of twelve are in the language.
  expect(kept.map(({ words }) => words)).toEqual(['完成锅炉/VOCs/无组织治理的限产50%,未完成的停产'])
  expect(kept.every(({ read }) => 'fault' in read && read.fault.code === 'measure-unreadable')).toBe(true)
  expect(sayMeasure(text(rows[0]?.orange_measure ?? '')).zh).toBe(
    '烧结机、球团设备：停产，响应超过 120 小时后可改为停产 50%（以生产线计）；高炉：停产 50%（以生产线计）；独立轧钢：停产',
  )
})
