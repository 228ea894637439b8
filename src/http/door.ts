import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Keys } from '../db/keys.ts'
import { Refusal, type ErrorCode } from '../errors.ts'
import { formWord, isFormWord } from '../people/orderLink.ts'
import type { App } from './app-type.ts'
import { languageAsked } from './pages.ts'

/** An answer as a form gives it. */
export type Posted = FastifyRequest & { body: Record<string, string> }

/** Whom a page serves: by which token, and what is said to whoever shows none and to a form of another page. */
export interface Doorkeeper {
  readonly tokenOf: (request: FastifyRequest) => string
  readonly stranger: ErrorCode
  readonly forged: ErrorCode
}

/**
 * The way from a page that the server renders to the doors of the API: with the token of its cookie, from where the
 * browser is. So neither a page nor a program can do what the other can not.
 */
export class Door {
  readonly #app: App
  readonly #keys: Pick<Keys, 'master'>
  readonly #keeper: Doorkeeper

  constructor(app: App, { keys }: { readonly keys: Pick<Keys, 'master'> }, keeper: Doorkeeper) {
    this.#app = app
    this.#keys = keys
    this.#keeper = keeper
  }

  async asked<S extends z.ZodType>(request: FastifyRequest, path: string, form: S): Promise<z.output<S>> {
    const answered = await this.through(request, 'GET', path)
    if (answered.statusCode === 401) throw new Refusal(this.#keeper.stranger)
    return form.parse(answered.json())
  }

  /** As the own program would ask. @param once a key by which the same form, sent twice, is taken once */
  through(
    request: FastifyRequest,
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: object | Buffer,
    once?: string,
  ) {
    const bytes = Buffer.isBuffer(body)
    return this.#app.inject({
      method,
      url: `/api/v1${path}`,
      remoteAddress: request.ip,
      headers: {
        authorization: `Bearer ${this.#keeper.tokenOf(request)}`,
        'accept-language': languageAsked(request),
        ...(once !== undefined && { 'idempotency-key': once }),
        ...(body && { 'content-type': bytes ? 'application/octet-stream' : 'application/json' }),
      },
      ...(body && { payload: bytes ? body : JSON.stringify(body) }),
    })
  }

  /** What a form of these pages carries, so that no other page can send one. */
  word(request: FastifyRequest): string {
    return formWord(this.#keys, this.#keeper.tokenOf(request))
  }

  /** @throws Refusal the keeper's `forged` */
  mustBeOurs(request: Posted): void {
    if (!isFormWord(this.#keys, this.#keeper.tokenOf(request), request.body['word'] ?? ''))
      throw new Refusal(this.#keeper.forged)
  }
}
