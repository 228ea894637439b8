import { z } from 'zod'
import { readPeople } from '../../db/person.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { documentFormat, sendDocument } from '../../http/document.ts'
import { id, idParams } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../../people/caller.ts'
import { personsOf } from '../../people/store.ts'
import type { World } from '../../world.ts'
import { heldUntilEnd } from '../seen.ts'
import { correctMinutes } from './issue.ts'
import { peopleIn } from './minutes.ts'
import { asDocument } from './paper.ts'
import { erratum, minutesForm, showMinutes } from './schemas.ts'
import { listMinutes, minutesById, type IssuedMinutes } from './store.ts'

/** `/minutes` (会商纪要): what was said and decided, numbered, as it was issued. */
export function minutesRoutes(app: App, world: World): void {
  const { db, clock, keys } = world
  const tags = ['consultation']
  const read = { action: 'consultation.read' }

  app.get(
    '/minutes',
    {
      config: read,
      schema: {
        tags,
        querystring: z.object({
          ...pageQuery,
          consultation: id.optional(),
          year: z.coerce.number().int().min(1900).max(2200).optional(),
        }),
        response: { 200: pageOf(minutesForm) },
      },
    },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const { consultation = null, year = null } = query
      const filter = { areas: areasSeen(world, caller), consultation, year }
      const rows = await listMinutes(db, filter, before, query.limit + 1)
      const names = await namesIn(rows)
      return cutPage(
        rows,
        query.limit,
        (row) => [row.id],
        (row) => showMinutes(row, names),
      )
    },
  )

  app.get(
    '/minutes/:id',
    { config: read, schema: { tags, params: idParams, response: { 200: minutesForm } } },
    async ({ params, caller }) => {
      const found = await seen(params.id, caller)
      return showMinutes(found, await namesIn([found]))
    },
  )

  app.get(
    '/minutes/:id/document',
    {
      config: read,
      schema: { tags, params: idParams, querystring: z.object({ format: documentFormat.default('docx') }) },
    },
    async ({ params, query, caller }, reply) => {
      const found = await seen(params.id, caller)
      const mark = found.replacedBy !== null ? '已更正、作废' : world.kind === 'live' ? null : '演练'
      const names = await namesIn([found])
      const document = asDocument(found.content, { names, issuedAt: found.issuedAt, mark })
      const asciiName = `minutes-${found.area}-${found.year}`
      return await sendDocument(reply, document, { format: query.format, font: world.font, asciiName })
    },
  )

  app.post(
    '/minutes/:id/corrections',
    {
      config: { action: 'consultation.correct' },
      schema: { tags, params: idParams, body: erratum, response: { 201: minutesForm } },
    },
    async ({ params, body, caller }, reply) => {
      const { consultation } = await seen(params.id, caller)
      if (body.attendance.length === 0 && body.wording === undefined) throw new Refusal('minutes.nothingCorrected')
      const doing = { now: clock.now(), by: actorOf(caller), because: body.reason }
      const made = await db.transaction(async (tx) => {
        // Two who correct at once: the second finds the correction of the first.
        await heldUntilEnd(tx, consultation)
        const old = await minutesById(tx, params.id)
        if (old === null) throw new Refusal('thing.unknown', { what: 'minutes', id: params.id })
        if (old.replacedBy !== null) throw new Refusal('minutes.replaced', { number: old.content.number })
        const { reason, attendance, wording = null } = body
        return await correctMinutes(tx, old, { reason, attendance, wording }, doing)
      })
      const after = await seen(made, caller)
      return reply.code(201).send(showMinutes(after, await namesIn([after])))
    },
  )

  async function seen(minutes: Id, caller: Caller): Promise<IssuedMinutes> {
    const found = await minutesById(db, minutes)
    if (found === null) throw new Refusal('thing.unknown', { what: 'minutes', id: minutes })
    mustSee(world, caller, found.area, 'minutes', minutes)
    return found
  }

  async function namesIn(rows: readonly IssuedMinutes[]): Promise<Map<string, string>> {
    const persons = await personsOf(db, [...new Set(rows.flatMap(({ content }) => peopleIn(content)))])
    const people = await readPeople(
      db,
      keys,
      persons.map(({ person }) => person),
    )
    return new Map(
      persons.flatMap(({ officer, person }) => {
        const known = people.get(person)
        return known === undefined ? [] : [[officer, known.name] as const]
      }),
    )
  }
}
