import { Agent } from 'undici'
import { epochMs, instantOf, type Instant } from '../../model/time.ts'
import type { Outcome } from '../channel.ts'
import { ForbiddenAddress, type Networks } from './networks.ts'

/** Connections to one receiver: fewer would queue a city's orders behind one slow relay, more would look like an attack. */
const CONNECTIONS = 64
/** A server that takes longer is taken for silent. */
export const PATIENCE_MS = 10_000
/** Bytes of an answer: reading them keeps the connection for the next message; more would cost more than a new one. */
export const LONGEST_ANSWER = 65_536
/** A receiver may ask to be left alone, but not for longer than this: the response would be over. */
const LONGEST_PAUSE_S = 3_600

/** A client that reaches these networks and nothing else; `patienceMs` is for tests of silence. */
export function clientFor(networks: Networks, patienceMs = PATIENCE_MS): Agent {
  return new Agent({
    connections: CONNECTIONS,
    pipelining: 1,
    headersTimeout: patienceMs,
    bodyTimeout: patienceMs,
    connect: { timeout: patienceMs, lookup: networks.lookup },
  })
}

/** 2xx is accepted; 410 is never again; 429 and 5xx are tried again; every other answer is for the officer's list. */
export function judge(status: number, retryAfter: string | string[] | undefined, now: Instant): Outcome {
  if (status >= 200 && status < 300) return { kind: 'delivered' }
  if (status === 410) return { kind: 'giveUp', why: 'the receiver answered 410: never again' }
  if (status === 429 || status >= 500) {
    const seconds = Number(Array.isArray(retryAfter) ? retryAfter[0] : retryAfter)
    const why = `the receiver answered ${status}`
    if (!Number.isInteger(seconds) || seconds <= 0) return { kind: 'retry', why }
    return { kind: 'retry', why, after: instantOf(epochMs(now) + Math.min(seconds, LONGEST_PAUSE_S) * 1000) }
  }
  return { kind: 'giveUp', why: `the receiver answered ${status}` }
}

/** Refused or unreachable is a plain failure; whatever breaks off after the request went out may have arrived. */
export function fault(error: unknown): Outcome {
  if (error instanceof ForbiddenAddress) return { kind: 'giveUp', why: error.message }
  const { code, message } = error as { code?: string; message?: string }
  const why = code ?? message ?? 'the connection failed'
  if (code === 'ERR_INVALID_URL') return { kind: 'giveUp', why: 'the address is no web address' }
  const neverSent = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']
  return code !== undefined && neverSent.includes(code) ? { kind: 'retry', why } : { kind: 'unknown', why }
}
