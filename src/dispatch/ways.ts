import type { Contact } from '../inventory/store.ts'
import type { Id } from '../model/id.ts'
import type { ChannelName } from './channel.ts'

/** One way to one contact (联系方式). */
export interface Way {
  readonly channel: ChannelName
  /** An address of the web; of a telephone the person's id: the number itself stays sealed until it is dialled. */
  readonly address: string
}

/** The ways that this world has, the first to be tried first. */
export type OpenWays = readonly ChannelName[]

/**
 * The ways to a contact in the order in which they are tried, of those that are open. The page is there for whoever opens
 * it and reaches nobody by itself; a mailbox has no column in the list yet.
 */
export function waysOf(contact: Pick<Contact, 'person' | 'sms' | 'url'>, open: OpenWays): Way[] {
  return open.flatMap((channel): Way[] => {
    switch (channel) {
      case 'webhook':
        return contact.url === null ? [] : [{ channel, address: contact.url }]
      case 'sms':
        return contact.sms ? [{ channel, address: contact.person }] : []
      case 'voice':
        return [{ channel, address: contact.person }]
      default:
        return []
    }
  })
}

/** Every way to every contact, in the order of the list. */
export function reachable(contacts: readonly Contact[], open: OpenWays): (Way & { contactId: Id })[] {
  return contacts.flatMap((contact) => waysOf(contact, open).map((way) => ({ ...way, contactId: contact.id })))
}

export function sameWay(a: Way, b: Way): boolean {
  return a.channel === b.channel && a.address === b.address
}
