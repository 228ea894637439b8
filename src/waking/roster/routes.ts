import { z } from 'zod'
import { note, type Doing } from '../../db/journal.ts'
import { forgetPeople, keepPeople } from '../../db/person.ts'
import type { Tx } from '../../db/port.ts'
import { stepCohort } from '../../db/step.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { areaCode, id, instant } from '../../http/schemas.ts'
import { newId } from '../../model/id.ts'
import { POST_ZH, ROSTERED } from '../../model/post.ts'
import { dayOf, hoursBetween, showInstant } from '../../model/time.ts'
import { actorOf, areasSeen, mustSee } from '../../people/caller.ts'
import { changeRoster, clockOf, gapsOf, type RosterFault, type Shift, type Span } from '../../people/roster/decide.ts'
import { addShifts, lockRoster, officersNamed, setWays, shiftsOf } from '../../people/roster/store.ts'
import type { World } from '../../world.ts'
import { nameOfShift } from '../shifts/decide.ts'

const span = { from: instant, until: instant }
const shift = z.object({
  officer: z.string().max(100).describe('log-in name'),
  post: z.enum(ROSTERED).default('duty').describe('duty 值班员, leader 带班领导'),
  position: z.int().min(1).max(9).default(1).describe('1 is called first'),
  ...span,
})
const known = shift.extend({ id, state: z.string() })
const roster = z
  .object({
    area: z.string(),
    ...span,
    shifts: z.array(known),
    gaps: z.array(z.object(span)).describe('when no duty officer is on the roster'),
  })
  .meta({ id: 'Roster' })

/** A month of three shifts a day, two officers each and a leader; more in one request is a slip. */
const MOST_SHIFTS = 300
/** Shifts that one request changes: each is a row and up to one of the journal (law 14). */
const MOST_CHANGED = 240
/** Shorter, and it is over before somebody who did not come was missed; longer, and nobody sleeps. */
const SHORTEST_HOURS = 1
const LONGEST_HOURS = 31 * 24

/** `/rosters` (值班表): who is on duty when, and how officers are reached. */
export function rosterRoutes(app: App, world: World): void {
  const { db, clock, rulebooks, areas } = world

  app.get(
    '/rosters',
    {
      config: { action: 'roster.read' },
      schema: { querystring: z.object({ area: areaCode, ...span }), response: { 200: roster } },
    },
    async ({ query, caller }) => {
      mustSee(world, caller, query.area, 'area', query.area)
      return await shown(query)
    },
  )

  app.post(
    '/rosters',
    {
      config: { action: 'roster.write' },
      schema: {
        body: z
          .object({ area: areaCode, ...span, shifts: z.array(shift).max(MOST_SHIFTS) })
          .refine(({ from, until }) => from < until, { error: 'until must be after from', path: ['until'] })
          .refine(({ from, until, shifts }) => shifts.every((one) => from <= one.from && one.from < until), {
            error: 'every shift begins inside the span that is replaced',
            path: ['shifts'],
          })
          .refine(
            ({ shifts }) =>
              shifts.every(({ from, until }) => {
                const hours = hoursBetween(from, until)
                return SHORTEST_HOURS <= hours && hours <= LONGEST_HOURS
              }),
            {
              error: 'a shift ends an hour after it begins at the earliest, and a month at the latest',
              path: ['shifts'],
            },
          ),
        response: { 200: roster },
      },
    },
    async ({ body, caller }) => {
      const { area, from, until, shifts } = body
      mustSee(world, caller, area, 'area', area)
      const doing = { now: clock.now(), by: actorOf(caller) }
      await db.transaction(async (tx) => {
        const names = [...new Set(shifts.map(({ officer }) => officer))]
        const officers = await officersNamed(tx, names, areasSeen(world, caller))
        const rows = shifts.map((one) => {
          const officer = officers.get(one.officer)
          if (officer === undefined) throw new Refusal('thing.unknown', { what: 'officer', id: one.officer })
          return { ...one, officer, login: one.officer }
        })
        await writeRoster(tx, { area, from, until }, rows, doing)
        const entry = {
          area,
          kind: 'roster',
          subject: newId(doing.now),
          event: 'ROSTER_WRITTEN',
          body: { from, until, shifts },
        }
        await note(tx, entry, doing)
      })
      return await shown(body)
    },
  )

  app.post(
    '/rosters/ways',
    {
      config: { action: 'roster.ways' },
      schema: {
        body: z.object({
          phone: z
            .string()
            .regex(/^\d{0,15}$/, 'digits as dialled')
            .default(''),
          mail: z.email().optional(),
          ways: z
            .array(
              z.discriminatedUnion('channel', [
                z.object({ channel: z.enum(['voice', 'sms', 'mail']) }),
                z.object({ channel: z.literal('webhook'), url: z.url({ protocol: /^https?$/ }).max(500) }),
              ]),
            )
            .max(4),
        }),
        response: { 200: z.object({ ways: z.array(z.string()) }) },
      },
    },
    async ({ body, caller }) => {
      const { phone, mail, ways } = body
      const { area, name } = caller
      const doing = { now: clock.now(), by: actorOf(caller) }
      await db.transaction(async (tx) => {
        const person = { name, phone, ...(mail === undefined ? {} : { mail }) }
        const [kept = ''] = await keepPeople(tx, world.keys, [{ person, area }], doing.now)
        const rows = ways.map((way) => ({ channel: way.channel, url: 'url' in way ? way.url : null }))
        const before = await setWays(tx, { officer: caller.id, area, person: kept }, rows)
        if (before !== null) await forgetPeople(tx, [before])
        const channels = rows.map(({ channel }) => channel)
        await note(tx, { area, kind: 'officer', subject: caller.id, event: 'WAYS_SET', body: { channels } }, doing)
      })
      return { ways: ways.map(({ channel }) => channel) }
    },
  )

  async function writeRoster(
    tx: Tx,
    { area, from, until }: Span & { area: string },
    wanted: readonly (Shift & { login: string })[],
    doing: Doing,
  ): Promise<void> {
    await lockRoster(tx, area)
    const there = await shiftsOf(tx, area, { from, until })
    const { withdrawn, added, faults } = changeRoster(there, wanted, { from, until }, doing.now)
    refuse(faults, new Map([...there, ...wanted].map(({ officer, login }) => [officer, login])))
    const changed = withdrawn.length + added.length
    if (changed > MOST_CHANGED)
      throw new Refusal('roster.tooMany', { count: String(changed), most: String(MOST_CHANGED) })
    const ids = withdrawn.map((one) => one.id)
    await stepCohort(tx, 'shift', ids, { type: 'SHIFT_WITHDRAWN', now: doing.now }, doing)
    const name = areas.find(area)?.name ?? area
    const alike = Map.groupBy(added, ({ post, from: start, until: end }) => `${post} ${start} ${end}`)
    for (const shifts of alike.values()) {
      const [one] = shifts
      if (one === undefined) continue
      const input = clockOf(one, rulebooks.duty(dayOf(one.from)), doing.now)
      await addShifts(tx, { area, name: nameOfShift(name, one.post, one.from), input }, shifts, doing)
    }
  }

  async function shown({ area, from, until }: { area: string; from: string; until: string }) {
    const shifts = await shiftsOf(db, area, { from, until })
    const duty = shifts.filter(({ post, state }) => post === 'duty' && state !== 'missed')
    return {
      area,
      from,
      until,
      shifts: shifts.map(({ login, officer: _, post, ...one }) => ({
        ...one,
        post: post === 'leader' ? post : ('duty' as const),
        officer: login,
      })),
      gaps: gapsOf(duty, { from, until }),
    }
  }
}

/** The first fault by name, in the words of the roster. */
function refuse(faults: readonly RosterFault[], logins: ReadonlyMap<string, string>): void {
  const [fault] = faults
  if (fault === undefined) return
  const say = ({ officer, post, from, until }: Shift) => {
    const hours = [from, until].map((at) => showInstant(at).slice(5, 16).replace('T', ' '))
    return `${logins.get(officer) ?? ''}（${POST_ZH[post]}，${hours.join(' 至 ')}）`
  }
  const named = say(fault.shift)
  if (fault.why === 'past') throw new Refusal('roster.past', { shift: named })
  if (fault.why === 'atPost') throw new Refusal('roster.atPost', { shift: named })
  const overlaps = faults.filter(({ other }) => other !== null)
  throw new Refusal('roster.overlap', {
    shift: named,
    other: fault.other === null ? '' : say(fault.other),
    count: String(overlaps.length),
  })
}
