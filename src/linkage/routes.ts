import { z } from 'zod'
import type { InstructionEvent } from '../../machines/instruction.ts'
import { DatabaseError, type Tx } from '../db/port.ts'
import { inStep, step } from '../db/step.ts'
import { Refusal } from '../errors.ts'
import type { App } from '../http/app-type.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../http/cursor.ts'
import { areaCode, id, idParams, instant, remark, warningLevel } from '../http/schemas.ts'
import type { Id } from '../model/id.ts'
import { actorOf, areasSeen, mustSee, type Caller } from '../people/caller.ts'
import type { World } from '../world.ts'
import { enterInstruction } from './enter.ts'
import { reportsOn } from './reports/store.ts'
import { instruction, sentReport, showInstruction } from './schemas.ts'
import { instructionById, ISSUERS, listInstructions, recordLift, type Instruction } from './store.ts'

const entered = z.object({
  issuer: z.enum(ISSUERS),
  issuerName: z.string().trim().min(1).max(100).describe('who signed it, as 山西省生态环境厅'),
  document: z.string().trim().min(1).max(100).describe('its number'),
  level: warningLevel.describe('at least'),
  startsAt: instant,
  endsAt: instant.nullable().default(null).describe('null: until it is lifted'),
  areas: z.array(areaCode).min(1).max(50).describe('the cities that it names'),
  text: z.string().trim().max(20_000).default(''),
})

/** `/instructions` (上级指令、调度令): entered by an officer, or by the one above: the same door. */
export function instructionRoutes(app: App, world: World): void {
  const { db, clock, areas } = world
  const tags = ['linkage']
  const read = { action: 'instruction.read' }
  const enter = { action: 'instruction.enter' }

  app.post(
    '/instructions',
    {
      config: enter,
      schema: { tags, body: entered, response: { 201: z.object({ items: z.array(instruction) }) } },
    },
    async ({ body, caller }, reply) => {
      const { areas: named, document, issuer, issuerName, level, startsAt, endsAt, text } = body
      const now = clock.now()
      const doing = { now, by: actorOf(caller) }
      for (const area of named) {
        mustSee(world, caller, area, 'area', area)
        // Only a province or a city with districts issues warnings (law, art. 95).
        const found = areas.find(area)
        if (found?.kind === 'county') throw new Refusal('instruction.county', { name: found.name })
      }
      if (endsAt !== null && (endsAt <= startsAt || endsAt <= now)) throw new Refusal('instruction.ended')
      const made: Id[] = []
      try {
        await db.transaction(async (tx) => {
          for (const area of [...new Set(named)].sort()) {
            const given = { area, issuer, issuerName, document, text, level, startsAt, endsAt, warning: null }
            made.push(await enterInstruction(world, tx, given, doing))
          }
        })
      } catch (error) {
        if (error instanceof DatabaseError && error.constraint === 'instruction_once')
          throw new Refusal('instruction.known', { document }, { cause: error })
        throw error
      }
      const rows = await Promise.all(made.map(known))
      return reply.code(201).send({ items: rows.map(showInstruction) })
    },
  )

  app.get(
    '/instructions',
    {
      config: read,
      schema: {
        tags,
        querystring: z.object({ ...pageQuery, open: z.stringbool().default(false) }),
        response: { 200: pageOf(instruction) },
      },
    },
    async ({ query, caller }) => {
      const [before] = readCursor(query.cursor, z.tuple([id])) ?? [null]
      const filter = { areas: areasSeen(world, caller), open: query.open }
      const rows = await listInstructions(db, filter, before, query.limit + 1)
      return cutPage(rows, query.limit, (row) => [row.id], showInstruction)
    },
  )

  app.get(
    '/instructions/:id',
    {
      config: read,
      schema: {
        tags,
        params: idParams,
        response: { 200: instruction.extend({ reports: z.array(sentReport) }) },
      },
    },
    async ({ params, caller }) => ({
      ...showInstruction(await seen(params.id, caller)),
      reports: await reportsOn(db, params.id),
    }),
  )

  app.post(
    '/instructions/:id/lift',
    {
      config: enter,
      schema: {
        tags,
        params: idParams,
        body: z.object({
          document: z.string().trim().min(1).max(100).describe('number of the notice that lifts it'),
          reason: remark.default(''),
        }),
        response: { 200: instruction },
      },
    },
    ({ params, body, caller }) => {
      const now = clock.now()
      return moved(params.id, caller, { type: 'ABOVE_LIFTED', now }, body.reason, (tx) =>
        recordLift(tx, params.id, body.document, now),
      )
    },
  )

  app.post(
    '/instructions/:id/withdraw',
    {
      config: enter,
      schema: { tags, params: idParams, body: z.object({ reason: remark.min(1) }), response: { 200: instruction } },
    },
    ({ params, body, caller }) => moved(params.id, caller, { type: 'INSTRUCTION_WITHDRAWN' }, body.reason),
  )

  async function moved(
    instructionId: Id,
    caller: Caller,
    event: InstructionEvent,
    because: string,
    besides: (tx: Tx) => Promise<void> = async () => {},
  ) {
    await seen(instructionId, caller)
    const doing = { now: clock.now(), by: actorOf(caller), ...(because === '' ? {} : { because }) }
    await inStep(db, async (tx) => {
      await step(db, tx, { kind: 'instruction', id: instructionId }, event, doing)
      await besides(tx)
    })
    return showInstruction(await known(instructionId))
  }

  async function known(instructionId: Id): Promise<Instruction> {
    const found = await instructionById(db, instructionId)
    if (found === null) throw new Refusal('thing.unknown', { what: 'instruction', id: instructionId })
    return found
  }

  async function seen(instructionId: Id, caller: Caller): Promise<Instruction> {
    const found = await known(instructionId)
    mustSee(world, caller, found.area, 'instruction', instructionId)
    return found
  }
}
