import { z } from 'zod'
import type { Areas } from '../model/area.ts'
import { addMinutes, showInstant, type Instant } from '../model/time.ts'
import { fault, type Fault } from './fault.ts'
import { shown } from '../model/shown.ts'
import type { Doubted } from './quarantine/decide.ts'
import { momentOf, paceOf, readIssue, type Pace } from './moment.ts'
import { isFault, readValue, type AqiOfDay, type FeedValue, type ValueContext } from './value.ts'

export type FeedKind = 'forecast' | 'observation'

/** For which areas, each with all that lies in it, and for which provider somebody may speak. `provider: null`: for any. */
export interface Scope {
  readonly areas: readonly string[]
  readonly provider: string | null
}

export interface DecideContext {
  readonly kind: FeedKind
  readonly now: Instant
  readonly areas: Areas
  readonly scope: Scope
  /** The station that the body names; null where there is none of that code. */
  readonly station: { readonly code: string; readonly area: string } | null
  readonly aqiOfDay: AqiOfDay
}

/** A bulletin as it was accepted (预报/实况报文): what is kept beside the raw body. */
export interface AcceptedBulletin {
  readonly kind: FeedKind
  readonly provider: string
  /** Code of the area. */
  readonly area: string
  readonly issuedAt: Instant
  readonly pace: Pace
  /** Code of the station that observed it; empty: the area as a whole. */
  readonly station: string
  /** In order of time. */
  readonly values: readonly FeedValue[]
  readonly quarantined: readonly QuarantinedValue[]
  /** Neither among `values` nor thrown away: they wait for an officer's word. */
  readonly doubted: readonly Doubted[]
}

/**
 * What an officer says beside the feeds, and why (人工数据): a forecast by hand while they are silent, a correction of
 * what one of them said, a value that was let out of quarantine.
 */
export interface OfficersWord {
  readonly origin: Exclude<Origin, 'feed'>
  readonly reason: string
}
export const ORIGINS = ['feed', 'hand', 'correction', 'accepted'] as const
export type Origin = (typeof ORIGINS)[number]

/** In whose name a forecast by hand stands (人工录入): no provider's. */
export const BY_HAND = '人工录入'

/** One value that was not taken; `index` counts from 0 in the body's `values`, `at` as it was written. */
export interface QuarantinedValue {
  readonly index: number
  readonly at: string
  readonly fault: Fault
}

/** A body that was not taken at all, with as much of its head as could be read, to find it by in the quarantine. */
export interface RejectedBody {
  readonly fault: Fault
  readonly provider: string | null
  readonly area: string | null
  readonly quarantined: readonly QuarantinedValue[]
}

/** The decision on a body that is not even JSON. */
export function unreadable(detail: string): Decision {
  return reject(fault('body.unreadable', { detail }))
}

export type Decision =
  | { readonly accepted: true; readonly bulletin: AcceptedBulletin }
  | { readonly accepted: false; readonly rejected: RejectedBody }

/** A year of hours fits; ten times that in one body holds the whole server up while it is read. */
export const MOST_VALUES = 10_000

/**
 * How far a feed's clock may run ahead. Less, and a bulletin is refused at 22:00 for a sloppy clock; more, and one with
 * a wrong offset stays the newest for hours.
 */
const AHEAD_MINUTES = 10

/** The names go into documents, journals and both databases: no control characters, no halves of surrogate pairs. */
const name = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), 'has characters that are not text')

const bodyForm = z.object({
  provider: name,
  area: name,
  issuedAt: z.string().max(64),
  station: z.string().max(64).optional(),
  values: z.array(z.unknown()).min(1),
})
type FeedBody = z.infer<typeof bodyForm>

/**
 * Accepts a body, as JSON gave it, or says why not, value by value (contract §4 and §5). Accepted and quarantined values together are the given ones.
 */
export function decide(given: unknown, context: DecideContext): Decision {
  const body = readBody(given)
  if ('fault' in body) return reject(body.fault)
  const area = context.areas.find(body.area)
  const head = { provider: body.provider, area: area?.code ?? null }
  if (area === null || !context.scope.areas.some((own) => context.areas.contains(own, area.code)))
    return reject(fault('area.unknown', { given: body.area }), { ...head, area: null })
  if (context.scope.provider !== null && context.scope.provider !== body.provider)
    return reject(fault('provider.outside', { given: body.provider }), head)

  const station = body.station ?? ''
  if (station !== '' && (context.station?.code !== station || context.station.area !== area.code))
    return reject(fault('station.unknown', { given: shown(station), area: area.name }), head)

  const latest = addMinutes(context.now, AHEAD_MINUTES)
  const issuedAt = readIssue(body.issuedAt)
  if (issuedAt === null) return reject(fault('issue.unreadable', { given: shown(body.issuedAt) }), head)
  if (issuedAt > latest)
    return reject(fault('issue.ahead', { given: showInstant(issuedAt), now: showInstant(context.now) }), head)

  const { values, quarantined } = readValues(body.values, {
    latest: context.kind === 'observation' ? { day: momentOf(latest, 'day'), hour: momentOf(latest, 'hour') } : null,
    aqiOfDay: context.aqiOfDay,
  })
  const [first] = values
  if (first === undefined) return reject(nothingLeft(quarantined), { ...head, quarantined })
  const pace = paceOf(first.at)
  if (values.some((value) => paceOf(value.at) !== pace)) return reject(fault('body.mixed'), head)
  return {
    accepted: true,
    bulletin: {
      kind: context.kind,
      provider: body.provider,
      area: area.code,
      issuedAt,
      pace,
      station,
      values,
      quarantined,
      doubted: [],
    },
  }
}

function readBody(given: unknown): FeedBody | { fault: Fault } {
  const read = bodyForm.safeParse(given)
  if (!read.success) {
    const [issue] = read.error.issues
    const place = issue?.path.join('.') ?? ''
    return { fault: fault('body.form', { detail: shown(`${place === '' ? 'body' : place}: ${issue?.message}`) }) }
  }
  const count = read.data.values.length
  return count > MOST_VALUES
    ? { fault: fault('body.long', { count: String(count), most: String(MOST_VALUES) }) }
    : read.data
}

/** Of values with the same time the first in the body counts: which of them is meant can not be known, and none is worse. */
function readValues(given: readonly unknown[], context: ValueContext) {
  const values: FeedValue[] = []
  const quarantined: QuarantinedValue[] = []
  const seen = new Map<string, number>()
  for (const [index, one] of given.entries()) {
    const read = readValue(one, context)
    const other = isFault(read) ? undefined : seen.get(read.at)
    if (isFault(read)) quarantined.push({ index, at: atOf(one), fault: read })
    else if (other !== undefined)
      quarantined.push({ index, at: atOf(one), fault: fault('at.repeated', { other: String(other) }) })
    else {
      seen.set(read.at, index)
      values.push(read)
    }
  }
  values.sort((a, b) => (a.at < b.at ? -1 : 1))
  return { values, quarantined }
}

function atOf(given: unknown): string {
  return typeof given === 'object' && given !== null && 'at' in given ? shown(given.at) : ''
}

function nothingLeft(quarantined: readonly QuarantinedValue[]): Fault {
  const [first] = quarantined
  return { ...fault('body.nothing'), ...(first && { first: first.fault }) }
}

function reject(why: Fault, known: Partial<RejectedBody> = {}): Decision {
  return { accepted: false, rejected: { provider: null, area: null, quarantined: [], ...known, fault: why } }
}
