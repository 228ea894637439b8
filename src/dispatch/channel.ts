import type { Id } from '../model/id.ts'
import type { Instant } from '../model/time.ts'
import type { Rate, Window } from './bucket.ts'

/** The kinds of ways to a receiver (渠道): 签名回调, 短信, 语音电话, 邮件, 企业微信群, 钉钉群, 企业页面. */
export const CHANNELS = ['webhook', 'sms', 'voice', 'mail', 'wecom', 'dingtalk', 'page'] as const
export type ChannelName = (typeof CHANNELS)[number]

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
  /** Where to, in the channel's own form: an address of the web, a phone number, a mailbox, the name of a robot. */
  readonly address: string
  /** The same at every attempt: a receiver that knows it has seen this message before. */
  readonly key: string
  /** JSON, or what `type` says; byte for byte the same at every attempt. */
  readonly body: string
  /** Of what kind the body is, where it is not JSON, and a token that opens the door of its receiver, where there is one. */
  readonly type?: string
  readonly bearer?: string
  /** What signs it for this receiver. */
  readonly secret: Buffer
  /** Only channels for people ask for them. Marked 重发 where it is sent once more. */
  readonly texts: () => Texts
}

/**
 * What came of an attempt. The channel decides whether trying again makes sense; when is the schedule's.
 * `accepted`: a provider has it and will report; sent is not delivered. `unknown`: it may have arrived. A receiver with a
 * key may simply be told again; of every other the provider is asked first (law 6).
 */
export type Outcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'accepted'; readonly providerId: string }
  | { readonly kind: 'retry'; readonly why: string; readonly after?: Instant }
  | { readonly kind: 'unknown'; readonly why: string }
  | { readonly kind: 'giveUp'; readonly why: string }

/** What a provider says of a message when it is asked (查询). */
export type Fate =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'underWay'; readonly providerId: string }
  | { readonly kind: 'canNotTell' }

/** What a provider lets through (限额). */
export interface Limits {
  readonly rate: Rate
  /** Of one receiver, or of one text to one receiver. */
  readonly windows: readonly (Window & { readonly of: 'receiver' | 'text' })[]
}

/** A way to a receiver (渠道). Never throws. */
export interface Channel {
  readonly name: ChannelName
  /** Who carries it, as callbacks and the board name it. */
  readonly provider: string
  /** Whether its receiver can tell by the key that it has seen a message before. */
  readonly keyed: boolean
  /** Whether it goes to a person's number, which is kept as ciphertext and read only to be dialled. */
  readonly dials: boolean
  /** Null where nobody limits it. */
  readonly limits: Limits | null
  /** How long the report on an accepted message is waited for. */
  readonly reportMinutes: number
  /** What the receiver will read or hear, and how many of the provider's units it takes. */
  weigh(texts: Texts): { readonly text: string; readonly parts: number }
  send(message: Message, now: Instant): Promise<Outcome>
  /** What became of a message whose outcome is not known; `providerId` where the provider gave one. */
  ask(message: Message, providerId: string | null, now: Instant): Promise<Fate>
  close(): Promise<void>
}
