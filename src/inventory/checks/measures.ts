import {
  LISTED_LEVELS,
  MEANS_ZH,
  type Grade,
  type ListedLevel,
  type ListedMeasure,
  type Means,
} from '../../model/enterprise.ts'
import { LEVEL_ZH } from '../../model/level.ts'
import type { Measure } from '../../model/measure.ts'
import { sayMeasure } from '../../model/sayMeasure.ts'
import { fitMeans, formsOf } from '../../model/showingMeasure.ts'
import type { TableCell } from '../../rulebook/measures.ts'
import { installedIn } from '../enterpriseRows.ts'
import type { Remark } from '../finding.ts'
import type { Subject } from '../list.ts'
import { tableCell, type Check } from './check.ts'
import { asksNothing, bindsProduction, isStop, lacksBase, lowersLoad, meets } from './strength.ts'

/** Cells that a row's measure is read from. */
const CELLS = ['措施', '类型', '数值', '单位', '基准']

/** measure-base-missing, notice-shorter-than-safe-stop, measure-not-verifiable, responsible-missing: row by row */
export const rows: Check = function* (subject) {
  const { entry, at } = subject
  for (const [place, level, listed] of measuresOf(subject)) {
    const { measure, means, noticeHours, responsible } = listed
    const cell = (column: string) => at.measure(place, level, column)
    const read = [cell('措施'), cell('类型')]
    if (lacksBase(measure))
      yield { at: cell('基准'), code: 'measure-base-missing', message: 'a share of what? Name the base', from: read }
    if (asksNothing(measure)) continue
    const { safeStopHours: hours = 0, meanwhile = null } = entry.lines[place] ?? {}
    // A plan that says what holds meanwhile has thought of it.
    if (bindsProduction(measure) && noticeHours < hours && meanwhile === null)
      yield {
        at: cell('提前通知小时'),
        code: 'notice-shorter-than-safe-stop',
        message: `${noticeHours} hours' notice, and a safe stop takes ${hours}`,
        from: [...read, at.line(place, '安全停车小时')],
      }
    const [fit, needed] = [fitMeans(measure), means.map(installedIn)]
    const has = means.filter((one, n) => needed[n] === null || entry.monitoring.includes(one))
    if (!has.some((one) => fit.has(one)))
      yield {
        at: cell('核查方式'),
        code: 'measure-not-verifiable',
        message: sayUnshown(means, has, fit),
        // Of a share whose base is not known nobody knows either what would show it.
        from: [
          ...read,
          ...(lacksBase(measure) ? [cell('基准')] : []),
          ...needed.flatMap((header) => (header === null ? [] : [at.enterprise(header)])),
        ],
      }
    if (formsOf(measure).some(({ kind }) => kind === 'stopUnits'))
      yield {
        at: cell('措施'),
        code: 'measure-not-verifiable',
        message: 'which of the equipment stops is not named: the plant has to name it when the order comes',
        from: read,
        severity: 'info',
      }
    if (responsible === null)
      yield {
        at: cell('责任人'),
        code: 'responsible-missing',
        message: 'the step has no responsible person who could be called',
        from: [...read, cell('责任人电话')],
      }
  }
}

function sayUnshown(named: readonly Means[], has: readonly Means[], fit: ReadonlySet<Means>): string {
  const say = (means: Iterable<Means>) => [...means].map((one) => MEANS_ZH[one]).join('、')
  if (named.length === 0) return `nothing is named that would show it; ${say(fit)} would`
  const absent = named.filter((one) => !has.includes(one))
  return [
    ...(absent.length > 0 ? [`${say(absent)}: not installed`] : []),
    ...(has.length > 0 ? [`${say(has)}: does not show it, ${say(fit)} would`] : []),
  ].join('; ')
}

/** measure-weaker-at-higher-level, measure-not-comparable: each level beside the one below it */
export const levels: Check = function* ({ entry, at }) {
  for (const [place, { measures }] of entry.lines.entries())
    for (const [below, above] of [
      ['yellow', 'orange'],
      ['orange', 'red'],
    ] as const) {
      const [lower, higher] = [measures[below], measures[above]]
      if (lower === undefined || higher === undefined) continue
      const met = meets(higher.measure, lower.measure)
      if (met === true) continue
      const words = `${LEVEL_ZH[above]} “${say(higher)}”, ${LEVEL_ZH[below]} “${say(lower)}”`
      const from = CELLS.flatMap((column) => [at.measure(place, below, column), at.measure(place, above, column)])
      const place_ = at.measure(place, above, '措施')
      yield met === false
        ? { at: place_, code: 'measure-weaker-at-higher-level', message: `weaker than below: ${words}`, from }
        : {
            at: place_,
            code: 'measure-not-comparable',
            message: `not to be compared: ${words}`,
            from,
            severity: 'info',
          }
    }
}

/** heating-has-stop: household heating is on the list without stop or limit (高政办发〔2020〕46号). */
export const heating: Check = function* (subject) {
  if (subject.entry.class !== 'heating') return
  for (const [place, level, { measure, text }] of measuresOf(subject))
    if (bindsProduction(measure))
      yield {
        at: subject.at.measure(place, level, '措施'),
        code: 'heating-has-stop',
        message: `household heating neither stops nor is limited, “${sayMeasure(measure, text).zh}” does`,
        from: [subject.at.enterprise('企业类型'), subject.at.measure(place, level, '类型')],
      }
}

/** stop-cause-without-stop: whoever is stopped for cause stops at red, every line of it, or the one process. */
export const causes: Check = function* ({ entry, at }) {
  for (const [place, line] of entry.lines.entries()) {
    const red = line.measures.red
    if ((entry.stopCause ?? line.stopCause) === null || red === undefined || isStop(red.measure)) continue
    yield {
      at: at.measure(place, 'red', '措施'),
      code: 'stop-cause-without-stop',
      message: `stopped for cause, and red is “${say(red)}”`,
      from: [
        entry.stopCause === null ? at.line(place, '停产原因') : at.enterprise('停产原因'),
        ...CELLS.slice(1).map((column) => at.measure(place, 'red', column)),
      ],
    }
  }
}

/** measure-load-where-line-must-stop, measure-weaker-than-table, measure-not-comparable: beside the guide's table */
export const tables: Check = function* (subject, context) {
  const { measures, applying, asOf } = context
  const { entry } = subject
  if (entry.class !== 'key' || asOf === null) return
  // Whoever is stopped for cause has no grade; who should be rated and is not counts as D.
  if (entry.stopCause !== null) return
  const counted = [entry.grade, ...(entry.alsoRated ?? []).map((one) => one.grade)].map((one): Grade =>
    one === 'shouldBeRated' ? 'D' : one,
  )
  const [own = entry.grade] = counted
  // Of several industries the worst counts.
  const grade = applying.worst(counted, asOf)?.grade ?? own
  if (measures.ownDecision(grade, asOf) !== null) return
  for (const level of LISTED_LEVELS) {
    const cell = tableCell(entry, grade, level, context)
    if (cell !== null) yield* besideTable(subject, level, cell)
  }
}

function* besideTable({ entry, at }: Subject, level: ListedLevel, cell: TableCell): Iterable<Remark> {
  const asked = cell.measures.find((measure) => bindsProduction(measure))
  if (asked === undefined) return
  const bound = [...entry.lines.entries()].filter(
    ([, { name, step, device }]) =>
      cell.lines.length === 0 || cell.lines.some((word) => `${name} ${step} ${device}`.includes(word)),
  )
  // A share of the lines may fall on any of them: what others stop is not asked of this one.
  let owed =
    asked.kind === 'stopLines'
      ? Math.ceil((bound.length * asked.share) / 10_000) -
        bound.filter(([, { measures }]) => isStop(measures[level]?.measure ?? { kind: 'none' })).length
      : bound.length
  const each: Measure = asked.kind === 'stopLines' ? { kind: 'stop' } : asked
  for (const [place, line] of bound) {
    const listed = line.measures[level]
    if (listed === undefined || (asked.kind === 'stopLines' && (isStop(listed.measure) || owed-- <= 0))) continue
    const met = meets(listed.measure, each)
    if (met === true) continue
    const load = isStop(each) && lowersLoad(listed.measure)
    yield {
      at: at.measure(place, level, '措施'),
      code: load
        ? 'measure-load-where-line-must-stop'
        : met === null
          ? 'measure-not-comparable'
          : 'measure-weaker-than-table',
      message: `${LEVEL_ZH[level]} “${say(listed)}”, ${cell.clause.document} ${cell.clause.clause} “${sayMeasure(asked).zh}”`,
      from: [
        at.enterprise('行业'),
        at.enterprise('绩效等级'),
        at.enterprise('企业类型'),
        ...CELLS.slice(1).map((column) => at.measure(place, level, column)),
      ],
    }
  }
}

function say({ measure, text }: ListedMeasure<unknown>): string {
  return sayMeasure(measure, text).zh
}

function* measuresOf({ entry }: Subject): Iterable<[place: number, level: ListedLevel, ListedMeasure<unknown>]> {
  for (const [place, { measures }] of entry.lines.entries())
    for (const level of LISTED_LEVELS) {
      const listed = measures[level]
      if (listed !== undefined) yield [place, level, listed]
    }
}
