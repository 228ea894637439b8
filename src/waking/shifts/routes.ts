import { z } from 'zod'
import { note } from '../../db/journal.ts'
import { forgetPeople, keepPeople, readPeople } from '../../db/person.ts'
import type { Tx } from '../../db/port.ts'
import { inStep, step } from '../../db/step.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { areaCode, id, idParams, instant, remark } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../../people/caller.ts'
import { officersNamed } from '../../people/roster/store.ts'
import type { World } from '../../world.ts'
import { byLink, checkIn, checkInWord, mustBeOpen, shiftOfWord } from './checkIn.ts'
import { draftOf } from './decide.ts'
import { shift, showHandOver, showShift, wholeShift } from './schemas.ts'
import {
  handedTo,
  handOverOf,
  holdShift,
  listShifts,
  openThings,
  recordCheckIn,
  recordTakeOver,
  setPerson,
  shiftById,
  shiftOfOfficer,
  SHOWN,
  writeHandOver,
  type ShiftRow,
} from './store.ts'

/** `/shifts` (班次): who is at the post, who hands over to whom, and at which post nobody is. */
export function shiftRoutes(app: App, world: World): void {
  const { db, clock, keys, areas } = world
  const tags = ['rosters']
  const read = { action: 'shift.read' }

  app.get(
    '/shifts',
    {
      config: read,
      schema: {
        tags,
        querystring: z.object({
          ...pageQuery,
          area: areaCode.optional(),
          only: z.enum(SHOWN).default('all').describe('living: not over; absent: nobody is at the post'),
          mine: z.stringbool().default(false),
        }),
        response: { 200: pageOf(shift) },
      },
    },
    async ({ query: { area, only, mine, cursor, limit }, caller }) => {
      if (area !== undefined) mustSee(world, caller, area, 'area', area)
      const within = area === undefined ? areasSeen(world, caller) : areas.within(area)
      const after = readCursor(cursor, z.tuple([instant, id]))
      const filter = { areas: within, only, mine: mine ? caller.id : null }
      const rows = await listShifts(db, filter, after, limit + 1)
      const names = await namesOf(rows)
      return cutPage(
        rows,
        limit,
        (row) => [row.from, row.id],
        (row) => showShift(row, names(row)),
      )
    },
  )

  app.get(
    '/shifts/:id',
    { config: read, schema: { tags, params: idParams, response: { 200: wholeShift } } },
    async ({ params, caller }) => await whole(await seen(params.id, caller)),
  )

  app.post(
    '/shifts/:id/check-in',
    { config: { action: 'shift.checkIn' }, schema: { tags, params: idParams, response: { 200: shift } } },
    async ({ params, caller }) => {
      const row = await seen(params.id, caller)
      // Whoever has a log-in checks in with it: another's word would say nothing about who is there.
      if (row.officer !== null && row.officer !== caller.id) throw new Refusal('shift.notYours', { name: row.name })
      await checkIn(world, row, row.officer === null ? 'onBehalf' : 'system', actorOf(caller))
      return await shown(row.id)
    },
  )

  // Posted by a person's tap, not by opening the address: a link preview checks nobody in.
  app.post(
    '/shifts/check-ins',
    {
      config: { action: 'shift.link' },
      schema: {
        tags,
        body: z.object({ token: z.string().max(60) }),
        response: { 200: z.object({ state: z.string() }) },
      },
    },
    async ({ body }) => {
      const row = await shiftOfWord(world, body.token)
      if (row === null) throw new Refusal('thing.unknown', { what: 'shift', id: '' })
      await checkIn(world, row, 'link', byLink(row))
      return { state: (await shiftById(db, row.id))?.state ?? row.state }
    },
  )

  app.post(
    '/shifts/:id/person',
    {
      config: { action: 'roster.write' },
      schema: {
        tags,
        params: idParams,
        body: z
          .object({
            officer: z.string().max(100).optional().describe('log-in name of who stands in'),
            person: z
              .object({
                name: z.string().trim().min(1).max(50),
                phone: z.string().regex(/^\d{5,15}$/, 'digits as dialled'),
              })
              .optional()
              .describe('of a head of the county who has no log-in'),
          })
          .refine(({ officer, person }) => (officer === undefined) !== (person === undefined), {
            error: 'either an officer or a person',
          }),
        response: {
          200: shift.extend({
            link: z.string().describe('the page to check in by, for whoever is named and nobody else'),
          }),
        },
      },
    },
    async ({ params, body, caller }) => {
      const row = await seen(params.id, caller)
      const doing = { now: clock.now(), by: actorOf(caller) }
      await inStep(db, async (tx) => {
        const held = await holdShift(tx, row.id)
        const named = await whoIsNamed(tx, row, body, caller)
        await step(db, tx, { kind: 'shift', id: row.id }, { type: 'PERSON_NAMED' }, doing)
        await setPerson(tx, row.id, named)
        if (held !== null && held.officer === null && held.person !== null) await forgetPeople(tx, [held.person])
        await note(tx, { area: row.area, kind: 'shift', subject: row.id, event: 'PERSON_SET', body: named }, doing)
      })
      const after = await known(row.id)
      return { ...(await shown(row.id)), link: `${world.links.base}/d/${checkInWord(world, after)}` }
    },
  )

  app.post(
    '/shifts/:id/hand-over',
    {
      config: { action: 'shift.checkIn' },
      schema: { tags, params: idParams, body: z.object({ note: remark.min(1) }), response: { 200: wholeShift } },
    },
    async ({ params, body, caller }) => {
      const row = await seen(params.id, caller)
      if (row.officer !== caller.id) throw new Refusal('shift.notYours', { name: row.name })
      const doing = { now: clock.now(), by: actorOf(caller) }
      await inStep(db, async (tx) => {
        await step(db, tx, { kind: 'shift', id: row.id }, { type: 'HANDED_OVER' }, doing)
        const open = draftOf(await openThings(tx, areas.within(row.area), areas.around(row.area)))
        await writeHandOver(tx, row, { note: body.note, open }, doing)
      })
      return await whole(await known(row.id))
    },
  )

  app.post(
    '/shifts/:id/take-over',
    {
      config: { action: 'shift.checkIn' },
      schema: { tags, params: idParams.describe('the shift that leaves'), response: { 200: wholeShift } },
    },
    async ({ params, caller }) => {
      const row = await seen(params.id, caller)
      const doing = { now: clock.now(), by: actorOf(caller) }
      const next = await inStep(db, async (tx) => {
        const own = await shiftOfOfficer(tx, { ...row, officer: caller.id, except: row.id })
        if (own === null) throw new Refusal('shift.noNext', { name: row.name })
        if (own.state !== 'present') mustBeOpen(world, own, doing.now)
        await step(db, tx, { kind: 'shift', id: row.id }, { type: 'TAKEN_OVER', now: doing.now }, doing)
        if (own.state !== 'present') {
          await step(db, tx, { kind: 'shift', id: own.id }, { type: 'CHECKED_IN', now: doing.now }, doing)
          await recordCheckIn(tx, own.id, 'system', doing)
        }
        await recordTakeOver(tx, { shift: row.id, next: own.id }, doing)
        return own.id
      })
      return await whole(await known(next))
    },
  )

  async function known(shiftId: Id): Promise<ShiftRow> {
    const row = await shiftById(db, shiftId)
    if (row === null) throw new Refusal('thing.unknown', { what: 'shift', id: shiftId })
    return row
  }

  async function seen(shiftId: Id, caller: Caller): Promise<ShiftRow> {
    const row = await known(shiftId)
    mustSee(world, caller, row.area, 'shift', shiftId)
    return row
  }

  async function namesOf(rows: readonly ShiftRow[]): Promise<(row: ShiftRow) => string> {
    const ids = rows.flatMap(({ person }) => (person === null ? [] : [person]))
    const people = await readPeople(db, keys, ids)
    return ({ person }) => people.get(person ?? '')?.name ?? ''
  }

  async function shown(shiftId: Id) {
    const row = await known(shiftId)
    return showShift(row, (await namesOf([row]))(row))
  }

  async function whole(row: ShiftRow) {
    const before = await handedTo(db, row)
    const own = await handOverOf(db, row.id)
    const openNow = draftOf(await openThings(db, areas.within(row.area), areas.around(row.area)))
    return {
      ...showShift(row, (await namesOf([row]))(row)),
      note: own === null ? null : showHandOver(own),
      before: before.map(showHandOver),
      openNow,
    }
  }

  /** @throws Refusal for an officer who is none of the caller's, or a person without log-in on the roster */
  async function whoIsNamed(
    tx: Tx,
    row: ShiftRow,
    { officer, person }: { officer?: string | undefined; person?: { name: string; phone: string } | undefined },
    caller: Caller,
  ): Promise<{ officer: Id | null; person: Id | null }> {
    if (officer !== undefined) {
      const found = (await officersNamed(tx, [officer], areasSeen(world, caller))).get(officer)
      if (found === undefined) throw new Refusal('thing.unknown', { what: 'officer', id: officer })
      return { officer: found, person: null }
    }
    if (row.warning === null || person === undefined) throw new Refusal('shift.onlyOfficers', { name: row.name })
    const [kept = null] = await keepPeople(tx, keys, [{ person, area: row.area }], clock.now())
    return { officer: null, person: kept }
  }
}
