import { isUtf8 } from 'node:buffer'
import type { FastifyRequest } from 'fastify'
import { Refusal } from '../errors.ts'
import type { App } from './app-type.ts'

/**
 * How deep JSON may nest. Our deepest form has 6 levels; at some thousands the recursion of what reads it next
 * (a schema, `JSON.stringify`) overflows the stack and the caller's fault becomes ours.
 */
const DEEPEST = 32

/** A write is a form, a bulletin of a week of hours is 40 kB. A route for workbooks sets its own `bodyLimit`. */
export const BODY_LIMIT = 1_048_576

/** Reads bodies as JSON, keeps the bytes, and takes other content types only where a route asks for `body: 'bytes'`. */
export function readBodies(app: App): void {
  app.decorateRequest('rawBody', null)
  app.decorateRequest('files', null)
  app.decorateRequest('unreadable', null)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, readJson)
  app.addContentTypeParser<Buffer>('*', { parseAs: 'buffer' }, (request, body, done) => {
    // A POST that says nothing often still names a form type; an empty body is no body, whatever its type.
    if (body.length === 0 || request.is404) return done(null, undefined)
    request.rawBody = body
    if (request.routeOptions.config.body === 'bytes') return done(null, body)
    const refusal = new Refusal('request.mediaType', { type: request.headers['content-type'] ?? '–' })
    return settle(request, refusal, done)
  })

  function readJson(request: FastifyRequest, body: Buffer, done: (error: Error | null, value?: unknown) => void): void {
    if (body.length === 0 || request.is404) return done(null, undefined)
    request.rawBody = body
    if (request.routeOptions.config.body === 'bytes') return done(null, body)
    try {
      done(null, parseJson(body))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      settle(request, error, done)
    }
  }
}

function settle(request: FastifyRequest, refusal: Refusal, done: (error: Error | null, value?: unknown) => void): void {
  if (request.routeOptions.config.keepsUnreadable !== true) return done(refusal)
  request.unreadable = refusal
  return done(null, undefined)
}

/**
 * Bytes to JSON that the rest of the engine can hold: UTF-8, not too deep, no text that PostgreSQL refuses
 * (NUL, half a surrogate pair).
 * @throws Refusal `request.unreadable`, naming the place where there is one
 */
export function parseJson(bytes: Uint8Array): unknown {
  if (!isUtf8(bytes)) throw unreadable('UTF-8')
  const depth = depthOf(bytes)
  if (depth > DEEPEST) throw unreadable(`${depth} levels deep, at most ${DEEPEST}`)
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw unreadable(error instanceof SyntaxError ? placeOf(error.message) : 'JSON')
  }
  // Escapes are the only way by which such a character can come in; most bodies have none and are not walked.
  if (/\\u(?:0000|d[89a-f])|__proto__/i.test(text)) refuseUnstorable(value, 'body')
  return value
}

/** Brackets and braces open at once, without building anything; strings are skipped. */
function depthOf(bytes: Uint8Array): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]
    if (inString) {
      if (byte === 0x5c) i++
      else if (byte === 0x22) inString = false
    } else if (byte === 0x22) inString = true
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > deepest) deepest = depth
    } else if (byte === 0x7d || byte === 0x5d) depth--
  }
  return deepest
}

function refuseUnstorable(value: unknown, place: string): void {
  if (typeof value === 'string') {
    if (value.includes('\0') || !value.isWellFormed()) throw unreadable(`${place}: U+0000 / surrogate`)
  } else if (Array.isArray(value)) value.forEach((item, index) => refuseUnstorable(item, `${place}[${index}]`))
  else if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value)) {
      if (key === '__proto__') throw unreadable(`${place}.__proto__`)
      refuseUnstorable(key, place)
      refuseUnstorable(item, `${place}.${key.slice(0, 40)}`)
    }
}

/** V8 quotes the body in its message; only the place goes back. */
function placeOf(message: string): string {
  const place = /\(line \d+ column \d+\)|at position \d+/.exec(message)
  return place === null ? 'JSON' : `JSON ${place[0]}`
}

function unreadable(detail: string): Refusal {
  return new Refusal('request.unreadable', { detail })
}
