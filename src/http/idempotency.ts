import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { monotonicMs, type Clock } from '../clock.ts'
import type { Db } from '../db/port.ts'
import { Refusal } from '../errors.ts'
import { addHours, addMinutes, type Instant } from '../model/time.ts'
import { actorOf } from '../people/caller.ts'
import type { App } from './app-type.ts'
import { claimKey, dropOldKeys, freeKey, keepAnswer, readKey, type Claim } from './store.ts'

/** Contract §4. */
const KEPT_HOURS = 7 * 24
/** A writer that has not answered for so long hangs. Shorter, and a slow import would be done twice at a time. */
const LEASE_MINUTES = 2
/**
 * A writer whose process has ended is taken over from after so long. At once, and a process that has just lost its
 * connection to the database, and takes a quarter of a second to be seen again, would be doubled.
 */
const DEAD_MS = 1_000
/** How long a duplicate waits for the first to answer before it is told to come back. */
const PATIENCE_MS = 10_000
const POLL_MS = 50
/** Old keys go a few at a time beside new ones, not more often than this. */
const SWEEP_MS = 60_000

const keyForm = z.string().regex(/^[\x21-\x7e]{1,255}$/)

/**
 * Writes with an `Idempotency-Key` happen once for each caller and route (method and path): the same body again gets
 * the first answer, another body is refused, one that comes while the first is being worked on waits for its answer.
 * An answer of 5xx is not kept, nor one of 429: the request may be tried again. Neither is a secret: a repeat gets a new
 * one.
 */
export function keepKeys(app: App, db: Db, outside: Clock, life: number | null): void {
  const claims = new WeakMap<FastifyRequest, Claim & { readonly begunAt: Instant }>()
  let sweptAt = monotonicMs()

  app.addHook('preHandler', async (request, reply) => {
    const key = request.headers['idempotency-key']
    if (key === undefined || request.method === 'GET' || request.method === 'HEAD') return
    // The public has no identity to keep a key for; what it may write (a log-in) answers with a secret anyway.
    if (request.caller.kind === 'public' || request.is404) return
    if (!keyForm.safeParse(key).success)
      throw new Refusal('request.invalid', { detail: 'header Idempotency-Key: 1–255 ASCII characters, no space' })
    const [path = ''] = request.url.split('?')
    const claim = { caller: actorOf(request.caller), route: `${request.method} ${path}`, key: String(key) }
    const bodyHash = createHash('sha256')
      .update(request.url)
      .update('\n')
      .update(request.rawBody ?? '')
      .digest()

    const patientUntil = monotonicMs() + PATIENCE_MS
    let deadSince: number | null = null
    for (;;) {
      const now = outside.now()
      const times = {
        now,
        before: addHours(now, -KEPT_HOURS),
        unansweredBefore: addMinutes(now, -LEASE_MINUTES),
        takeDead: deadSince !== null && monotonicMs() - deadSince > DEAD_MS,
      }
      if (await claimKey(db, { ...claim, area: request.caller.area, bodyHash, life }, times)) {
        claims.set(request, { ...claim, begunAt: now })
        await sweep(times.before)
        return
      }
      const kept = await readKey(db, claim, bodyHash)
      if (kept !== null && !kept.same) throw new Refusal('request.keyReused')
      if (kept !== null && kept.status !== null) {
        const type = kept.content_type ?? 'application/json'
        const answered = reply.code(kept.status).type(type).serializer(String)
        return answered.send(kept.answer ?? '')
      }
      deadSince = kept?.dead === true ? (deadSince ?? monotonicMs()) : null
      if (monotonicMs() > patientUntil) throw new Refusal('request.inProgress', { retryAfter: '5' })
      await sleep(POLL_MS)
    }
  })

  app.addHook('onSend', async (request, reply, payload) => {
    const claim = claims.get(request)
    if (claim === undefined) return payload
    claims.delete(request)
    const text = Buffer.isBuffer(payload) ? payload.toString('utf8') : (payload ?? '')
    try {
      if (
        typeof text !== 'string' ||
        reply.statusCode >= 500 ||
        reply.statusCode === 429 ||
        request.routeOptions.config.secret === true
      )
        await freeKey(db, claim, claim.begunAt)
      else {
        const contentType = String(reply.getHeader('content-type') ?? 'application/json')
        await keepAnswer(db, claim, claim.begunAt, { status: reply.statusCode, contentType, text })
      }
    } catch (error) {
      // What was asked is done and is answered; a repeat finds the key claimed until its lease runs out.
      request.log.error({ err: error }, 'the answer could not be kept under its Idempotency-Key')
    }
    return payload
  })

  async function sweep(before: Instant): Promise<void> {
    if (monotonicMs() - sweptAt < SWEEP_MS) return
    sweptAt = monotonicMs()
    await dropOldKeys(db, before)
  }
}
