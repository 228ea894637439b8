import { z } from 'zod'
import { areaCode, id, instant } from '../http/schemas.ts'
import type { Areas } from '../model/area.ts'
import { countsOf, OUTCOMES, type Counted } from './decide.ts'
import type { OpenerRow } from './store.ts'

export const opener = z
  .object({
    id,
    area: areaCode,
    state: z.string().describe('running, over (its time has passed), calledOff'),
    name: z.string(),
    startedAt: instant,
    startedBy: z.string(),
    answerBy: instant,
  })
  .meta({ id: 'Opener' })

const count = z.int().min(0)
const counts = z
  .object({
    tested: count.describe('all of them: the sum of the others'),
    answered: count,
    waiting: count.describe('not gone out, or not reported on, yet'),
    silent: count.describe('reached, and not answered'),
    unreached: count.describe('no way leads there'),
    calledOff: count,
  })
  .meta({ id: 'LineTests' })
const byWay = z.array(counts.extend({ channel: z.string() }))

export const report = opener.extend({
  contacts: counts.describe('contacts, by the best of their ways'),
  ways: byWay,
  counties: z.array(z.object({ county: areaCode, name: z.string(), contacts: counts, ways: byWay })),
})

export const preview = z.object({
  area: areaCode,
  enterprises: count,
  contacts: count,
  wayless: count.describe('contacts to whom no way leads: they are on the county’s list from the beginning'),
  channels: z.array(
    z.object({
      channel: z.string(),
      messages: count,
      parts: count.describe('units of the provider'),
      doneBy: instant
        .nullable()
        .describe('when the last will have gone, if no order comes; null where nobody limits it'),
    }),
  ),
  doneBy: instant.describe('when the last of all will have gone, if no order comes'),
  example: z.object({ subject: z.string(), short: z.string(), spoken: z.string(), long: z.string() }).nullable(),
})

export const tried = z
  .object({
    contactId: id,
    enterprise: z.object({ id, creditCode: z.string(), name: z.string(), county: areaCode }),
    post: z.string().nullable(),
    position: z.int(),
    name: z.string(),
    phone: z.string().describe('masked; in full: POST /persons/open'),
    outcome: z.enum(OUTCOMES),
    answeredAt: instant.nullable(),
    ways: z.array(
      z.object({
        channel: z.string(),
        outcome: z.enum(OUTCOMES),
        why: z.string().nullable(),
        answeredBy: z.string().nullable().describe('the way that the answer came by'),
      }),
    ),
  })
  .meta({ id: 'TriedContact' })

export function showOpener(row: OpenerRow): z.output<typeof opener> {
  const { id: openerId, area, state, name, startedAt, startedBy, answerBy } = row
  return { id: openerId, area, state, name, startedAt, startedBy, answerBy }
}

export function showReport(
  row: OpenerRow,
  { contacts, ways, areas }: { contacts: readonly Counted[]; ways: readonly Counted[]; areas: Areas },
): z.output<typeof report> {
  const counties = Map.groupBy(contacts, ({ area }) => area)
  return {
    ...showOpener(row),
    contacts: countsOf(contacts),
    ways: waysOf(ways),
    counties: [...counties].map(([county, own]) => ({
      county,
      name: areas.find(county)?.name ?? county,
      contacts: countsOf(own),
      ways: waysOf(ways.filter(({ area }) => area === county)),
    })),
  }
}

function waysOf(ways: readonly Counted[]): z.output<typeof byWay> {
  return [...Map.groupBy(ways, ({ channel }) => channel ?? '')].map(([channel, own]) => ({
    channel,
    ...countsOf(own),
  }))
}
