import fc from 'fast-check'
import { expect, test } from 'vitest'
import { guideRows } from '../../src/inventory/guide.ts'
import { openContainer } from '../../src/inventory/container.ts'
import type { ContactRow, ReadEnterprise } from '../../src/inventory/list.ts'
import { readList } from '../../src/inventory/reading.ts'
import { templateWorkbook } from '../../src/inventory/template.ts'
import { writeWorkbook } from '../../src/inventory/writing.ts'
import {
  GRADE_ZH,
  LISTED_LEVELS,
  MEANS_ZH,
  type Entry,
  type Grade,
  type Line,
  type ListedMeasure,
  type Means,
  type Person,
  type Rated,
} from '../../src/model/enterprise.ts'
import type { Measure } from '../../src/model/measure.ts'
import type { Emissions } from '../../src/model/tonnes.ts'
import { loadIndustries } from '../../src/rulebook/industries.ts'
import { AREAS, CODE, fixtureList } from '../help/lists.ts'
import { runs } from '../help/runs.ts'

const industries = loadIndustries()
const CODES = [CODE, '91140525MA0DEM021R', '91140981MA0FAKE330', '91140802MA0K4R7X5X']

/** What an officer may write in a cell, and what a spreadsheet would take for a formula. */
const text = fc
  .tuple(
    fc.constantFrom('', '=', '+', '-', '@', '=SUM(A1)'),
    fc.string({ unit: fc.constantFrom(...Array.from('示例甲乙 &<">\'()#1a')), minLength: 1, maxLength: 6 }),
  )
  .map(([first, rest]) => `${first}示${rest}`.trim())
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null })
/** What every list has anyway: a mass of up to nine digits of kilograms with six decimals. */
const mass = fc.oneof(fc.constantFrom(0, 1, 99_999_999_999_999, 1_000_001), fc.nat(2 ** 31))
const masses: fc.Arbitrary<Emissions> = fc.record({ so2: mass, nox: mass, pm: mass, vocs: mass })
const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10))
const person: fc.Arbitrary<Person> = fc.record({
  name: text,
  phone: fc.nat(99_999_999).map((n) => `154${String(n).padStart(8, '0')}`),
})
const cause = maybe(
  fc.record({ cause: fc.constantFrom('notCompliant', 'againstPermit', 'retrofitOverdue'), deadline: day, from: day }),
)
const share = fc.integer({ min: 1, max: 9_999 })
const measure: fc.Arbitrary<[Measure, string]> = fc.oneof(
  fc.constantFrom<[Measure, string]>(
    [{ kind: 'none' }, ''],
    [{ kind: 'ownDecision' }, '自主减排'],
    [{ kind: 'stop' }, '停产'],
    [{ kind: 'transport', ban: 'allRoad' }, '停止公路运输'],
    [{ kind: 'transport', ban: { heavyTrucksUpToStage: 4 } }, '停止使用国四及以下重型载货车辆运输'],
    [{ kind: 'coking', leastHours: 36 }, '结焦时间延长至36小时'],
  ),
  share.map((share): [Measure, string] => [{ kind: 'stopLines', share }, '']),
  fc
    .tuple(share, fc.constantFrom('产能', '负荷', null))
    .map(([share, base]): [Measure, string] => [{ kind: 'reduce', share, base }, '限']),
)
const listed: fc.Arbitrary<ListedMeasure<Person>> = fc
  .tuple(
    measure,
    fc.nat(99),
    fc.uniqueArray(fc.constantFrom(...(Object.keys(MEANS_ZH) as Means[]))),
    maybe(person),
    masses,
  )
  .map(([[measure, words], noticeHours, means, responsible, reduction]) => ({
    text: words,
    measure,
    noticeHours,
    means,
    responsible,
    reduction,
  }))
const line = fc
  .record({
    name: text,
    step: fc.constantFrom('', '煅烧'),
    device: fc.constantFrom('', '窑'),
    capacity: fc.constantFrom(null, '2500', '0.30', '1e3', '万'),
    capacityUnit: fc.constantFrom(null, '吨/日'),
    interruptible: fc.boolean(),
    safeStopHours: fc.nat(200),
    meanwhile: fc.constant(null),
    stopCause: cause,
    bases: fc.constantFrom<Record<string, string>>(
      {},
      { 投料量: '12.5 吨/日' },
      {
        产能: '9 吨/日',
        许可产能: '8 吨/日',
        上年日均产量: '7.5 吨/日',
        环评产能许可产能上年实际三者日均最小值: '7.5 吨/日',
      },
    ),
    daily: fc.constant<Emissions>({
      so2: 99_999_999_999_999,
      nox: 99_999_999_999_999,
      pm: 99_999_999_999_999,
      vocs: 99_999_999_999_999,
    }),
    measures: fc
      .tuple(listed, listed, listed)
      .map((three) => Object.fromEntries(LISTED_LEVELS.map((level, n) => [level, three[n]]))),
  })
  .map((made) => made as Omit<Line<Person>, 'number' | 'coupledTo'>)

const enterprise: fc.Arbitrary<Omit<ReadEnterprise, 'code'>> = fc
  .record({
    lines: fc.array(line, { minLength: 1, maxLength: 3 }),
    contacts: fc.array(
      fc.record({
        person,
        post: maybe(text),
        sms: fc.boolean(),
        url: fc.constantFrom(null, '/e/1', 'https://example.invalid/a?b=1&c'),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    class: fc.constantFrom('key', 'general', 'small', 'protected', 'heating', 'seasonal'),
    name: text,
    township: maybe(text),
    permit: maybe(fc.constantFrom(`${CODE}001P`, 'X')),
    industry: fc.constantFrom<[string, string | null]>(
      ['cement', null],
      ['cement', 'clinker'],
      ['cement', 'grinding'],
      ['other', null],
      ['lead-zinc', null],
    ),
    industryCode: maybe(fc.constantFrom('3011', '0610')),
    grade: fc.constantFrom(...(Object.keys(GRADE_ZH) as Grade[])),
    gradeUntil: maybe(day),
    rated: fc.array(
      fc.constantFrom<Rated>(
        { industry: 'coking', industryKind: 'semi-coke', grade: 'C' },
        { industry: 'lead-zinc', industryKind: null, grade: 'nonLeading' },
        { industry: 'lime', industryKind: null, grade: 'B-' },
      ),
      { maxLength: 2 },
    ),
    stopCause: cause,
    zone: maybe(text),
    trucksADay: maybe(fc.nat(500)),
    daily: masses,
    planDated: maybe(day),
    monitoring: fc.subarray<Means>(['online', 'power', 'gate', 'video']),
    cleanTransport: maybe(fc.integer({ min: 0, max: 10_000 })),
    protection: fc.record({ ground: text, cap: text, until: maybe(day) }),
  })
  .map(({ lines, contacts, industry: [industry, industryKind], protection, rated, ...more }) => {
    const entry = {
      ...(rated.length > 0 ? { alsoRated: rated } : {}),
      ...more,
      creditCode: '',
      county: '140882',
      industry,
      industryKind,
      builder: null,
      protection: more.class === 'protected' ? protection : null,
      lines: lines.map((one, n) => ({ ...one, number: `${n + 1}#`, coupledTo: n === 0 ? [] : ['1#'] })),
    } as unknown as Entry<Person>
    return { entry, contacts: contacts.map((one, n): ContactRow => ({ ...one, position: n + 1 })) }
  })

test('what is written is read as it was, whatever the texts begin with', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(enterprise, { minLength: 1, maxLength: 4 }), async (made) => {
      const enterprises = made.map(({ entry, contacts }, n) => ({
        entry: { ...entry, creditCode: CODES[n] ?? '' },
        contacts,
      }))
      const bytes = await writeWorkbook({ enterprises }, AREAS, industries)
      for (const { content } of openContainer(bytes)) expect(content.includes('<f>')).toBe(false)
      const { list, findings } = await readList(bytes, AREAS, industries)
      // A promise above its base is an error of the list, not of the way there and back.
      expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
      expect(list?.enterprises).toEqual(enterprises)
    }),
    runs(25),
  )
})

test('a list goes out and comes in unchanged', async () => {
  const read = (bytes: Uint8Array) => readList(bytes, AREAS, industries)
  const { list } = await read(fixtureList('xinzhou-1000.xlsx'))
  if (list === null) throw new Error('the list is faulty')
  const part = { ...list, enterprises: list.enterprises.slice(0, 200) }
  expect((await read(await writeWorkbook(part, AREAS, industries))).list).toEqual(part)
})

test('the template is a list without a fault, and tells what may be written in every column', async () => {
  const bytes = await templateWorkbook(AREAS)
  const { list, findings } = await readList(bytes, AREAS, industries)
  expect(findings).toEqual([])
  expect(list?.enterprises.map(({ entry }) => [entry.class, entry.name.includes('示例'), entry.trucksADay])).toEqual([
    ['key', true, 120],
    ['site', true, null],
    ['yard', true, null],
  ])
  expect(guideRows().filter((row) => row.includes(''))).toEqual([])
  const again = await readList(await writeWorkbook(list ?? { enterprises: [] }, AREAS, industries), AREAS, industries)
  expect(again.list).toEqual(list)
})
