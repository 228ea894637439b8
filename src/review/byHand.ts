import type { Instant } from '../model/time.ts'
import type { Words } from '../plan/order.ts'
import type { Entry, EpisodeRecord, Traced } from './record.ts'
import type { Signed } from './timeline.ts'

/** Something that people changed beside what the rules call for (人工干预), as often as they did. */
export interface ByHand {
  readonly what: string
  readonly say: Words
  readonly count: number
  readonly first: Instant
  readonly last: Instant
}

type Named = readonly [kind: string, event: string, zh: string, en: string]

/** What counts as changed by hand, by the entry that tells of it. */
const ACTS: readonly Named[] = [
  ['exception', 'EXCEPTION_DECIDED', '个案调整', 'exceptions of single enterprises decided'],
  ['exemption', 'EXEMPTION_DECIDED', '豁免审定', 'exemptions decided'],
  ['exemption', 'EXEMPTION_ENDED', '豁免终止', 'exemptions ended'],
  ['agreement', 'AGREEMENT_SIGNED', '协商减排签订', 'negotiated reductions signed'],
  ['agreement', 'AGREEMENT_ENDED', '协商减排终止', 'negotiated reductions ended'],
  ['recall', 'RECALL_DECIDED', '误发更正审定', 'recalls decided'],
  ['tightening', 'TIGHTENING_DECLARED', '县级加严', 'counties asked for more'],
  ['tightening', 'TIGHTENING_ENDED', '县级加严终止', 'what counties asked for more was ended'],
  ['repin', 'RULEBOOK_REPINNED', '更正规则后继续执行', 'went on by a corrected book'],
  ['warning', 'PLANNING_ASKED_ANEW', '重新生成指令', 'orders planned anew'],
  ['warning', 'GROUP_ACTED', '联防联控区域统一行动', 'a group of counties acted together'],
  ['warning', 'CALL_SHEET_PRINTED', '打印电话通知单', 'call sheets printed'],
]

/** An officer's word on what was forecast or observed, by the origin of the bulletin. */
const WORDS: Readonly<Record<string, Named>> = {
  hand: ['bulletin', 'hand', '人工录入预报', 'forecasts entered by hand'],
  correction: ['bulletin', 'correction', '订正、补录预报与实况', 'forecasts and observations corrected or filled in'],
  accepted: ['bulletin', 'accepted', '采用存疑数值', 'doubted values accepted'],
}

/** Counts what officers did beside the rules, each with the entries that tell of it. */
export function byHandOf(
  { entries, ended, warning }: EpisodeRecord,
  signed: readonly Signed[],
): Traced<readonly ByHand[]> {
  const found = new Map<string, { say: Words; told: Entry[] }>()
  const officers = new Set(signed.flatMap(({ ground, seq }) => (ground === 'officer' ? [seq] : [])))
  for (const entry of entries) {
    // What is done in the area afterwards, or under another warning, is not this one's.
    if ((ended !== null && entry.at > ended) || (entry.kind === 'warning' && entry.subject !== warning.id)) continue
    const act = actOf(entry, officers)
    if (act === null) continue
    const [kind, event, zh, en] = act
    const name = `${kind}.${event}`
    const known = found.get(name) ?? { say: { zh, en }, told: [] }
    known.told.push(entry)
    found.set(name, known)
  }
  const value = [...found].map(([what, { say, told }]) => {
    const times = told.map(({ at }) => at).sort()
    return { what, say, count: told.length, first: times[0] ?? '', last: times.at(-1) ?? '' }
  })
  const seqs = [...found.values()].flatMap(({ told }) => told.map(({ seq }) => seq))
  return { value, entries: seqs.sort((a, b) => a - b) }
}

function actOf(entry: Entry, officers: ReadonlySet<number>): Named | null {
  const { kind, event, seq, body } = entry
  if (officers.has(seq))
    return [
      'warning',
      'officer',
      '无规则依据或由人工提出、经签发的预警调整',
      'changes that an officer called for, signed',
    ]
  if (kind === 'bulletin' && event === 'BULLETIN_RECEIVED') return WORDS[String(body['origin'])] ?? null
  if (body['decision'] === 'refuse') return null
  return ACTS.find(([ofKind, ofEvent]) => ofKind === kind && ofEvent === event) ?? null
}
