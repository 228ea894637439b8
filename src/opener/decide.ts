import { createHash } from 'node:crypto'
import type { ChannelName } from '../dispatch/channel.ts'
import { waysOf, type OpenWays, type Way } from '../dispatch/ways.ts'
import type { Contact } from '../inventory/store.ts'
import type { Id } from '../model/id.ts'

/** A contact that is to be tried, and the enterprise that it stands for. */
export interface Seat {
  readonly contact: Contact
  readonly enterprise: { readonly id: Id; readonly area: string; readonly creditCode: string; readonly name: string }
}

/** One message, and every contact whose way it tries: one telephone may stand for several plants. */
export interface Trying {
  readonly channel: ChannelName
  readonly address: string
  /** The same for the same telephone or address: it is tried once. */
  readonly target: string
  readonly seats: readonly [Seat, ...Seat[]]
}

/** Every way to every contact, each telephone once; and those to whom no way leads. */
export function tryAll(seats: readonly Seat[], open: OpenWays): { tries: Trying[]; wayless: Seat[] } {
  const tries = new Map<string, { way: Way; seats: [Seat, ...Seat[]] }>()
  const wayless: Seat[] = []
  for (const seat of seats) {
    const ways = waysOf(seat.contact, open)
    if (ways.length === 0) wayless.push(seat)
    for (const way of ways) {
      const target = targetOf(way, seat)
      const found = tries.get(target)
      if (found) found.seats.push(seat)
      else tries.set(target, { way, seats: [seat] })
    }
  }
  return {
    tries: [...tries].map(([target, { way, seats: tried }]) => ({ ...way, target, seats: tried })),
    wayless,
  }
}

/** A server has a secret for each enterprise and answers for one; a telephone is whoever picks it up. */
function targetOf({ channel, address }: Way, { contact, enterprise }: Seat): string {
  if (channel !== 'webhook') return `${channel}.${contact.phoneMark ?? contact.person}`
  return `${channel}.${createHash('sha256').update(`${enterprise.id} ${address}`).digest('hex').slice(0, 32)}`
}

/** What came of one way to one contact, or of all of them together. */
export const OUTCOMES = ['answered', 'waiting', 'silent', 'unreached', 'calledOff'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** How many there are of each, and of all. */
export type Counts = Record<Outcome, number> & { tested: number }

export interface Counted {
  readonly area: string
  /** Null for contacts, by the best of their ways. */
  readonly channel: string | null
  readonly outcome: Outcome
  readonly count: number
}

export function countsOf(some: readonly Counted[]): Counts {
  const counts = { tested: 0, answered: 0, waiting: 0, silent: 0, unreached: 0, calledOff: 0 }
  for (const { outcome, count } of some) {
    counts[outcome] += count
    counts.tested += count
  }
  return counts
}

/** The word by which an SMS answers a test: another than an order's 1, so that neither is ever taken for the other. */
export function answersTest(text: string): boolean {
  return /^8[\s。.!！]*$/.test(text.normalize('NFKC').trim())
}
