import { z } from 'zod'
import type { InstructionEvent } from '../../../machines/instruction.ts'
import { ask } from '../../db/effects.ts'
import { inStep, step } from '../../db/step.ts'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { documentFormat, sendDocument } from '../../http/document.ts'
import { day as dayForm, id, idParams } from '../../http/schemas.ts'
import type { Id } from '../../model/id.ts'
import { isAbove, LEVEL_ZH } from '../../model/level.ts'
import { addDays, dayOf, startOfDay, type Day } from '../../model/time.ts'
import { actorOf, mustSee, type Caller } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { figures, instruction, reportKind, sentReport, showInstruction } from '../schemas.ts'
import { holdInstruction, instructionById, settle, standingIn, type Instruction } from '../store.ts'
import { draft, firstReport, nextReport, type ReportKind } from './decide.ts'
import { asDocument } from './paper.ts'
import { figuresOf, recordReport, reportsOn } from './store.ts'

const text = z.string().trim().min(1).max(20_000)
const sending = z.object({ text: text.optional().describe('as the officer has it; the draft where it is left out') })

/** What goes up about an instruction (回复、日报、总结): drafted from live figures, sent once, and then as it was. */
export function reportRoutes(app: App, world: World): void {
  const { db, clock, areas, font } = world
  const tags = ['linkage']
  const send = { action: 'instruction.report' }
  const answered = { 200: instruction.extend({ reports: z.array(sentReport) }) }

  app.get(
    '/instructions/:id/draft',
    {
      config: { action: 'instruction.read' },
      schema: {
        tags,
        params: idParams,
        querystring: z.object({ kind: reportKind, day: dayForm.optional().describe('of a daily report; yesterday') }),
        response: { 200: z.object({ kind: reportKind, day: dayForm.nullable(), figures, text: z.string() }) },
      },
    },
    async ({ params, query, caller }) => {
      const found = await seen(params.id, caller)
      return await drafted(found, query.kind, query.kind === 'daily' ? (query.day ?? yesterday()) : null)
    },
  )

  app.get(
    '/instructions/:id/draft/document',
    {
      config: { action: 'instruction.read' },
      schema: {
        tags,
        params: idParams,
        querystring: z.object({
          kind: reportKind,
          day: dayForm.optional(),
          format: documentFormat.default('docx'),
        }),
      },
    },
    async ({ params, query, caller }, reply) => {
      const found = await seen(params.id, caller)
      const made = await drafted(found, query.kind, query.kind === 'daily' ? (query.day ?? yesterday()) : null)
      const document = asDocument(made.text, { office: officeOf(found), at: made.figures.at, mark: '草稿' })
      return await sendDocument(reply, document, { format: query.format, font, asciiName: `draft-${query.kind}` })
    },
  )

  app.get(
    '/instructions/:id/reports/:report/document',
    {
      config: { action: 'instruction.read' },
      schema: {
        tags,
        params: idParams.extend({ report: id }),
        querystring: z.object({ format: documentFormat.default('docx') }),
      },
    },
    async ({ params, query, caller }, reply) => {
      const found = await seen(params.id, caller)
      const sentOne = (await reportsOn(db, found.id)).find((one) => one.id === params.report)
      if (sentOne === undefined) throw new Refusal('thing.unknown', { what: 'report', id: params.report })
      const mark = world.kind === 'live' ? null : '演练'
      const document = asDocument(sentOne.text, { office: officeOf(found), at: sentOne.sentAt, mark })
      return await sendDocument(reply, document, { format: query.format, font, asciiName: `report-${sentOne.kind}` })
    },
  )

  app.post(
    '/instructions/:id/answer',
    { config: send, schema: { tags, params: idParams, body: sending, response: answered } },
    async ({ params, body, caller }) => {
      const found = await seen(params.id, caller)
      const now = clock.now()
      const standing = await standingIn(db, found.area)
      const reportBy = firstReport(found.startsAt, now, found.clocks.report.hour)
      return await sent(found, caller, { kind: 'answer', day: null, text: body.text }, () => ({
        type: 'ANSWER_SENT',
        standing,
        reportBy,
      }))
    },
  )

  app.post(
    '/instructions/:id/reports',
    {
      config: send,
      schema: { tags, params: idParams, body: sending.extend({ day: dayForm.optional() }), response: answered },
    },
    async ({ params, body, caller }) => {
      const found = await seen(params.id, caller)
      const day = body.day ?? yesterday()
      if (day > dayOf(clock.now()) || day < dayOf(found.receivedAt)) throw new Refusal('instruction.noSuchDay', { day })
      return await sent(found, caller, { kind: 'daily', day, text: body.text }, (held) => ({
        type: 'REPORT_SENT',
        next: nextReport(held.reportBy, day, held.clocks.report.hour),
      }))
    },
  )

  app.post(
    '/instructions/:id/summary',
    { config: send, schema: { tags, params: idParams, body: sending, response: answered } },
    async ({ params, body, caller }) =>
      await sent(await seen(params.id, caller), caller, { kind: 'summary', day: null, text: body.text }, () => ({
        type: 'SUMMARY_SENT',
      })),
  )

  async function drafted(of: Instruction, kind: ReportKind, day: Day | null) {
    const between = day === null ? null : { from: startOfDay(day), to: startOfDay(addDays(day, 1)) }
    const counted = await figuresOf(db, { area: of.area, since: of.receivedAt }, between, clock.now())
    return { kind, day, figures: counted, text: draft(kind, of, officeOf(of), counted, day) }
  }

  async function sent(
    of: Instruction,
    caller: Caller,
    report: { kind: ReportKind; day: Day | null; text: string | undefined },
    eventOf: (held: Instruction) => InstructionEvent,
  ) {
    const { kind, day } = report
    const made = await drafted(of, kind, day)
    const doing = { now: clock.now(), by: actorOf(caller) }
    await inStep(db, async (tx) => {
      const held = (await holdInstruction(tx, of.id)) ?? of
      const event = eventOf(held)
      if (event.type === 'ANSWER_SENT' && held.state === 'received' && isAbove(of.level, event.standing))
        throw new Refusal('instruction.notHeeded', { level: LEVEL_ZH[of.level], name: of.name })
      await step(db, tx, { kind: 'instruction', id: of.id }, event, doing)
      if (!(await recordReport(tx, of, { ...made, text: report.text ?? made.text }, doing)))
        throw new Refusal('instruction.reported', { day: day ?? '' })
      // A day that is caught up on leaves the later one overdue.
      const missed = held.overdueSince === null ? null : addDays(dayOf(held.overdueSince), -1)
      if (day === null || missed === null || day >= missed) await settle(tx, of.id)
      // Whoever is called about it need not be any more.
      const params = { cause: 'instructionOverdue', occasion: `${of.id} ${doing.now}` } as const
      await ask(tx, [{ kind: 'wake', subject: of.id, area: of.area, params }], doing.now)
    })
    const after = await instructionById(db, of.id)
    return { ...showInstruction(after ?? of), reports: await reportsOn(db, of.id) }
  }

  function officeOf({ area }: Instruction): string {
    return areas.find(area)?.name ?? area
  }

  function yesterday(): Day {
    return addDays(dayOf(clock.now()), -1)
  }

  async function seen(instructionId: Id, caller: Caller): Promise<Instruction> {
    const found = await instructionById(db, instructionId)
    if (found === null) throw new Refusal('thing.unknown', { what: 'instruction', id: instructionId })
    mustSee(world, caller, found.area, 'instruction', instructionId)
    return found
  }
}
