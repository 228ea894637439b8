import type { StateValueFrom } from 'xstate'
import type { TaskEvent, taskMachine } from '../task.ts'
import { refused, to, when, type Leaves, type Table } from './expected.ts'

export type TaskState = Leaves<StateValueFrom<typeof taskMachine>>
export type TaskGuard = 'deadlineStands'

const answered = refused('it was answered already')
const withdrawn = refused('nobody needs it any more')

/** A task of an area (任务): what every event does in every state. */
export const taskTable: Table<TaskState, TaskEvent['type'], TaskGuard> = {
  open: {
    TICK: [when(['deadlineStands'], to('overdue')), refused('the clock saw a deadline that no longer stands')],
    TASK_ANSWERED: to('answered'),
    TASK_WITHDRAWN: to('withdrawn'),
  },
  overdue: {
    TICK: refused('its hour has passed: it waits for a person'),
    TASK_ANSWERED: to('answered'),
    TASK_WITHDRAWN: to('withdrawn'),
  },
  answered: { TICK: answered, TASK_ANSWERED: answered, TASK_WITHDRAWN: answered },
  withdrawn: { TICK: withdrawn, TASK_ANSWERED: withdrawn, TASK_WITHDRAWN: withdrawn },
}
