import type { Entry, Person } from '../model/enterprise.ts'

/** How an enterprise is reached (联系人), in this order. */
export interface ContactRow {
  readonly person: Person
  readonly post: string | null
  readonly position: number
  /** Whether short messages go to the number too. */
  readonly sms: boolean
  /** Where orders are posted: an address, or a path under the base of whoever plays the enterprises. */
  readonly url: string | null
}

/** One enterprise as read from a workbook, its people still by name. */
export interface ReadEnterprise {
  readonly entry: Entry<Person>
  readonly contacts: readonly ContactRow[]
}

/** A workbook without fault (应急减排清单). */
export interface ReadList {
  /** Code of the city whose counties the list names. */
  readonly city: string
  readonly enterprises: readonly ReadEnterprise[]
}
