import type { Bi } from '../words.ts'

/** How a channel has done with the messages of a day (渠道状况). */
export interface ChannelHealth {
  readonly channel: string
  readonly open: boolean
  readonly waiting: number
  readonly waitingSince: string | null
  readonly through: number
  readonly doubtful: number
  readonly givenUp: number
}

/** How many orders have reached at least each rung of evidence. */
export interface Funnel {
  readonly queued: number
  readonly handedOver: number
  readonly accepted: number
  readonly delivered: number
  readonly opened: number
  readonly read: number
  readonly acknowledged: number
  readonly committed: number
  readonly done: number
  readonly verified: number
}

interface Sums {
  readonly planned: number
  readonly delivered: number
  readonly givenUp: number
  readonly waiting: number
  readonly acknowledged: number
  readonly unanswered: number
  readonly escalated: number
  readonly onBehalf: number
  readonly unreached: number
  readonly kilogramsUnreached: number
  readonly kilogramsUnanswered: number
  readonly funnel: Funnel
}

/** How far a warning's orders have come: `GET /warnings/{id}/board`. */
export interface Board extends Sums {
  readonly unplanned: number
  readonly parked: number
  readonly finishing: readonly { readonly channel: string; readonly waiting: number; readonly doneBy: string }[]
  readonly unaware: {
    readonly enterprises: number
    readonly counties: readonly { readonly area: string; readonly name: string; readonly since: string }[]
    readonly departments: readonly {
      readonly area: string
      readonly kind: string
      readonly name: string
      readonly tasks: number
      readonly entered: boolean
    }[]
  }
  readonly parts: readonly (Sums & { readonly key: string | null })[]
}

export interface Order {
  readonly id: string
  readonly number: string
  readonly revision: number
  readonly state: string
  readonly level: string
  readonly warningId: string
  readonly enterprise: {
    readonly id: string
    readonly creditCode: string
    readonly name: string
    readonly grade: string
    readonly area: string
  }
  readonly escalation: string | null
  readonly orderedAt: string
  readonly answerBy: string | null
}

/** A row of the desk's list: `GET /orders`. */
export interface ListedOrder extends Order {
  readonly kilograms: number
  readonly last: { readonly rung: string; readonly channel: string; readonly at: string } | null
  readonly nextRung: string | null
}

/** What an order says, as its receivers have it. */
export interface OrderContent {
  readonly summary?: Bi
  readonly lines?: readonly { readonly line: string; readonly say?: Bi }[]
}

/** One order with all that is known of it: `GET /orders/{id}`. */
export interface WholeOrder extends Order {
  readonly revisions: readonly {
    readonly revision: number
    readonly orderedAt: string
    readonly content: OrderContent
  }[]
  readonly evidence: readonly {
    readonly revision: number
    readonly rung: string
    readonly channel: string
    readonly at: string
    readonly by: string
  }[]
}

/** Kinds of the journal after which a board is read again. */
export const OF_ORDERS = ['order', 'delivery', 'response', 'departmentTask', 'warning', 'planAgain'] as const

export interface Wake {
  readonly id: string
  readonly cause: string
  readonly name: string
  readonly about: string
  readonly say: Bi
  readonly beganAt: string
  readonly nextCallAt: string | null
  readonly answered: { readonly at: string; readonly by: string } | null
}
