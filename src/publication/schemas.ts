import { z } from 'zod'
import { publicationTable, type PublicationState } from '../../machines/tables/publication.ts'
import { areaCode, day, id, instant, remark } from '../http/schemas.ts'
import { month } from '../season/targets/schemas.ts'
import { KINDS } from './decide.ts'
import type { Publication } from './store.ts'

const STATES = Object.keys(publicationTable) as [PublicationState, ...PublicationState[]]
const words = z.object({ zh: z.string(), en: z.string() })
export const kind = z.enum(KINDS)

/** What is to be published: a response by its warning, a month of a city, a month of a season. */
export const counting = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('compliance'), warning: id.describe('whose review is published') }),
  z.object({ kind: z.enum(['problems', 'rotation']), area: areaCode.describe('the city'), month }),
  z.object({ kind: z.literal('season'), season: z.string().max(60), month }),
])
export const correcting = z.object({ reason: remark.min(1).describe('what is wrong in it') })

const content = z.object({
  kind,
  title: words,
  until: day.describe('the last day that was counted'),
  notes: z.array(words),
  tables: z.array(
    z.object({
      title: words,
      columns: z.array(words.extend({ id: z.string() })),
      rows: z.array(
        z.object({
          key: z.string().describe('code of the county, id of the industry; empty of all together'),
          name: z.string(),
          values: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
        }),
      ),
    }),
  ),
})

/** What everybody sees of results: who had a hand in it is not in it. */
const shared = {
  id,
  area: areaCode,
  state: z.enum(STATES),
  name: z.string(),
  kind,
  corrects: id.nullable().describe('the one in force that this puts right'),
  correctedBy: id.nullable(),
  objectionsUntil: instant.nullable(),
  objections: z.int(),
  openObjections: z.int(),
  releasedAt: instant.nullable(),
  sha256: z.string().describe('of the content'),
}
export const publicationForm = z
  .object({
    ...shared,
    about: z.string().describe('the warning, the month, or the season and its month'),
    reason: z.string().nullable(),
    preparedBy: z.string(),
    preparedAt: instant,
    upheldObjections: z.int(),
    releasedBy: z.string().nullable(),
  })
  .meta({ id: 'Publication' })
export const publicationWhole = publicationForm.extend({ content })

/** The same for the public. */
export const openForm = z.object({ ...shared, exercise: z.boolean() })
export const openWhole = openForm.extend({ content })

function shownOf({ id: of, area, state, name, kind: is, corrects, correctedBy, ...row }: Publication) {
  return {
    id: of,
    area,
    state,
    name,
    kind: is,
    corrects,
    correctedBy,
    objectionsUntil: row.objectionsUntil,
    objections: row.objections,
    openObjections: row.open,
    releasedAt: row.releasedAt,
    sha256: row.sha256,
  }
}

export function showPublication(row: Publication): z.output<typeof publicationForm> {
  const { about, reason, preparedBy, preparedAt, upheld, releasedBy } = row
  return { ...shownOf(row), about, reason, preparedBy, preparedAt, upheldObjections: upheld, releasedBy }
}

export function showContent({ content: of }: Publication): z.output<typeof content> {
  return structuredClone(of) as z.output<typeof content>
}

export function showOpen(row: Publication, exercise: boolean): z.output<typeof openForm> {
  return { ...shownOf(row), exercise }
}
