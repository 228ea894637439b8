import { pastsOf } from '../../db/past.ts'
import type { Reader } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import { countBy } from '../../tasks/departments/decide.ts'
import { departmentSums, tasksOf, type DepartmentSum } from '../../tasks/departments/store.ts'
import { responsesTo, type Response } from '../counties/store.ts'

type Told = Pick<Response, 'area' | 'state' | 'toldAt'>
type Tasked = Pick<DepartmentSum, 'area' | 'kind' | 'id' | 'name' | 'states'>

/** What counties and departments were told of a warning, and what they had said: now, or as it stood at an instant. */
export async function toldOf(
  db: Reader,
  warning: Id,
  areas: readonly string[],
  at: Instant | null,
): Promise<{ responses: Told[]; tasks: Tasked[] }> {
  const responses = await responsesTo(db, warning)
  if (at === null) return { responses, tasks: await departmentSums(db, warning, areas) }
  const told = await pastsOf(db, 'response', responses, at, warning)
  const then = responses.flatMap((response) => {
    const past = told.get(response.id)
    // Whoever has not acknowledged heard last what it was told last.
    return past ? [{ ...response, state: past.state as Response['state'], toldAt: past.heardAt }] : []
  })
  const tasks = await tasksOf(db, warning, areas)
  const given = await pastsOf(db, 'departmentTask', tasks, at, warning)
  const known = tasks.flatMap(({ id, department, ...task }) => {
    const state = given.get(id)?.state
    return state === undefined ? [] : [{ ...task, id: department, state }]
  })
  const groups = Map.groupBy(known, ({ area, kind, id }) => `${area} ${kind} ${id}`).values()
  const sums = [...groups].flatMap((some) => {
    const [first] = some
    return first ? [{ ...first, states: countBy(some.map(({ state }) => ({ [state]: 1 }))) }] : []
  })
  return { responses: then, tasks: sums }
}
