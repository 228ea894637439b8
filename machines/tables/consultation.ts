import type { StateValueFrom } from 'xstate'
import type { ConsultationEvent, consultationMachine } from '../consultation.ts'
import { refused, to, when, type Leaves, type Table } from './expected.ts'

export type ConsultationState = Leaves<StateValueFrom<typeof consultationMachine>>
export type ConsultationGuard = 'deadlineStands'

const isOpen = refused('it was opened already')
const concluded = refused('it has its conclusion')
const lapsed = refused('there is nothing to confer on any more')
const noClock = refused('it is overdue already and waits for people')
const notThis = refused('the clock saw a deadline that no longer stands')

/** A consultation (会商): what every event does in every state. */
export const consultationTable: Table<ConsultationState, ConsultationEvent['type'], ConsultationGuard> = {
  called: {
    TICK: [when(['deadlineStands'], to('overdue', ['tellConsultation'])), notThis],
    CONSULTATION_OPENED: to('open'),
    CONSULTATION_CONCLUDED: to('concluded'),
    CONSULTATION_LAPSED: to('lapsed'),
  },
  overdue: {
    TICK: noClock,
    CONSULTATION_OPENED: to('open', ['tellConsultation']),
    CONSULTATION_CONCLUDED: to('concluded', ['tellConsultation']),
    CONSULTATION_LAPSED: to('lapsed', ['tellConsultation']),
  },
  open: {
    TICK: [when(['deadlineStands'], to('unconcluded', ['tellConsultation'])), notThis],
    CONSULTATION_OPENED: isOpen,
    CONSULTATION_CONCLUDED: to('concluded'),
    CONSULTATION_LAPSED: to('lapsed'),
  },
  unconcluded: {
    TICK: noClock,
    CONSULTATION_OPENED: isOpen,
    CONSULTATION_CONCLUDED: to('concluded', ['tellConsultation']),
    CONSULTATION_LAPSED: to('lapsed', ['tellConsultation']),
  },
  concluded: {
    TICK: concluded,
    CONSULTATION_OPENED: concluded,
    CONSULTATION_CONCLUDED: concluded,
    CONSULTATION_LAPSED: concluded,
  },
  lapsed: {
    TICK: lapsed,
    CONSULTATION_OPENED: lapsed,
    CONSULTATION_CONCLUDED: lapsed,
    CONSULTATION_LAPSED: lapsed,
  },
}
