import type { Db, Reader } from '../../db/port.ts'
import { addDays, dayOf, epochMs, startOfDay, type Day, type Instant } from '../../model/time.ts'

/*
 * Readings lie in a table for each day: what is asked for is a few days, and what is forgotten is forgotten by the day,
 * without a row being touched.
 */

/** Any number will do, as long as all processes of one database use the same. */
const LOCK = 212_2017

/** Of each database the days whose table is known to be there. */
const known = new WeakMap<Db, Set<Day>>()

const DAY_MS = 86_400_000

/** The days on which some instants fall. China has kept one offset since 1992, so that a day is arithmetic. */
export function daysOf(instants: Iterable<Instant>): Set<Day> {
  const numbers = new Set<number>()
  for (const at of instants) numbers.add(Math.floor((epochMs(at) + OFFSET_MS) / DAY_MS))
  return new Set([...numbers].map((number) => dayOf(new Date(number * DAY_MS - OFFSET_MS).toISOString())))
}
const OFFSET_MS = 8 * 3_600_000

/** Makes the tables of some days where they are missing; before, and never in, the transaction that writes into them. */
export async function makeDays(db: Db, days: Iterable<Day>): Promise<void> {
  const there = known.get(db) ?? new Set<Day>()
  known.set(db, there)
  const missing = [...days].filter((day) => !there.has(day)).sort()
  if (missing.length === 0) return
  await db.transaction(async (tx) => {
    await tx.rows('select pg_advisory_xact_lock($1)', [LOCK])
    for (const day of missing)
      await tx.rows(
        `create table if not exists ${nameOf(day)} partition of evidence_reading
         for values from ('${startOfDay(day)}') to ('${startOfDay(addDays(day, 1))}')`,
      )
  })
  for (const day of missing) there.add(day)
}

/** Drops the tables of the days before one; how many. */
export async function dropDays(db: Db, before: Day): Promise<number> {
  const old = (await tablesOf(db)).filter(({ name }) => name < nameOf(before))
  for (const { name } of old) {
    await db.rows(`drop table if exists ${name}`)
    known.delete(db)
  }
  return old.length
}

export async function tablesOf(db: Reader): Promise<{ name: string }[]> {
  return await db.rows<{ name: string }>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'evidence_reading'::regclass order by c.relname`,
  )
}

function nameOf(day: Day): string {
  return `evidence_reading_${day.replaceAll('-', '')}`
}
