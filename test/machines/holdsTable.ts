import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { AnyStateNode } from 'xstate'
import { MACHINES, type ContextOf, type EventOf, type MachineKind } from '../../machines/index.ts'
import type { Answer, Expected } from '../../machines/tables/expected.ts'
import { run } from '../../src/db/machine.ts'

/** What a guard means, written a second time from its name. */
export type Reading<K extends MachineKind> = (context: ContextOf[K], event: EventOf[K]) => boolean

interface Subject<K extends MachineKind> {
  kind: K
  table: Readonly<Record<string, Readonly<Record<string, Expected<string, string>>>>>
  guards: Readonly<Record<string, Reading<K>>>
  events: readonly EventOf[K][]
  contexts: readonly ContextOf[K][]
}

/** Tries every cell of a table with events and contexts on both sides of every guard. */
export function holdsTable<K extends MachineKind>({ kind, table, guards, events, contexts }: Subject<K>): void {
  const { machine } = MACHINES[kind]

  describe(`the table of the ${kind} machine`, () => {
    it('names the states in which the machine can rest, and its guards', () => {
      const leaves = leavesOf(machine.root)
      expect(Object.keys(table).sort()).toEqual(leaves.sort())
      expect(Object.keys(guards).sort()).toEqual(Object.keys(machine.implementations.guards).sort())
    })

    for (const [state, row] of Object.entries(table))
      it(`says what happens in ${state}`, () => {
        for (const [type, cell] of Object.entries(row)) {
          const answers = answersOf(cell)
          const tried = new Set<Answer<string>>()
          for (const event of events.filter((one) => one.type === type))
            for (const context of contexts) {
              const answer = answers.find(({ when }) => when.every((name) => guards[name]?.(context, event)))?.answer
              if (answer === undefined) throw new Error(`${state} ${type}: a guard is not read here`)
              tried.add(answer)
              const outcome = run(MACHINES[kind], { state, context: { ...context } }, event)
              const got =
                outcome === null
                  ? 'refused'
                  : { state: outcome.stored.state, effects: outcome.effects.map((effect) => effect.kind) }
              const due =
                'refused' in answer
                  ? 'refused'
                  : { state: answer.to === 'stay' ? state : answer.to, effects: answer.effects }
              if (!isDeepStrictEqual(got, due))
                expect(got, `${state} ${type} ${JSON.stringify({ event, context })}`).toEqual(due)
            }
          const untried = answers.filter(({ answer }) => !tried.has(answer))
          expect(untried, `${state} ${type}: no sample reaches these answers`).toEqual([])
        }
      })

    it('gives every refusal a reason', () => {
      const reasons = Object.values(table)
        .flatMap((row) => Object.values(row))
        .flatMap((cell) => answersOf(cell).flatMap(({ answer }) => ('refused' in answer ? [answer.refused] : [])))
      for (const reason of reasons) expect(reason).toMatch(/^[a-z].{14,}[^.]$/)
    })
  })
}

function leavesOf(node: AnyStateNode): string[] {
  const inner = Object.values(node.states)
  return inner.length === 0 ? [node.path.join('.')] : inner.flatMap(leavesOf)
}

function answersOf(cell: Expected<string, string>): { when: readonly string[]; answer: Answer<string> }[] {
  const list: readonly (Answer<string> & { when?: readonly string[] })[] = 'length' in cell ? cell : [cell]
  return list.map((answer) => ({ when: answer.when ?? [], answer }))
}
