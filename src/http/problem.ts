import { STATUS_CODES } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { DatabaseError } from '../db/port.ts'
import { Refusal, type ErrorCode, type Language } from '../errors.ts'
import { FormError } from './form.ts'

export const PROBLEM_TYPE = 'application/problem+json'

/** Every refusal over HTTP (RFC 9457): `code` is stable, `detail` and `next` are in the caller's language. */
export const problem = z
  .object({
    type: z.literal('about:blank'),
    title: z.string().describe('the words of the status'),
    status: z.int(),
    code: z.string().describe('stable; programs look at this'),
    detail: z.string().describe('what is wrong, in the language of Accept-Language (zh unless it prefers en)'),
    next: z.string().describe('what to do now'),
    instance: z.string().describe('the X-Request-Id of this request, as it stands in the log'),
    errors: z
      .array(z.object({ place: z.string(), message: z.string() }))
      .optional()
      .describe('each place of the request that is not as described'),
  })
  .meta({ id: 'Problem' })

/** SQLSTATEs of values that PostgreSQL can not hold: the caller's doing wherever a schema let one through. */
const UNSTORABLE = new Set(['22021', '22P05', '22P02', '22003', '22007', '22008', '22001'])
/** Classes of SQLSTATE that say that the database is away or full: connection, resources, operator intervention. */
const AWAY = new Set(['08', '53', '57'])

/** Codes of fastify's own errors that have a code of ours. Every other 4xx of fastify is `request.unreadable`. */
const OF_FASTIFY: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'request.tooLarge',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'request.mediaType',
}

/** What of the request they are about. */
const DETAIL: Readonly<Record<string, string>> = {
  FST_ERR_BAD_URL: 'URL',
  FST_ERR_MAX_PARAM_LENGTH: 'URL',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'Content-Length',
}

/** Answers any error. Nothing of what failed inside goes out: it is logged under the request's id. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = refusalOf(error, request)
  if (refusal.status >= 500) request.log.error({ err: error }, refusal.message)
  else if (error instanceof DatabaseError)
    request.log.warn({ err: error }, 'a value that can not be stored got through')
  const retryAfter = refusal.params['retryAfter']
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter)
  const allowed = refusal.params['allowed']
  if (refusal.code === 'route.method' && allowed !== undefined) reply.header('allow', allowed)
  const language = languageOf(request.headers['accept-language'])
  const said = refusal.say(language)
  const errors = error instanceof FormError ? { errors: error.places(language) } : {}
  const body: z.output<typeof problem> = {
    type: 'about:blank',
    title: STATUS_CODES[refusal.status] ?? 'Error',
    status: refusal.status,
    code: refusal.code,
    ...said,
    instance: request.id,
    ...errors,
  }
  void reply
    .code(refusal.status)
    .headers({ 'content-type': PROBLEM_TYPE, 'content-language': language, vary: 'accept-language' })
    .serializer((value) => JSON.stringify(value))
    .send(body)
}

/** What an error is to the caller. */
export function refusalOf(error: unknown, request: FastifyRequest): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof FormError) {
    const [place] = error.places(languageOf(request.headers['accept-language']))
    return new Refusal('request.invalid', { detail: place === undefined ? 'body' : `${place.place}: ${place.message}` })
  }
  if (error instanceof DatabaseError) {
    if (UNSTORABLE.has(error.state)) return new Refusal('request.invalid', { detail: 'value out of range' })
    if (AWAY.has(error.state.slice(0, 2))) return new Refusal('engine.unavailable', { retryAfter: '5' })
  }
  const known = clientFault(error)
  if (known === null) return new Refusal('engine.failed', { id: request.id })
  const type = request.headers['content-type'] ?? '–'
  return new Refusal(OF_FASTIFY[known.code] ?? 'request.unreadable', { detail: known.detail, type })
}

/** Fastify's own 4xx errors (`FST_ERR_…`); an error of anything else is not the caller's, whatever status it bears. */
function clientFault(error: unknown): { code: string; detail: string } | null {
  if (!(error instanceof Error) || !('code' in error) || !('statusCode' in error)) return null
  const { code, statusCode } = error
  if (typeof code !== 'string' || typeof statusCode !== 'number') return null
  const cutOff = code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE'
  if (!code.startsWith('FST_ERR_') && !cutOff) return null
  return statusCode >= 400 && statusCode < 500 ? { code, detail: DETAIL[code] ?? code } : null
}

/** `zh` unless the header prefers English. */
export function languageOf(header: string | undefined): Language {
  let best: { language: Language; weight: number } = { language: 'zh', weight: 0 }
  for (const part of (header ?? '').slice(0, 200).split(',')) {
    const [tag = '', ...options] = part.trim().toLowerCase().split(';')
    const language = tag.startsWith('en') ? 'en' : tag.startsWith('zh') || tag === '*' ? 'zh' : null
    const quality = options.find((option) => option.trim().startsWith('q='))
    const weight = quality === undefined ? 1 : Number(quality.trim().slice(2))
    if (language !== null && weight > best.weight) best = { language, weight }
  }
  return best.language
}
