import type { Id } from '../../model/id.ts'
import type { OpenWays } from '../../dispatch/ways.ts'
import type { OfficerWay } from '../../people/roster/store.ts'
import { firstWay } from '../../tasks/messages/decide.ts'
import type { Department, DepartmentContact } from '../../tasks/registry/store.ts'

/** Whom a notice goes to (通知对象): cities of a province, counties of a city, departments, cities beside it. */
export const RECEIVERS = ['city', 'county', 'department', 'neighbour'] as const
export type ReceiverKind = (typeof RECEIVERS)[number]

/** One who gets a notice, or an office where nobody can be written to: it is listed, or nobody would know. */
export interface Receiver {
  readonly kind: ReceiverKind
  readonly area: string
  readonly name: string
  /** `department:…` or `officer:…`; empty where no way leads there. */
  readonly receiver: string
  readonly to: {
    readonly contactId: Id | null
    readonly channel: 'webhook' | 'sms' | 'mail'
    readonly address: string
  } | null
}

/** An office whose officers are written to: of a county or city below, or of a city beside it. */
export interface Office {
  readonly kind: Exclude<ReceiverKind, 'department'>
  readonly area: string
  readonly name: string
  readonly ways: readonly OfficerWay[]
}

/** A call is for what can not wait (`tellCounty`); a document is read. */
const isRead = <W extends { channel: string }>(way: W): way is W & { channel: 'webhook' | 'sms' | 'mail' } =>
  way.channel !== 'voice'

/** Every officer of an office by the first way on which something can be read, as they wish it. */
export function officersOf({ kind, area, name, ways }: Office, open: OpenWays): Receiver[] {
  const first = new Map<Id, Receiver>()
  for (const way of ways) {
    if (!isRead(way) || !open.includes(way.channel) || first.has(way.officer)) continue
    const address = way.channel === 'webhook' ? way.url : way.person
    if (address === null) continue
    const to = { contactId: null, channel: way.channel, address }
    first.set(way.officer, { kind, area, name, receiver: `officer:${way.officer}`, to })
  }
  return first.size > 0 ? [...first.values()] : [{ kind, area, name, receiver: '', to: null }]
}

/** A department by its first contact on whom something can be read. */
export function departmentOf(
  { id, area, name }: Department,
  contacts: readonly DepartmentContact[],
  open: OpenWays,
): Receiver {
  const way = firstWay(
    contacts,
    open.filter((channel) => channel !== 'voice'),
  )
  const kind = 'department'
  if (way === null || !isRead(way)) return { kind, area, name, receiver: `department:${id}`, to: null }
  const to = { contactId: way.contact.id, channel: way.channel, address: way.address }
  return { kind, area, name, receiver: `department:${id}`, to }
}
