import type { Channel, Fate, Message, Outcome, Texts } from '../channel.ts'

/** A day: whoever has not opened the page by then has not been reached by it. */
const OPENED_WITHIN_MINUTES = 1_440

/**
 * The enterprise's own page (企业页面): it shows the order to whoever opens it, at once and for as long as it lives. That
 * it is there reaches nobody: never delivered by itself.
 */
export class Page implements Channel {
  readonly name = 'page'
  readonly provider = 'page'
  readonly keyed = true
  readonly dials = false
  readonly limits = null
  readonly reportMinutes = OPENED_WITHIN_MINUTES

  weigh({ long }: Texts): { text: string; parts: number } {
    return { text: long, parts: 1 }
  }

  async send({ key }: Message): Promise<Outcome> {
    return { kind: 'accepted', providerId: key }
  }

  async ask(): Promise<Fate> {
    return { kind: 'canNotTell' }
  }

  async close(): Promise<void> {}
}
