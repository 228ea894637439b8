import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal, type Language } from '../errors.ts'
import type { App } from './app-type.ts'
import type { FormFile } from '../model/formFile.ts'
import { answerError, languageOf, refusalOf } from './problem.ts'

/** A form holds a choice and a remark of 2,000 characters, which the browser writes as nine letters each. */
const FORM_LIMIT = 32_768
/** Two photographs as telephones take them, or a folder of papers; such a route sets it as its `bodyLimit`. */
export const FILES_LIMIT = 25_165_824
/** A form has some ten fields and a hand full of files. */
const MOST_PARTS = 60

/** No script at all, nothing from elsewhere: what is slipped into a name or a remark finds nothing that runs it. */
const STRICT = [
  `default-src 'none'`,
  `style-src 'self'`,
  `img-src 'self' data:`,
  `form-action 'self'`,
  `base-uri 'none'`,
  `frame-ancestors 'none'`,
].join('; ')

/** The same for a page with a script of this server, which may send what it keeps back to where it came from. */
export const ONE_SCRIPT = [`script-src 'self'`, `connect-src 'self'`, STRICT].join('; ')

/**
 * Routes that answer people with pages: forms as browsers send them, a strict policy for the content, nothing kept by
 * any cache, and refusals as a page – or as problem+json to whoever asks for JSON.
 */
export function pageRoutes(
  app: App,
  problemPage: (said: { title: string; next: string }, language: Language) => string,
  add: (pages: App) => void,
): void {
  void app.register(async (pages: App) => {
    pages.addContentTypeParser<Buffer>(
      'application/x-www-form-urlencoded',
      { parseAs: 'buffer', bodyLimit: FORM_LIMIT },
      (_, body, done) => {
        // A route that takes files takes long bodies, but no long text.
        if (body.length > FORM_LIMIT) return done(new Refusal('request.tooLarge'))
        const text = isUtf8(body) ? body.toString('utf8') : null
        if (text === null || /%00|\0/.test(text)) return done(new Refusal('request.unreadable', { detail: 'UTF-8' }))
        done(null, Object.fromEntries(new URLSearchParams(text)))
      },
    )
    pages.addContentTypeParser<Buffer>(
      'multipart/form-data',
      { parseAs: 'buffer', bodyLimit: FORM_LIMIT },
      async (request: FastifyRequest, body: Buffer) => {
        const type = request.headers['content-type'] ?? ''
        if (request.routeOptions.config.body !== 'files') throw new Refusal('request.mediaType', { type })
        const { fields, files } = await readForm(type, body)
        request.files = files
        return fields
      },
    )
    pages.addHook('onRequest', async (_, reply) => {
      void reply.headers({
        'content-security-policy': STRICT,
        'cache-control': 'no-store',
        vary: 'accept, accept-language',
      })
    })
    pages.setErrorHandler((error: unknown, request, reply) => {
      if (wantsJson(request)) return answerError(error, request, reply)
      const refusal = refusalOf(error, request)
      if (refusal.status >= 500) request.log.error({ err: error }, refusal.message)
      const retryAfter = refusal.params['retryAfter']
      if (retryAfter !== undefined) void reply.header('retry-after', retryAfter)
      const language = languageAsked(request)
      const { detail, next } = refusal.say(language)
      return sendPage(reply.code(refusal.status), problemPage({ title: detail, next }, language))
    })
    add(pages)
  })
}

/** The fields and the files of a form; a field of a file that was left empty is no file. */
async function readForm(
  type: string,
  body: Buffer,
): Promise<{ fields: Record<string, string>; files: readonly FormFile[] }> {
  const boundary = /boundary="?([^";]+)/i.exec(type)?.[1] ?? ''
  const parts = boundary === '' ? 0 : countOf(body, Buffer.from(`--${boundary}`), MOST_PARTS)
  if (parts === 0 || parts > MOST_PARTS) throw new Refusal('request.unreadable', { detail: 'multipart/form-data' })
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData().catch(() => {
    throw new Refusal('request.unreadable', { detail: 'multipart/form-data' })
  })
  const fields = [...form].flatMap(([field, value]) => (typeof value === 'string' ? [[field, value] as const] : []))
  const given = [...form].flatMap(([field, value]) =>
    typeof value === 'string' || value.size === 0 ? [] : [[field, value] as const],
  )
  const files = await Promise.all(
    given.map(async ([field, file]) => ({ field, name: file.name, bytes: Buffer.from(await file.arrayBuffer()) })),
  )
  const texts = [...fields.flat(), ...files.flatMap(({ field, name }) => [field, name])]
  if (texts.some((text) => text.includes('\0') || !text.isWellFormed()))
    throw new Refusal('request.unreadable', { detail: 'UTF-8' })
  return { fields: Object.fromEntries(fields), files }
}

/** How often something stands in some bytes; past `most` it is not counted on. */
function countOf(bytes: Buffer, what: Buffer, most: number): number {
  let count = 0
  for (let at = bytes.indexOf(what); at >= 0 && count <= most; at = bytes.indexOf(what, at + what.length)) count++
  return count
}

/** Whether a program asks, and not a browser. */
export function wantsJson({ headers: { accept = '' } }: Pick<FastifyRequest, 'headers'>): boolean {
  return accept.includes('json') && !accept.includes('text/html')
}

/** `?lang=`, else what the browser prefers, else Chinese. */
export function languageAsked({ query, headers }: Pick<FastifyRequest, 'query' | 'headers'>): Language {
  const asked = typeof query === 'object' && query !== null && 'lang' in query ? query.lang : undefined
  return asked === 'en' || asked === 'zh' ? asked : languageOf(headers['accept-language'])
}

export function sendPage(reply: FastifyReply, page: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(page)
}

/**
 * For pages that are the same for everybody: any cache may keep one for a minute, within which a correction is
 * everywhere, and asks again by its mark. True where whoever asks has it already, and was told so.
 * @param mark changes with whatever the page shows
 */
export function isKept(request: FastifyRequest, reply: FastifyReply, mark: string): boolean {
  const form = `${wantsJson(request) ? 'json' : languageAsked(request)} ${mark}`
  const tag = `"${createHash('sha256').update(form).digest('base64url').slice(0, 22)}"`
  void reply.headers({ 'cache-control': 'public, max-age=60', etag: tag })
  if (request.headers['if-none-match'] !== tag) return false
  void reply.code(304).send()
  return true
}
