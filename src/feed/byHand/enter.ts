import type { Doing } from '../../db/journal.ts'
import type { Tx } from '../../db/port.ts'
import { Refusal, type Language } from '../../errors.ts'
import { showInstant, type Instant } from '../../model/time.ts'
import type { World } from '../../world.ts'
import { decide, type AcceptedBulletin, type FeedKind, type OfficersWord } from '../decide.ts'
import { sayFault } from '../fault.ts'
import { aqiOfDay } from '../judge.ts'
import { storeBulletin } from '../store.ts'

/** What an officer puts in (人工录入、订正). */
export interface Entry {
  readonly kind: FeedKind
  readonly area: string
  readonly provider: string
  readonly values: readonly object[]
  readonly word: OfficersWord
}

/** An entry that can be stored as it is. */
export interface ReadEntry {
  readonly bulletin: AcceptedBulletin
  readonly raw: Uint8Array
  readonly word: OfficersWord
}

/**
 * Reads an entry as a feed's bulletin is read, all of it or nothing: whoever types sees at once what is wrong.
 * @throws Refusal `request.invalid`
 */
export function readEntry(
  { areas, rulebooks }: Pick<World, 'areas' | 'rulebooks'>,
  { kind, area, provider, values, word }: Entry,
  { now, seen, language }: { now: Instant; seen: readonly string[]; language: Language },
): ReadEntry {
  const body = { provider, area, issuedAt: showInstant(now), values }
  const scope = { areas: seen, provider: null }
  const decision = decide(body, { kind, now, areas, scope, station: null, aqiOfDay: aqiOfDay(rulebooks) })
  const [wrong] = decision.accepted ? decision.bulletin.quarantined : decision.rejected.quarantined
  if (wrong)
    throw new Refusal('request.invalid', { detail: `values.${wrong.index}: ${sayFault(wrong.fault, language)}` })
  if (!decision.accepted) throw new Refusal('request.invalid', { detail: sayFault(decision.rejected.fault, language) })
  return { bulletin: decision.bulletin, raw: new TextEncoder().encode(JSON.stringify({ ...body, ...word })), word }
}

/** Nothing is overwritten: it is a bulletin of its own, and what was judged before keeps what it read. */
export function storeEntry(tx: Tx, { bulletin, raw, word }: ReadEntry, doing: Doing) {
  return storeBulletin(tx, bulletin, raw, doing, word)
}
