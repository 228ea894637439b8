import type { Id } from '../model/id.ts'
import type { Instant } from '../model/time.ts'

/** What a person is told, for each kind of channel (文本). */
export interface Texts {
  readonly subject: string
  /** SMS: what changes, from when, the order's number and code, how to answer. */
  readonly short: string
  /** Read aloud by a voice call. */
  readonly spoken: string
  /** Mail and robots; plain text. */
  readonly long: string
}

/** One message to hand over (消息): what the channel needs and nothing else. */
export interface Message {
  /** The delivery that it belongs to. */
  readonly id: Id
  /** Where to, in the channel's own form: an address of the web, a phone number. */
  readonly address: string
  /** The same at every attempt: a receiver that knows it has seen this message before. */
  readonly key: string
  /** JSON, byte for byte the same at every attempt. */
  readonly body: string
  /** What signs it for this receiver. */
  readonly secret: Buffer
  /** For channels that speak to people; written when one asks, since most messages go to machines. */
  readonly texts: () => Texts
}

/**
 * What came of an attempt. The channel decides whether trying again makes sense; when is the schedule's.
 * `unknown`: it may have arrived. A receiver with a key may simply be told again.
 */
export type Outcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'retry'; readonly why: string; readonly after?: Instant }
  | { readonly kind: 'unknown'; readonly why: string }
  | { readonly kind: 'giveUp'; readonly why: string }

/** A way to a receiver (渠道). Never throws. */
export interface Channel {
  readonly name: string
  send(message: Message, now: Instant): Promise<Outcome>
  close(): Promise<void>
}
