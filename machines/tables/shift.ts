import type { StateValueFrom } from 'xstate'
import type { ShiftEvent, shiftMachine } from '../shift.ts'
import { refused, stay, to, when, type Leaves, type Table } from './expected.ts'

export type ShiftState = Leaves<StateValueFrom<typeof shiftMachine>>
export type ShiftGuard = 'deadlineStands' | 'isStart' | 'isCheckIn' | 'wasAsked' | 'hasBegun'

const late = refused('the clock saw a deadline that no longer stands')
const notThere = refused('nobody has checked in yet')
const there = refused('somebody is at the post already')
const handedOver = refused('the next has taken over')
const over = refused('the shift is over')
const missed = refused('nobody came, and its time is over')
const withdrawn = refused('it was taken off the roster')

/** One person's duty at a post (班次): what every event does in every state. */
export const shiftTable: Table<ShiftState, ShiftEvent['type'], ShiftGuard> = {
  planned: {
    TICK: [
      when(['deadlineStands', 'isStart'], stay(['callToPost'])),
      when(['deadlineStands', 'isCheckIn'], to('absent', ['wake'])),
      when(['deadlineStands', 'wasAsked'], to('missed')),
      when(['deadlineStands'], to('over')),
      late,
    ],
    PERSON_NAMED: [when(['hasBegun'], stay(['callToPost'])), stay()],
    CHECKED_IN: to('present'),
    HANDED_OVER: notThere,
    TAKEN_OVER: notThere,
    SHIFT_WITHDRAWN: to('withdrawn'),
  },
  absent: {
    TICK: [when(['deadlineStands'], to('missed', ['wake'])), late],
    PERSON_NAMED: stay(['callToPost']),
    CHECKED_IN: to('present', ['wake']),
    HANDED_OVER: notThere,
    TAKEN_OVER: notThere,
    SHIFT_WITHDRAWN: to('missed', ['wake']),
  },
  present: {
    TICK: [when(['deadlineStands'], to('over', ['wake'])), late],
    PERSON_NAMED: there,
    CHECKED_IN: there,
    HANDED_OVER: to('handingOver'),
    TAKEN_OVER: refused('there is no note yet from whoever leaves'),
    SHIFT_WITHDRAWN: to('over', ['wake']),
  },
  handingOver: {
    TICK: [when(['deadlineStands'], to('over', ['wake'])), late],
    PERSON_NAMED: there,
    CHECKED_IN: there,
    HANDED_OVER: refused('its note is written already, and stays as it is'),
    TAKEN_OVER: to('handedOver', ['wake']),
    SHIFT_WITHDRAWN: to('over', ['wake']),
  },
  handedOver: row(handedOver),
  over: row(over),
  missed: row(missed),
  withdrawn: row(withdrawn),
}

function row<Answer>(answer: Answer): Record<ShiftEvent['type'], Answer> {
  return {
    TICK: answer,
    PERSON_NAMED: answer,
    CHECKED_IN: answer,
    HANDED_OVER: answer,
    TAKEN_OVER: answer,
    SHIFT_WITHDRAWN: answer,
  }
}
