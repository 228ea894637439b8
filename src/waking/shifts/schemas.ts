import { z } from 'zod'
import { id, instant } from '../../http/schemas.ts'
import { POSTS, POST_ZH } from '../../model/post.ts'
import type { HandOver, ShiftRow } from './store.ts'

const said = z.object({ zh: z.string(), en: z.string() })

export const shift = z
  .object({
    id,
    area: z.string(),
    name: z.string(),
    post: z.enum(POSTS),
    postName: z.string(),
    position: z.int().describe('1 is called first'),
    state: z
      .string()
      .describe(
        'planned, absent (nobody came by the hour), present, handingOver (the note is written), handedOver, over, missed (nobody came at all), withdrawn',
      ),
    from: instant,
    until: instant.nullable().describe('null: as long as the warning asks for it'),
    officer: z.string().nullable().describe('log-in name; null for a person without one'),
    person: z.string().describe('name; empty where nobody has been named'),
    warning: id.nullable().describe('the warning that asks for it; null on the roster'),
    checkedIn: z
      .object({
        at: instant,
        how: z.enum(['system', 'link', 'onBehalf']).describe('onBehalf: another officer says so, weaker evidence'),
      })
      .nullable(),
  })
  .meta({ id: 'Shift' })

export const handOver = z
  .object({
    shift: id,
    note: z.string(),
    open: z.array(said).describe('what was open when it was written'),
    by: z.string(),
    at: instant,
    taken: z.object({ by: z.string(), at: instant }).nullable(),
  })
  .meta({ id: 'HandOver' })

export const wholeShift = shift.extend({
  note: handOver.nullable().describe('what this shift left to the next'),
  before: z.array(handOver).describe('what the shifts before it left'),
  openNow: z.array(said).describe('what is open now: the draft of a note'),
})

export function showShift(row: ShiftRow, person: string): z.output<typeof shift> {
  const { id: shiftId, area, name, post, position, state, from, until, login, warning, checkedInAt, checkedInHow } = row
  return {
    id: shiftId,
    area,
    name,
    post,
    postName: POST_ZH[post],
    position,
    state,
    from,
    until: warning === null ? until : null,
    officer: login,
    person,
    warning,
    checkedIn: checkedInAt === null ? null : { at: checkedInAt, how: checkedInHow ?? 'system' },
  }
}

export function showHandOver({ takenBy, takenAt, open, ...row }: HandOver): z.output<typeof handOver> {
  return { ...row, open: [...open], taken: takenAt === null ? null : { by: takenBy ?? '', at: takenAt } }
}
