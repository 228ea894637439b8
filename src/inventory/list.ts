import type { Entry, ListedLevel, Person } from '../model/enterprise.ts'
import type { Place } from './finding.ts'

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

/** Where an enterprise stands in the workbook: the cell of a header in the row of each of its parts. */
export interface Whereabouts {
  enterprise(column: string): Place
  /** `line` counts the entry's lines from 0. */
  line(line: number, column: string): Place
  measure(line: number, level: ListedLevel, column: string): Place
  contact(contact: number, column: string): Place
}

/** What is checked: an enterprise as far as it could be read, and where each part of it stands. */
export interface Subject {
  readonly entry: Entry<unknown>
  readonly contacts: readonly ContactRow[]
  readonly at: Whereabouts
}
