import { z } from 'zod'
import { bookInForce, periodsNow } from '../../assessment/books/store.ts'
import { livingWarning } from '../../episode/store.ts'
import type { App } from '../../http/app-type.ts'
import { areaCode, day, id, warningLevel } from '../../http/schemas.ts'
import { HEADS, POST_ZH } from '../../model/post.ts'
import { WARNING_LEVELS } from '../../model/level.ts'
import { dayOf } from '../../model/time.ts'
import { mustSee } from '../../people/caller.ts'
import { isActive } from '../../rulebook/citation.ts'
import { headsAt, stagesOn, tightenedAt, type Period, type PeriodStage } from '../../rulebook/periods.ts'
import { governs } from '../../rulebook/reach.ts'
import type { World } from '../../world.ts'
import { sayHolding, sayPinned } from './decide.ts'

const words = z.object({ zh: z.string(), en: z.string() })
const cited = z.object({ document: z.string(), clause: z.string().nullable() }).nullable()
const bookName = z.object({ id: z.string(), hash: z.string() })

const stage = z.object({
  kind: z.enum(['before', 'during', 'after']),
  title: words,
  from: day,
  until: day.nullable(),
  holds: z.boolean().describe('on the day that was asked for'),
  source: cited,
  heads: z.array(z.object({ level: warningLevel, head: z.enum(HEADS), name: z.string(), source: cited })),
  tightens: z
    .array(z.object({ level: warningLevel, to: warningLevel, source: cited }))
    .describe('at which level the measures of which stricter one are asked for'),
  asks: z.array(words.extend({ source: cited })).describe('in the words of the document'),
})
const periods = z
  .object({
    area: z.string(),
    on: day,
    say: words,
    periods: z.array(
      bookName.extend({
        title: words,
        area: z.string(),
        from: day,
        until: day.nullable(),
        source: cited,
        stages: z.array(stage),
      }),
    ),
    book: bookName
      .extend({ title: words, period: z.string().nullable().describe('the special period that it is of') })
      .nullable()
      .describe('the book of levels by which a new warning would be called on that day'),
    warning: z
      .object({ id, name: z.string(), book: bookName, say: words })
      .nullable()
      .describe('the warning that lives now, and the book by which it goes on'),
  })
  .meta({ id: 'SpecialPeriods' })

/** `/periods` (专项时段): which there are for an area, which stage holds on a day, and what it asks for. */
export function periodRoutes(app: App, world: World): void {
  const { db, clock, rulebooks } = world

  app.get(
    '/periods',
    {
      config: { action: 'period.read' },
      schema: {
        tags: ['rulebooks'],
        querystring: z.object({ area: areaCode, on: day.optional() }),
        response: { 200: periods },
      },
    },
    async ({ query: { area, on = dayOf(clock.now()) }, caller }) => {
      mustSee(world, caller, area, 'area', area)
      const reaching = (await periodsNow(db, rulebooks)).filter(
        (period) => isActive(period) && governs(period.area, area),
      )
      const book = await bookInForce(db, rulebooks, on, area)
      const living = await livingWarning(db, area)
      const pinned = living && { id: living.rulebookId, hash: living.rulebookHash }
      return {
        area,
        on,
        say: sayHolding(stagesOn(reaching, area, on)),
        periods: reaching.map((period) => showPeriod(period, area, on)),
        book: book && { id: book.id, hash: book.hash, title: book.title, period: book.period ?? null },
        warning: living &&
          pinned && { id: living.id, name: living.name, book: pinned, say: sayPinned(living.name, pinned, book) },
      }
    },
  )
}

function showPeriod(period: Period, area: string, on: string) {
  const { id: name, hash, title, area: of, from, until, source, stages } = period
  const holding = new Set(stagesOn([period], area, on).map((one) => one.stage))
  return {
    id: name,
    hash,
    title,
    area: of,
    from,
    until,
    source: cite(source),
    stages: stages.filter(isActive).map((one) => ({
      ...pick(one),
      holds: holding.has(one),
      source: cite(one.source ?? source),
      heads: WARNING_LEVELS.flatMap((level) =>
        headsAt([{ period, stage: one }], level).map(({ head, by }) => ({
          level,
          head,
          name: POST_ZH[head],
          source: cite(by),
        })),
      ),
      tightens: WARNING_LEVELS.flatMap((level) =>
        tightenedAt([{ period, stage: one }], level).map(({ level: to, by }) => ({
          level,
          to,
          source: cite(by.source ?? one.source ?? source),
        })),
      ),
      asks: one.asks.filter(isActive).map(({ zh, en, source: by }) => ({ zh, en, source: cite(by ?? one.source) })),
    })),
  }
}

function pick({ kind, title, from, until }: PeriodStage) {
  return { kind, title, from, until }
}

function cite(by: { document: string; clause?: string | undefined } | null | undefined): z.output<typeof cited> {
  return by ? { document: by.document, clause: by.clause ?? null } : null
}
