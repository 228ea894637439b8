import { finish, type Effect } from '../../db/effects.ts'
import type { Doing } from '../../db/journal.ts'
import type { Tx } from '../../db/port.ts'
import type { DepartmentKind } from '../../model/department.ts'
import type { Id } from '../../model/id.ts'
import { dayOf } from '../../model/time.ts'
import { departmentRungs, type TaskBook } from '../../rulebook/taskForms.ts'
import { loadTaskBooks } from '../../rulebook/tasks.ts'
import type { World } from '../../world.ts'
import { firstWay, waysOfChange } from '../messages/decide.ts'
import { inMessage, inNews, taskMessage, type TaskNews } from '../messages/letter.ts'
import { sendTaskMessages, toldOf, type TaskMessage } from '../messages/store.ts'
import { quotaIn } from '../quota/store.ts'
import { contactsOfDepartments, departmentsOf, type Department } from '../registry/store.ts'
import { askedTasks, changesOf, type AskedArea, type AskedTask, type QuotaOf, type TaskChanges } from './decide.ts'
import {
  adoptTasks,
  beginTask,
  holdTaskWarning,
  livingTasks,
  moveTask,
  releaseTasks,
  taskedAreas,
  type LivingTask,
  type TaskWarning,
} from './store.ts'

/**
 * Looks at what a warning asks of departments now (部门任务): gives tasks out, moves and releases them, one area at a time,
 * and tells each department in one message. It looks itself: asked too often, too late or twice it changes nothing.
 */
export async function taskDepartments(world: World, effect: Effect<'taskDepartments'>): Promise<void> {
  const { db, areas } = world
  const within = areas.within(effect.area)
  const counties = new Set((await departmentsOf(db, within)).map(({ area }) => area))
  const asked = [effect.area, ...counties, ...(await taskedAreas(db, effect.subject))]
  for (const area of new Set(asked)) await db.transaction((tx) => taskArea(tx, world, effect.subject, area))
  await db.transaction((tx) => finish(tx, [effect.id]))
}

async function taskArea(tx: Tx, world: World, subject: Id, area: string): Promise<void> {
  const doing: Doing = { now: world.clock.now(), by: 'engine' }
  const warning = await holdTaskWarning(tx, subject)
  if (warning === null) return
  const book = loadTaskBooks(world.rulebooks.dir).inForce(dayOf(warning.pinnedAt), warning.area)
  const held = await livingTasks(tx, subject, { area })
  const quota = await quotaIn(tx, area, warning.measures)
  const asked = warning.ended || book === null ? [] : askedOf(world, book, warning, area, () => quota)
  const changes = changesOf(held, asked, doing.now)
  const departments = new Map((await departmentsOf(tx, [area])).map((one) => [one.kind, one]))
  const contacts = await contactsOfDepartments(
    tx,
    [...departments.values()].map(({ id }) => id),
  )
  const adopted = held.filter((one) => one.department === null && departments.has(one.kind))
  const told = await toldOf(tx, subject)
  const open = world.ways(doing.now)
  const reached = (kind: DepartmentKind): Department | null => {
    const own = departments.get(kind)
    return own !== undefined && firstWay(contacts.get(own.id) ?? [], open) !== null ? own : null
  }
  const ladder = book === null ? [] : departmentRungs(book, warning.measures)
  for (const one of changes.issue) {
    const department = departments.get(one.kind)?.id ?? null
    await beginTask(tx, warning, { ...one, department, ladder: reached(one.kind) === null ? [] : ladder }, doing)
  }
  for (const { held: own, asked } of changes.move) await moveTask(tx, own.id, asked, doing)
  await releaseTasks(
    tx,
    changes.release.map(({ id }) => id),
    doing,
  )
  for (const own of departments.values()) {
    const ids = adopted.flatMap(({ id, kind }) => (kind === own.kind ? [id] : []))
    if (ids.length > 0) await adoptTasks(tx, ids, own.id)
  }
  const messages = [...departments.values()].flatMap((own): TaskMessage[] => {
    const news = newsFor(world, warning, own, held, changes, adopted)
    if (news === null) return []
    const ways = waysOfChange(contacts.get(own.id) ?? [], told.get(own.id) ?? new Set(), open)
    const purpose = news.issued.length > 0 ? 'issued' : 'changed'
    return ways.map((way) => taskMessage(own, way, purpose, news, doing.now))
  })
  await sendTaskMessages(tx, messages, doing)
}

/** What is asked in one area: of the warning's own departments, or of those of a county in it. */
function askedOf({ areas }: World, book: TaskBook, warning: TaskWarning, code: string, quotaOf: QuotaOf): AskedTask[] {
  const own = code === warning.area
  const as = own && areas.find(code)?.kind !== 'county' ? 'city' : 'county'
  const area: AskedArea = { code, as }
  return askedTasks(book, warning, [area], quotaOf)
}

/** What a department has not been told yet; null where there is nothing. */
function newsFor(
  world: World,
  warning: TaskWarning,
  { kind }: Department,
  held: readonly LivingTask[],
  changes: TaskChanges,
  adopted: readonly LivingTask[],
): TaskNews | null {
  const own = new Map(held.filter((one) => one.kind === kind).map((one) => [one.id, one]))
  // Who was never told of a task need not hear that it has moved or gone.
  const known = (id: Id) => own.has(id) && !adopted.some((one) => one.id === id)
  const moved = changes.move.flatMap(({ held: one, asked }) => (known(one.id) ? [inMessage(asked)] : []))
  const gone = new Set(changes.release.map(({ id }) => id))
  const released = [...own.values()].flatMap((one) => (gone.has(one.id) && known(one.id) ? [inMessage(one)] : []))
  const fresh = [...changes.issue, ...adopted.filter(({ id }) => !gone.has(id))]
  const issued = fresh.filter((one) => one.kind === kind).map(inMessage)
  if (issued.length + moved.length + released.length === 0) return null
  return { warning: inNews(world, warning), issued, moved, released, answer: null }
}
