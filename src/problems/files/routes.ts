import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { note } from '../../db/journal.ts'
import { MOST_BYTES, typeOfScan } from '../../episode/signing/behalf/decide.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { id, idParams, instant } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import { actorOf, enterpriseOf, mustSee, type Caller } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { problemById, type Problem } from '../store.ts'
import { fileBytes, filesOf, holdProblem, keepFile } from './store.ts'

/** Of one problem; more is a film, and nobody looks through it. */
const MOST_FILES = 20

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const file = z
  .object({
    sha256: hash,
    name: z.string(),
    type: z.string(),
    size: z.int(),
    enteredBy: z.string(),
    enteredAt: instant,
  })
  .meta({ id: 'ProblemFile' })
const named = z.object({ name: z.string().trim().min(1).max(200).describe('what it shows, as people call it') })
const ofFile = z.object({ id, sha256: hash })

/** Photos and letters of a problem (问题材料): PDF, JPEG or PNG by their own first bytes, never changed. */
export function problemFileRoutes(app: App, world: World): void {
  const { db, clock } = world
  const tags = ['problems']
  const taken = { 200: file, 201: file }
  const many = { 200: z.object({ items: z.array(file) }) }
  const ways = [
    { at: '/problems', read: 'problem.read', write: 'problem.show', find: seen },
    { at: '/me/problems', read: 'me.problems', write: 'me.problems', find: own },
  ] as const

  for (const { at, read, write, find } of ways) {
    app.post(
      `${at}/:id/files`,
      {
        config: { action: write, body: 'bytes' },
        bodyLimit: MOST_BYTES,
        schema: { tags, params: idParams, querystring: named, response: taken },
      },
      async ({ params, query, rawBody, caller }, reply) => {
        const found = await find(params.id, caller)
        const bytes = Buffer.from(rawBody ?? [])
        const type = typeOfScan(bytes)
        if (type === null) throw new Refusal('problem.fileType')
        const sha256 = createHash('sha256').update(bytes).digest('hex')
        const doing = { now: clock.now(), by: actorOf(caller) }
        const isNew = await db.transaction(async (tx) => {
          const held = await holdProblem(tx, found.id)
          if (held === null || held.state === 'closed' || held.state === 'struck')
            throw new Refusal('problem.noFiles', { number: found.number })
          const known = await filesOf(tx, found.id)
          if (known.some((one) => one.sha256 === sha256)) return false
          if (known.length >= MOST_FILES)
            throw new Refusal('problem.tooManyFiles', { number: found.number, most: String(MOST_FILES) })
          await keepFile(tx, found, { sha256, name: query.name, type, bytes }, doing)
          const body = { sha256, name: query.name, type, size: bytes.length }
          await note(tx, { area: found.area, kind: 'problem', subject: found.id, event: 'FILE_HANDED_IN', body }, doing)
          return true
        })
        const kept = (await filesOf(db, found.id)).find((one) => one.sha256 === sha256)
        if (!kept) throw new Error('a file that was kept is gone')
        return reply.code(isNew ? 201 : 200).send({ ...kept })
      },
    )

    app.get(
      `${at}/:id/files`,
      { config: { action: read }, schema: { tags, params: idParams, response: many } },
      async ({ params, caller }) => {
        const found = await find(params.id, caller)
        return { items: (await filesOf(db, found.id)).map((one) => ({ ...one })) }
      },
    )

    app.get(
      `${at}/:id/files/:sha256`,
      { config: { action: read }, schema: { tags, params: ofFile } },
      async ({ params, caller }, reply) => await sent(reply, await find(params.id, caller), params.sha256),
    )
  }

  async function sent(reply: FastifyReply, { id: problem }: Problem, sha256: string): Promise<FastifyReply> {
    const kept = await fileBytes(db, problem, sha256)
    if (kept === null) throw new Refusal('thing.unknown', { what: 'file', id: sha256 })
    return await reply
      .type(kept.type)
      .header('content-disposition', `attachment; filename="problem-${sha256.slice(0, 8)}"`)
      .header('cache-control', 'no-store')
      .send(Buffer.from(kept.bytes))
  }

  async function seen(problem: Id, caller: Caller): Promise<Problem> {
    const found = await problemById(db, problem)
    if (found === null) throw new Refusal('thing.unknown', { what: 'problem', id: problem })
    mustSee(world, caller, found.area, 'problem', problem)
    return found
  }

  async function own(problem: Id, caller: Caller): Promise<Problem> {
    const found = await problemById(db, problem)
    if (found === null || found.enterprise !== enterpriseOf(caller))
      throw new Refusal('thing.unknown', { what: 'problem', id: problem })
    return found
  }
}
