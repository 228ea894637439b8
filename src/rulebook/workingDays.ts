import { join } from 'node:path'
import { DateTime } from 'luxon'
import { z } from 'zod'
import { addDays, type Day } from '../model/time.ts'
import { RULES } from './books.ts'
import { mustStand, source, words } from './citation.ts'
import { readRule } from './read.ts'

const SATURDAY = 6
const day = z.iso.date()

/** `rules/calendar/working-days.yaml` (部分节假日安排). A notice may begin in the December before its year. */
const workingDaysForm = z
  .strictObject({
    id: z.string(),
    title: words,
    years: z.array(
      z
        .strictObject({
          year: z.int(),
          source,
          off: z.array(z.strictObject({ from: day, to: day })),
          worked: z.array(day),
        })
        .superRefine(mustStand),
    ),
  })
  .superRefine(({ years }, context) => {
    const blame = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message })
    for (const [n, { year, off, worked }] of years.entries()) {
      const stray = [...worked, ...off.map(({ to }) => to)].find((one) => !one.startsWith(`${year}-`))
      if (stray !== undefined) blame(['years', n], `${stray} is no day of ${year}`)
      if (off.some(({ from, to }) => from > to)) blame(['years', n, 'off'], 'a holiday ends before it begins')
      // Exchanged is what the week would have given: anything else is a slip of the pen.
      const idle = worked.find((one) => isWeekday(one) || off.some(({ from, to }) => one >= from && one <= to))
      if (idle !== undefined) blame(['years', n, 'worked'], `${idle} is no day off that could be worked`)
    }
  })

/** Whether offices are open on a day (工作日): by the notice of its year, else by the week. */
export type IsWorkingDay = (day: Day) => boolean

/** Reads `rules/calendar/working-days.yaml`. @throws RuleError */
export function loadWorkingDays(rules = RULES): IsWorkingDay {
  const { years } = readRule(rules, join(rules, 'calendar/working-days.yaml'), workingDaysForm).data
  const worked = new Set(years.flatMap((one) => one.worked))
  const off = new Set(years.flatMap((one) => one.off.flatMap(({ from, to }) => daysFrom(from, to))))
  return (day) => worked.has(day) || (isWeekday(day) && !off.has(day))
}

function isWeekday(day: Day): boolean {
  return DateTime.fromISO(day).weekday < SATURDAY
}

function daysFrom(from: Day, to: Day): Day[] {
  return from > to ? [] : [from, ...daysFrom(addDays(from, 1), to)]
}
