import type { FastifyReply, FastifyRequest } from 'fastify'
import { languageAsked, wantsJson } from '../../http/pages.ts'
import type { Language } from '../../portal/layout.ts'
import type { Kept, Shelf } from './shelf.ts'

export const HTML = 'text/html; charset=utf-8'

interface Made {
  readonly type: string
  readonly text: string
}

/** As a page in the language asked for, or as JSON for whoever asks for that. */
export async function sendForm(
  shelf: Shelf,
  request: FastifyRequest,
  reply: FastifyReply,
  key: string,
  make: (form: Language | 'json') => Promise<Made>,
): Promise<FastifyReply> {
  const form = wantsJson(request) ? 'json' : languageAsked(request)
  return sendKept(request, reply, await shelf.take(`${form} ${key}`, () => make(form)))
}

/** Any cache may keep it for a minute, and asks again by its mark. */
export function sendKept(request: FastifyRequest, reply: FastifyReply, { type, bytes, tag }: Kept): FastifyReply {
  void reply.headers({ 'cache-control': 'public, max-age=60', etag: tag })
  if (request.headers['if-none-match'] === tag) return reply.code(304).send()
  return reply.type(type).send(bytes)
}

export function json(value: unknown): Made {
  return { type: 'application/json; charset=utf-8', text: JSON.stringify(value) }
}
