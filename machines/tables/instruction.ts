import type { StateValueFrom } from 'xstate'
import type { InstructionEvent, instructionMachine } from '../instruction.ts'
import { refused, stay, to, when, type Leaves, type Table } from './expected.ts'

export type InstructionState = Leaves<StateValueFrom<typeof instructionMachine>>
export type InstructionGuard = 'deadlineStands' | 'isEnd' | 'isReport' | 'standsAtLevel'

const late = refused('the clock saw a deadline that no longer stands, or for which this state does not wait')
const unanswered = refused('it has to be answered first')
const answered = refused('it was answered already')
const holds = refused('it holds: the summary follows its lift')
const lifted = refused('it was lifted: the summary is what is left')
const summarised = refused('its summary went up: nothing more is due')
const withdrawn = refused('it was entered by mistake')

const ends = when(['deadlineStands', 'isEnd'], to('lifted', ['heedInstructions']))

/** An instruction from above (上级指令): what every event does in every state. */
export const instructionTable: Table<InstructionState, InstructionEvent['type'], InstructionGuard> = {
  received: {
    TICK: [ends, when(['deadlineStands'], stay(['tellOverdue'])), late],
    ANSWER_SENT: [when(['standsAtLevel'], to('answered')), refused('no warning of its level stands or is proposed')],
    REPORT_SENT: unanswered,
    ABOVE_LIFTED: to('lifted', ['heedInstructions']),
    SUMMARY_SENT: holds,
    INSTRUCTION_WITHDRAWN: to('withdrawn', ['heedInstructions']),
  },
  answered: {
    TICK: [ends, when(['deadlineStands', 'isReport'], stay(['tellOverdue'])), late],
    ANSWER_SENT: answered,
    REPORT_SENT: stay(),
    ABOVE_LIFTED: to('lifted', ['heedInstructions']),
    SUMMARY_SENT: holds,
    INSTRUCTION_WITHDRAWN: to('withdrawn', ['heedInstructions']),
  },
  lifted: {
    TICK: [when(['deadlineStands'], stay(['tellOverdue'])), late],
    ANSWER_SENT: lifted,
    REPORT_SENT: lifted,
    ABOVE_LIFTED: lifted,
    SUMMARY_SENT: to('summarised'),
    INSTRUCTION_WITHDRAWN: lifted,
  },
  summarised: all(summarised),
  withdrawn: all(withdrawn),
}

/** An end takes nothing more, whatever it is. */
function all<T>(answer: T): Record<InstructionEvent['type'], T> {
  return {
    TICK: answer,
    ANSWER_SENT: answer,
    REPORT_SENT: answer,
    ABOVE_LIFTED: answer,
    SUMMARY_SENT: answer,
    INSTRUCTION_WITHDRAWN: answer,
  }
}
