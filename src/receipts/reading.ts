import type { ReceiptKind } from './decide.ts'

/**
 * What counts as opened and as read (打开、已阅的认定), in this one place. Opened: a person's browser has shown the page.
 * Read: its receiver said so by a press below what is to be done, 已阅 itself or one of these answers; nobody is held to
 * have read because a page was fetched, however long it stayed open.
 */
export const READ_BY: ReadonlySet<ReceiptKind> = new Set(['acknowledged', 'committed', 'done', 'difficulty'])

/** Where those presses stand below the order's own words; elsewhere an answer says nothing of what was read. */
export const READ_ON = 'page'

/**
 * Messengers and mail gateways that fetch a link to draw a card of it, as they name themselves. One that is missing here
 * is still known by what it does not bring back: the cookie of the first answer.
 */
const PREVIEWERS =
  /bot\b|crawler|spider|preview|facebookexternalhit|whatsapp\/|dingtalkbot|slackbot|safelinks|curl\/|wget\/|python-|go-http-client|java\/|okhttp/i

/** Headers by which a browser says that nobody looks at what it fetches. */
const AHEAD = ['purpose', 'sec-purpose', 'x-purpose', 'x-moz'] as const

/** Whether a request for a page shows it to a person, and is not a preview or a fetch ahead. */
export function isLook({
  method,
  headers,
}: {
  readonly method: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}): boolean {
  const said = (name: string) => String(headers[name] ?? '')
  return (
    method === 'GET' &&
    !PREVIEWERS.test(said('user-agent')) &&
    !AHEAD.some((name) => /prefetch|preview|prerender/i.test(said(name)))
  )
}
