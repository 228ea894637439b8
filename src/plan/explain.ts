import {
  CLASS_ZH,
  GRADE_ZH,
  STOP_CAUSE_ZH,
  type Entry,
  type ListedLevel,
  type StopForCause,
} from '../model/enterprise.ts'
import type { Areas } from '../model/area.ts'
import { showPercent } from '../model/tonnes.ts'
import type { Industries } from '../rulebook/industries.ts'
import type { Clause } from '../rulebook/measures.ts'
import type { Season } from '../rotation/season.ts'
import { asked, planOf, type Listed, type Rules } from './asked.ts'
import type { Work } from './beside.ts'
import { orderOf } from './decide.ts'
import type { OrderContent, Terms, Words } from './order.ts'
import { sayClause, sayDuties } from './wording.ts'

/** One thing that was asked, in order (研判步骤). */
export interface Step {
  readonly id: string
  readonly asks: Words
  /** What was read of the list and of the season's plan for it, by its column; recorded while it was read. */
  readonly read: Readonly<Record<string, string>>
  /**
   * `decides`: this one; `wouldDecide`: it would have, had not an earlier one; `adds`: it makes the order stricter;
   * `eases`: it makes it milder;
   * `changesNothing`: it concerns this enterprise, and what holds is as strict; `no`: it does not concern it.
   */
  readonly outcome: 'decides' | 'wouldDecide' | 'adds' | 'eases' | 'changesNothing' | 'no'
  readonly clause: Clause | null
  /** The lines that it changed. */
  readonly changes: readonly { readonly line: string; readonly was: Words; readonly now: Words }[]
  readonly say: Words
}

/** What industries and places are called, for whoever reads a step. */
export interface Names {
  readonly industries: Pick<Industries, 'nameOf' | 'kindName'>
  readonly areas: Pick<Areas, 'find'>
}

/**
 * Why one enterprise has to do what it has to at one level on one day: its order, and each step that led to it. The
 * order is made by the evaluator that plans thousands; this only listens.
 */
export function explainOrder(
  listed: Listed,
  terms: Terms & { readonly level: ListedLevel },
  rules: Rules,
  names: Names,
): { readonly order: OrderContent; readonly steps: readonly Step[] } {
  const seen = new Map<string, string>()
  const of = asked(listed, planOf(terms, rules))
  const steps: Step[] = []
  let before = new Map<string, Words>()
  const step = (id: string, asks: Words, outcome: Step['outcome'], clause: Clause | null, changes: Step['changes']) => {
    const read = Object.fromEntries(seen)
    seen.clear()
    steps.push({ id, asks, read, outcome, clause, changes, say: sayStep(asks, read, outcome, clause, changes) })
  }
  const order = orderOf(
    {
      ...of,
      entry: recorded(of.entry, entryWords(of.entry, names), seen),
      season: recorded(of.season, SEASON_WORDS, seen),
    },
    {
      question({ basis, asks }, clause, decides) {
        step(basis, asks, clause === null ? 'no' : decides ? 'decides' : 'wouldDecide', clause, [])
      },
      begun(work) {
        before = told(work)
        seen.clear()
      },
      addition({ id, asks }, clause, work) {
        const now = told(work)
        const changes = [...now].flatMap(([line, words]) => {
          const was = before.get(line)
          return was?.zh === words.zh ? [] : [{ line, was: was ?? NOTHING, now: words }]
        })
        before = now
        const changed = id === 'allowance' ? 'eases' : 'adds'
        step(id, asks, clause === null ? 'no' : changes.length > 0 ? changed : 'changesNothing', clause, changes)
      },
    },
  )
  return { order, steps }
}

const NOTHING: Words = { zh: '无', en: 'nothing' }
/** The ban on transport is the enterprise's: it is told of under this name. */
const TRANSPORT = '运输'

function told({ drafts, transport }: Work): Map<string, Words> {
  const words = new Map(
    drafts.map(({ line, action, also, season }) => [
      line.number,
      sayDuties({ action, also, ...(season ? { season } : {}) }),
    ]),
  )
  return transport ? words.set(TRANSPORT, sayDuties({ action: transport, also: null })) : words
}

type Readers<T> = { readonly [K in keyof T]?: { readonly word: string; say(value: T[K]): string } }

const plain = (word: string) => ({ word, say: (value: string | null) => value ?? '—' })
const cause = (value: StopForCause | null) =>
  value === null
    ? '—'
    : `${STOP_CAUSE_ZH[value.cause]}，改造期限 ${value.deadline ?? '—'}，逾期执行起始日 ${value.from ?? '—'}`

/** The columns of the list, as an officer knows them. */
const entryWords = ({ industry: of }: Entry, { industries, areas }: Names): Readers<Entry> => ({
  class: { word: '企业类型', say: (value) => CLASS_ZH[value] },
  grade: { word: '绩效等级', say: (value) => GRADE_ZH[value] },
  gradeUntil: plain('等级有效期'),
  alsoRated: {
    word: '其他行业等级',
    say: (value = []) =>
      value.map(({ industry, grade }) => `${industries.nameOf(industry).zh} ${GRADE_ZH[grade]}`).join('；'),
  },
  protection: {
    word: '保障',
    say: (value) =>
      value === null ? '—' : `${value.ground}，${value.until === null ? '无期限' : `至 ${value.until}`}`,
  },
  stopCause: { word: '停产原因', say: cause },
  industry: { word: '行业', say: (value) => industries.nameOf(value).zh },
  industryKind: {
    word: '行业小类',
    say: (value) => (value === null ? '—' : industries.kindName(of, value)),
  },
  industryCode: plain('国民经济行业代码'),
  county: { word: '县(市、区)', say: (value) => areas.find(value)?.name ?? value },
  zone: plain('管控分区'),
  cleanTransport: { word: '清洁运输比例', say: (value) => (value === null ? '—' : `${showPercent(value)}%`) },
  lines: {
    word: '工序停产原因',
    say: (lines) =>
      lines.flatMap(({ number, stopCause }) => (stopCause ? [`${number} ${cause(stopCause)}`] : [])).join('；'),
  },
})
const SEASON_WORDS: Readers<Season> = {
  blacklistedFrom: plain('列入黑名单'),
  standstills: {
    word: '错峰停产',
    say: (all) => all.map(({ line, from, until }) => `${line} ${from} 起 ${until} 前`).join('；') || '—',
  },
}

/** The same thing, which writes down what is read of it. */
function recorded<T extends object>(thing: T, words: Readers<T>, seen: Map<string, string>): T {
  return new Proxy(thing, {
    get(target, key) {
      const value = Reflect.get(target, key) as T[keyof T]
      const reader = words[key as keyof T]
      const said = reader?.say(value) ?? ''
      if (reader && said !== '') seen.set(reader.word, said)
      return value
    },
  })
}

const OUTCOME: Readonly<Record<Step['outcome'], Words>> = {
  decides: { zh: '是，据此确定', en: 'yes: this decides' },
  wouldDecide: { zh: '是，但已由前项确定', en: 'yes, but an earlier one decided' },
  adds: { zh: '是，从严', en: 'yes: made stricter' },
  eases: { zh: '是，按批准的执行', en: 'yes: what was allowed holds' },
  changesNothing: { zh: '是，已同样严格', en: 'yes: as strict already' },
  no: { zh: '否', en: 'no' },
}

function sayStep(
  asks: Words,
  read: Step['read'],
  outcome: Step['outcome'],
  clause: Clause | null,
  changes: Step['changes'],
): Words {
  const seen = Object.entries(read).map(([word, value]) => `${word} ${value}`)
  const by = clause ? sayClause(clause) : ''
  const [zh, en] = [
    changes.map(({ line, was, now }) => `${line} 由“${was.zh}”改为“${now.zh}”`).join('；'),
    changes.map(({ line, was, now }) => `${line}: instead of “${was.en}” now “${now.en}”`).join('; '),
  ]
  const tail = (words: readonly string[], mark: string) =>
    words
      .filter((one) => one !== '')
      .map((one) => `${mark}${one}`)
      .join('')
  const reading = seen.length > 0 ? `（${seen.join('；')}）` : ''
  return {
    zh: `${asks.zh}：${OUTCOME[outcome].zh}${reading}${tail([zh, by], '。')}`,
    en: `${asks.en} ${OUTCOME[outcome].en}${reading}${tail([en, by], '. ')}`,
  }
}
