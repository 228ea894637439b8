import { bookInForce, keepBook } from '../assessment/books/store.ts'
import { callConsultation, closeConsultation } from '../consultation/store.ts'
import { ask } from '../db/effects.ts'
import { note, type Doing as By } from '../db/journal.ts'
import type { Tx } from '../db/port.ts'
import { step } from '../db/step.ts'
import { beginWarning } from '../episode/begin.ts'
import { livingWarning, lockArea, lockWarning, lookWhoWaits, wakeFor, type WarningRow } from '../episode/store.ts'
import type { Id } from '../model/id.ts'
import { dayOf } from '../model/time.ts'
import type { World } from '../world.ts'
import { align, type Doing } from './decide.ts'
import { holdingIn } from './store.ts'

/**
 * Brings the warning of an area in line with the instructions that hold there. Done twice it changes nothing.
 * @param subject what it is done for: the instruction, or the warning that has changed
 */
export async function heed(world: World, tx: Tx, area: string, subject: Id, by: By): Promise<void> {
  await lockArea(tx, area)
  const found = await livingWarning(tx, area)
  const living = found && (await lockWarning(tx, found.id))
  const held = await holdingIn(tx, area)
  const today = dayOf(by.now)
  const { form, signature } = world.rulebooks.deadlines(today).signing
  const terms = {
    rankFor: (level: Parameters<typeof world.rulebooks.rankFor>[0]) => world.rulebooks.rankFor(level, today),
    signMinutes: form.minutes + signature.minutes,
  }
  for (const doing of align(living, held, terms, by.now))
    await carryOut(world, tx, { area, subject, living }, doing, by)
}

async function carryOut(
  world: World,
  tx: Tx,
  { area, subject, living }: { area: string; subject: Id; living: WarningRow | null },
  doing: Doing,
  by: By,
): Promise<void> {
  if (doing.kind === 'begin') return await begin(world, tx, area, subject, doing, by)
  if (living === null) return
  const ref = { kind: 'warning', id: living.id } as const
  if (doing.kind === 'instruct') {
    await step(world.db, tx, ref, { type: 'INSTRUCTED', above: doing.above }, by)
  } else if (doing.kind === 'free') {
    await step(world.db, tx, ref, { type: 'INSTRUCTION_LIFTED', instruction: doing.instruction }, by)
    // What the rule says by now: it may call for nothing any more.
    await ask(tx, [{ kind: 'assess', subject, area, params: { area } }], by.now)
  } else if (doing.kind === 'propose') {
    const { change } = doing
    await step(world.db, tx, ref, { type: 'CHANGE_PROPOSED', change }, by)
    await callConsultation(tx, { warning: living.id, area, change, assessment: living.assessmentId }, by)
    await wakeFor(tx, living, change, by.now)
  } else {
    await step(world.db, tx, ref, { type: 'PROPOSAL_LAPSED' }, by)
    const reason = '上级指令有变，该建议不再适用'
    await closeConsultation(tx, living.id, { decision: 'lapsed', by: null, reason }, by)
    await lookWhoWaits(tx, living, by.now)
  }
}

async function begin(
  world: World,
  tx: Tx,
  area: string,
  subject: Id,
  { change, above }: Extract<Doing, { kind: 'begin' }>,
  by: By,
): Promise<void> {
  const today = dayOf(by.now)
  const { rulebooks, judgedBy } = world
  const book = judgedBy === null ? await bookInForce(tx, rulebooks, today, area) : rulebooks.get(judgedBy)
  if (book === null) {
    // Without a book there is no warning to begin; the instruction stays open, and whoever answers it sees why.
    const body = { why: 'no book of levels is in force' }
    return await note(tx, { area, kind: 'instruction', subject, event: 'NOTHING_TO_BEGIN', body }, by)
  }
  await keepBook(tx, book, by.now)
  const first = dayOf(change.startsAt)
  const warning = await beginWarning(world, tx, { area, book, change, first, assessment: null }, by)
  await step(world.db, tx, { kind: 'warning', id: warning }, { type: 'INSTRUCTED', above }, by)
}
