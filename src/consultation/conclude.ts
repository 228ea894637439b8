import { assessmentById } from '../assessment/store.ts'
import { ask } from '../db/effects.ts'
import type { Doing } from '../db/journal.ts'
import type { Tx } from '../db/port.ts'
import { step } from '../db/step.ts'
import { Refusal } from '../errors.ts'
import { callForDenser } from '../feed/denser/store.ts'
import type { Id } from '../model/id.ts'
import type { Level } from '../model/level.ts'
import type { Instant } from '../model/time.ts'
import type { World } from '../world.ts'
import { issueMinutes } from './minutes/issue.ts'
import { noteAttendance } from './parties/store.ts'
import { heldOpen } from './seen.ts'
import { closeConsultation, endConsultation, isOpen, refreshCard, type Consultation } from './store.ts'

/** What whoever chairs has put down. */
export interface Concluding {
  readonly decision: 'proceed' | 'dismiss' | 'conclude'
  readonly level?: Level | undefined
  readonly reason: string
  readonly monitoring?: MonitoringAsked | undefined
}

/** Denser monitoring (加密监测) as it is asked for. */
interface MonitoringAsked {
  /** None: the whole area, each county of it. */
  readonly areas: readonly string[]
  readonly from?: Instant | undefined
  readonly until: Instant
  readonly everyHours: number
}

/** The end of a consultation with all that belongs to it: the proposal goes on or not, the minutes have their number. */
export async function conclude(
  world: World,
  tx: Tx,
  found: Consultation,
  { monitoring, ...asked }: Concluding,
  by: Id,
  doing: Doing,
): Promise<void> {
  const { warningId, id } = found
  if (warningId === null) await find(tx, found, asked, by, doing)
  else await decideOn(world, tx, { ...found, warningId }, asked, by, doing)
  await noteAttendance(tx, found, [{ party: 'bureau', present: true }], doing)
  if (monitoring !== undefined)
    await callForMonitoring(world, tx, found, { ...monitoring, reason: asked.reason }, doing)
  await issueMinutes(world, tx, id, doing)
}

/** What is proposed goes to the signature, or does not. */
async function decideOn(
  { db }: World,
  tx: Tx,
  { id, warningId, area, name }: Consultation & { readonly warningId: Id },
  { decision, level, reason }: Concluding,
  by: Id,
  doing: Doing,
): Promise<void> {
  if (decision === 'conclude' || level !== undefined) throw new Refusal('consultation.onProposal', { name })
  await step(db, tx, { kind: 'warning', id: warningId }, { type: 'CONSULTATION_HELD', decision }, doing)
  // The step holds the warning: if another proposal came first, this consultation has lapsed with the old one.
  if (!(await isOpen(tx, id))) throw new Refusal('consultation.closed', { name })
  await closeConsultation(tx, warningId, { decision, by, reason }, doing)
  // Whoever has to sign is called, and the duty officer is left alone.
  const about = { cause: 'signatureWaits', occasion: id } as const
  await ask(tx, [{ kind: 'wake', subject: warningId, area, params: about }], doing.now)
}

/** A level was found: that of the card, or another one. What comes of it is proposed like any change. */
async function find(
  tx: Tx,
  { id, name }: Consultation,
  { decision, level, reason }: Concluding,
  by: Id,
  doing: Doing,
): Promise<void> {
  await refreshCard(tx, await heldOpen(tx, id))
  const { assessmentId } = await heldOpen(tx, id)
  const card = assessmentId === null ? null : await assessmentById(tx, assessmentId)
  const found = level ?? (decision === 'proceed' ? card?.level : undefined)
  if (decision === 'dismiss' || found === undefined) throw new Refusal('consultation.needsLevel', { name })
  await endConsultation(tx, id, { decision: 'conclude', by, level: found, reason }, doing)
}

async function callForMonitoring(
  { areas }: World,
  tx: Tx,
  { id, area }: Consultation,
  asked: MonitoringAsked & { readonly reason: string },
  doing: Doing,
): Promise<void> {
  const { from = doing.now, until, everyHours, reason } = asked
  if (until <= from || until <= doing.now) throw new Refusal('consultation.monitoringOver')
  const within = areas.within(area)
  const elsewhere = asked.areas.find((code) => !within.includes(code))
  if (elsewhere !== undefined) throw new Refusal('thing.unknown', { what: 'area', id: elsewhere })
  const where = asked.areas.length === 0 ? within : [...new Set(asked.areas)]
  await callForDenser(tx, { areas: where, consultation: id, from, until, everyHours, reason }, doing)
}
