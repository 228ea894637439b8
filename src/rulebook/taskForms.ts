import { z } from 'zod'
import { DEPARTMENT_KINDS, DEPARTMENT_RUNGS, type DepartmentRungAhead } from '../model/department.ts'
import { severity, WARNING_LEVELS, type WarningLevel } from '../model/level.ts'
import { dated, isActive, mustStand, standing, words } from './citation.ts'
import { mustBeActive } from './forms.ts'
import { banIn, transportForm } from './tableCell.ts'

const level = z.enum(WARNING_LEVELS as [WarningLevel, ...WarningLevel[]])
const minutes = z.int().min(1).max(1440)
const byLevel = { blue: minutes, yellow: minutes, orange: minutes, red: minutes }

/**
 * A task that begins with a day (按日执行), and the hour of that day before which it has to be signed: later, it begins
 * with the next day, and `meanwhile` holds until then.
 */
const cutOff = z.strictObject({
  signedBeforeHour: z.int().min(1).max(23),
  meanwhile: words,
  /** Signed before this hour of the day before, it holds for the whole day whatever is signed afterwards. */
  certainFromHour: z.int().min(1).max(23).optional(),
})

const taskForm = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]+$/),
    department: z.enum(DEPARTMENT_KINDS),
    /** Whose department it is: that of the area of the warning, those of its counties, or both. */
    by: z.array(z.enum(['city', 'county'])).min(1),
    /** From this level on; every higher one keeps it. */
    from: level,
    /** Tasks of lower levels in whose place it stands. */
    instead: z.array(z.string()).default([]),
    title: words,
    what: words,
    /** What may not drive (机动车、非道路移动机械管控). */
    bans: z
      .array(transportForm)
      .default([])
      .transform((bans) => bans.map(banIn)),
    /** It begins with the response, or as soon as it is signed. */
    begins: z.enum(['start', 'signature']).default('start'),
    cutOff: cutOff.optional(),
    /** The most trucks a day is the city's own figure, set by level (总量控制、日分配). */
    quota: z.boolean().default(false),
    evidence: words,
    /** From its beginning until what was done is on record. */
    reportMinutes: z.int().min(10).max(2880),
    ...standing,
  })
  .superRefine(mustStand)
export type TaskRule = z.output<typeof taskForm>

const escalation = z
  .strictObject({
    /** Each rung with the minutes that the one before it is given, the first from the message. */
    rungs: z
      .array(z.strictObject({ rung: z.enum(DEPARTMENT_RUNGS), ...byLevel }))
      .length(DEPARTMENT_RUNGS.length)
      .refine((rungs) => rungs.every(({ rung }, n) => rung === DEPARTMENT_RUNGS[n]), {
        error: `must follow the order ${DEPARTMENT_RUNGS.join(', ')}, each once`,
      })
      .refine(
        (rungs) => rungs.every((one) => one.blue >= one.yellow && one.yellow >= one.orange && one.orange >= one.red),
        {
          error: 'a higher level is asked later',
        },
      ),
    ...standing,
  })
  .superRefine(mustBeActive)

/** `rules/tasks/*.yaml`: what the departments of an area do at each level (部门任务). */
export const tasksFile = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]+$/),
    title: words,
    area: z.string().regex(/^(CN|\d{6})$/),
    ...dated,
    ...standing,
    escalation,
    tasks: z.array(taskForm).min(1),
  })
  .superRefine(mustStand)
  .superRefine(({ tasks }, context) => {
    const fault = (at: number, message: string) => context.addIssue({ code: 'custom', path: ['tasks', at], message })
    const known = new Map(tasks.map((one) => [one.id, one]))
    for (const [at, own] of tasks.entries()) {
      if (known.get(own.id) !== own) fault(at, `the id ${own.id} stands twice`)
      for (const other of own.instead.map((name) => [name, known.get(name)] as const)) {
        const [name, lower] = other
        if (lower === undefined) fault(at, `there is no ${name} in whose place it could stand`)
        else if (severity(lower.from) >= severity(own.from)) fault(at, `${name} is of no lower level`)
        else if (lower.department !== own.department) fault(at, `${name} is another department’s`)
        else if (lower.by.some((one) => !own.by.includes(one)))
          fault(at, `${name} is also of those whom it does not ask`)
      }
    }
  })

/** The tasks of departments in one area (部门任务规则). */
export type TaskBook = z.output<typeof tasksFile>

/** What is climbed at a level where a department is silent, in order. */
export function departmentRungs({ escalation: { rungs } }: TaskBook, at: WarningLevel): DepartmentRungAhead[] {
  return rungs.map((one) => ({ rung: one.rung, minutes: one[at] }))
}

/** What a level asks for: its own tasks and those of the levels below it, but for those in whose place others stand. */
export function tasksAt({ tasks }: TaskBook, at: WarningLevel): TaskRule[] {
  const asked = tasks.filter((one) => isActive(one) && severity(one.from) <= severity(at))
  const replaced = new Set(asked.flatMap(({ instead }) => instead))
  return asked.filter(({ id }) => !replaced.has(id))
}
