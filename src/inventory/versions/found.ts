import { note, type Doing } from '../../db/journal.ts'
import type { Db } from '../../db/port.ts'
import { inStep, step } from '../../db/step.ts'
import type { Id } from '../../model/id.ts'
import { releaseList } from '../store.ts'
import { versionById } from './store.ts'

/** Why a version is in force without two officers: the first of an installation that has none yet, or a furnished world. */
export type Foundation = 'firstOfInstallation' | 'furnished'

/** Puts a checked version into force at once, and says in the journal that nobody has released it. */
export async function found(db: Db, list: Id, ground: Foundation, doing: Doing): Promise<void> {
  await inStep(db, async (tx) => {
    const because = { ...doing, because: ground }
    await step(db, tx, { kind: 'listing', id: list }, { type: 'LIST_FOUNDED' }, because)
    await releaseList(tx, list, doing.now)
    const version = await versionById(tx, list)
    if (version === null) return
    const { area, name, size, sha256 } = version
    const body = { name, enterprises: size, sha256 }
    await note(tx, { area, kind: 'list', subject: list, event: 'LIST_IN_FORCE_UNRELEASED', body }, because)
  })
}
