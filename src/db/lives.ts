import { hostname } from 'node:os'
import { pid } from 'node:process'
import type { Instant } from '../model/time.ts'
import { first, type Db, type Reader } from './port.ts'

/** A process that works for a world (进程), for as long as it does. */
export interface Life {
  readonly id: number
  /** `host:pid`, as people look for it. */
  readonly name: string
  /** What this process holds otherwise than another one that lives: each a sentence. */
  readonly differences: readonly string[]
  close(): Promise<void>
}

/** What should be the same in every process of a world, as short words: never a password or a key. */
export type Settings = Readonly<Record<string, string>>

interface Other {
  readonly host: string
  readonly pid: number
  readonly settings: Settings
}

/**
 * Enters this process among those that work for the world, and holds the lock by which the others know that it lives.
 * Rows of lives that have ended stay: the journal and the log speak of them by number.
 */
export async function beginLife(db: Db, parts: readonly string[], settings: Settings, now: Instant): Promise<Life> {
  const host = hostname()
  const row = await first<{ id: number; world: number }>(
    db,
    `insert into life (host, pid, parts, began_at, settings) values ($1, $2, $3, $4, $5::jsonb)
     returning id, hashtext(current_schema()) as world`,
    [host, pid, parts, now, JSON.stringify(settings)],
  )
  if (row === null) throw new Error('this process could not be entered among those of its world')
  const release = await db.hold(row.world, row.id)
  const others = await db.rows<Other>('select host, pid, settings from life where id <> $1 and lives(id)', [row.id])
  return { id: row.id, name: `${host}:${pid}`, differences: differencesOf(settings, others), close: release }
}

function differencesOf(own: Settings, others: readonly Other[]): string[] {
  return others.flatMap(({ host, pid: other, settings }) =>
    Object.entries(own).flatMap(([name, value]) => {
      const theirs = settings[name]
      return theirs === undefined || theirs === value
        ? []
        : [`${name} is ${value} here and ${theirs} in the process ${host}:${other}`]
    }),
  )
}

/** The address at which a world is reached from outside, as a process before this one has stored it. */
export interface Address {
  readonly url: string
  /** Given by `AIRSHED_PUBLIC_URL`, not only found as the place where an `api` listens. */
  readonly given: boolean
}

export async function readAddress(db: Reader): Promise<Address | null> {
  return (await first<{ value: Address }>(db, `select value from fact where key = 'address'`))?.value ?? null
}

export async function keepAddress(db: Reader, address: Address): Promise<void> {
  await db.rows(
    `insert into fact (key, value) values ('address', $1::jsonb) on conflict (key) do update set value = excluded.value`,
    [JSON.stringify(address)],
  )
}
