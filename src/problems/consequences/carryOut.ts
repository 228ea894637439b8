import { ask } from '../../db/effects.ts'
import { note, type Doing } from '../../db/journal.ts'
import { DatabaseError, type Db, type Tx } from '../../db/port.ts'
import { Refusal } from '../../errors.ts'
import { lowerGrade, restoreGrade } from '../../grading/lowering.ts'
import { gradingById } from '../../grading/store.ts'
import type { Finding } from '../../inspection/findings/store.ts'
import { listedOn } from '../../inventory/versions/store.ts'
import { STOP_CAUSE_ZH, type Grade, type StopCause } from '../../model/enterprise.ts'
import { dayOf } from '../../model/time.ts'
import { overrideFor } from '../../plan/exceptions/decide.ts'
import { addException, decideException, pinnedOf, withExceptions } from '../../plan/exceptions/store.ts'
import { confirmBlacklisted, insertBlacklisted, removeBlacklisted } from '../../rotation/blacklist/store.ts'
import { loadGradeProcedure } from '../../rulebook/gradeProcedure.ts'
import type { Consequence } from './store.ts'

/** What was carried out, so that it can be undone. */
type Result = Readonly<Record<string, string>>

/**
 * Carries out what one officer has adopted and another confirms, by the same ways as an officer's own: the blacklist, an
 * exception under the living warning, a lower grade. What fails the assessment of a place is only on record.
 * @throws Refusal where it can not be done as things stand
 */
export async function carryOut(
  db: Db,
  tx: Tx,
  consequence: Consequence,
  finding: Finding,
  doing: Doing & { readonly because: string },
): Promise<Result> {
  const adopted: Doing = { ...doing, by: consequence.adoptedBy ?? doing.by }
  switch (consequence.kind) {
    case 'blacklist':
      return await blacklist(tx, finding, adopted, doing)
    case 'fraud':
    case 'protectionLost':
    case 'stopForCause':
      return await except(tx, consequence, finding, adopted, doing)
    case 'lowerGrade':
      return await lower(db, tx, consequence, doing)
    case 'failAssessment':
      return {}
  }
}

async function blacklist(
  tx: Tx,
  { area, enterprise, kind, name }: Finding,
  adopted: Doing,
  doing: Doing & { readonly because: string },
): Promise<Result> {
  const ground = kind === 'forgedData' ? 'forgedData' : 'pretended'
  const named = { area, enterprise, ground, reason: `${name}：${doing.because}`, from: dayOf(doing.now) }
  const entry = await insertBlacklisted(tx, named, adopted)
  if (entry === null) throw new Refusal('consequence.impossible', { why: '该企业已在黑名单上' })
  await confirmBlacklisted(tx, entry, doing)
  await note(
    tx,
    { area, kind: 'rotation', subject: enterprise, event: 'BLACKLISTED', body: { entry, ...named } },
    doing,
  )
  return { entry }
}

async function except(
  tx: Tx,
  { kind: ground, basis }: Pick<Consequence, 'kind' | 'basis'>,
  { enterprise, warning }: Finding,
  adopted: Doing,
  doing: Doing & { readonly because: string },
): Promise<Result> {
  const pinned = warning === null ? null : await pinnedOf(tx, warning)
  if (warning === null || !pinned?.alive || pinned.list === null)
    throw new Refusal('consequence.impossible', { why: '没有生效中的预警可按例外调整' })
  const listed = await listedOn(tx, pinned.list, enterprise)
  const [now] = listed ? await withExceptions(tx, warning, [listed]) : []
  const override =
    now &&
    overrideFor(loadGradeProcedure(), now.entry, {
      ground,
      ...(ground === 'stopForCause' && { cause: causeOf(basis) }),
    })
  if (!override) throw new Refusal('consequence.impossible', { why: '该企业的等级、类别、停产原因已无可调整' })
  const made = { area: pinned.area, warning, enterprise, ground, reason: doing.because, ...override }
  const exception = await addOnly(tx, { ...made, proposedBy: adopted.by, proposedAt: adopted.now })
  await decideException(tx, { id: exception, decision: 'confirm', by: doing.by, because: doing.because, at: doing.now })
  const entry = { area: pinned.area, kind: 'exception', subject: exception, event: 'EXCEPTION_DECIDED' }
  await note(tx, { ...entry, body: { decision: 'confirm', warning, enterprise, ground } }, doing)
  await ask(tx, [{ kind: 'planException', subject: warning, area: pinned.area, params: { exception } }], doing.now)
  return { exception, warning }
}

/** The rules name no other (`src/rulebook/inspection.ts`). */
function causeOf({ ground }: Consequence['basis']): StopCause | undefined {
  return ground !== null && ground in STOP_CAUSE_ZH ? (ground as StopCause) : undefined
}

async function addOnly(tx: Tx, made: Parameters<typeof addException>[1]): Promise<string> {
  try {
    return await addException(tx, made)
  } catch (error) {
    if (error instanceof DatabaseError && error.constraint === 'listing_exception_open')
      throw new Refusal('consequence.impossible', { why: '该企业另有例外待复核' }, { cause: error })
    throw error
  }
}

async function lower(
  db: Db,
  tx: Tx,
  { basis, result, enterprise }: Consequence,
  doing: Doing & { readonly because: string },
): Promise<Result> {
  const { grading = '', to } = result ?? {}
  const found = await gradingById(tx, grading)
  if (found === null || found.enterprise !== enterprise)
    throw new Refusal('consequence.impossible', { why: '采纳时须写明企业持有的等级和降至的等级' })
  const asked = { ground: basis.ground ?? '', to: (to as Grade | undefined) ?? null, reason: doing.because }
  const fallen = await lowerGrade(db, tx, loadGradeProcedure(), found, asked, doing)
  return { grading, from: found.grade, to: fallen }
}

/**
 * Takes back what a finding led to that was ruled out. A grade that was lowered since for another reason too is left as
 * it is, and the journal says so: which of the two it is now is for its own procedure.
 */
export async function takeBack(
  db: Db,
  tx: Tx,
  { id, kind, result, area, enterprise }: Consequence,
  doing: Doing,
): Promise<void> {
  const { entry, exception, warning, grading, from, to } = result ?? {}
  const graded = kind === 'lowerGrade' && grading !== undefined ? await gradingById(tx, grading) : null
  if (graded !== null && from !== undefined && to !== undefined) {
    const lowered = { from: from as Grade, to: to as Grade }
    const restored = await restoreGrade(db, tx, graded, lowered, loadGradeProcedure().notice.days, doing)
    const event = restored ? 'GRADE_RESTORED' : 'GRADE_NOT_RESTORED'
    await note(tx, { area, kind: 'consequence', subject: id, event, body: { grading, ...lowered } }, doing)
  }
  if (kind === 'blacklist' && entry !== undefined && (await removeBlacklisted(tx, entry, doing)))
    await note(tx, { area, kind: 'rotation', subject: enterprise, event: 'BLACKLIST_LEFT', body: { entry } }, doing)
  if (exception === undefined || warning === undefined) return
  const { by, now: at, because = '' } = doing
  await decideException(tx, { id: exception, decision: 'refuse', by, because, at })
  const said = { area, kind: 'exception', subject: exception, event: 'EXCEPTION_DECIDED' }
  await note(tx, { ...said, body: { decision: 'refuse', warning, enterprise } }, doing)
  await ask(tx, [{ kind: 'planAgain', subject: warning, area, params: { enterprises: [enterprise] } }], at)
}
