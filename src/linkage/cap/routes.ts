import { createHash } from 'node:crypto'
import { z } from 'zod'
import { ask } from '../../db/effects.ts'
import { note } from '../../db/journal.ts'
import { DatabaseError, type Tx } from '../../db/port.ts'
import { lockArea } from '../../episode/store.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { areaCode, id, idParams, instant, remark, warningLevel } from '../../http/schemas.ts'
import { newId, type Id } from '../../model/id.ts'
import { showInstant } from '../../model/time.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { enterInstruction } from '../enter.ts'
import { ISSUERS } from '../store.ts'
import { holds, isAhead, isOfWorld, RELATIONS, relationOf, waits, type Standing } from './decide.ts'
import { CapFault, parseCap, type Cap } from './parse.ts'
import { bodyOfCap, capById, capNamed, holdCap, keepCap, listCaps, recordDecision, type CapMessage } from './store.ts'

/** A message in two languages is 8 kB, one with a province's counties 60. */
const BODY_LIMIT = 262_144

/** When what is dated ahead may be sent once more: the clocks are then either near enough, or wrong. */
const AGAIN_SECONDS = 300

const words = z.string()
const shown = z
  .object({
    id,
    area: areaCode.describe('who received it'),
    relation: z.enum(RELATIONS).describe('where whoever sent it stands to that area'),
    sender: words,
    identifier: words,
    sentAt: instant,
    status: z.enum(['Actual', 'Exercise', 'System', 'Test', 'Draft']),
    type: z.enum(['Alert', 'Update', 'Cancel']),
    ofWorld: z.boolean().describe('false: an exercise at a live desk, or the other way round; nothing follows from it'),
    holds: z.boolean().describe('neither replaced, nor ended, nor run out'),
    waits: z.boolean().describe('from above, and no officer has said what becomes of it'),
    event: words,
    level: warningLevel.nullable(),
    headline: words,
    senderName: words,
    areaName: words,
    startsAt: instant.nullable(),
    endsAt: instant.nullable(),
    web: words.nullable(),
    receivedAt: instant,
    replacedBy: id.nullable(),
    decision: z.enum(['adopted', 'dismissed']).nullable(),
    decidedAt: instant.nullable(),
    because: words.nullable(),
    instruction: id.nullable().describe('what an officer entered for it, or for an earlier message that it names'),
  })
  .meta({ id: 'ForeignWarning' })
const whole = shown
  .extend({ description: words, instructionText: words, body: words.describe('as it came') })
  .meta({ id: 'ForeignWarningWhole' })
const taken = z
  .object({
    items: z.array(
      z.object({ id, area: areaCode, outcome: z.enum(['taken', 'known']).describe('known: nothing was changed') }),
    ),
  })
  .meta({ id: 'ForeignWarningTaken' })

/**
 * CAP from other installations (外部预警信息): taken by a feed's key, shown to the desk; what comes from above is a proposal
 * that an officer adopts as an instruction or lays aside, and never an order by itself.
 */
export function capRoutes(app: App, world: World): void {
  const { db, clock, areas } = world
  const tags = ['linkage']
  const read = { action: 'instruction.read' }
  const enter = { action: 'instruction.enter' }

  app.post(
    '/linkage/cap',
    {
      bodyLimit: BODY_LIMIT,
      config: { action: 'cap.push', body: 'bytes' },
      schema: {
        tags,
        description: 'One CAP 1.2 message, `application/cap+xml`.',
        response: { 200: taken, 201: taken },
      },
    },
    async ({ body, caller }, reply) => {
      const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0)
      const content = readMessage(bytes)
      const { sender, sent } = content
      // A key speaks for one sender: what comes in its name was signed for with it.
      if (caller.provider !== sender) throw new Refusal('cap.sender', { sender, provider: caller.provider ?? '' })
      const doing = { now: clock.now(), by: actorOf(caller) }
      if (isAhead(sent, doing.now))
        throw new Refusal('cap.ahead', { sent: showInstant(sent), retryAfter: String(AGAIN_SECONDS) })
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      const items = await db.transaction(async (tx) => {
        const each: z.output<typeof taken>['items'] = []
        for (const area of [...new Set(caller.areas)].sort())
          each.push(await take(tx, { area, content, sha256, body: bytes.toString('utf8') }, doing))
        return each
      })
      return reply.code(items.some(({ outcome }) => outcome === 'taken') ? 201 : 200).send({ items })
    },
  )

  app.get(
    '/linkage/cap',
    {
      config: read,
      schema: {
        tags,
        querystring: z.object({
          ...pageQuery,
          standing: z.stringbool().default(false).describe('only what is neither replaced nor run out'),
        }),
        response: { 200: pageOf(shown) },
      },
    },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const filter = { areas: areasSeen(world, caller), standing: query.standing, now: clock.now() }
      const rows = await listCaps(db, filter, before, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.id], show)
    },
  )

  app.get(
    '/linkage/cap/:id',
    { config: read, schema: { tags, params: idParams, response: { 200: whole } } },
    async ({ params, caller }) => {
      const found = await seen(params.id, caller)
      const { description, instruction } = found.content
      return { ...show(found), description, instructionText: instruction, body: await bodyOfCap(db, found.id) }
    },
  )

  app.post(
    '/linkage/cap/:id/adopt',
    {
      config: enter,
      schema: {
        tags,
        params: idParams,
        body: z.object({
          issuer: z.enum(ISSUERS),
          document: z.string().trim().min(1).max(100).describe('number of the instruction'),
          level: warningLevel.optional().describe('at least; that of the message where it is missing'),
          startsAt: instant.optional(),
          endsAt: instant.nullable().optional(),
          reason: remark.min(1),
        }),
        response: { 200: shown },
      },
    },
    async ({ params, body, caller }) => {
      await seen(params.id, caller)
      const doing = { now: clock.now(), by: actorOf(caller), because: body.reason }
      try {
        await db.transaction(async (tx) => {
          const held = await open(tx, params.id, doing.now)
          const { content, area } = held
          if (content.type === 'Cancel') throw new Refusal('cap.cancel')
          if (areas.find(area)?.kind === 'county')
            throw new Refusal('instruction.county', { name: areas.find(area)?.name ?? area })
          const level = body.level ?? content.level
          if (level === null) throw new Refusal('cap.noLevel')
          const startsAt = body.startsAt ?? content.onset ?? doing.now
          const endsAt = body.endsAt === undefined ? content.expires : body.endsAt
          if (endsAt !== null && (endsAt <= startsAt || endsAt <= doing.now)) throw new Refusal('instruction.ended')
          const text = `${content.headline}\n${content.description}`.slice(0, 20_000)
          const { issuer, document } = body
          const issuerName = content.senderName.slice(0, 100)
          const given = { area, issuer, issuerName, document, text, level, startsAt, endsAt, warning: null }
          const instruction = await enterInstruction(world, tx, given, doing)
          await decided(tx, held, 'adopted', instruction, doing)
        })
      } catch (error) {
        if (error instanceof DatabaseError && error.constraint === 'instruction_once')
          throw new Refusal('instruction.known', { document: body.document }, { cause: error })
        throw error
      }
      return show(await seen(params.id, caller))
    },
  )

  app.post(
    '/linkage/cap/:id/dismiss',
    {
      config: enter,
      schema: { tags, params: idParams, body: z.object({ reason: remark.min(1) }), response: { 200: shown } },
    },
    async ({ params, body, caller }) => {
      await seen(params.id, caller)
      const doing = { now: clock.now(), by: actorOf(caller), because: body.reason }
      await db.transaction(async (tx) => decided(tx, await open(tx, params.id, doing.now), 'dismissed', null, doing))
      return show(await seen(params.id, caller))
    },
  )

  async function take(
    tx: Tx,
    { area, content, sha256, body }: { area: string; content: Cap; sha256: string; body: string },
    doing: { now: string; by: string },
  ) {
    // One message of an area at a time: what replaces what is told by those that are there.
    await lockArea(tx, area)
    const known = await capNamed(tx, area, content)
    if (known !== null && known.sha256 !== sha256) throw new Refusal('cap.changed', { identifier: content.identifier })
    if (known !== null) return { id: known.id, area, outcome: 'known' as const }
    const subject = newId(doing.now)
    const relation = relationOf(areas, area, content.geocodes)
    await keepCap(tx, { id: subject, area, relation, content, sha256, body, now: doing.now, by: doing.by })
    const { sender, identifier, type, status, level } = content
    const told = { sender, identifier, type, status, level, relation, sha256 }
    await note(tx, { area, kind: 'capMessage', subject, event: 'CAP_RECEIVED', body: told }, doing)
    const kept = await capById(tx, subject)
    if (kept !== null && waits(standing(kept), doing.now)) await wake(tx, kept, subject, doing.now)
    return { id: subject, area, outcome: 'taken' as const }
  }

  function wake(tx: Tx, { id: subject, area }: CapMessage, occasion: string, now: string) {
    return ask(tx, [{ kind: 'wake', subject, area, params: { cause: 'capWaits', occasion } }], now)
  }

  async function decided(
    tx: Tx,
    held: CapMessage,
    decision: 'adopted' | 'dismissed',
    instruction: Id | null,
    doing: { now: string; by: string; because: string },
  ): Promise<void> {
    const { id: subject, area } = held
    await recordDecision(tx, { id: subject, decision, by: doing.by, because: doing.because, instruction }, doing.now)
    await note(tx, { area, kind: 'capMessage', subject, event: 'CAP_DECIDED', body: { decision, instruction } }, doing)
    // Whoever is called about it is left alone.
    await wake(tx, held, `${subject} ${doing.now}`, doing.now)
  }

  /** @throws Refusal where there is nothing to decide, or nothing any more */
  async function open(tx: Tx, of: Id, now: string): Promise<CapMessage> {
    const held = await holdCap(tx, of)
    if (held === null) throw new Refusal('thing.unknown', { what: 'capMessage', id: of })
    if (held.decision !== null) throw new Refusal('cap.decided')
    if (held.relation !== 'above') throw new Refusal('cap.notAbove', { name: held.content.senderName })
    if (!standing(held).ofWorld) throw new Refusal('cap.notReal', { status: held.content.status })
    if (!waits(standing(held), now)) throw new Refusal('cap.over')
    return held
  }

  async function seen(of: Id, caller: Caller): Promise<CapMessage> {
    const found = await capById(db, of)
    if (found === null) throw new Refusal('thing.unknown', { what: 'capMessage', id: of })
    mustSee(world, caller, found.area, 'capMessage', of)
    return found
  }

  function standing({ content: { type, status, expires }, relation, replacedBy, decision }: CapMessage): Standing {
    return { type, ofWorld: isOfWorld(status, world.kind), replacedBy, expires, decision, relation }
  }

  function show(row: CapMessage): z.output<typeof shown> {
    const { content, sha256: _, receivedBy: __, ...rest } = row
    const { sender, identifier, sent, status, type, event, level, headline, senderName, areaName, web } = content
    const now = clock.now()
    const stands = standing(row)
    return {
      ...rest,
      sender,
      identifier,
      sentAt: sent,
      status,
      type,
      ofWorld: stands.ofWorld,
      holds: holds(stands, now),
      waits: waits(stands, now),
      event,
      level,
      headline,
      senderName,
      areaName,
      startsAt: content.onset,
      endsAt: content.expires,
      web,
    }
  }
}

function readMessage(bytes: Buffer): Cap {
  try {
    return parseCap(bytes)
  } catch (error) {
    if (error instanceof CapFault) throw new Refusal('cap.unreadable', { detail: error.message }, { cause: error })
    throw error
  }
}
