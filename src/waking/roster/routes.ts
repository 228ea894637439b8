import { z } from 'zod'
import { note } from '../../db/journal.ts'
import { forgetPeople, keepPeople } from '../../db/person.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { areaCode, instant } from '../../http/schemas.ts'
import { newId } from '../../model/id.ts'
import { actorOf, areasSeen, mustSee } from '../../people/caller.ts'
import { gapsOf } from '../../people/roster/decide.ts'
import { officersNamed, replaceShifts, setWays, shiftsOf } from '../../people/roster/store.ts'
import type { World } from '../../world.ts'

const span = { from: instant, until: instant }
const shift = z.object({
  officer: z.string().max(100).describe('log-in name'),
  position: z.int().min(1).max(9).default(1).describe('1 is called first'),
  ...span,
})
const roster = z
  .object({
    area: z.string(),
    ...span,
    shifts: z.array(shift),
    gaps: z.array(z.object(span)).describe('when nobody is on duty'),
  })
  .meta({ id: 'Roster' })

/** A year of three shifts a day; more in one request is a slip. */
const MOST_SHIFTS = 1_200

/** `/rosters` (值班表): who is on duty when, and how officers are reached. */
export function rosterRoutes(app: App, world: World): void {
  const { db, clock } = world

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
          .refine(({ shifts }) => shifts.every((one) => one.from < one.until), {
            error: 'a shift ends after it begins',
            path: ['shifts'],
          }),
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
          return { ...one, officer }
        })
        await replaceShifts(tx, area, { from, until }, rows, doing)
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

  async function shown({ area, from, until }: { area: string; from: string; until: string }) {
    const shifts = await shiftsOf(db, area, { from, until })
    return {
      area,
      from,
      until,
      shifts: shifts.map(({ login, position, ...one }) => ({
        officer: login,
        position,
        from: one.from,
        until: one.until,
      })),
      gaps: gapsOf(shifts, { from, until }),
    }
  }
}
