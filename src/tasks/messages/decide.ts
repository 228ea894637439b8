import type { OpenWays } from '../../dispatch/ways.ts'
import type { DepartmentContact, DepartmentWay } from '../registry/store.ts'

/** One way to one contact of a department. */
export interface ContactWay {
  readonly contact: DepartmentContact
  readonly channel: DepartmentWay
  /** An address of the web; else the person, whose number or mailbox is read only to be used. */
  readonly address: string
}

/** The ways to a contact in the order that the department wishes, of those that this world has. */
export function waysTo(contact: DepartmentContact, open: OpenWays): ContactWay[] {
  return contact.ways.flatMap((channel): ContactWay[] => {
    if (!open.includes(channel)) return []
    if (channel !== 'webhook') return [{ contact, channel, address: contact.person }]
    return contact.url === null ? [] : [{ contact, channel, address: contact.url }]
  })
}

/** Who is told first: the first contact to whom a way leads; the head where no way leads to another. Null: nobody. */
export function firstWay(contacts: readonly DepartmentContact[], open: OpenWays): ContactWay | null {
  const inTurn = [...contacts.filter(({ head }) => !head), ...contacts.filter(({ head }) => head)]
  return inTurn.flatMap((contact) => waysTo(contact, open))[0] ?? null
}

/** Who is told on a rung: another contact than those who were, or the head. Null where there is nobody. */
export function wayOnRung(
  rung: 'secondContact' | 'head',
  contacts: readonly DepartmentContact[],
  told: ReadonlySet<string>,
  open: OpenWays,
): ContactWay | null {
  const meant = contacts.filter(({ id, head }) => !told.has(id) && head === (rung === 'head'))
  return meant.flatMap((contact) => waysTo(contact, open))[0] ?? null
}

/** Those who hear of a change: whoever has been told and can be, and the first contact in any case. */
export function waysOfChange(
  contacts: readonly DepartmentContact[],
  told: ReadonlySet<string>,
  open: OpenWays,
): ContactWay[] {
  const own = firstWay(contacts, open)
  const others = contacts
    .filter(({ id }) => told.has(id) && id !== own?.contact.id)
    .flatMap((contact) => waysTo(contact, open).slice(0, 1))
  return own === null ? others : [own, ...others]
}
