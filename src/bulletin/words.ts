import { RESPONSE_ZH } from '../model/level.ts'
import { sayInstant } from '../plan/wording.ts'
import type { Told } from './decide.ts'

/** What the notice says, without its head and its foot. */
export function textOf({ document }: Told): string {
  return document.body.flatMap((block) => (block.kind === 'table' ? [] : [block.text])).join('\n')
}

const DONE: Readonly<Record<Told['kind'], string>> = {
  issue: 'issued',
  raise: 'raised',
  lower: 'lowered',
  extend: 'extended',
  move: 'moved',
  suspend: 'suspended',
  resume: 'resumed',
  lift: 'lifted',
  withdraw: 'withdrawn before its start',
  correction: 'corrected',
}

export function headlineOf({ kind, holds }: Told, areaName: string): string {
  return `${areaName}: ${holds.level} warning of heavy air pollution ${DONE[kind]}`
}

export function englishOf(message: Told, areaName: string): string {
  const { kind, holds } = message
  const { level, measures = level, startsAt, endsAt } = holds
  const from = sayInstant(startsAt).en
  const until = endsAt === null ? 'until further notice' : `until ${sayInstant(endsAt).en}`
  const response = `response ${RESPONSE_ZH[measures].replace('级', '')}`
  const head = `${headlineOf(message, areaName)}.`
  if (kind === 'correction') return `${head} The Chinese text says what is put right; what was ordered stays.`
  if (kind === 'withdraw') return `${head} It does not begin.`
  if (holds.kind === 'lift') return `${head} The response ends at ${from} (Beijing time).`
  if (holds.kind === 'suspend') return `${head} Its measures rest from ${from} (Beijing time); the warning stays valid.`
  return `${head} The measures of ${response} hold from ${from} ${until} (Beijing time).`
}
