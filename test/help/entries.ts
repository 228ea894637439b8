import fc from 'fast-check'
import {
  CLASS_ZH,
  GRADE_ZH,
  LISTED_LEVELS,
  type EnterpriseClass,
  type Entry,
  type Grade,
  type Line,
  type ListedLevel,
  type ListedMeasure,
} from '../../src/model/enterprise.ts'
import { compareMeasures } from '../../src/model/compareMeasures.ts'
import type { Measure } from '../../src/model/measure.ts'
import { NO_EMISSIONS, shareOf, type Emissions } from '../../src/model/tonnes.ts'

export const measureArbitrary: fc.Arbitrary<Measure> = fc.oneof(
  fc.constant<Measure>({ kind: 'none' }),
  fc.constant<Measure>({ kind: 'ownDecision' }),
  fc.constant<Measure>({ kind: 'stop' }),
  fc.integer({ min: 1, max: 10_000 }).map((share): Measure => ({ kind: 'stopLines', share })),
  fc
    .tuple(fc.integer({ min: 1, max: 10_000 }), fc.constantFrom('产能', '负荷', null))
    .map(([share, base]): Measure => ({ kind: 'reduce', share, base })),
  fc.constantFrom<Measure>(
    { kind: 'transport', ban: 'allRoad' },
    { kind: 'transport', ban: { heavyTrucksUpToStage: 4 } },
    { kind: 'transport', ban: { heavyTrucksUpToStage: 5 } },
  ),
  fc.constantFrom(36, 48).map((leastHours): Measure => ({ kind: 'coking', leastHours })),
  fc.constantFrom<Measure>({ kind: 'stopHot' }, { kind: 'other', type: '错峰', value: null, unit: null }),
)

const daily: Emissions = { so2: 100_000_000, nox: 200_000_000, pm: 30_000_000, vocs: 7_000_000 }

export function listed(measure: Measure, text = ''): ListedMeasure<string> {
  const share = measure.kind === 'stop' ? 10_000 : measure.kind === 'reduce' ? measure.share : 0
  return {
    text,
    measure,
    noticeHours: 24,
    means: ['power', 'online'],
    responsible: 'person-1',
    reduction: shareOf(daily, share),
  }
}

export function line(
  number: string,
  measures: Partial<Record<ListedLevel, Measure>>,
  more: Partial<Line<string>> = {},
): Line<string> {
  return {
    number,
    name: `${number}熟料线`,
    step: '熟料煅烧',
    device: '回转窑',
    capacity: '2500',
    capacityUnit: '吨/日',
    interruptible: true,
    safeStopHours: 8,
    meanwhile: null,
    coupledTo: [],
    stopCause: null,
    bases: {},
    daily,
    measures: Object.fromEntries(Object.entries(measures).map(([level, measure]) => [level, listed(measure)])),
    ...more,
  }
}

export function entry(more: Partial<Entry> = {}): Entry {
  return {
    creditCode: '91140882MA0TE5T16T',
    name: '河津市示例水泥有限公司',
    county: '140882',
    township: null,
    permit: null,
    industry: 'cement',
    industryKind: null,
    industryCode: '3011',
    class: 'key',
    grade: 'C',
    gradeUntil: null,
    protection: null,
    stopCause: null,
    zone: null,
    builder: null,
    trucksADay: null,
    daily: NO_EMISSIONS,
    planDated: null,
    monitoring: [],
    cleanTransport: null,
    lines: [line('1#', { yellow: { kind: 'stop' }, orange: { kind: 'stop' }, red: { kind: 'stop' } })],
    ...more,
  }
}

/** Three measures that do not grow weaker from yellow to red, as a list must have them. */
const growing = fc
  .tuple(measureArbitrary, measureArbitrary, measureArbitrary)
  .filter(
    ([yellow, orange, red]) =>
      ['stricter', 'equal'].includes(compareMeasures(orange, yellow)) &&
      ['stricter', 'equal'].includes(compareMeasures(red, orange)),
  )

export const entryArbitrary: fc.Arbitrary<Entry> = fc
  .record({
    industry: fc.constantFrom('cement', 'glass', 'secondary-metals', 'foundry', 'coking'),
    class: fc.constantFrom(...(Object.keys(CLASS_ZH) as EnterpriseClass[])),
    grade: fc.constantFrom(...(Object.keys(GRADE_ZH) as Grade[])),
    stopCause: fc.constantFrom(null, null, { cause: 'notCompliant', deadline: null, from: '2020-10-01' } as const),
    lines: fc.array(fc.tuple(growing, fc.boolean(), fc.integer({ min: 0, max: 72 })), { minLength: 1, maxLength: 4 }),
  })
  .map(({ lines, ...more }) =>
    entry({
      ...more,
      protection: more.class === 'protected' ? { ground: '民生保障', cap: '日产不超过 10 吨', until: null } : null,
      lines: lines.map(([measures, interruptible, safeStopHours], place) =>
        line(
          `${place + 1}#`,
          Object.fromEntries(LISTED_LEVELS.map((level, n) => [level, measures[n] ?? { kind: 'none' }])),
          {
            interruptible,
            safeStopHours,
          },
        ),
      ),
    }),
  )
