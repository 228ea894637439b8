import { LEVEL_ZH, RESPONSE_ZH } from '../model/level.ts'
import { dayAt } from '../feed/moment.ts'
import { addDays, startOfDay, type Day, type Instant } from '../model/time.ts'
import type { Change } from '../../machines/warning.ts'
import type { Rulebook } from '../rulebook/levels.ts'
import type { Grounds } from './card.ts'
import { sayThreshold } from './sayNearest.ts'
import type { Assessment } from './store.ts'
import type { TracedClause } from './trace.ts'
import { peakOf } from './voices.ts'
import { CAUSE_NAME, joined, nameOf, sayDay, sayDays, sayHour, sayLevel, saySpan, type Words } from './words.ts'

/** How much time there is (时限), seen from now. */
export interface Times {
  readonly now: Instant
  /** When the response would begin; null where nothing is called for. */
  readonly startsAt: Instant | null
  /** The last hour that leaves the book's notice. */
  readonly issueBy: Instant | null
  /** The warning and the change that waits for a signature, if one does. */
  readonly proposed: {
    readonly waits: boolean
    readonly change: {
      readonly signBy: Instant
      readonly kind?: Change['kind']
      readonly ground?: Change['ground']
      readonly ruled?: boolean | undefined
    } | null
    readonly signer: Words | null
  } | null
}

/**
 * The card in one sentence: what, from when, why, how sure, how much time is left. It is read at night, by one person,
 * before anything else.
 */
export function headline(assessment: Assessment, book: Rulebook | null, grounds: Grounds | null, times: Times): Words {
  return joined(
    [
      sayWhat(assessment),
      sayLate(assessment),
      sayWhy(assessment, book),
      grounds && sayCause(grounds),
      grounds && saySure(assessment, grounds),
      sayGround(times),
      sayTime(times),
    ],
    '；',
    '; ',
  )
}

function sayWhat({ level, from, to, trace }: Assessment): Words {
  if (level === 'none' || from === null || to === null) {
    const days = sayDays(trace.window.from, trace.window.to)
    return { zh: `${days.zh}不需预警`, en: `No warning for ${days.en}` }
  }
  const [starts, ends] = [sayHour(startOfDay(from)), sayHour(startOfDay(addDays(to, 1)))]
  return {
    zh: `${LEVEL_ZH[level]}（${RESPONSE_ZH[level]}响应），${starts.zh} 至 ${ends.zh}`,
    en: `${level[0]?.toUpperCase()}${level.slice(1)} from ${starts.en} to ${ends.en}`,
  }
}

/** That what waits is an officer's, and the rule calls for less. */
function sayGround({ proposed }: Times): Words | null {
  const { kind, ground, ruled } = proposed?.change ?? {}
  if (!proposed?.waits || ground !== 'officer' || ruled === true || !/^(issue|raise|extend|resume)$/.test(kind ?? ''))
    return null
  return {
    zh: '待签发的内容由值班员提出，未达到规则规定的条件，须有书面理由',
    en: 'what waits was put forward by an officer: the rule calls for less, and the reason has to be written',
  }
}

/** Why it begins at once. */
function sayLate({ trace: { late } }: Assessment): Words | null {
  if (late === undefined) return null
  const { observed, ahead, aheadHours, says, source, borrowedFrom } = late
  const document = borrowedFrom ?? source?.document ?? ''
  return {
    zh: `滞后启动：近 24 小时实测 AQI ${observed}，未来 ${aheadHours} 小时预报 AQI ${ahead}，均${sayThreshold(says)}，未见明显改善，应立即启动${document === '' ? '' : `（${document}）`}`,
    en: `late start: AQI ${observed} observed over 24 h and ${ahead} forecast for the next ${aheadHours} h, both ${says}: no clear improvement, start at once${document === '' ? '' : ` (${document})`}`,
  }
}

/** The clause that the level rests on, with the values that it read; where none holds, how high it gets. */
function sayWhy({ level, from, to, trace, outlook }: Assessment, book: Rulebook | null): Words | null {
  if (level === 'none') {
    const peak = peakOf(outlook)
    if (peak === null) return { zh: '尚无预报', en: 'nothing is forecast' }
    const day = sayDay(peak.day)
    return { zh: `最高为${day.zh} AQI ${shown(peak.aqi)}`, en: `the highest is AQI ${shown(peak.aqi)} on ${day.en}` }
  }
  const holding = trace.alternatives.find(
    (one) => one.level === level && one.runs.some((run) => run.from === from && run.to === to),
  )
  if (holding === undefined) return null
  const read = holding.clauses[0] === undefined ? [] : valuesOf(holding.clauses[0], from, to)
  const reads = holding.clauses[0]?.reads ?? 'aqi'
  const clauses = holding.clauses.map((clause) => {
    // What the values are of stands before them; a further clause that reads something else says so.
    const name = clause.reads === reads ? '' : `${nameOf(clause.reads)} `
    const [which, long] = [sayWhich(clause), sayLong(clause)]
    return {
      zh: `${name}${which.zh}${sayThreshold(clause.says)}${long.zh}`,
      en: `${name}${clause.says}${which.en}${long.en}`,
    }
  })
  const asked = joined(clauses, '，且', ' and ')
  const document = holding.source?.document ?? book?.title.zh ?? trace.rulebook.id
  const what = nameOf(reads)
  return {
    zh: `${what} ${read.join('、')}，${asked.zh}（${document}）`,
    en: `${what} ${read.join(', ')}: ${asked.en} (${document})`,
  }
}

/** More values than these are said by their ends: nobody reads a day's hours in a sentence. */
const MOST_VALUES = 7

/** The values that passed, of a run of days those inside it. */
function valuesOf({ on, read }: TracedClause, from: Day | null, to: Day | null): string[] {
  const isInside = (at: string) => from !== null && to !== null && dayAt(at) >= from && dayAt(at) <= to
  const values = read.flatMap(({ at, value, passed }) =>
    on === null ? (isInside(at) ? [{ value, passed }] : []) : passed ? [{ value, passed }] : [],
  )
  const said = values.map(({ value }) => value ?? '–')
  if (said.length <= MOST_VALUES) return said
  const passing = values.flatMap(({ value, passed }) => (passed && value !== null ? [value] : []))
  const sorted = passing.toSorted((a, b) => Number.parseFloat(a) - Number.parseFloat(b))
  const [least, most] = [sorted[0], sorted.at(-1)]
  return least === undefined || most === undefined ? [] : [least === most ? least : `${least}–${most}`]
}

const WHICH_DAY = {
  [-2]: { zh: '昨日', en: 'the day before today' },
  [-1]: { zh: '今日', en: 'today' },
  [0]: { zh: '明日', en: 'tomorrow' },
} as const

/** The day that a clause names, and the hours of it. */
function sayWhich({ on, between }: TracedClause): Words {
  if (on === null) return { zh: '', en: '' }
  const { zh, en } = WHICH_DAY[on]
  if (between === null) return { zh, en: ` ${en}` }
  const [first, until] = between
  return { zh: `${zh} ${first}–${until} 时均值`, en: ` ${en} from ${first} to ${until} h` }
}

function sayLong({ on, hours }: TracedClause): Words {
  return on !== null && hours >= 24 ? { zh: '', en: '' } : { zh: `，满 ${hours} 小时`, en: ` for ${hours} h` }
}

function sayCause({ cause }: Grounds): Words | null {
  const excluded = cause.days.flatMap(({ day, cause: of, excluded: out }) => (out && of !== null ? [{ day, of }] : []))
  const [first] = excluded
  if (first !== undefined) {
    const name = CAUSE_NAME[first.of]
    const then = sayLevel(cause.without)
    return {
      zh: `${excluded.map(({ day }) => sayDay(day).zh).join('、')}因${name.zh}不计入停限产，只发健康提示（若计入：${then.zh}）`,
      en: `${excluded.map(({ day }) => sayDay(day).en).join(', ')} left out of orders for ${name.en}, health advice only (with it: ${then.en})`,
    }
  }
  const [marked] = cause.ifMarked
  if (marked === undefined) return null
  const [name, then] = [CAUSE_NAME[marked.cause], sayLevel(marked.level)]
  return {
    zh: `首要污染物似为${name.zh}：如由值班员认定，则${then.zh}`,
    en: `it looks like ${name.en}: marked so by an officer it is ${then.en}`,
  }
}

/** How far it is from another answer, what others say, what was said before. */
function saySure(assessment: Assessment, { up, down, range, voices, disagreement, previous }: Grounds): Words {
  return joined(
    [
      down[0]?.say ?? null,
      up[0]?.say ?? null,
      range && range.low !== range.high
        ? {
            zh: `预报区间低值${sayLevel(range.low).zh}、高值${sayLevel(range.high).zh}`,
            en: `the low ends call for ${sayLevel(range.low).en}, the high ends for ${sayLevel(range.high).en}`,
          }
        : null,
      sayVoices(assessment, voices, disagreement !== null),
      sayPrevious(assessment, previous),
    ],
    '；',
    '; ',
  )
}

function sayVoices({ level }: Assessment, voices: Grounds['voices'], differ: boolean): Words | null {
  if (voices.length < 2) return voices.length === 0 ? null : { zh: '仅一家预报', en: 'one provider only' }
  if (!differ) return { zh: `${voices.length} 家预报一致`, en: `all ${voices.length} providers agree` }
  const others = voices.filter((voice) => voice.level !== level)
  return {
    zh: `${voices.length} 家预报中 ${others.map((one) => `${one.provider}为${sayLevel(one.level).zh}`).join('、')}`,
    en: `of ${voices.length} providers ${others.map((one) => `${one.provider} calls for ${sayLevel(one.level).en}`).join(', ')}`,
  }
}

function sayPrevious({ level }: Assessment, previous: Grounds['previous']): Words | null {
  if (previous === null) return null
  const at = sayHour(previous.at)
  return previous.level === level
    ? { zh: `与上次研判（${at.zh}）同级`, en: `the same as at ${at.en}` }
    : {
        zh: `上次研判（${at.zh}）为${sayLevel(previous.level).zh}`,
        en: `at ${at.en} it was ${sayLevel(previous.level).en}`,
      }
}

function sayTime({ now, startsAt, issueBy, proposed }: Times): Words | null {
  const parts: Words[] = []
  const { change, signer, waits } = proposed ?? {}
  if (change && signer && waits) {
    const [at, left] = [sayHour(change.signBy), saySpan(now, change.signBy)]
    const late = change.signBy <= now
    parts.push({
      zh: late ? `${signer.zh}签发已超时 ${left.zh}` : `须由${signer.zh}于 ${at.zh} 前签发，还剩 ${left.zh}`,
      en: late
        ? `the signature of the ${signer.en} is ${left.en} overdue`
        : `the ${signer.en} signs by ${at.en}, ${left.en} left`,
    })
  }
  if (startsAt !== null && startsAt > now) {
    const left = saySpan(now, startsAt)
    const lead = issueBy !== null && issueBy < now
    parts.push({
      zh: `距开始 ${left.zh}${lead ? '（已不足规定提前量）' : ''}`,
      en: `${left.en} to the start${lead ? ' (less than the notice that the rule asks for)' : ''}`,
    })
  }
  return parts.length === 0 ? null : joined(parts, '，', ', ')
}

function shown(value: number): string {
  return String(Math.round(value * 10) / 10)
}
