import type { Instant } from '../../model/time.ts'
import type { OrderContent, Words } from '../../plan/order.ts'

/** The language of a receiver (语言): Chinese binds, English is a translation that says so. */
export type ToldIn = keyof Words

/** Why somebody is told something, and what is said beside the order itself. */
export type Occasion =
  /** The order, its reminder, or the next contact after the first one's silence. */
  | { readonly purpose: 'order' | 'reminder' | 'second' }
  /** The lift is signed: the order will end, and holds until then (解除预告). */
  | { readonly purpose: 'ending'; readonly ends: Instant }
  /** The order has ended (解除). */
  | { readonly purpose: 'release' }
  /** It was sent by mistake (误发更正). */
  | { readonly purpose: 'recall'; readonly why: string }
  /** How it stands with what the enterprise said against its order (执行困难、申诉的答复). */
  | {
      readonly purpose: 'answer'
      readonly to: 'difficulty' | 'appeal'
      readonly ruling: 'received' | 'accepted' | 'refused'
      readonly why: string
    }

/** Everything that the texts of one message are made from: the same data give the same texts. */
export interface Told {
  readonly language: ToldIn
  readonly occasion: Occasion
  /** 演练: any world but the live one. */
  readonly exercise: boolean
  /** 试发: sent to an officer for a look; nobody is ordered by it. */
  readonly trial: boolean
  /** 重发: it may have arrived already, and the channel could not tell. */
  readonly repeated: boolean
  /** The name of the area whose warning it is. */
  readonly area: string
  readonly number: string
  readonly revision: number
  readonly content: OrderContent
  /** When the order was given; of a release, when it was announced. */
  readonly issuedAt: Instant
  /** The short code by which anybody checks that it is genuine (防伪码), and where; null of a message that has none. */
  readonly genuine: { readonly code: string; readonly verify: string } | null
  /** Where its receiver sees all of it and answers. */
  readonly page: string
  /** Whom to call, with the number; null where the data hold none. */
  readonly call: string | null
}
