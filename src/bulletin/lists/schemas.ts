import { z } from 'zod'
import { sayState } from '../../../machines/words.ts'
import { areaCode, id, instant } from '../../http/schemas.ts'
import { CLASS_ZH, LISTED_LEVELS, type ListedLevel } from '../../model/enterprise.ts'
import type { Industries } from '../../rulebook/industries.ts'
import type { OpenGrade, OpenList, OpenListing } from './store.ts'

const words = z.object({ zh: z.string(), en: z.string() })
const shared = {
  id,
  area: areaCode,
  name: z.string(),
  state: z.string(),
  stateName: words,
  objectionsUntil: instant.nullable(),
}

export const openListForm = z.object({ ...shared, size: z.int(), from: instant.nullable() })
export const openGradeForm = z.object({
  ...shared,
  creditCode: z.string(),
  industry: z.string(),
  industryName: words,
  grade: z.string(),
  validUntil: z.string().nullable(),
})

/** What the public sees of one enterprise: what it has to do and why, and nobody's name or number. */
export const openEntryForm = z.object({
  creditCode: z.string(),
  name: z.string(),
  county: z.string(),
  industry: words,
  class: z.string(),
  grade: z.string(),
  lines: z.array(
    z.object({ line: z.string(), name: z.string(), measures: z.partialRecord(z.enum(LISTED_LEVELS), z.string()) }),
  ),
})
export type OpenEntry = z.output<typeof openEntryForm>

export function showOpenList({
  id: of,
  area,
  name,
  size,
  state,
  objectionsUntil,
  from,
}: OpenList): z.output<typeof openListForm> {
  return { id: of, area, name, size, state, stateName: sayState('listing', state), objectionsUntil, from }
}

export function showOpenGrade(row: OpenGrade, industries: Industries): z.output<typeof openGradeForm> {
  const { state, industry } = row
  return { ...row, stateName: sayState('grading', state), industryName: industries.nameOf(industry) }
}

export function showOpenEntry(
  { entry }: OpenListing,
  industries: Industries,
  nameOf: (area: string) => string,
): OpenEntry {
  const { creditCode, name, county, industry, class: kind, grade, lines } = entry
  return {
    creditCode,
    name,
    county: nameOf(county),
    industry: industries.nameOf(industry),
    class: CLASS_ZH[kind],
    grade,
    lines: lines.map(({ number, name: line, measures }) => ({
      line: number,
      name: line,
      measures: Object.fromEntries(
        LISTED_LEVELS.flatMap((level: ListedLevel) => {
          const listed = measures[level]
          return listed === undefined ? [] : [[level, listed.text]]
        }),
      ),
    })),
  }
}
