import type { StateValueFrom } from 'xstate'
import type { HardshipEvent, hardshipMachine } from '../hardship.ts'
import { refused, stay, to, when, type Leaves, type Table } from './expected.ts'

export type HardshipState = Leaves<StateValueFrom<typeof hardshipMachine>>
export type HardshipGuard = 'deadlineStands' | 'belowTop' | 'anotherPerson'

const late = refused('the clock saw a deadline that no longer stands')
const untaken = refused('an officer has to look into it first')
const proposed = refused('another officer has to decide first on what was proposed')
const samePerson = refused('whoever proposed it does not decide on it')
const nothingProposed = refused('nothing was proposed')
const accepted = refused('it was accepted, and the order was changed')
const rejected = refused('it was refused, and the order stands')
const withdrawn = refused('the enterprise took it back')
const moot = refused('the order has ended')

const overdue = [when(['deadlineStands', 'belowTop'], stay()), when(['deadlineStands'], stay()), late] as const

/** What an enterprise says against its order (执行困难、申诉): what every event does in every state. */
export const hardshipTable: Table<HardshipState, HardshipEvent['type'], HardshipGuard> = {
  reported: {
    TICK: overdue,
    OFFICER_TOOK: to('lookedInto'),
    ADJUSTMENT_PROPOSED: untaken,
    ADJUSTMENT_CONFIRMED: nothingProposed,
    ADJUSTMENT_REFUSED: nothingProposed,
    HARDSHIP_REFUSED: untaken,
    HARDSHIP_WITHDRAWN: to('withdrawn'),
    HARDSHIP_OUTLIVED: to('moot'),
  },
  lookedInto: {
    TICK: overdue,
    OFFICER_TOOK: stay(),
    ADJUSTMENT_PROPOSED: to('adjusting'),
    ADJUSTMENT_CONFIRMED: nothingProposed,
    ADJUSTMENT_REFUSED: nothingProposed,
    HARDSHIP_REFUSED: to('refused', ['tellHardship']),
    HARDSHIP_WITHDRAWN: to('withdrawn'),
    HARDSHIP_OUTLIVED: to('moot'),
  },
  adjusting: {
    TICK: overdue,
    OFFICER_TOOK: proposed,
    ADJUSTMENT_PROPOSED: proposed,
    ADJUSTMENT_CONFIRMED: [when(['anotherPerson'], to('accepted', ['tellHardship'])), samePerson],
    ADJUSTMENT_REFUSED: [when(['anotherPerson'], to('lookedInto')), samePerson],
    HARDSHIP_REFUSED: proposed,
    HARDSHIP_WITHDRAWN: to('withdrawn'),
    HARDSHIP_OUTLIVED: to('moot'),
  },
  accepted: all(accepted),
  refused: all(rejected),
  withdrawn: all(withdrawn),
  moot: all(moot),
}

/** An end takes nothing more, whatever it is. */
function all<T>(answer: T): Record<HardshipEvent['type'], T> {
  return {
    TICK: answer,
    OFFICER_TOOK: answer,
    ADJUSTMENT_PROPOSED: answer,
    ADJUSTMENT_CONFIRMED: answer,
    ADJUSTMENT_REFUSED: answer,
    HARDSHIP_REFUSED: answer,
    HARDSHIP_WITHDRAWN: answer,
    HARDSHIP_OUTLIVED: answer,
  }
}
