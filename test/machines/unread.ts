import type { Machine, Stored } from '../../machines/index.ts'
import { run } from '../../src/db/machine.ts'

/**
 * The fields of a context that a machine reads nowhere: with another value in one of them it answers every event in
 * every state the same.
 */
export function unreadFields(
  machine: Machine,
  states: readonly string[],
  contexts: readonly object[],
  events: readonly { type: string }[],
  other: Readonly<Record<string, unknown>>,
): string[] {
  return Object.keys(contexts[0] ?? {})
    .filter(
      (field) =>
        !states.some((state) =>
          contexts.some((context) =>
            events.some((event) => {
              const changed = { ...context, [field]: other[field] }
              return (
                answer(machine, { state, context: { ...context } }, event, field) !==
                answer(machine, { state, context: changed }, event, field)
              )
            }),
          ),
        ),
    )
    .sort()
}

/** Everything that the machine says, without the field itself. */
function answer(machine: Machine, stored: Stored, event: { type: string }, field: string): string {
  const outcome = run(machine, stored, event)
  return JSON.stringify(
    outcome && {
      ...outcome,
      stored: { state: outcome.stored.state, context: { ...outcome.stored.context, [field]: null } },
    },
  )
}
