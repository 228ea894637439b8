import type { Reader } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import type { Slot } from '../inbox/store.ts'

/** A data logger (数采仪) that is entered and not revoked, with the HMAC of its password. */
export interface Device {
  readonly id: Id
  readonly area: string
  readonly secret: Uint8Array
}

/** Devices by MN. */
export async function devicesOf(db: Reader, mns: readonly string[]): Promise<Map<string, Device>> {
  if (mns.length === 0) return new Map()
  const rows = await db.rows<Device & { mn: string }>(
    'select id, area, secret, mn from evidence_key where mn = any($1::text[]) and revoked_at is null',
    [mns],
  )
  return new Map(rows.map(({ mn, ...device }) => [mn, device]))
}

/** The sources of some keys that still count, by key and code. */
export async function slotsOfKeys(db: Reader, keys: readonly Id[]): Promise<Map<Id, Map<string, Slot>>> {
  if (keys.length === 0) return new Map()
  const rows = await db.rows<Slot>(
    `select id, no, area, key_id as key, code, kind, form, every_minutes as "everyMinutes" from evidence_source
     where key_id = any($1::uuid[]) and closed_at is null`,
    [keys],
  )
  const byKey = Map.groupBy(rows, ({ key }) => key)
  return new Map([...byKey].map(([key, own]) => [key, new Map(own.map((slot) => [slot.code, slot]))]))
}
