import { z } from 'zod'
import { sayState } from '../../machines/words.ts'
import { areaCode, id, instant } from '../http/schemas.ts'
import { LEVELS, WARNING_LEVELS } from '../model/level.ts'
import { showTonnes } from '../model/tonnes.ts'
import type { Cost, Figures, Mass } from './figures.ts'
import type { Counts, Part, Parted } from './parts.ts'
import { CLASSES, OUTCOMES } from '../verification/verdict.ts'
import { PARTED_BY, type PartedBy } from './record.ts'
import { NO_MODEL } from './sections.ts'
import { daysOf } from './spans.ts'
import type { Review } from './written/store.ts'

const words = z.object({ zh: z.string(), en: z.string() })
const count = z.int().min(0)
const tonnes = z.string().describe('tonnes')

/** The figure, and of how many entries of the journal it was counted. */
function traced<Value extends z.ZodType>(value: Value) {
  return z.object({ value, entries: count.describe('of the journal; `/figures/{name}/entries` lists them') })
}

function parted<Shape extends z.ZodRawShape>(shape: Shape) {
  const part = z.object({ key: z.string(), name: z.string(), ...shape })
  return z.object({
    total: z.object(shape),
    by: z.object({ county: z.array(part), industry: z.array(part), grade: z.array(part) }),
  })
}

const mass = { so2: tonnes, nox: tonnes, pm: tonnes, vocs: tonnes }
const reach = {
  enterprises: count,
  planned: count.describe('revisions of orders'),
  delivered: count,
  givenUp: count,
  supersededBeforeDelivery: count,
  waiting: count,
  acknowledged: count,
  unanswered: count,
  committed: count,
  hindered: count,
  escalated: count,
  released: count,
  recalled: count,
}
const judgements = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, count])) as Record<
  (typeof OUTCOMES)[number],
  typeof count
>

export const figures = z
  .object({
    timeline: traced(z.array(z.object({ at: instant, actor: z.string(), say: words, seq: z.int() }))),
    leads: traced(
      z.array(
        z.object({
          kind: z.string(),
          level: z.enum(WARNING_LEVELS),
          ground: z.enum(['rule', 'officer', 'instructed']),
          proposedAt: instant,
          conferredAt: instant.nullable(),
          signedAt: instant,
          startsAt: instant,
          leadHours: z.number(),
          seq: z.int(),
        }),
      ),
    ),
    skill: traced(
      z.object({
        days: z.array(
          z.object({
            day: z.string(),
            observed: z.number().nullable(),
            forecasts: z.array(
              z.object({ provider: z.string(), lead: z.int().describe('days ahead'), aqi: z.number() }),
            ),
          }),
        ),
        providers: z.array(
          z.object({
            provider: z.string(),
            leads: z.array(
              z.object({
                lead: z.int(),
                days: z.int(),
                hitShare: z.number(),
                bias: z.number(),
                meanError: z.number(),
                heavy: z.object({ hits: z.int(), misses: z.int(), falseAlarms: z.int() }),
              }),
            ),
          }),
        ),
      }),
    ),
    reach: traced(parted(reach)),
    curve: traced(
      z.object({
        planned: count,
        points: z.array(z.object({ minutes: z.int(), delivered: count, acknowledged: count })),
        half: z.number().nullable().describe('minutes until half of those who answered had answered'),
        nineTenths: z.number().nullable(),
      }),
    ),
    compliance: traced(
      parted(judgements).nullable().describe('lines on days; null: no evidence was judged, which is not zero'),
    ),
    promised: traced(parted(mass)),
    shown: traced(
      z
        .object({
          total: z.object(mass),
          byEvidence: z.array(z.object({ rests: z.enum(CLASSES), lineDays: count, ...mass })),
        })
        .nullable()
        .describe('null: no evidence was judged, which is not zero'),
    ),
    cost: traced(parted({ linesStopped: count, stopDays: z.number().describe('lines × days of standstill') })),
    clauses: traced(
      z.object({
        called: z.array(
          z.object({ at: instant, level: z.enum(LEVELS), rulebook: z.string(), clauses: z.array(z.string()) }),
        ),
        orders: z.array(
          z.object({
            document: z.string(),
            clause: z.string(),
            confidence: z.string(),
            borrowedFrom: z.string().nullable(),
            orders: count,
          }),
        ),
      }),
    ),
    byHand: traced(z.array(z.object({ what: z.string(), say: words, count, first: instant, last: instant }))),
    weather: traced(z.null()).extend({ say: words }).describe('what the measures did against what the weather did'),
  })
  .meta({ id: 'ReviewFigures' })

export const review = z
  .object({
    id,
    area: areaCode,
    state: z.string(),
    stateName: words,
    name: z.string(),
    warningId: id,
    corrects: id.nullable().describe('the published one that this puts right'),
    reason: z.string().nullable(),
    writeAt: instant.nullable().describe('when it is written by itself'),
    summaryBy: instant.nullable().describe('until when it is to be published; null once that has passed or is done'),
    sha256: z.string().nullable().describe('over what was counted; give it back when signing'),
    countedAt: instant.nullable(),
    signedBy: id.nullable(),
    signedAt: instant.nullable(),
    publishedAt: instant.nullable(),
  })
  .meta({ id: 'Review' })

export const reviewDetail = review
  .extend({
    signedByName: z.string().nullable(),
    notes: z.array(z.object({ at: instant, by: id, name: z.string().nullable(), text: z.string() })),
    figures: figures.nullable().describe('null until it is written'),
  })
  .meta({ id: 'ReviewDetail' })

export function showReview({ warning, createdAt: _, ...row }: Review): z.output<typeof review> {
  return { ...row, warningId: warning, stateName: sayState('review', row.state) }
}

/** Figures as they are read: masses in tonnes, standstill in days, of each figure how many entries stand behind it. */
export function showFigures(of: Figures): z.output<typeof figures> {
  const { timeline, leads, skill, reach: reached, curve, compliance, promised, shown, cost, clauses, byHand } = of
  const { weather } = of
  return {
    timeline: shownAs(timeline, (moments) => moments.map((one) => ({ ...one }))),
    leads: shownAs(leads, (all) => all.map((one) => ({ ...one }))),
    skill: shownAs(skill, ({ days, providers }) => ({
      days: days.map((one) => ({ ...one, forecasts: [...one.forecasts] })),
      providers: providers.map(({ provider, leads: by }) => ({ provider, leads: [...by] })),
    })),
    reach: shownAs(reached, (all) => mapped(all, (sums) => sums)),
    curve: shownAs(curve, ({ points, ...rest }) => ({ ...rest, points: [...points] })),
    compliance: shownAs(compliance, (all) => all && mapped(all, (sums) => sums)),
    promised: shownAs(promised, (all) => mapped(all, inTonnes)),
    shown: shownAs(
      shown,
      (all) =>
        all && {
          total: inTonnes(all.total),
          byEvidence: all.byEvidence.map(({ rests, lineDays, ...sums }) => ({ rests, lineDays, ...inTonnes(sums) })),
        },
    ),
    cost: shownAs(cost, (all) => mapped(all, inDays)),
    clauses: shownAs(clauses, ({ called, orders }) => ({
      called: called.map((one) => ({ ...one, clauses: [...one.clauses] })),
      orders: [...orders],
    })),
    byHand: shownAs(byHand, (all) => [...all]),
    weather: { value: null, entries: weather.entries.length, say: NO_MODEL },
  }
}

function shownAs<Value, Out>(
  { value, entries }: { readonly value: Value; readonly entries: readonly number[] },
  show: (value: Value) => Out,
): { value: Out; entries: number } {
  return { value: show(value), entries: entries.length }
}

function mapped<C extends Counts, Out>(
  { total, by }: Parted<C>,
  show: (sums: C) => Out,
): { total: Out; by: Record<PartedBy, (Out & { key: string; name: string })[]> } {
  const parts = (all: readonly Part<C>[]) => all.map((one) => ({ ...show(one), key: one.key, name: one.name }))
  return {
    total: show(total),
    by: Object.fromEntries(PARTED_BY.map((by_) => [by_, parts(by[by_])])) as ReturnType<typeof mapped<C, Out>>['by'],
  }
}

export function inTonnes({ so2, nox, pm, vocs }: Mass) {
  return { so2: showTonnes(so2), nox: showTonnes(nox), pm: showTonnes(pm), vocs: showTonnes(vocs) }
}

export function inDays({ linesStopped, stoppedMs }: Cost) {
  return { linesStopped, stopDays: daysOf(stoppedMs) }
}
