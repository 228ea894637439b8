import type { StateValueFrom } from 'xstate'
import type { InspectionEvent, inspectionMachine } from '../inspection.ts'
import { refused, to, when, type Leaves, type Table } from './expected.ts'

export type InspectionState = Leaves<StateValueFrom<typeof inspectionMachine>>
export type InspectionGuard = 'deadlineStands' | 'bySentOne'

const overdue = [
  when(['deadlineStands'], to('overdue')),
  refused('the clock saw a deadline that no longer stands'),
] as const
const recording = [when(['bySentOne'], to('visited')), refused('whoever was sent says what was seen')] as const
const visited = refused('the visit is on record')
const withdrawn = refused('nobody needs it any more')

/** A visit to an enterprise (现场核查): what every event does in every state. */
export const inspectionTable: Table<InspectionState, InspectionEvent['type'], InspectionGuard> = {
  planned: {
    TICK: overdue,
    INSPECTOR_NAMED: to('assigned'),
    VISIT_RECORDED: refused('nobody was sent there yet'),
    INSPECTION_WITHDRAWN: to('withdrawn'),
  },
  assigned: {
    TICK: overdue,
    INSPECTOR_NAMED: to('assigned'),
    VISIT_RECORDED: recording,
    INSPECTION_WITHDRAWN: to('withdrawn'),
  },
  overdue: {
    TICK: refused('its hour has passed: it waits for a person'),
    INSPECTOR_NAMED: to('assigned'),
    VISIT_RECORDED: recording,
    INSPECTION_WITHDRAWN: to('withdrawn'),
  },
  visited: {
    TICK: visited,
    INSPECTOR_NAMED: visited,
    VISIT_RECORDED: visited,
    INSPECTION_WITHDRAWN: visited,
  },
  withdrawn: {
    TICK: withdrawn,
    INSPECTOR_NAMED: withdrawn,
    VISIT_RECORDED: withdrawn,
    INSPECTION_WITHDRAWN: withdrawn,
  },
}
