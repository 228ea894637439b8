import { describe, expect, test } from 'vitest'
import type { EventOf, MachineKind } from '../../machines/index.ts'
import { deliveryTable } from '../../machines/tables/delivery.ts'
import { orderTable } from '../../machines/tables/order.ts'
import { warningTable } from '../../machines/tables/warning.ts'
import { sayEvent, sayState } from '../../machines/words.ts'
import { allowedEvents } from '../../src/db/machine.ts'
import { orderContexts, warningContexts } from '../machines/samples.ts'

/** Whether people do it, or the engine notices it. Total: a new event does not compile until this is said of it. */
const DONE_BY_PEOPLE: { readonly [K in 'warning' | 'order']: Readonly<Record<EventOf[K]['type'], boolean>> } = {
  warning: {
    TICK: false,
    CHANGE_PROPOSED: true,
    PROPOSAL_LAPSED: true,
    CONSULTATION_HELD: true,
    OFFICER_SIGNED: true,
    OFFICER_RETURNED: true,
    RELIEF_CALLED: false,
    INSTRUCTED: false,
    INSTRUCTION_LIFTED: false,
    WARNING_WITHDRAWN: true,
  },
  order: {
    TICK: false,
    ORDER_DELIVERED: false,
    ORDER_UNDELIVERABLE: false,
    ENTERPRISE_ACKNOWLEDGED: true,
    ENTERPRISE_COMMITTED: true,
    ENTERPRISE_HINDERED: true,
    ORDER_REPLACED: false,
    ORDER_RELEASED: false,
    ORDER_RECALLED: false,
  },
}
const CHINESE = /^[\p{Script=Han}、，]+$/u
const ENGLISH = /^[a-z][a-z ,]+$/

describe('the words of the trade', () => {
  test('exist for every state that people see, each of its own', () => {
    for (const [kind, table] of [
      ['warning', warningTable],
      ['order', orderTable],
    ] as const) {
      const said = Object.keys(table).map((state) => sayState(kind, state))
      for (const { zh, en } of said) {
        expect(zh).toMatch(CHINESE)
        expect(en).toMatch(ENGLISH)
      }
      expect(new Set(said.map(({ zh }) => zh)).size).toBe(said.length)
      expect(new Set(said.map(({ en }) => en)).size).toBe(said.length)
    }
  })

  test('exist for every event that people can do, and for no other', () => {
    for (const [event, byPeople] of Object.entries({ ...DONE_BY_PEOPLE.warning, ...DONE_BY_PEOPLE.order })) {
      const words = sayEvent(event)
      expect(words !== null, event).toBe(byPeople)
      if (words === null) continue
      expect(words.zh).toMatch(CHINESE)
      expect(words.en).toMatch(ENGLISH)
    }
    for (const event of Object.keys(deliveryTable.queued)) expect(sayEvent(event), event).toBeNull()
  })

  test('name a state without words by itself', () => {
    for (const state of Object.keys(deliveryTable))
      expect(sayState('delivery', state)).toEqual({ zh: state, en: state })
  })

  test('are there for whatever a refusal offers instead', () => {
    const offered = (kind: MachineKind, states: string[], contexts: readonly object[]) =>
      states.flatMap((state) => contexts.flatMap((context) => allowedEvents(kind, { state, context: { ...context } })))
    const events = new Set([
      ...offered('warning', Object.keys(warningTable), warningContexts.slice(0, 1)),
      ...offered('order', Object.keys(orderTable), orderContexts.slice(0, 1)),
    ])
    const people = Object.entries({ ...DONE_BY_PEOPLE.warning, ...DONE_BY_PEOPLE.order }).flatMap(([event, by]) =>
      by ? [event] : [],
    )
    for (const event of people) expect(events, event).toContain(event)
  })
})
