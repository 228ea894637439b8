import { createHash } from 'node:crypto'
import { note } from '../../db/journal.ts'
import { Refusal } from '../../errors.ts'
import { check, typeOfPicture } from '../../evidence/photos/decide.ts'
import { metaOf } from '../../evidence/photos/meta.ts'
import { usedBefore } from '../../evidence/photos/store.ts'
import type { Id } from '../../model/id.ts'
import { dayOf } from '../../model/time.ts'
import type { World } from '../../world.ts'
import { holdTask, keepPhoto, photoBy, photosOf, type TaskPhoto } from './store.ts'

/** Of one task; more is a film, and nobody looks through it. */
const MOST_PHOTOS = 12

/**
 * Takes a picture of what a department does now: what it says of itself is held beside this hour, as an enterprise's is. A
 * task is done in many places, so that where it was taken is shown and not judged; that it says nothing of it is.
 */
export async function takePhoto(
  { db, clock, rulebooks }: Pick<World, 'db' | 'clock' | 'rulebooks'>,
  task: { readonly id: Id; readonly area: string },
  bytes: Buffer,
  by: string,
): Promise<TaskPhoto> {
  const type = typeOfPicture(bytes)
  if (type === null) throw new Refusal('evidence.noPicture')
  const now = clock.now()
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  if ((await usedBefore(db, sha256)) !== null) throw new Refusal('task.photoUsed')
  const meta = await metaOf(bytes)
  const checked = check(meta, { at: now, site: null }, rulebooks.evidence(dayOf(now)))
  const faults = checked.faults.filter(({ code }) => code !== 'photo.noSite')
  await db.transaction(async (tx) => {
    await holdTask(tx, task.id)
    const known = await photosOf(tx, [task.id])
    if (known.some((one) => one.sha256 === sha256)) return
    if (known.length >= MOST_PHOTOS) throw new Refusal('task.photosFull', { most: String(MOST_PHOTOS) })
    if (!(await keepPhoto(tx, task, { sha256, type, bytes }, meta, faults, { now, by })))
      throw new Refusal('task.photoUsed')
    const entry = { area: task.area, kind: 'departmentTask', subject: task.id, event: 'PHOTO_HANDED_IN' }
    await note(tx, { ...entry, body: { sha256, faults: faults.map(({ code }) => code) } }, { now, by })
  })
  const kept = await photoBy(db, sha256)
  if (kept === null) throw new Error('a photograph that was kept is gone')
  return kept
}
