import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { Refusal } from '../../../errors.ts'
import type { App } from '../../../http/app-type.ts'
import { languageAsked } from '../../../http/pages.ts'
import { formWord, isFormWord } from '../../../people/orderLink.ts'
import type { World } from '../../../world.ts'
import { COOKIE } from '../entry/routes.ts'

/** An answer as a form gives it. */
export type Posted = FastifyRequest & { body: Record<string, string> }

/** The way from the desk to the doors of the API: with the token of the cookie, from where the browser is. */
export class DeskDoor {
  readonly #app: App
  readonly #keys: World['keys']

  constructor(app: App, { keys }: Pick<World, 'keys'>) {
    this.#app = app
    this.#keys = keys
  }

  async asked<S extends z.ZodType>(request: FastifyRequest, path: string, form: S): Promise<z.output<S>> {
    const answered = await this.through(request, 'GET', path)
    if (answered.statusCode === 401) throw new Refusal('page.noLink')
    return form.parse(answered.json())
  }

  /** As the enterprise's own program would ask, from where the browser is. */
  through(request: FastifyRequest, method: 'GET' | 'POST', path: string, body?: object | Buffer) {
    const bytes = Buffer.isBuffer(body)
    return this.#app.inject({
      method,
      url: `/api/v1${path}`,
      remoteAddress: request.ip,
      headers: {
        authorization: `Bearer ${tokenOf(request)}`,
        'accept-language': languageAsked(request),
        ...(body && { 'content-type': bytes ? 'application/octet-stream' : 'application/json' }),
      },
      ...(body && { payload: bytes ? body : JSON.stringify(body) }),
    })
  }

  /** What a form of this desk carries, so that no other page can send one. */
  word(request: FastifyRequest): string {
    return formWord(this.#keys, tokenOf(request))
  }

  /** @throws Refusal `page.forged` */
  mustBeOurs(request: Posted): void {
    if (!isFormWord(this.#keys, tokenOf(request), request.body['word'] ?? '')) throw new Refusal('page.forged')
  }
}

export function tokenOf({ cookies }: FastifyRequest): string {
  const token = cookies[COOKIE] ?? ''
  return /^aet_[\w-]{43}$/.test(token) ? token : 'none'
}
