import fc from 'fast-check'
import { compareMeasures } from '../../src/model/compareMeasures.ts'
import {
  BASES,
  CAPPED,
  UNITS,
  type Capped,
  type Measure,
  type Part,
  type PlantUnit,
  type Simple,
  type Timed,
} from '../../src/model/measure.ts'
import { banOf, FUELS, VEHICLES, type Ban, type Fuel, type VehicleClass } from '../../src/model/vehicles.ts'

const share = fc.integer({ min: 1, max: 10_000 })
/** A few figures, so that two measures often meet. */
const few = fc.constantFrom(1000, 2000, 5000, 9999)
const hours = fc.constantFrom(12, 28, 36, 48, 144)
const figure = fc.constantFrom('0.5', '5', '22', '35', '768')
const ids = <Id extends string>(table: Readonly<Record<Id, unknown>>) =>
  fc.constantFrom(...(Object.keys(table) as Id[]))

const stages = fc.option(
  fc
    .tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }))
    .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) })),
)
const vehicleBan: fc.Arbitrary<Ban> = fc
  .record({
    vehicles: ids<VehicleClass>(VEHICLES),
    stages,
    fuel: fc.option(ids<Fuel>(FUELS)),
    place: fc.option(fc.constantFrom('绕城高速以内', '厂区')),
    hours: fc.option(fc.constantFrom({ from: 6, until: 22 }, { from: 7, until: 20 })),
    except: fc.option(fc.constantFrom('民生保障', '外贸')),
    trips: fc.oneof(
      fc.constant('none' as const),
      few.map((less) => ({ less })),
      fc.integer({ min: 0, max: 30 }).map((mostADay) => ({ mostADay })),
    ),
  })
  .map(banOf)

const ceiling = fc
  .tuple(
    fc.subarray(['so2', 'nox', 'pm', 'vocs'] as const, { minLength: 1 }),
    figure,
    figure,
    fc.option(fc.constantFrom('9', '16')),
  )
  .map(([names, a, b, oxygen]): Simple => ({
    kind: 'ceiling',
    limits: Object.fromEntries(names.map((name, place) => [name, place % 2 === 0 ? a : b])),
    oxygen,
  }))

/** Every kind but `other`, of which there are as many as there are words. */
export const simpleMeasures: fc.Arbitrary<Simple> = fc.oneof(
  fc.constantFrom<Simple>(
    { kind: 'none' },
    { kind: 'ownDecision' },
    { kind: 'stop' },
    { kind: 'stopHot' },
    { kind: 'idle' },
    { kind: 'transport', ban: 'allRoad' },
  ),
  fc.oneof(few, fc.integer({ min: 1, max: 9_999 })).map((share): Simple => ({ kind: 'stopLines', share })),
  fc
    .tuple(
      ids<PlantUnit>(UNITS).filter((unit) => unit !== 'line'),
      fc.oneof(fc.record({ share: fc.oneof(few, share) }), fc.record({ count: fc.integer({ min: 1, max: 99 }) })),
    )
    .map(([unit, least]): Simple => ({ kind: 'stopUnits', unit, least })),
  fc
    .subarray(['喷漆工序', '涉VOCs排放工序', '土石方作业', '装卸'], { minLength: 1 })
    .map((steps): Simple => ({ kind: 'stopSteps', steps })),
  fc
    .tuple(fc.oneof(few, share), fc.constantFrom(...Object.keys(BASES), '合同产量'))
    .map(([share, base]): Simple => ({ kind: 'reduce', share, base })),
  fc
    .tuple(ids<Capped>(CAPPED), figure, fc.constantFrom('吨/日', '吨/小时', '立方米/小时'))
    .map(([of, most, unit]): Simple => ({
      kind: 'cap',
      of,
      most,
      unit: of === 'load' ? '%' : of === 'heats' ? '炉/日' : unit,
    })),
  fc.subarray(['洒水', '苫盖', '清扫'], { minLength: 1 }).map((ways): Simple => ({ kind: 'suppressDust', ways })),
  hours.map((leastHours): Simple => ({ kind: 'coking', leastHours })),
  ceiling,
  fc.tuple(hours, hours).map(([offHours, onHours]): Simple => ({ kind: 'cycle', offHours, onHours })),
  vehicleBan.map((ban): Simple => ({ kind: 'transport', ban })),
)

const timed: fc.Arbitrary<Timed> = fc.oneof(
  { weight: 4, arbitrary: simpleMeasures },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom(24, 72, 120),
        fc.oneof(simpleMeasures, fc.constantFrom<Simple>({ kind: 'stop' }, { kind: 'stopHot' })),
        simpleMeasures,
      )
      .filter(([, first, after]) => compareMeasures(after, first) === 'weaker')
      .map(([hours, first, after]): Timed => ({ kind: 'milderAfter', hours, first, after })),
  },
)

const production = timed.filter((one) =>
  (one.kind === 'milderAfter' ? [one.first, one.after] : [one]).every(
    ({ kind }) =>
      kind !== 'transport' &&
      kind !== 'ownDecision' &&
      kind !== 'none' &&
      kind !== 'stopUnits' &&
      kind !== 'stopSteps' &&
      kind !== 'suppressDust',
  ),
)
const parts: fc.Arbitrary<Measure> = fc
  .tuple(
    fc.uniqueArray(fc.tuple(fc.constantFrom('烧结机', '6米以下焦炉', '6米及以上焦炉', '独立轧钢'), production), {
      selector: ([of]) => of,
      minLength: 1,
      maxLength: 3,
    }),
    fc.option(vehicleBan),
  )
  .map(([named, ban]): Measure => ({
    kind: 'parts',
    parts: [
      ...named.map(([of, measure]): Part => ({ of, measure })),
      ...(ban === null ? [] : [{ of: null, measure: { kind: 'transport', ban } } as const]),
    ],
  }))

/** Any measure of the language (措施语言) that a cell can hold. */
export const measures: fc.Arbitrary<Measure> = fc.oneof(
  { weight: 3, arbitrary: timed },
  { weight: 1, arbitrary: parts },
)
