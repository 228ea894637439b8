import { setTimeout as sleep } from 'node:timers/promises'
import { Agent } from 'undici'
import type { z } from 'zod'
import { monotonicMs } from '../clock.ts'

/** Longer than an engine takes to come back on a slow machine; past it the drill says that it is gone. */
const PATIENCE_MS = 180_000
const FIRST_PAUSE_MS = 20
const LONGEST_PAUSE_MS = 1_000

export interface Said {
  readonly status: number
  readonly body: unknown
}

/** An answer that a drill can not go on from: a 4xx other than 409. */
export class Refused extends Error {
  readonly status: number
  constructor(what: string, said: Said) {
    super(`${what}: ${said.status} ${JSON.stringify(said.body)}`)
    this.name = 'Refused'
    this.status = said.status
  }
}

/**
 * The way to the engine that is being drilled: HTTP and nothing else. The engine may be killed and come back at any
 * moment; a request whose answer was lost is sent again under the same `Idempotency-Key`.
 */
export class EngineClient {
  readonly #url: string
  readonly #agent = new Agent({ connections: 24, pipelining: 1 })
  readonly #over = new AbortController()

  constructor(url: string) {
    this.#url = url
  }

  async get<T>(path: string, token: string, form: z.ZodType<T>): Promise<T> {
    const said = await this.#ask('GET', path, token, null, null)
    if (said.status !== 200) throw new Refused(`GET ${path}`, said)
    return form.parse(said.body)
  }

  /** 409 is an answer: somebody else was first, or the same request before its answer was lost. */
  async post(path: string, token: string | null, body: object, key: string | null): Promise<Said> {
    const said = await this.#ask('POST', path, token, JSON.stringify(body), key)
    if (said.status >= 400 && said.status !== 409) throw new Refused(`POST ${path}`, said)
    return said
  }

  /** The engine does not come back: whoever asks it, now or later, is told why instead of waiting for it. */
  giveUp(why: Error): void {
    this.#over.abort(why)
  }

  async close(): Promise<void> {
    await this.#agent.close()
  }

  async #ask(
    method: 'GET' | 'POST',
    path: string,
    token: string | null,
    body: string | null,
    key: string | null,
  ): Promise<Said> {
    const until = monotonicMs() + PATIENCE_MS
    let own = key
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      this.#over.signal.throwIfAborted()
      const said = await this.#once(method, path, token, body, own)
      if (said instanceof Error || said.status >= 500 || said.status === 429) {
        if (monotonicMs() > until) throw new Error(`${method} ${path}: the engine did not answer`, { cause: said })
        await sleep(pause, undefined, { signal: this.#over.signal }).catch(() => this.#over.signal.throwIfAborted())
        continue
      }
      // The one who held the key was killed with it. Everything that a drill writes may be asked for a second time under
      // another key: a bulletin is known by its bytes, a decision and a signature by the state that they meet.
      if (said.status === 409 && key !== null && codeOf(said.body) === 'request.inProgress') {
        own = `${key}.after-${Math.round(until - monotonicMs())}`
        continue
      }
      return said
    }
  }

  async #once(
    method: 'GET' | 'POST',
    path: string,
    token: string | null,
    body: string | null,
    key: string | null,
  ): Promise<Said | Error> {
    try {
      const answer = await this.#agent.request({
        origin: this.#url,
        path: `/api/v1${path}`,
        method,
        headers: {
          'accept-language': 'en',
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(body === null ? {} : { 'content-type': 'application/json' }),
          ...(key === null ? {} : { 'idempotency-key': key }),
        },
        body,
        signal: this.#over.signal,
      })
      const text = await answer.body.text()
      return { status: answer.statusCode, body: text === '' ? null : JSON.parse(text) }
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    }
  }
}

function codeOf(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'code' in body ? body.code : null
}
