import type { StateValueFrom } from 'xstate'
import type { DepartmentTaskEvent, departmentTaskMachine } from '../departmentTask.ts'
import { refused, stay, to, when, type Leaves, type Table } from './expected.ts'

export type DepartmentTaskState = Leaves<StateValueFrom<typeof departmentTaskMachine>>
export type DepartmentTaskGuard = 'deadlineStands' | 'isThisRung' | 'somebodyIsLeft'

const gone = refused('the clock saw a deadline that no longer stands')
const known = refused('it is known to the department already')
const nothingToAnswer = refused('the department has said nothing that could be answered')
const released = refused('the warning asks for it no more')
const withdrawn = refused('the desk has taken it back')
const ends = { TASK_RELEASED: to('released'), TASK_WITHDRAWN: to('withdrawn') } as const

/** A task of a department (部门任务): what every event does in every state. */
export const departmentTaskTable: Table<DepartmentTaskState, DepartmentTaskEvent['type'], DepartmentTaskGuard> = {
  issued: {
    TICK: [
      when(['deadlineStands', 'somebodyIsLeft'], stay(['urgeDepartment'])),
      when(['deadlineStands'], to('silent', ['tellDesk'])),
      gone,
    ],
    DEPARTMENT_MISSED: [
      when(['isThisRung', 'somebodyIsLeft'], stay(['urgeDepartment'])),
      when(['isThisRung'], to('silent', ['tellDesk'])),
      refused('somebody else was told since'),
    ],
    DEPARTMENT_RECEIVED: to('received'),
    DEPARTMENT_DONE: to('done'),
    DEPARTMENT_HINDERED: to('hindered', ['tellDesk']),
    DESK_ASKED_AGAIN: nothingToAnswer,
    TASK_MOVED: stay(),
    ...ends,
  },
  silent: {
    TICK: refused('everybody was told: it waits for a person'),
    DEPARTMENT_MISSED: refused('it is on the list of the desk already'),
    DEPARTMENT_RECEIVED: to('received'),
    DEPARTMENT_DONE: to('done'),
    DEPARTMENT_HINDERED: to('hindered', ['tellDesk']),
    DESK_ASKED_AGAIN: nothingToAnswer,
    TASK_MOVED: stay(),
    ...ends,
  },
  received: {
    TICK: [when(['deadlineStands'], to('overdue')), gone],
    DEPARTMENT_MISSED: known,
    DEPARTMENT_RECEIVED: known,
    DEPARTMENT_DONE: to('done'),
    DEPARTMENT_HINDERED: to('hindered', ['tellDesk']),
    DESK_ASKED_AGAIN: nothingToAnswer,
    TASK_MOVED: stay(),
    ...ends,
  },
  overdue: {
    TICK: refused('its hour has passed: it waits for a person'),
    DEPARTMENT_MISSED: known,
    DEPARTMENT_RECEIVED: known,
    DEPARTMENT_DONE: to('done'),
    DEPARTMENT_HINDERED: to('hindered', ['tellDesk']),
    DESK_ASKED_AGAIN: to('received'),
    TASK_MOVED: stay(),
    ...ends,
  },
  hindered: {
    TICK: refused('it waits for the answer of the desk'),
    DEPARTMENT_MISSED: known,
    DEPARTMENT_RECEIVED: known,
    DEPARTMENT_DONE: to('done'),
    DEPARTMENT_HINDERED: refused('its difficulty waits for the answer of the desk'),
    DESK_ASKED_AGAIN: to('received'),
    TASK_MOVED: stay(),
    ...ends,
  },
  done: {
    TICK: refused('what was done is on record'),
    DEPARTMENT_MISSED: known,
    DEPARTMENT_RECEIVED: known,
    DEPARTMENT_DONE: refused('what was done is on record'),
    DEPARTMENT_HINDERED: to('hindered', ['tellDesk']),
    DESK_ASKED_AGAIN: to('received'),
    TASK_MOVED: stay(),
    ...ends,
  },
  released: {
    TICK: released,
    DEPARTMENT_MISSED: released,
    DEPARTMENT_RECEIVED: released,
    DEPARTMENT_DONE: released,
    DEPARTMENT_HINDERED: released,
    DESK_ASKED_AGAIN: released,
    TASK_MOVED: released,
    TASK_RELEASED: released,
    TASK_WITHDRAWN: released,
  },
  withdrawn: {
    TICK: withdrawn,
    DEPARTMENT_MISSED: withdrawn,
    DEPARTMENT_RECEIVED: withdrawn,
    DEPARTMENT_DONE: withdrawn,
    DEPARTMENT_HINDERED: withdrawn,
    DESK_ASKED_AGAIN: withdrawn,
    TASK_MOVED: withdrawn,
    TASK_RELEASED: withdrawn,
    TASK_WITHDRAWN: withdrawn,
  },
}
