import { z } from 'zod'
import { areaCode, id, instant, warningLevel } from '../../http/schemas.ts'
import { change } from '../../http/change.ts'
import type { Areas } from '../../model/area.ts'
import type { Instant } from '../../model/time.ts'
import { doneBy } from '../line/decide.ts'
import type { ProviderRow } from '../line/store.ts'
import { EMITTED, showTonnes, type Emissions } from '../../model/tonnes.ts'
import type { Preview, Previewed } from './preview.ts'
import type { Sums, Tally, Unreachable } from './sums.ts'
import { partsOf } from '../texts/short.ts'

const count = z.int().min(0)
const tonnes = z
  .object({ so2: z.string(), nox: z.string(), pm: z.string(), vocs: z.string() })
  .meta({ description: 'tonnes a day, exact decimals' })
const sums = z.object({
  enterprises: count,
  linesStopped: count,
  noticeShort: count.describe('lines whose notice is shorter than a safe stop takes'),
  promisedTonnes: tonnes,
})
const texts = z.object({ subject: z.string(), short: z.string(), spoken: z.string(), long: z.string() })

export const messageForm = z
  .object({
    enterprise: z.object({ id, creditCode: z.string(), name: z.string(), county: areaCode, grade: z.string() }),
    purpose: z.enum(['order', 'ending', 'release']),
    number: z.string(),
    revision: z.int(),
    replaces: z.int().nullable(),
    content: z.record(z.string(), z.unknown()),
    texts,
    shortParts: z.int().describe('parts that the SMS takes'),
  })
  .meta({ id: 'PreviewedMessage' })

/** Names that an answer gives of those whom no channel leads to; the count says how many there are. */
const FIRST = 20

export const tallyForm = z.object({
  total: sums,
  comes: z.object({
    first: count.describe('first orders'),
    revised: count.describe('new revisions'),
    unchanged: count.describe('who keeps what it holds and hears nothing'),
    released: count.describe('whose order ends'),
  }),
  counties: z.array(sums.extend({ county: areaCode, name: z.string() })),
  grades: z.array(sums.extend({ grade: z.string() })),
  channels: z.array(
    z.object({
      channel: z.string(),
      messages: count,
      doneBy: instant
        .nullable()
        .describe(
          'when the last would be handed over at the earliest; null where no provider limits it, or none is known yet',
        ),
    }),
  ),
  unreachable: z.object({
    enterprises: count,
    first: z.array(z.object({ enterprise: id, name: z.string(), county: areaCode, promisedTonnes: tonnes })),
  }),
})

export const previewForm = z
  .object({
    warningId: id,
    name: z.string(),
    change,
    asks: z.enum(['orders', 'release', 'laterRelease']),
    level: warningLevel,
    startsAt: instant,
    endsAt: instant.nullable(),
    list: z.object({ id, name: z.string() }).nullable(),
    tally: tallyForm.nullable().describe('with the first page only'),
    items: z.array(messageForm),
    next: z.string().nullable(),
  })
  .meta({ id: 'Preview' })

export function showPreview({ as, list }: Preview) {
  const { id: warningId, name, level, startsAt, endsAt } = as.warning
  return { warningId, name, asks: as.asks, level, startsAt, endsAt, list: list && { id: list.id, name: list.name } }
}

export function showMessage({
  enterprise,
  content,
  texts: told,
  said: _,
  ...message
}: Previewed): z.output<typeof messageForm> {
  const { creditCode, name, county, grade } = content.enterprise
  return {
    ...message,
    enterprise: { id: enterprise, creditCode, name, county, grade },
    content: { ...content },
    texts: told,
    shortParts: partsOf(told.short),
  }
}

export function showTally(
  tally: Tally,
  providers: readonly ProviderRow[],
  areas: Areas,
  now: Instant,
): z.output<typeof tallyForm> {
  const named = (county: string) => areas.find(county)?.name ?? county
  const heaviest = [...tally.unreachable].sort((a, b) => massOf(b.promised) - massOf(a.promised))
  return {
    total: showSums(tally.total),
    comes: tally.comes,
    counties: [...tally.counties]
      .map(([county, of]) => ({ county, name: named(county), ...showSums(of) }))
      .sort((a, b) => (a.county < b.county ? -1 : 1)),
    grades: [...tally.grades].map(([grade, of]) => ({ grade, ...showSums(of) })).sort(byGrade),
    channels: [...tally.channels].map(([channel, messages]) => {
      const provider = providers.find((one) => one.channel === channel)
      const done = provider ? doneBy(provider.bucket, provider.rate, messages, now) : null
      return { channel, messages, doneBy: done }
    }),
    unreachable: { enterprises: heaviest.length, first: heaviest.slice(0, FIRST).map(showUnreachable) },
  }
}

function byGrade(a: { grade: string }, b: { grade: string }): number {
  return a.grade < b.grade ? -1 : 1
}

function showUnreachable({ enterprise, name, county, promised }: Unreachable) {
  return { enterprise, name, county, promisedTonnes: showMasses(promised) }
}

function showSums({ promised, ...counts }: Sums) {
  return { ...counts, promisedTonnes: showMasses(promised) }
}

function showMasses(promised: Emissions) {
  const { so2, nox, pm, vocs } = promised
  return { so2: showTonnes(so2), nox: showTonnes(nox), pm: showTonnes(pm), vocs: showTonnes(vocs) }
}

function massOf(promised: Emissions): number {
  return EMITTED.reduce((sum, pollutant) => sum + promised[pollutant], 0)
}
