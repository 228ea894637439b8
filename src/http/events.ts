import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { monotonicMs, type Clock } from '../clock.ts'
import { showInstant } from '../model/time.ts'
import { Refusal } from '../errors.ts'
import { actorOf, areasSeen } from '../people/caller.ts'
import type { Callers } from '../people/callers.ts'
import type { World } from '../world.ts'
import { tokenOf } from './admission.ts'
import type { App } from './app-type.ts'
import { endOfJournal, entriesAfter, type EntryRow, type Place } from './store.ts'

/** Entries read at once: more and one watcher who comes back after a week holds up the others. */
const CHUNK = 500
/** A look without being woken: another process's commits ring no bell here. */
const LOOK_MS = 1_000
/** After a bell; thousands of steps a second ring for each, and a screen does not need to know. */
const REST_MS = 100
/** Shorter than the idle time-out of any proxy on the way (60 s is usual); also how soon a closed session ends it. */
const HEARTBEAT_MS = 15_000
/** Windows that one person has open, and that one process serves. */
const MOST_EACH = 10
const MOST = 500

const placeForm = z
  .string()
  .regex(/^\d{1,19}\.\d{1,18}$/)
  .transform((text): Place => {
    const [tx = '0', seq = '0'] = text.split('.')
    return { tx, seq: Number(seq) }
  })

/**
 * `GET /events` (实时动态): the journal as server-sent events, scoped by area, in the order of commits. The id of an
 * event is its place; a browser gives the last one back in `Last-Event-ID` and gets what came since, nothing twice.
 * Without one it begins now.
 */
export function eventRoutes(app: App, world: World, callers: Callers, outside: Clock): void {
  const open = new Map<AbortController, string>()
  app.addHook('preClose', (done) => {
    for (const stream of open.keys()) stream.abort()
    done()
  })

  app.get(
    '/events',
    {
      config: { action: 'event.stream' },
      exposeHeadRoute: false,
      schema: {
        headers: z.object({ 'last-event-id': placeForm.optional() }),
        querystring: z.object({ after: placeForm.optional().describe('as Last-Event-ID, for the first connection') }),
        response: { 200: { content: { 'text/event-stream': { schema: z.string() } } } },
      },
    },
    async (request, reply) => {
      const actor = actorOf(request.caller)
      const mine = [...open.values()].filter((owner) => owner === actor).length
      if (mine >= MOST_EACH || open.size >= MOST) throw new Refusal('request.tooFast', { retryAfter: '30' })
      const { after } = request.query
      const place = request.headers['last-event-id'] ?? after ?? (await endOfJournal(world.db))
      const areas = areasSeen(world, request.caller)
      const entries = await entriesAfter(world.db, place, areas, CHUNK)

      const stream = new AbortController()
      open.set(stream, actor)
      reply.raw.once('close', () => stream.abort())
      begin(reply)
      try {
        await follow(request, reply, { place, areas, entries, signal: stream.signal })
      } catch (error) {
        if (!stream.signal.aborted) request.log.error({ err: error }, 'a stream of events broke')
      } finally {
        open.delete(stream)
        reply.raw.end()
      }
    },
  )

  async function follow(
    request: FastifyRequest,
    reply: FastifyReply,
    from: { place: Place; areas: string[]; entries: EntryRow[]; signal: AbortSignal },
  ): Promise<void> {
    let { place, entries } = from
    let beatAt = monotonicMs() + HEARTBEAT_MS
    let ring: (() => void) | undefined
    let rung = false
    const bell = (): void => {
      rung = true
      ring?.()
    }
    const stop = world.db.subscribe('journal', bell)
    from.signal.addEventListener('abort', bell)
    try {
      for (;;) {
        await write(reply, entries.map(frame).join(''), from.signal)
        const last = entries.at(-1)
        if (last !== undefined) place = { tx: last.tx, seq: last.seq }
        // A bell that rang while the entries were read or written may be about one that was not among them yet.
        if (entries.length < CHUNK && !rung)
          await new Promise<void>((resolve) => {
            ring = resolve
            setTimeout(resolve, LOOK_MS)
          })
        rung = false
        await sleep(REST_MS, undefined, { signal: from.signal })
        if (monotonicMs() > beatAt) {
          if (!(await stillIn(request))) return
          await write(reply, ': \n\n', from.signal)
          beatAt = monotonicMs() + HEARTBEAT_MS
        }
        entries = await entriesAfter(world.db, place, from.areas, CHUNK)
      }
    } finally {
      stop()
    }
  }

  /** A session that was closed or has run out must not go on watching. */
  async function stillIn(request: FastifyRequest): Promise<boolean> {
    const token = tokenOf(request)?.token
    if (token === undefined) return false
    return (callers.recall(token) ?? (await callers.find(token, outside.now()))) !== null
  }
}

function begin(reply: FastifyReply): void {
  reply.hijack()
  const headers = Object.fromEntries(
    Object.entries(reply.getHeaders()).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
  reply.raw.writeHead(200, {
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // A proxy that collects an answer before it passes it on would show an alarm minutes late.
    'x-accel-buffering': 'no',
  })
  reply.raw.write('retry: 2000\n\n')
}

function frame({ tx, seq, at, area, kind, subject, event, actor, body }: EntryRow): string {
  const entry = { at: showInstant(at), area, kind, subject, event, actor, body: JSON.parse(body) as unknown }
  return `id: ${tx}.${seq}\ndata: ${JSON.stringify(entry)}\n\n`
}

/** Waits until a slow reader has taken what was written, so that memory does not fill with what it has not. */
async function write(reply: FastifyReply, text: string, signal: AbortSignal): Promise<void> {
  if (text === '' || reply.raw.write(text)) return
  await new Promise<void>((resolve) => {
    reply.raw.once('drain', resolve)
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
