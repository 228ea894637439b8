import type { Contact } from '../../inventory/store.ts'
import type { Grade } from '../../model/enterprise.ts'
import type { Id } from '../../model/id.ts'
import { stopsSomething } from '../../model/showingMeasure.ts'
import { addEmissions, NO_EMISSIONS, type Emissions } from '../../model/tonnes.ts'
import type { OrderContent } from '../../plan/order.ts'
import type { ChannelName } from '../channel.ts'
import { waysOf, type OpenWays } from '../ways.ts'

/** What a preview counts of some enterprises. */
export interface Sums {
  enterprises: number
  /** Lines that come to a stand or stay there. */
  linesStopped: number
  /** Lines whose notice is shorter than a safe stop takes. */
  noticeShort: number
  /** A day, all of it together with what goes on unchanged. */
  promised: Emissions
}

/** One enterprise as it would stand after the signature. */
export interface Counted {
  readonly enterprise: Id
  readonly content: OrderContent
  /** `first`: its first order; `revised`: a new revision; `unchanged`: nothing is sent; `released`: its order ends. */
  readonly comes: 'first' | 'revised' | 'unchanged' | 'released'
}

/** Someone whom no channel leads to: what is ordered has to be telephoned. */
export interface Unreachable {
  readonly enterprise: Id
  readonly name: string
  readonly county: string
  readonly promised: Emissions
}

/** The whole of a preview in figures, gathered page by page; memory stays flat but for those without an address. */
export class Tally {
  readonly total = none()
  readonly comes = { first: 0, revised: 0, unchanged: 0, released: 0 }
  readonly counties = new Map<string, Sums>()
  readonly grades = new Map<Grade, Sums>()
  readonly channels = new Map<string, number>()
  readonly unreachable: Unreachable[] = []

  add({ enterprise, content, comes }: Counted, channel: string | null): void {
    const { name, county, grade } = content.enterprise
    this.comes[comes]++
    // Whoever is released does nothing any more: only that it is told so counts.
    if (comes !== 'released')
      for (const sums of [this.total, of(this.counties, county), of(this.grades, grade)]) count(sums, content)
    if (comes === 'unchanged') return
    if (channel === null) this.unreachable.push({ enterprise, name, county, promised: content.promised })
    else this.channels.set(channel, (this.channels.get(channel) ?? 0) + 1)
  }
}

/** The way by which the first message would go; null where the list names no address. */
export function channelOf(contacts: readonly Contact[], open: OpenWays): ChannelName | null {
  return contacts.flatMap((contact) => waysOf(contact, open))[0]?.channel ?? null
}

function none(): Sums {
  return { enterprises: 0, linesStopped: 0, noticeShort: 0, promised: NO_EMISSIONS }
}

function of<Key>(sums: Map<Key, Sums>, key: Key): Sums {
  const found = sums.get(key) ?? none()
  sums.set(key, found)
  return found
}

function count(sums: Sums, { lines, promised }: OrderContent): void {
  sums.enterprises++
  sums.linesStopped += lines.filter(
    ({ binding, action, also }) => binding && [action, also].some((duty) => duty && stopsSomething(duty.measure)),
  ).length
  sums.noticeShort += lines.filter(({ flags }) => flags.includes('noticeShort')).length
  sums.promised = addEmissions(sums.promised, promised)
}
