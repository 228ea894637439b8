import { z } from 'zod'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../../http/cursor.ts'
import { id, idParams, remark } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import { actorOf, areasSeen, enterpriseOf, mustSee, type Caller } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import type { Note } from '../source.ts'
import { areaOfSaid } from './listed.ts'
import { ledgerForm, newNoteForm, noteForm } from './schemas.ts'
import { addNote, listNotes, noteById, withdrawNote, type NewNote } from './store.ts'

/** What was said or seen (证据材料): ledgers, what satellites and drones saw, complaints. */
export function noteRoutes(app: App, world: World): void {
  const { db, clock } = world
  const tags = ['evidence']

  app.get(
    '/evidence/notes',
    {
      config: { action: 'evidence.read' },
      schema: {
        tags,
        querystring: z.object({ ...pageQuery, enterprise: id.optional() }),
        response: { 200: pageOf(noteForm) },
      },
    },
    async ({ caller, query: { cursor, limit, enterprise = null } }) => {
      const [before] = readCursor(cursor, z.tuple([id])) ?? [null]
      const rows = await listNotes(db, { areas: areasSeen(world, caller), enterprise }, before, limit + 1)
      return cutPage(
        rows,
        limit,
        (row) => [row.id],
        (row) => row,
      )
    },
  )

  app.post(
    '/evidence/notes',
    { config: { action: 'evidence.note' }, schema: { tags, body: newNoteForm, response: { 201: noteForm } } },
    async ({ body, caller }, reply) => reply.code(201).send(await say(body, caller)),
  )

  app.post(
    '/me/evidence/ledgers',
    { config: { action: 'me.evidence' }, schema: { tags, body: ledgerForm, response: { 201: noteForm } } },
    async ({ body, caller }, reply) =>
      reply.code(201).send(await say({ ...body, kind: 'ledger', enterprise: enterpriseOf(caller) }, caller)),
  )

  app.post(
    '/evidence/notes/:id/withdraw',
    {
      config: { action: 'evidence.note' },
      schema: { tags, params: idParams, body: z.object({ reason: remark.min(2) }), response: { 200: noteForm } },
    },
    async ({ params, body, caller }) => {
      const found = await known(params.id)
      mustSee(world, caller, found.area, '证据材料', params.id)
      const doing = { now: clock.now(), by: actorOf(caller), because: body.reason }
      if (!(await db.transaction((tx) => withdrawNote(tx, found, body.reason, doing))))
        throw new Refusal('evidence.withdrawn')
      return { ...found, counts: false }
    },
  )

  async function say(given: Omit<NewNote, 'area' | 'line'> & { line?: string | undefined }, caller: Caller) {
    const said = { ...given, line: given.line ?? null }
    const doing = { now: clock.now(), by: actorOf(caller) }
    const area = await areaOfSaid(world, caller, said, doing.now)
    return await known(await db.transaction((tx) => addNote(tx, { ...said, area }, doing)))
  }

  async function known(note: Id): Promise<Note> {
    const found = await noteById(db, note)
    if (found === null) throw new Refusal('thing.unknown', { what: '证据材料', id: note })
    return found
  }
}
