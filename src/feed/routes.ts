import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Refusal, type Language } from '../errors.ts'
import type { App } from '../http/app-type.ts'
import { cutPage, pageQuery, readCursor } from '../http/cursor.ts'
import type { Tx } from '../db/port.ts'
import { languageOf } from '../http/problem.ts'
import { id } from '../http/schemas.ts'
import { dayOf, type Instant } from '../model/time.ts'
import { actorOf, areasSeen } from '../people/caller.ts'
import type { Silence } from '../rulebook/feeds.ts'
import type { World } from '../world.ts'
import {
  decide,
  unreadable,
  type AcceptedBulletin,
  type Decision,
  type FeedKind,
  type QuarantinedValue,
  type RejectedBody,
} from './decide.ts'
import { rhythmOf } from './denser/store.ts'
import { sayFault } from './fault.ts'
import { shown } from '../model/shown.ts'
import { believed } from './believed.ts'
import { listQuarantine, quarantineBody } from './quarantine/store.ts'
import { aqiOfDay } from './judge.ts'
import { readMoment, showMoment } from './moment.ts'
import { bulletinForm, quarantinePage, receiptForm, trialForm } from './schemas.ts'
import { stationByCode, type Station } from './stations/store.ts'
import { inRhythm, isLive, nameOf, silenceOf, type FeedKey } from './watch/decide.ts'
import { hear } from './watch/store.ts'
import { foresee, storeBulletin } from './store.ts'

/** Ten thousand values with all their concentrations are 2 MB; a body is held in memory while it is judged. */
const BODY_LIMIT = 4_194_304

/** Bulletins come in (contract §4): forecasts, observations, and a trial that stores nothing. */
export function feedRoutes(app: App, world: World): void {
  const asIs = { attachValidation: true, validatorCompiler: () => (value: unknown) => ({ value }) }
  const tags = ['feed']

  for (const kind of ['forecast', 'observation'] as const)
    app.post(
      `/${kind}s`,
      {
        ...asIs,
        bodyLimit: BODY_LIMIT,
        config: { action: `${kind}.push`, keepsUnreadable: true },
        schema: { tags, body: bulletinForm, response: { 200: receiptForm, 202: receiptForm } },
      },
      async (request, reply) => {
        const { fresh, receipt } = await receive(world, kind, request)
        return reply.code(fresh ? 202 : 200).send(receipt)
      },
    )

  app.post(
    '/forecasts/test',
    {
      ...asIs,
      bodyLimit: BODY_LIMIT,
      config: { action: 'forecast.test', keepsUnreadable: true },
      schema: { tags, body: bulletinForm, response: { 200: trialForm } },
    },
    (request) => tryOut(world, request),
  )

  app.get(
    '/quarantine',
    {
      config: { action: 'feed.read' },
      schema: { tags, querystring: z.object(pageQuery), response: { 200: quarantinePage } },
    },
    async (request) => {
      const { cursor, limit } = request.query
      const [after] = readCursor(cursor, z.tuple([id])) ?? [null]
      const rows = await listQuarantine(world.db, areasSeen(world, request.caller), after, limit + 1)
      const language = speaks(request)
      return cutPage(
        rows,
        limit,
        (row) => [row.id],
        ({ fault, ...row }) => ({ ...row, code: fault.code, reason: sayFault(fault, language) }),
      )
    },
  )
}

async function receive(world: World, kind: FeedKind, request: FastifyRequest) {
  const now = world.clock.now()
  const { caller } = request
  const doing = { now, by: actorOf(caller) }
  const raw = request.rawBody ?? new Uint8Array()
  const decision = await judge(world, kind, request)
  if (!decision.accepted) {
    const { rejected } = decision
    const kept = await world.db.transaction((tx) => quarantineBody(tx, kind, rejected, raw, caller, doing))
    throw refusalOf(rejected, kept, request)
  }
  const bulletin = await believed(world, decision.bulletin)
  const silence = silenceOf(world.rulebooks.feeds(dayOf(now)), bulletin)
  const { id, revision, fresh } = await world.db.transaction(async (tx) => {
    const stored = await storeBulletin(tx, bulletin, raw, doing)
    if (stored.fresh && isLive(bulletin, silence, now))
      await hear(tx, named(bulletin, world), await asCalledFor(world, tx, bulletin, silence, now), doing)
    return stored
  })
  const { provider, area, issuedAt, values } = bulletin
  const receipt = {
    bulletin: id,
    provider,
    area,
    issuedAt,
    revision,
    accepted: values.length,
    quarantined: showQuarantined(heldBack(bulletin, request.body), speaks(request)),
  }
  return { fresh, receipt }
}

/** The silence that a feed is allowed while denser monitoring of its area is called for. */
async function asCalledFor(
  { rulebooks }: World,
  tx: Tx,
  { kind, pace, area }: AcceptedBulletin,
  silence: Silence,
  now: Instant,
): Promise<Silence> {
  if (kind !== 'observation' || pace !== 'hour') return silence
  const { graceMinutes } = rulebooks.consultation(dayOf(now)).denserMonitoring
  return inRhythm(silence, await rhythmOf(tx, area, now), graceMinutes)
}

function named(bulletin: AcceptedBulletin, { areas }: World): FeedKey & { name: string } {
  const { area, kind, pace, provider, station } = bulletin
  const key = { area, kind, pace, provider, station }
  return { ...key, name: nameOf(key, areas.find(area)?.name ?? area) }
}

async function tryOut(world: World, request: FastifyRequest): Promise<z.input<typeof trialForm>> {
  const decision = await judge(world, 'forecast', request)
  const language = speaks(request)
  if (!decision.accepted) {
    const { fault, quarantined } = decision.rejected
    return {
      would: 'reject',
      code: fault.code,
      reason: sayFault(fault, language),
      revision: null,
      accepted: 0,
      values: [],
      quarantined: showQuarantined(quarantined, language),
    }
  }
  const bulletin = await believed(world, decision.bulletin)
  const { revision, known } = await foresee(world.db, bulletin, request.rawBody ?? new Uint8Array())
  return {
    would: known ? 'changeNothing' : revision === 1 ? 'accept' : 'revise',
    code: null,
    reason: null,
    revision,
    accepted: bulletin.values.length,
    values: bulletin.values.map(({ at, aqi, by, low = null, high = null }) => ({
      at: showMoment(at),
      aqi,
      by,
      low,
      high,
    })),
    quarantined: showQuarantined(heldBack(bulletin, request.body), language),
  }
}

async function judge(world: World, kind: FeedKind, request: FastifyRequest): Promise<Decision> {
  if (request.unreadable !== null) return unreadable(request.unreadable.say(speaks(request)).detail)
  return decide(request.body, {
    kind,
    now: world.clock.now(),
    areas: world.areas,
    scope: request.caller,
    station: await stationOf(world, kind, request.body),
    aqiOfDay: aqiOfDay(world.rulebooks),
  })
}

/** The station that a body of observations names, if there is one of that code. */
async function stationOf({ db }: World, kind: FeedKind, body: unknown): Promise<Station | null> {
  const read = z.object({ station: z.string().min(1).max(64) }).safeParse(body)
  return kind === 'observation' && read.success ? await stationByCode(db, shown(read.data.station)) : null
}

/** What does not count of a body, by its place in it: what can not be read, and what is hard to believe. */
function heldBack({ quarantined, doubted }: AcceptedBulletin, body: unknown): QuarantinedValue[] {
  if (doubted.length === 0) return [...quarantined]
  const given = placesOf(body)
  const held = doubted.map(({ value: { at }, fault }) => ({ index: given.indexOf(at), at: showMoment(at), fault }))
  return [...quarantined, ...held].sort((a, b) => a.index - b.index)
}

/** The moments of a body that was accepted, in its own order. */
function placesOf(body: unknown): (string | null)[] {
  const { values } = z.object({ values: z.array(z.unknown()) }).parse(body)
  return values.map((one) => {
    const read = z.object({ at: z.string() }).safeParse(one)
    return read.success ? readMoment(read.data.at) : null
  })
}

/** What is wrong with the request itself gets the answer that any route would give. */
function refusalOf({ fault }: RejectedBody, kept: string, request: FastifyRequest): Refusal {
  const language = speaks(request)
  switch (fault.code) {
    case 'body.unreadable':
      return request.unreadable ?? new Refusal('request.unreadable', { detail: sayFault(fault, language) })
    case 'body.form':
      return new Refusal('request.invalid', { detail: fault.params['detail'] ?? '' })
    case 'body.long':
      return new Refusal('request.tooLarge')
    case 'area.unknown':
      return new Refusal('thing.unknown', { what: 'area', id: fault.params['given'] ?? '' })
    case 'provider.outside':
      return new Refusal('feed.foreign', { own: request.caller.provider ?? '', given: fault.params['given'] ?? '' })
    default:
      return new Refusal('feed.rejected', { why: sayFault(fault, language), id: kept })
  }
}

function showQuarantined(values: readonly QuarantinedValue[], language: Language) {
  return values.map(({ index, at, fault }) => ({ index, at, code: fault.code, reason: sayFault(fault, language) }))
}

function speaks(request: FastifyRequest): Language {
  return languageOf(request.headers['accept-language'])
}
