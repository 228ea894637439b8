import type { Change } from '../../../machines/warning.ts'
import { unrelieved } from '../../../machines/warningContext.ts'
import { callConsultation, consultationById, lastProceeded } from '../../consultation/store.ts'
import type { Doing } from '../../db/journal.ts'
import { keepPeople, readPeople } from '../../db/person.ts'
import type { Tx } from '../../db/port.ts'
import { begin, inStep, RefusedEvent, step } from '../../db/step.ts'
import { Refusal } from '../../errors.ts'
import { newId, type Id } from '../../model/id.ts'
import { addMinutes, dayOf, type Instant } from '../../model/time.ts'
import type { World } from '../../world.ts'
import { askNotice } from '../notices/store.ts'
import { heldWarning } from '../seen.ts'
import { lookAtHeads, lookWhoWaits, markSigned, moveEpisode, warningById, type WarningRow } from '../store.ts'
import { authorityOf, broughtItself, differences, minute, MODE, type ReadChange } from './decide.ts'
import { bringersOf, grantedTo, lastSigned, recordSignature, type Mode } from './store.ts'

/** A decision on what waits (签发、退回), however it came in. */
export interface Signing {
  readonly decision: 'sign' | 'return'
  readonly mode: Mode
  readonly reason: string
  readonly signer: { readonly id: Id; readonly rank: number; readonly areas: readonly string[] }
  /** Who enters it in the signer's name; null where he does himself. */
  readonly enteredBy: Id | null
  readonly spoken: { readonly at: Instant; readonly number: string | null } | null
  /** What the signer had before him; what is not said is not compared. */
  readonly read: { readonly change?: ReadChange | undefined; readonly consultation?: Id | undefined }
}

/**
 * Signs or sends back what waits, under one lock: what is recorded is what was signed.
 * @throws Refusal `warning.rankTooLow`, `warning.samePerson`, `warning.stale`, `warning.pastEnd`, `warning.alreadySigned`
 */
export async function sign(world: World, id: Id, signing: Signing, doing: Doing): Promise<void> {
  const { db } = world
  const done = inStep(db, async (tx) => {
    const before = await heldWarning(tx, id)
    const { change } = before.context
    if (change !== null) await mustBeAsRead(tx, before, change, signing.read)
    const authority = change === null ? null : await rightOf(world, tx, change, signing, doing.now)
    if (signing.decision === 'sign' && change !== null) {
      const bringers = await bringersOf(tx, id)
      for (const officer of [signing.signer.id, signing.enteredBy])
        if (officer !== null && broughtItself(bringers, officer))
          throw new Refusal('warning.samePerson', { name: before.name })
      if (change.endsAt !== null && change.endsAt <= doing.now)
        throw new Refusal('warning.pastEnd', { name: before.name, at: minute(change.endsAt) })
    }
    const rank = authority?.rank ?? signing.signer.rank
    const event =
      signing.decision === 'sign'
        ? ({ type: 'OFFICER_SIGNED', rank, now: doing.now } as const)
        : ({ type: 'OFFICER_RETURNED', rank } as const)
    await step(db, tx, { kind: 'warning', id }, event, doing)
    if (change === null || authority === null) throw new Error('a signature without a change')
    const { decision, mode, reason, enteredBy, spoken, signer } = signing
    const { deputyFor, delegation } = authority
    const { area } = before
    // As it was conferred on: who was called in meanwhile is told by the signature itself.
    const signed = unrelieved(change) ?? change
    // A telephone number is somebody's: it lies under a key of its own.
    const heard = spoken?.number ? [{ person: { name: '', phone: spoken.number }, area }] : []
    const [person = null] = await keepPeople(tx, world.keys, heard, doing.now)
    const signature = await recordSignature(
      tx,
      {
        warning: id,
        area,
        userId: signer.id,
        rank: signer.rank,
        change: signed,
        decision,
        mode,
        reason,
        enteredBy,
        spoken: spoken && { at: spoken.at, person },
        deputyFor,
        delegation,
      },
      doing,
    )
    await lookWhoWaits(tx, { id, area }, doing.now)
    if (decision === 'return') {
      await callConsultation(tx, { warning: id, area, change: signed, assessment: before.assessmentId }, doing)
      return
    }
    await markSigned(tx, id, doing.now)
    await lookAtHeads(tx, { id, area }, change.startsAt, doing.now)
    // An episode that has moved is judged from its new first day.
    if (change.kind === 'move') await moveEpisode(tx, id, dayOf(change.startsAt))
    if (mode !== 'system') await haveItShown(world, tx, before, { signature, mode }, doing)
    await askNotice(tx, { area, warning: id, kind: change.kind, signature, by: signer.id }, doing.now)
  })
  await done.catch(async (error: unknown) => {
    throw (error instanceof RefusedEvent && (await alreadySigned(world, id))) || error
  })
}

/** What was signed must be what was read: it may have been replaced, or conferred on anew, while somebody read it. */
async function mustBeAsRead(tx: Tx, { id, name }: WarningRow, present: Change, read: Signing['read']): Promise<void> {
  const said = read.change ? differences(read.change, present) : []
  if (read.consultation !== undefined) {
    const found = await consultationById(tx, read.consultation)
    const about = found?.warningId === id ? found.change : null
    if (about === null) throw new Refusal('thing.unknown', { what: 'consultation', id: read.consultation })
    const last = await lastProceeded(tx, id)
    if (last !== null && last.id !== read.consultation) {
      const differ = differences(about, present)
      const again = { zh: `${minute(last.at)} 另有会商结论`, en: `conferred on anew at ${minute(last.at)}` }
      said.push(again, ...differ.filter(({ zh }) => !said.some((one) => one.zh === zh)))
    }
  }
  if (said.length === 0) return
  throw new Refusal('warning.stale', {
    name,
    zh: said.map(({ zh }) => zh).join('；'),
    en: said.map(({ en }) => en).join('; '),
  })
}

async function rightOf(world: World, tx: Tx, change: Change, { signer, decision }: Signing, now: Instant) {
  const granted = await grantedTo(tx, signer.id, signer.areas, now)
  const found = authorityOf(change, signer.rank, granted)
  // A rank that does not suffice is said so by name; the machine would only say "not possible".
  if (found === null) {
    const { ranks } = world.rulebooks.approval(dayOf(now))
    const title = (rank: number) => ranks.find((one) => one.rank === rank)?.title.zh ?? '无签发权限者'
    throw new Refusal('warning.rankTooLow', { needed: title(change.rank), has: title(signer.rank) })
  }
  return decision === 'sign' ? found : { ...found, deputyFor: null }
}

/** What was not signed in the system is shown afterwards: a scan, or the signer's own word. */
async function haveItShown(
  { rulebooks }: World,
  tx: Tx,
  { id, area, name }: WarningRow,
  { signature, mode }: { signature: Id; mode: 'paper' | 'telephone' },
  doing: Doing,
): Promise<void> {
  const showBy = addMinutes(doing.now, rulebooks.approval(dayOf(doing.now)).shown[mode])
  const columns = { name: `${name} ${MODE[mode].zh}`, warning_id: id, signature_id: signature }
  await begin(tx, 'endorsement', { id: newId(doing.now), area, columns, input: { showBy } }, doing)
}

/** Two who sign at the same moment: the second is told who was first, and when. Null where a signature is waited for. */
async function alreadySigned({ db, keys }: World, warningId: Id): Promise<Refusal | null> {
  const found = await warningById(db, warningId)
  const last = await lastSigned(db, warningId)
  if (found === null || last === null || found.context.change !== null) return null
  const people = await readPeople(db, keys, [last.person])
  const who = people.get(last.person)?.name ?? last.userId
  return new Refusal('warning.alreadySigned', {
    name: found.name,
    who,
    at: minute(last.signedAt),
    zh: MODE[last.mode].zh,
    en: MODE[last.mode].en,
  })
}
