import { z } from 'zod'
import { DatabaseError } from '../../db/port.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { keyChange, mustBeSoon } from '../../http/keyForms.ts'
import { id, idParams } from '../../http/schemas.ts'
import { newestListing } from '../../inventory/enterprises/store.ts'
import type { Id } from '../../model/id.ts'
import { dayOf } from '../../model/time.ts'
import { actorOf, areasSeen, enterpriseOf, mustSee, type Caller } from '../../people/caller.ts'
import { hashToken, newToken } from '../../people/token.ts'
import type { World } from '../../world.ts'
import { silentSince } from '../decide.ts'
import { hashOfPassword } from '../hj212/password.ts'
import { SOURCE_KINDS, type Source } from '../source.ts'
import { sourceById, sourcesOf } from '../store.ts'
import { keyForm, newKeyForm, newSourceForm, ownSourceForm, showSource, sourceForm } from './schemas.ts'
import {
  addKey,
  addSource,
  changeKey,
  closeSource,
  keyById,
  listKeys,
  listSources,
  revokeKey,
  type EvidenceKey,
} from './store.ts'

/** Who may send evidence, and which sources there are (采集端、数据来源): entered by officers, seen by their enterprise. */
export function sourceRoutes(app: App, world: World): void {
  const { db, clock, rulebooks } = world
  const tags = ['evidence']
  const reads = { action: 'evidence.read' } as const
  const enters = { action: 'evidence.enter' } as const

  app.get(
    '/evidence/keys',
    { config: reads, schema: { tags, querystring: z.object(pageQuery), response: { 200: pageOf(keyForm) } } },
    async ({ query: { cursor, limit }, caller }) => {
      const [before] = readCursor(cursor, z.tuple([id])) ?? [null]
      const rows = await listKeys(db, areasSeen(world, caller), before, limit + 1)
      return cutPage(rows, limit, (row) => [row.id], showKey)
    },
  )

  app.post(
    '/evidence/keys',
    {
      config: { ...enters, secret: true },
      schema: {
        tags,
        body: newKeyForm,
        response: { 201: keyForm.extend({ key: z.string().nullable().describe('shown this once and kept nowhere') }) },
      },
    },
    async ({ body: { area, name, device, networks }, caller }, reply) => {
      mustSee(world, caller, area, 'area', area)
      const key = device === undefined ? newToken('source') : null
      const secret = device === undefined ? hashToken(key ?? '') : hashOfPassword(world.keys, device)
      const made = await unlessKnown('evidence_key_mn', 'evidence.deviceKnown', { mn: device?.mn ?? '' }, () =>
        db.transaction((tx) => addKey(tx, { area, name, mn: device?.mn ?? null, secret, networks }, doing(caller))),
      )
      return reply.code(201).send({ ...showKey(made), key })
    },
  )

  app.post(
    '/evidence/keys/:id/revoke',
    { config: enters, schema: { tags, params: idParams, response: { 200: keyForm } } },
    async ({ params, caller }) => {
      const key = await seenKey(params.id, caller)
      const { now, by } = doing(caller)
      if (!(await db.transaction((tx) => revokeKey(tx, key, { now, by }))))
        throw new Refusal('evidence.revoked', { name: key.name })
      return showKey({ ...key, revokedAt: now, oldUntil: null })
    },
  )

  app.post(
    '/evidence/keys/:id/rotate',
    {
      config: { ...enters, secret: true },
      schema: {
        tags,
        params: idParams,
        body: keyChange,
        response: { 201: keyForm.extend({ key: z.string().describe('shown this once and kept nowhere') }) },
      },
    },
    async ({ params, body: { oldUntil, reason: because }, caller }, reply) => {
      const found = await seenKey(params.id, caller)
      const { name, mn } = found
      if (mn !== null) throw new Refusal('key.ofDevice', { name })
      const by = { ...doing(caller), because }
      mustBeSoon(oldUntil, by.now)
      const key = newToken('source')
      const change = { secret: hashToken(key), oldUntil }
      if (!(await db.transaction((tx) => changeKey(tx, found, change, by))))
        throw new Refusal('evidence.revoked', { name })
      return reply.code(201).send({ ...showKey({ ...found, oldUntil }), key })
    },
  )

  const querystring = z.object({ ...pageQuery, enterprise: id.optional(), kind: z.enum(SOURCE_KINDS).optional() })
  app.get(
    '/evidence/sources',
    { config: reads, schema: { tags, querystring, response: { 200: pageOf(sourceForm) } } },
    async ({ query: { cursor, limit, enterprise = null, kind = null }, caller }) => {
      const [before] = readCursor(cursor, z.tuple([id])) ?? [null]
      const rows = await listSources(db, { areas: areasSeen(world, caller), enterprise, kind }, before, limit + 1)
      return cutPage(rows, limit, (row) => [row.id], show)
    },
  )

  app.get(
    '/me/evidence/sources',
    {
      config: { action: 'me.evidence' },
      schema: { tags, response: { 200: z.object({ items: z.array(ownSourceForm) }) } },
    },
    async ({ caller }) => ({ items: (await sourcesOf(db, enterpriseOf(caller))).map(show) }),
  )

  app.get(
    '/evidence/sources/:id',
    { config: reads, schema: { tags, params: idParams, response: { 200: sourceForm } } },
    async ({ params, caller }) => show(await seen(params.id, caller)),
  )

  app.post(
    '/evidence/sources',
    { config: enters, schema: { tags, body: newSourceForm, response: { 201: sourceForm } } },
    async ({ body: { enterprise, line = null, key: keyId, code, ...source }, caller }, reply) => {
      const listing = await newestListing(db, enterprise, clock.now())
      if (listing === null) throw new Refusal('thing.unknown', { what: 'enterprise', id: enterprise })
      mustSee(world, caller, listing.area, 'enterprise', enterprise)
      if (line !== null && !listing.entry.lines.some(({ number }) => number === line))
        throw new Refusal('evidence.noLine', { line })
      const key = await seenKey(keyId, caller)
      if (key.revokedAt !== null) throw new Refusal('evidence.revoked', { name: key.name })
      const entered = { ...source, area: listing.area, enterprise, line, key: { id: keyId, code } }
      const made = await unlessKnown('evidence_source_code', 'evidence.codeKnown', { code }, () =>
        db.transaction((tx) => addSource(tx, entered, doing(caller))),
      )
      return reply.code(201).send(show(made))
    },
  )

  app.post(
    '/evidence/sources/:id/close',
    { config: enters, schema: { tags, params: idParams, response: { 200: sourceForm } } },
    async ({ params, caller }) => {
      const source = await seen(params.id, caller)
      const { now, by } = doing(caller)
      if (!(await db.transaction((tx) => closeSource(tx, source, { now, by }))))
        throw new Refusal('evidence.closed', { name: source.name })
      return show({ ...source, closedAt: now })
    },
  )

  function show(source: Source) {
    const now = clock.now()
    const { quality, everyMinutes, closedAt } = source
    const silent =
      closedAt === null ? silentSince(quality.heardAt, everyMinutes, now, rulebooks.evidence(dayOf(now))) : null
    return showSource(source, silent)
  }

  function doing(caller: Caller) {
    return { now: clock.now(), by: actorOf(caller) }
  }

  async function seen(source: Id, caller: Caller): Promise<Source> {
    const found = await sourceById(db, source)
    if (found === null) throw new Refusal('thing.unknown', { what: 'source', id: source })
    mustSee(world, caller, found.area, 'source', source)
    return found
  }

  async function seenKey(key: Id, caller: Caller): Promise<EvidenceKey> {
    const found = await keyById(db, key)
    if (found === null) throw new Refusal('thing.unknown', { what: 'collector', id: key })
    mustSee(world, caller, found.area, 'collector', key)
    return found
  }
}

function showKey({ networks, ...key }: EvidenceKey): z.input<typeof keyForm> {
  return { ...key, networks: [...networks] }
}

async function unlessKnown<T>(
  constraint: string,
  code: 'evidence.deviceKnown' | 'evidence.codeKnown',
  params: Readonly<Record<string, string>>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof DatabaseError && error.constraint === constraint)
      throw new Refusal(code, params, { cause: error })
    throw error
  }
}
