import type { Doing } from '../../db/journal.ts'
import type { Tx } from '../../db/port.ts'
import { giveNotices } from '../../inventory/terms/store.ts'
import type { InspectionProcedure } from '../../rulebook/inspection.ts'
import { sayFinding } from './decide.ts'
import type { Finding } from './store.ts'

/** Tells an enterprise how a finding stands, once for each state. */
export async function tellFinding(
  tx: Tx,
  { answerHours }: InspectionProcedure,
  finding: Finding,
  doing: Doing,
): Promise<void> {
  const { id, area, enterprise, state } = finding
  const body = { say: sayFinding({ ...finding, hours: answerHours.value }) }
  await giveNotices(tx, [{ area, enterprise, kind: 'finding', about: `${id} ${state}`, body }], doing)
}
