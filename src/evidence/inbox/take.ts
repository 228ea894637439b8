import { Decimal } from 'decimal.js'
import type { Doing } from '../../db/journal.ts'
import type { Tx } from '../../db/port.ts'
import { dayOf, type Instant } from '../../model/time.ts'
import type { EvidenceFile } from '../../rulebook/evidence.ts'
import type { World } from '../../world.ts'
import { clockDoubt, paceAfter } from '../clock.ts'
import { admit, type Given } from '../decide.ts'
import { fault, type Fault } from '../fault.ts'
import { daysOf, makeDays } from '../partitions/store.ts'
import {
  addReadings,
  alreadySaid,
  holdBeats,
  quarantine,
  raiseDoubts,
  saveBeats,
  type Arriving,
  type Known,
  type NewDoubt,
  type Refused,
  type Slot,
} from './store.ts'

/** By which door readings come, and who opens it, as the journal names actors. */
export interface Bearer {
  readonly door: Refused['door']
  readonly by: string
}

export interface Taken {
  readonly accepted: number
  /** Said before in the same words. */
  readonly repeated: number
  /** Of those accepted. */
  readonly doubted: number
  /** Said before in other words: the first word stands. */
  readonly changed: readonly { readonly no: number; readonly at: string; readonly fault: Fault }[]
}

/** Readings of one transaction: with their beats less than 500 rows on the embedded database (law 14). */
const CHUNK = { embedded: 240, postgres: 10_000 } as const

/**
 * Takes readings in, each once however often it comes: repeated after half of it was written it goes on where it was.
 * @param arriving of the sources `slots`
 */
export async function take(
  { db, clock, rulebooks }: Pick<World, 'db' | 'clock' | 'rulebooks'>,
  arriving: readonly Arriving[],
  slots: ReadonlyMap<number, Slot>,
  bearer: Bearer,
): Promise<Taken> {
  const now = clock.now()
  const rule = rulebooks.evidence(dayOf(now))
  const doing: Doing = { now, by: bearer.by }
  await makeDays(db, daysOf(arriving.map(({ at }) => at)))
  let sum: Taken = { accepted: 0, repeated: 0, doubted: 0, changed: [] }
  for (let from = 0; from < arriving.length; from += CHUNK[db.kind]) {
    const some = arriving.slice(from, from + CHUNK[db.kind])
    const taken = await db.transaction((tx) => takeSome(tx, some, slots, rule, bearer, doing))
    sum = {
      accepted: sum.accepted + taken.accepted,
      repeated: sum.repeated + taken.repeated,
      doubted: sum.doubted + taken.doubted,
      changed: [...sum.changed, ...taken.changed],
    }
  }
  return sum
}

async function takeSome(
  tx: Tx,
  arriving: readonly Arriving[],
  slots: ReadonlyMap<number, Slot>,
  rule: EvidenceFile,
  bearer: Bearer,
  doing: Doing,
): Promise<Taken> {
  const numbersOf = [...new Set(arriving.map(({ no }) => no))]
  const keys = [...new Set(numbersOf.flatMap((no) => slots.get(no)?.key ?? []))]
  const beats = await holdBeats(tx, keys, numbersOf)
  const { fresh, repeated, changed } = await sift(tx, arriving, beats, slots)
  const readings: (Arriving & { doubt: Fault | null })[] = []
  for (const [no, own] of Map.groupBy(fresh, (one) => one.no)) {
    const [slot, beat] = [slots.get(no), beats.get(no)]
    if (slot === undefined || beat === undefined) throw new Error(`source ${no} has no beat`)
    const admitted = admit(own, beat, slot, rule)
    const { pace, doubt } = heard(admitted.state.lastAt, beat, slot, rule, doing.now)
    beats.set(no, { ...admitted.state, pace })
    for (const one of admitted.readings) {
      const isNew = beat.lastAt === null || one.at > beat.lastAt
      readings.push({ ...one, no, doubt: one.doubt ?? (isNew ? doubt : null) })
    }
  }
  const numbers = await doubted(tx, readings, slots, doing)
  if (readings.length > 0)
    await addReadings(
      tx,
      readings.map((one) => ({
        ...one,
        doubt: one.doubt === null ? null : (numbers.get(`${one.no} ${one.doubt.code}`) ?? null),
      })),
    )
  await saveBeats(tx, beats, doing.now)
  if (changed.length > 0) await quarantine(tx, refusedAs(changed, slots, bearer.door), doing)
  const waiting = readings.filter(({ doubt }) => doubt !== null).length
  return { accepted: readings.length, repeated, doubted: waiting, changed }
}

/** How a word speaks of its source's clock: by its newest reading, where that is new and the source has a beat. */
function heard(
  at: Instant | null,
  { lastAt, pace }: Known,
  { form, everyMinutes }: Slot,
  rule: EvidenceFile,
  now: Instant,
) {
  if (at === null || at === lastAt || everyMinutes === null) return { pace, doubt: null }
  const after = paceAfter(pace, { now, at, form, everyMinutes })
  return { pace: after, doubt: clockDoubt(after, rule) }
}

/** What is new, what was said before, and what was said before otherwise. */
async function sift(
  tx: Tx,
  arriving: readonly Arriving[],
  beats: ReadonlyMap<number, Known>,
  slots: ReadonlyMap<number, Slot>,
) {
  const late = arriving.filter(({ no, at }) => {
    const last = beats.get(no)?.lastAt ?? null
    return last !== null && at <= last
  })
  const said = await alreadySaid(tx, late)
  const fresh: Arriving[] = []
  const changed: { no: number; at: string; fault: Fault }[] = []
  let repeated = 0
  for (const one of arriving) {
    const key = `${one.no} ${one.at}`
    const kept = said.get(key)
    if (kept === undefined) {
      said.set(key, one.value)
      fresh.push(one)
    } else if (new Decimal(kept).eq(one.value)) repeated++
    else {
      const source = slots.get(one.no)?.code ?? ''
      const why = fault('reading.changed', { source, at: one.at, kept, given: one.value })
      changed.push({ no: one.no, at: one.at, fault: why })
    }
  }
  return { fresh, repeated, changed }
}

/** Opens the doubts of some readings; their numbers by `no code`. */
async function doubted(
  tx: Tx,
  readings: readonly (Given & { no: number; doubt: Fault | null })[],
  slots: ReadonlyMap<number, Slot>,
  doing: Doing,
): Promise<Map<string, number>> {
  const doubts = new Map<string, NewDoubt>()
  for (const { no, at, doubt } of readings) {
    const source = slots.get(no)
    if (doubt === null || source === undefined) continue
    const key = `${no} ${doubt.code}`
    const open = doubts.get(key) ?? { source, fault: doubt, from: at, until: at, readings: 0 }
    doubts.set(key, {
      ...open,
      from: at < open.from ? at : open.from,
      until: at > open.until ? at : open.until,
      readings: open.readings + 1,
    })
  }
  const numbers = await raiseDoubts(tx, [...doubts.values()], doing)
  return new Map([...doubts.keys()].map((key, n) => [key, numbers[n] ?? 0]))
}

/** What was said otherwise, by who said it. */
function refusedAs(changed: Taken['changed'], slots: ReadonlyMap<number, Slot>, door: Refused['door']): Refused[] {
  const bySender = Map.groupBy(changed, ({ no }) => slots.get(no)?.key ?? '')
  return [...bySender].flatMap(([key, own]) => {
    const [first] = own
    const area = first === undefined ? undefined : slots.get(first.no)?.area
    if (first === undefined || area === undefined) return []
    const raw = new TextEncoder().encode(JSON.stringify(own.map(({ fault: { params } }) => params)))
    return [{ area, door, sender: `source:${key}`, fault: first.fault, raw, times: own.length }]
  })
}
