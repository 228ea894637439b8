import type { StateValueFrom } from 'xstate'
import type { OrderEvent, orderMachine } from '../order.ts'
import { refused, stay, to, when, type Leaves, type Table } from './expected.ts'

export type OrderState = Leaves<StateValueFrom<typeof orderMachine>>
export type OrderGuard = 'deadlineStands' | 'toContact' | 'toOfficer' | 'inspectorSent'

const notWaiting = refused('no answer is being waited for by the clock here')
const climbs = [
  when(['deadlineStands', 'toContact'], stay(['escalate'])),
  when(['deadlineStands', 'toOfficer'], stay(['tellOfficer'])),
  when(['deadlineStands'], stay(['sendInspector'])),
  refused('the clock saw a deadline that no longer stands'),
] as const
function calledBack<State extends string>(state: State) {
  return [when(['inspectorSent'], to(state, ['recallInspector'])), to(state)] as const
}
const reached = refused('it was delivered: another message that failed changes nothing')
const replaced = refused('a newer revision stands in its place')
const released = refused('it was released with its warning')
const recalled = refused('it was sent by mistake and recalled')

/** One revision of an enterprise's order (减排指令): what every event does in every state. */
export const orderTable: Table<OrderState, OrderEvent['type'], OrderGuard> = {
  planned: {
    TICK: notWaiting,
    ORDER_DELIVERED: to('live'),
    ORDER_UNDELIVERABLE: to('unreached', ['escalate', 'escalate', 'tellOfficer']),
    ENTERPRISE_ACKNOWLEDGED: to('acknowledged'),
    ENTERPRISE_COMMITTED: to('acting'),
    ENTERPRISE_HINDERED: to('acknowledged'),
    ORDER_REPLACED: to('superseded'),
    ORDER_RELEASED: to('released'),
    ORDER_RECALLED: to('recalled'),
  },
  live: {
    TICK: climbs,
    ORDER_DELIVERED: refused('the first delivery counts: the wait for an answer runs since then'),
    ORDER_UNDELIVERABLE: reached,
    ENTERPRISE_ACKNOWLEDGED: calledBack('acknowledged'),
    ENTERPRISE_COMMITTED: calledBack('acting'),
    ENTERPRISE_HINDERED: calledBack('acknowledged'),
    ORDER_REPLACED: calledBack('superseded'),
    ORDER_RELEASED: calledBack('released'),
    ORDER_RECALLED: calledBack('recalled'),
  },
  unreached: {
    TICK: climbs,
    ORDER_DELIVERED: to('live'),
    ORDER_UNDELIVERABLE: refused('it is on the county officer’s list already'),
    ENTERPRISE_ACKNOWLEDGED: calledBack('acknowledged'),
    ENTERPRISE_COMMITTED: calledBack('acting'),
    ENTERPRISE_HINDERED: calledBack('acknowledged'),
    ORDER_REPLACED: calledBack('superseded'),
    ORDER_RELEASED: calledBack('released'),
    ORDER_RECALLED: calledBack('recalled'),
  },
  acknowledged: {
    TICK: notWaiting,
    ORDER_DELIVERED: stay(),
    ORDER_UNDELIVERABLE: reached,
    ENTERPRISE_ACKNOWLEDGED: refused('it was acknowledged already'),
    ENTERPRISE_COMMITTED: to('acting'),
    ENTERPRISE_HINDERED: refused('it was acknowledged already, and nobody counts on it'),
    ORDER_REPLACED: to('superseded'),
    ORDER_RELEASED: to('released'),
    ORDER_RECALLED: to('recalled'),
  },
  acting: {
    TICK: notWaiting,
    ORDER_DELIVERED: stay(),
    ORDER_UNDELIVERABLE: reached,
    ENTERPRISE_ACKNOWLEDGED: refused('who can carry it out has taken note of it'),
    ENTERPRISE_COMMITTED: refused('it was committed to already'),
    ENTERPRISE_HINDERED: to('acknowledged'),
    ORDER_REPLACED: to('superseded'),
    ORDER_RELEASED: to('released'),
    ORDER_RECALLED: to('recalled'),
  },
  superseded: {
    TICK: replaced,
    ORDER_DELIVERED: replaced,
    ORDER_UNDELIVERABLE: replaced,
    ENTERPRISE_ACKNOWLEDGED: replaced,
    ENTERPRISE_COMMITTED: replaced,
    ENTERPRISE_HINDERED: replaced,
    ORDER_REPLACED: replaced,
    ORDER_RELEASED: replaced,
    ORDER_RECALLED: replaced,
  },
  released: {
    TICK: released,
    ORDER_DELIVERED: released,
    ORDER_UNDELIVERABLE: released,
    ENTERPRISE_ACKNOWLEDGED: released,
    ENTERPRISE_COMMITTED: released,
    ENTERPRISE_HINDERED: released,
    ORDER_REPLACED: released,
    ORDER_RELEASED: released,
    ORDER_RECALLED: released,
  },
  recalled: {
    TICK: recalled,
    ORDER_DELIVERED: recalled,
    ORDER_UNDELIVERABLE: recalled,
    ENTERPRISE_ACKNOWLEDGED: recalled,
    ENTERPRISE_COMMITTED: recalled,
    ENTERPRISE_HINDERED: recalled,
    ORDER_REPLACED: recalled,
    ORDER_RELEASED: recalled,
    ORDER_RECALLED: recalled,
  },
}
