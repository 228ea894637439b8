import type { Doing } from '../../db/journal.ts'
import type { Tx } from '../../db/port.ts'
import { inStep, step } from '../../db/step.ts'
import { Refusal } from '../../errors.ts'
import { recordSite } from '../../evidence/notes/store.ts'
import { addMinutes, type Instant } from '../../model/time.ts'
import type { InspectionProcedure } from '../../rulebook/inspection.ts'
import type { World } from '../../world.ts'
import { faultOfSeen, type Seen } from '../decide.ts'
import { answerBy, nameOfFinding, ruleOf, type FindingEvidence } from '../findings/decide.ts'
import { beginFinding, findingById } from '../findings/store.ts'
import { tellFinding } from '../findings/tell.ts'
import { setSeen, type Inspection } from '../store.ts'
import { photosOf } from './store.ts'

/** How much earlier than it arrives a record may have been written: a phone without a net, and no more than a day of it. */
const MOST_OFFLINE_MINUTES = 36 * 60

/**
 * Takes what was written down at a plant (现场核查记录): it is evidence for the verdict of each line, and what was found
 * becomes a finding that the enterprise is told of. In one transaction; sent twice it is refused the second time.
 */
export async function recordVisit(
  { db, clock }: World,
  procedure: InspectionProcedure,
  inspection: Inspection,
  seen: Seen & { readonly seenAt: Instant },
  by: string,
): Promise<void> {
  const fault = faultOfSeen(inspection.checklist, seen)
  if (fault !== null) throw new Refusal(`inspection.${fault}`)
  const now = clock.now()
  if (seen.seenAt > addMinutes(now, 5) || seen.seenAt < addMinutes(now, -MOST_OFFLINE_MINUTES))
    throw new Refusal('inspection.seenAt')
  const kind = seen.outcome === 'refused' ? 'entryRefused' : (seen.finding?.kind ?? null)
  const rule = kind === null ? null : ruleOf(procedure, kind)
  if (kind !== null && rule === null)
    throw new Refusal('finding.kind', { kind, known: procedure.findings.map(({ id }) => id).join(', ') })
  const doing: Doing = { now, by }
  await inStep(db, async (tx) => {
    await step(db, tx, { kind: 'inspection', id: inspection.id }, { type: 'VISIT_RECORDED', by }, doing)
    const notes: string[] = []
    const { area, enterprise } = inspection
    for (const { line, shows } of seen.lines) {
      const span = { from: seen.seenAt, until: addMinutes(seen.seenAt, 1) }
      const said = { line: line === '' ? null : line, shows, ...span, text: `现场核查：${SHOWS_ZH[shows]}` }
      notes.push(await recordSite(tx, { area, enterprise, ...said }, doing))
    }
    await setSeen(tx, inspection.id, { ...seen, notes }, now)
    if (rule === null) return
    const finding = await beginFinding(
      tx,
      {
        area: inspection.area,
        name: nameOfFinding(inspection.name, inspection.line, rule),
        enterprise: inspection.enterprise,
        line: inspection.line,
        warning: inspection.warning,
        verdict: inspection.verdict,
        inspection: inspection.id,
        kind: rule.id,
        text: seen.finding?.text ?? `现场核查被拒绝：${seen.signed.refusedBecause ?? '未予配合'}`,
        evidence: await evidenceOf(tx, inspection, seen),
        answerBy: answerBy(procedure, now),
        foundBy: [by],
      },
      doing,
    )
    const found = await findingById(tx, finding)
    if (found !== null) await tellFinding(tx, procedure, found, doing)
  })
}

const SHOWS_ZH = { running: '生产线在运行', stopped: '生产线已停', unclear: '未能判断' } as const

async function evidenceOf(
  tx: Tx,
  { id, checklist }: Inspection,
  { answers, lines, seenAt, signed }: Seen & { readonly seenAt: Instant },
): Promise<FindingEvidence[]> {
  const said = new Map(checklist.map((item) => [item.id, item.say.zh]))
  const failed = answers.flatMap(({ id: item, answer, remark }): FindingEvidence[] =>
    answer === 'no'
      ? [{ what: `核查项未落实：${said.get(item) ?? item}`, at: seenAt, value: remark, photo: null }]
      : [],
  )
  const seen = lines.map(({ line, shows }): FindingEvidence => ({
    what: `现场所见${line === '' ? '' : ` ${line}`}`,
    at: seenAt,
    value: SHOWS_ZH[shows],
    photo: null,
  }))
  const photos = (await photosOf(tx, id)).map(({ sha256, at }): FindingEvidence => ({
    what: '现场照片',
    at,
    value: null,
    photo: sha256,
  }))
  const signature =
    signed.plant === null ? `企业人员拒绝签字：${signed.refusedBecause ?? ''}` : `企业人员签字：${signed.plant}`
  return [
    ...failed,
    ...seen,
    ...photos,
    { what: `核查人员签字：${signed.inspector}；${signature}`, at: seenAt, value: null, photo: null },
  ]
}
