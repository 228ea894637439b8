import { heardServer } from '../clock.ts'
import type { Language } from '../words.ts'

/** A refusal as the interface words it (RFC 9457), or what stands for it where nothing answered. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly detail: string
  /** What to do now. */
  readonly next: string
  /** What the server calls this request in its log. */
  readonly instance: string
  readonly errors: readonly { readonly place: string; readonly message: string }[]

  constructor(body: Partial<Omit<Problem, 'name' | 'message' | 'stack' | 'cause'>>) {
    super(body.detail ?? body.code ?? '')
    this.name = 'Problem'
    this.status = body.status ?? 0
    this.code = body.code ?? 'offline'
    this.detail = body.detail ?? ''
    this.next = body.next ?? ''
    this.instance = body.instance ?? ''
    this.errors = body.errors ?? []
  }
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

interface Asking {
  readonly body?: object | undefined
  /** A file instead of a body. */
  readonly bytes?: Blob | undefined
  /** The same at every try of one intention: what was done once is not done twice. */
  readonly key?: string | undefined
  readonly signal?: AbortSignal | undefined
  /** It takes its time, and is stopped where nobody waits for it any more. */
  readonly long?: boolean
}

/** Longer, and an officer has pressed again. */
const PATIENCE_MS = 20_000
/** A workbook of 50,000 enterprises has to go up and be read; a playback waits for those before it. */
const LONG_PATIENCE_MS = 180_000
let language: Language = 'zh'
let onLoggedOut: () => void = () => undefined

export function speak(to: Language): void {
  language = to
}

/** Called whenever the interface says that nobody is logged in. */
export function whenLoggedOut(listener: () => void): void {
  onLoggedOut = listener
}

/**
 * Asks the interface.
 * @param path below `/api/v1`
 * @throws Problem
 */
export async function ask<T>(method: Method, path: string, asking: Asking = {}): Promise<T> {
  const answer = await send(method, path, asking)
  if (answer.status === 204) return undefined as T
  return (await answer.json()) as T
}

/** As `ask`, with the answer's headers. */
export async function send(
  method: Method,
  path: string,
  { body, bytes, key, signal, long = false }: Asking = {},
): Promise<Response> {
  const patience = AbortSignal.timeout(long || bytes !== undefined ? LONG_PATIENCE_MS : PATIENCE_MS)
  let answer: Response
  try {
    answer = await fetch(`/api/v1${path}`, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        'accept-language': language,
        'x-airshed': 'console',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(bytes === undefined ? {} : { 'content-type': 'application/octet-stream' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(bytes === undefined ? {} : { body: bytes }),
      signal: long && signal ? AbortSignal.any([patience, signal]) : patience,
    })
  } catch {
    throw new Problem({})
  }
  if (signal?.aborted === true) throw new Problem({})
  heardServer(answer.headers.get('date'))
  if (answer.ok) return answer
  const said = (await answer.json().catch(() => ({}))) as Partial<Problem>
  const problem = new Problem({ ...said, status: answer.status })
  if (answer.status === 401 && problem.code === 'login.required') onLoggedOut()
  throw problem
}

/** A path with what is asked for; what is undefined or empty is left out. */
export function withQuery(path: string, query: Readonly<Record<string, string | number | undefined>>): string {
  const kept = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  )
  return kept.length === 0 ? path : `${path}?${new URLSearchParams(kept).toString()}`
}

/** For one intention: a form keeps it from the first press to the answer. */
export function newKey(): string {
  return crypto.randomUUID()
}
