import { ask, finish, takeAlike, type Effect } from '../../db/effects.ts'
import type { Doing } from '../../db/journal.ts'
import type { Tx } from '../../db/port.ts'
import { stepCohort } from '../../db/step.ts'
import { newId, type Id } from '../../model/id.ts'
import type { World } from '../../world.ts'
import { holdTaskWarning, livingTasks } from '../departments/store.ts'
import { wayOnRung, waysTo } from '../messages/decide.ts'
import { inMessage, inNews, taskMessage } from '../messages/letter.ts'
import { messageByDelivery, sendTaskMessages, toldOf, type TaskMessage } from '../messages/store.ts'
import { contactsOfDepartments, departmentById } from '../registry/store.ts'
import { deskWarnings, lockIssued, lockUrged, type Urged } from './store.ts'

/** With each effect those like it are done too: a task and its message are four rows of 500. */
const AT_ONCE = 100

/** Tells the next contact of a silent department, or its head (催办); where there is nobody the next rung is climbed. */
export async function urgeDepartment(world: World, _effect: Effect<'urgeDepartment'>): Promise<void> {
  const { db, clock } = world
  await db.transaction(async (tx) => {
    const doing: Doing = { now: clock.now(), by: 'engine' }
    const taken = await takeAlike(tx, 'urgeDepartment', AT_ONCE)
    const urged = await lockUrged(
      tx,
      taken.map(({ subject }) => subject),
    )
    for (const one of urged) {
      const message = await urging(tx, world, one, doing)
      if (message !== null) await sendTaskMessages(tx, [message], doing)
      else await missed(tx, one.tasks, one.rung, doing)
    }
    await finish(
      tx,
      taken.map(({ id }) => id),
    )
  })
}

async function urging(
  tx: Tx,
  world: World,
  { warning: id, department, rung, tasks }: Urged,
  { now }: Doing,
): Promise<TaskMessage | null> {
  const warning = await holdTaskWarning(tx, id)
  const own = await departmentById(tx, department)
  if (warning === null || own === null || rung === 'desk') return null
  const contacts = (await contactsOfDepartments(tx, [department])).get(department) ?? []
  const told = (await toldOf(tx, id)).get(department) ?? new Set<Id>()
  const way = wayOnRung(rung, contacts, told, world.ways(now))
  if (way === null) return null
  const living = await livingTasks(tx, id, { department })
  const issued = living.filter((one) => tasks.includes(one.id)).map(inMessage)
  return taskMessage(
    own,
    way,
    rung,
    { warning: inNews(world, warning), issued, moved: [], released: [], answer: null },
    now,
  )
}

/** A message to a department reached nobody: by the next way to the same contact, else the next rung is climbed. */
export async function missDepartment(world: World, effect: Effect<'missDepartment'>): Promise<void> {
  const { db, clock, ways } = world
  await db.transaction(async (tx) => {
    const doing: Doing = { now: clock.now(), by: 'engine' }
    const sent = await messageByDelivery(tx, effect.subject)
    if (sent !== null) {
      const { warning, area, department, contact, purpose, letter } = sent
      const contacts = (await contactsOfDepartments(tx, [department])).get(department) ?? []
      const own = contacts.find(({ id }) => id === contact)
      const next = own && waysTo(own, ways(doing.now)).find(({ channel }) => !sent.tried.includes(channel))
      if (next) {
        const { channel, address } = next
        const again = { area, contactId: contact, channel, address, key: `task.${newId(doing.now)}`, letter }
        await sendTaskMessages(tx, [{ warning, department, contact, purpose, letter: again }], doing)
      } else {
        const rung = purpose === 'secondContact' || purpose === 'head' ? purpose : 'firstContact'
        await missed(tx, await lockIssued(tx, warning, department), rung, doing)
      }
    }
    await finish(tx, [effect.id])
  })
}

async function missed(tx: Tx, tasks: readonly Id[], rung: 'firstContact' | Urged['rung'], doing: Doing): Promise<void> {
  await stepCohort(tx, 'departmentTask', tasks, { type: 'DEPARTMENT_MISSED', rung, now: doing.now }, doing)
}

/** The desk has to look after a department (列入值班员清单): one call for all of a warning, however many they are. */
export async function tellDesk({ db, clock }: World, _effect: Effect<'tellDesk'>): Promise<void> {
  await db.transaction(async (tx) => {
    const now = clock.now()
    const taken = await takeAlike(tx, 'tellDesk', AT_ONCE)
    const warnings = await deskWarnings(
      tx,
      taken.map(({ subject }) => subject),
    )
    await ask(
      tx,
      warnings.map(({ id, area }) => {
        const params = { cause: 'departmentsWait', occasion: `${id} ${now}` } as const
        return { kind: 'wake', subject: id, area, params }
      }),
      now,
    )
    await finish(
      tx,
      taken.map(({ id }) => id),
    )
  })
}
