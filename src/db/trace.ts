import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash } from 'node:crypto'
import { channel } from 'node:diagnostics_channel'

/*
 * What something came of (来由): one id from the bulletin over the card, the warning and its orders to the messages. It
 * is the id of the request that brought the bulletin (`x-request-id`), 32 hex digits. Whatever is decided on the way
 * inherits it: in this process by the call, across processes and restarts by the stored effect, and over the days between
 * a proposal and its signature by the thing that it is about (`begin` in `step.ts`).
 */

const traces = new AsyncLocalStorage<string | null>()

/** Null where nobody asked: a deadline of something older than these ids. */
export function currentTrace(): string | null {
  return traces.getStore() ?? null
}

export function within<T>(trace: string | null, work: () => T): T {
  return traces.run(trace, work)
}

/** 32 hex digits, as tracing asks for, of the id of a request: its own where it has that form, else a hash of it. */
export function traceOf(requestId: string): string {
  const bare = requestId.replaceAll('-', '')
  return /^[0-9a-f]{32}$/.test(bare) ? bare : createHash('sha256').update(requestId).digest('hex').slice(0, 32)
}

/** Something that took time, for whoever collects such (`src/ops/otlp.ts`); nothing is kept where nobody does. */
export interface Span {
  readonly trace: string | null
  readonly name: string
  readonly ms: number
  readonly failed: boolean
  readonly attributes: Readonly<Record<string, string>>
}

export const spans = channel('airshed.span')

export function endSpan(span: Span): void {
  if (spans.hasSubscribers) spans.publish(span)
}
