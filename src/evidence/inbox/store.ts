import { createHash } from 'node:crypto'
import { note, type Doing } from '../../db/journal.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import { dayOf, type Instant } from '../../model/time.ts'
import type { Pace } from '../clock.ts'
import type { Given, State } from '../decide.ts'
import type { Fault } from '../fault.ts'
import type { Form, SourceKind } from '../source.ts'

/** A source as the inbox needs it. */
export interface Slot {
  readonly id: Id
  readonly no: number
  readonly area: string
  readonly key: Id
  readonly code: string
  readonly kind: SourceKind
  readonly form: Form
  /** Null: it speaks when something happens. */
  readonly everyMinutes: number | null
}

/** The sources of a key that still count, by the names that its holder gives them. */
export function slotsOf(db: Reader, key: Id, codes: readonly string[]): Promise<Slot[]> {
  return db.rows<Slot>(
    `select id, no, area, key_id as key, code, kind, form, every_minutes as "everyMinutes" from evidence_source
     where key_id = $1 and code = any($2::text[]) and closed_at is null`,
    [key, codes],
  )
}

/** What is known of a source beside its readings, and of its clock. */
export type Known = State & { readonly pace: Pace }

/**
 * What is known of some sources, in a transaction that holds their keys: two bodies of one key wait for each other. To
 * hold each source would write each of ten thousand rows once more.
 */
export async function holdBeats(tx: Tx, keys: readonly Id[], sources: readonly number[]): Promise<Map<number, Known>> {
  await tx.rows('select id from evidence_key where id = any($1::uuid[]) order by id for no key update', [keys])
  const rows = await tx.rows<State & Pace & { no: number }>(
    `select source_no as no, last_at as "lastAt", last_value::text as "lastValue", alike, alike_since as "alikeSince",
       believed, most::text as most, heard_at as "heardAt", lag_low as low, lag_high as high, lag_words as words
     from evidence_beat where source_no = any($1::int[])`,
    [sources],
  )
  return new Map(
    rows.map(({ no, heardAt, low, high, words, ...state }) => [no, { ...state, pace: { heardAt, low, high, words } }]),
  )
}

export async function saveBeats(tx: Tx, states: ReadonlyMap<number, Known>, now: Instant): Promise<void> {
  const rows = [...states]
  await tx.rows(
    `update evidence_beat b set heard_at = $1, last_at = n.last_at, last_value = n.last_value, alike = n.alike,
       alike_since = n.alike_since, believed = n.believed, most = n.most, lag_low = n.low, lag_high = n.high,
       lag_words = n.words
     from unnest($2::int[], $3::timestamptz[], $4::numeric[], $5::int[], $6::timestamptz[], $7::int[], $8::numeric[],
         $9::int[], $10::int[], $11::int[])
       as n (no, last_at, last_value, alike, alike_since, believed, most, low, high, words)
     where b.source_no = n.no`,
    [
      now,
      rows.map(([no]) => no),
      rows.map(([, { lastAt }]) => lastAt),
      rows.map(([, { lastValue }]) => lastValue),
      rows.map(([, { alike }]) => alike),
      rows.map(([, { alikeSince }]) => alikeSince),
      rows.map(([, { believed }]) => believed),
      rows.map(([, { most }]) => most),
      rows.map(([, { pace }]) => pace.low),
      rows.map(([, { pace }]) => pace.high),
      rows.map(([, { pace }]) => pace.words),
    ],
  )
}

/** A reading on its way in. */
export interface Arriving extends Given {
  readonly no: number
}

/** What is there already at the times of some readings, by `no at`. */
export async function alreadySaid(tx: Tx, readings: readonly Arriving[]): Promise<Map<string, string>> {
  if (readings.length === 0) return new Map()
  const rows = await tx.rows<{ no: number; at: Instant; value: string }>(
    `select r.source_no as no, r.at, r.value::text as value
     from unnest($1::int[], $2::timestamptz[]) as g (no, at)
       join evidence_reading r on r.source_no = g.no and r.at = g.at`,
    [readings.map(({ no }) => no), readings.map(({ at }) => at)],
  )
  return new Map(rows.map(({ no, at, value }) => [`${no} ${at}`, value]))
}

export async function addReadings(
  tx: Tx,
  readings: readonly (Arriving & { readonly doubt: number | null })[],
): Promise<void> {
  await tx.rows(
    `insert into evidence_reading (source_no, at, value, mark, doubt_no)
     select * from unnest($1::int[], $2::timestamptz[], $3::numeric[], $4::text[], $5::int[])`,
    [
      readings.map(({ no }) => no),
      readings.map(({ at }) => at),
      readings.map(({ value }) => value),
      readings.map(({ mark }) => mark),
      readings.map(({ doubt }) => doubt),
    ],
  )
}

/** Readings of one source that wait for the same word. */
export interface NewDoubt {
  readonly source: Slot
  readonly fault: Fault
  readonly from: Instant
  readonly until: Instant
  readonly readings: number
}

/** Opens doubts, or lets those grow that are open; their numbers, in the order given. */
export async function raiseDoubts(tx: Tx, doubts: readonly NewDoubt[], doing: Doing): Promise<number[]> {
  const numbers: number[] = []
  for (const { source, fault, from, until, readings } of doubts) {
    const id = newId(doing.now)
    const row = await first<{ id: Id; no: number }>(
      tx,
      `insert into evidence_doubt (id, area, source_id, fault, code, from_at, until_at, readings)
       values ($1, $2, $3, $4::jsonb, $5, $6, $7, $8)
       on conflict (source_id, code) where state = 'open' do update
         set from_at = least(evidence_doubt.from_at, excluded.from_at),
             until_at = greatest(evidence_doubt.until_at, excluded.until_at),
             readings = evidence_doubt.readings + excluded.readings
       returning id, no`,
      [id, source.area, source.id, JSON.stringify(fault), fault.code, from, until, readings],
    )
    if (row === null) throw new Error('a doubt was not opened')
    numbers.push(row.no)
    if (row.id !== id) continue
    const body = { source: source.id, code: fault.code, from }
    await note(tx, { area: source.area, kind: 'evidenceDoubt', subject: id, event: 'EVIDENCE_DOUBTED', body }, doing)
  }
  return numbers
}

/** Something that was not taken. */
export interface Refused {
  readonly area: string
  readonly door: 'http' | 'hj212'
  readonly sender: string
  readonly fault: Fault
  readonly raw: Uint8Array
  readonly times: number
}

/** Of what is repeated for ever enough is kept to see what it was meant to be. */
const KEPT_BYTES = 2_048

/** Keeps the first of a day of each sender and fault as it came, and counts the others (contract §5). */
export async function quarantine(tx: Tx, refused: readonly Refused[], doing: Doing): Promise<Id[]> {
  const ids: Id[] = []
  for (const { area, door, sender, fault, raw, times } of refused) {
    const id = newId(doing.now)
    const kept = await first<{ id: Id }>(
      tx,
      `insert into evidence_quarantine (id, area, door, sender, code, day, fault, raw, times, received_at, last_received_at)
       values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10, $10)
       on conflict (door, sender, area, code, day) do update
         set times = evidence_quarantine.times + excluded.times, last_received_at = excluded.last_received_at
       returning id`,
      [
        id,
        area,
        door,
        sender,
        fault.code,
        dayOf(doing.now),
        JSON.stringify(fault),
        raw.subarray(0, KEPT_BYTES),
        times,
        doing.now,
      ],
    )
    ids.push(kept?.id ?? id)
    if (kept?.id !== id) continue
    const sha256 = createHash('sha256').update(raw).digest('hex')
    const body = { door, sender, code: fault.code, sha256 }
    await note(tx, { area, kind: 'evidence', subject: id, event: 'EVIDENCE_REFUSED', body }, doing)
  }
  return ids
}
