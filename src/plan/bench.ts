import { monotonicMs } from '../clock.ts'
import { carriers, countedByList, exemptions, prove } from '../inventory/proof.ts'
import { countiesSparing } from '../inventory/sparing.ts'
import { LISTED_LEVELS, type Entry, type Grade, type Line, type ListedMeasure } from '../model/enterprise.ts'
import type { Io } from '../model/command.ts'
import type { Measure } from '../model/measure.ts'
import { shareOf, type Emissions } from '../model/tonnes.ts'
import type { Floors } from '../rulebook/reduction.ts'
import type { Listed, Rules } from './asked.ts'
import { planOrders } from './decide.ts'
import { termsOn } from './oneDay.ts'
import { WhatIf } from './whatIf/decide.ts'

const DAY = '2020-11-26'
/** As the engine plans over PostgreSQL: the orders of a chunk are written and let go. */
const CHUNK = 1000
/** How often the consultation asks. */
const ASKS = 20

/**
 * Plans the orders of a province's enterprises for one level and proves its floors, in the pure core (`bench plan`),
 * beside a floor: the same rows written as JSON and read again, which is what any planning that keeps its orders must do
 * at least once.
 */
export function benchPlan(enterprises: number, rules: Rules, floors: Floors, io: Io): void {
  const listed = Array.from({ length: enterprises }, (_, n): Listed => ({ enterprise: `e${n}`, entry: madeUp(n) }))
  const terms = termsOn(DAY, 'orange', { id: 'list', name: '示例清单' }, new Set())
  const plan = () => {
    let orders = 0
    for (let from = 0; from < listed.length; from += CHUNK)
      orders += planOrders(listed.slice(from, from + CHUNK), terms, rules).length
    return orders
  }
  plan()
  const planSeconds = secondsOf(plan)
  io.err(`planning: ${enterprises} enterprises in ${planSeconds.toFixed(2)} s`)
  proveAll(listed, floors)
  const proofSeconds = secondsOf(() => proveAll(listed, floors))
  io.err(`proof: the same in ${proofSeconds.toFixed(3)} s`)
  const asks = Array.from({ length: ASKS }, () => secondsOf(() => askWhatIf(listed, terms, rules, floors))).sort(
    (a, b) => a - b,
  )
  io.err(`what if: the same asked ${ASKS} times, each in ${((asks.at(-1) ?? 0) * 1000).toFixed(0)} ms at most`)
  const floorSeconds = secondsOf(() => JSON.parse(JSON.stringify(listed)) as unknown)
  io.err(`floor: the same rows written and read as JSON in ${floorSeconds.toFixed(2)} s`)
  io.out(
    JSON.stringify({
      enterprises,
      seconds: rounded(planSeconds),
      perSecond: Math.round(enterprises / planSeconds),
      floorPerSecond: Math.round(enterprises / floorSeconds),
      ratio: rounded(floorSeconds / planSeconds),
      proofSeconds: rounded(proofSeconds),
      whatIfSeconds: rounded(asks[asks.length >> 1] ?? 0),
      whatIfWorstSeconds: rounded(asks.at(-1) ?? 0),
      peakMB: Math.round(process.resourceUsage().maxRSS / 1024),
    }),
  )
}

/** What one level, start and scope would come to, of rows that are in memory already. */
function askWhatIf(
  listed: readonly Listed[],
  terms: ConstructorParameters<typeof WhatIf>[0],
  rules: Rules,
  floors: Floors,
): number {
  const sums = new WhatIf(terms, rules, floors, { counties: null, industries: null }, terms.issuedAt)
  sums.add(listed)
  return sums.outcome().all.enterprises
}

/** The whole proof: every level, pollutant and county, who carries them, what each exemption would break. */
function proveAll(listed: readonly Listed[], floors: Floors): number {
  const rows = listed.map(({ enterprise, entry }) => countedByList(enterprise, entry, floors))
  const places = prove(rows, floors)
  const breaks = exemptions(places, floors)
  const needed = rows.filter((row) => breaks(row).length > 0).length
  for (const floor of places[0]?.floors ?? []) carriers(rows, floor, 10)
  return needed + countiesSparing(rows, floors).orange.size
}

const INDUSTRIES = ['cement', 'glass', 'foundry', 'coking', 'other', 'secondary-metals', 'brick'] as const
const GRADES: readonly Grade[] = ['C', 'B', 'C', 'unrated', 'D', 'A', 'C', 'B-']
const COUNTIES = 140

/** Enterprises of a province: a quarter of them small, a fifth with a second line; the same at every run. */
function madeUp(n: number): Entry {
  const daily: Emissions = {
    so2: 10_000_000 + ((n * 7_919) % 90_000_000),
    nox: 20_000_000 + ((n * 104_729) % 180_000_000),
    pm: 3_000_000 + ((n * 1_299_709) % 30_000_000),
    vocs: 1_000_000 + ((n * 15_485_863) % 9_000_000),
  }
  const lines = n % 5 === 0 ? [1, 2] : [1]
  return {
    creditCode: `示例${n}`,
    name: `示例企业${n}`,
    county: String(140_100 + (n % COUNTIES)),
    township: null,
    permit: null,
    industry: INDUSTRIES[n % INDUSTRIES.length] ?? 'other',
    industryKind: null,
    industryCode: null,
    class: n % 4 === 0 ? 'small' : 'key',
    grade: GRADES[n % GRADES.length] ?? 'C',
    gradeUntil: null,
    protection: null,
    stopCause: null,
    zone: null,
    builder: null,
    trucksADay: null,
    daily,
    planDated: null,
    monitoring: [],
    cleanTransport: null,
    lines: lines.map((number) => lineOf(number, shareOf(daily, 10_000 / lines.length))),
  }
}

function lineOf(number: number, daily: Emissions): Line<string> {
  const shares = { yellow: 2000, orange: 3000, red: 4000 } as const
  const own = (level: keyof typeof shares): ListedMeasure<string> => {
    const measure: Measure = { kind: 'reduce', share: shares[level], base: '产能' }
    const text = `${number}#线限产${shares[level] / 100}%`
    const reduction = shareOf(daily, shares[level])
    return { text, measure, noticeHours: 24, means: ['power', 'ledger'], responsible: 'person', reduction }
  }
  return {
    number: `${number}#`,
    name: `${number}#线`,
    step: '',
    device: '',
    capacity: null,
    capacityUnit: null,
    interruptible: true,
    safeStopHours: 8,
    coupledTo: [],
    meanwhile: null,
    stopCause: null,
    bases: {},
    daily,
    measures: Object.fromEntries(LISTED_LEVELS.map((level) => [level, own(level)])),
  }
}

function secondsOf(work: () => unknown): number {
  const begun = monotonicMs()
  work()
  return (monotonicMs() - begun) / 1000
}

function rounded(value: number): number {
  return Number(value.toPrecision(3))
}
