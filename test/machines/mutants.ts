import { StateMachine, type AnyStateMachine } from 'xstate'
import { MACHINES, type Machine, type MachineKind } from '../../machines/index.ts'

/** A machine with other guards or actions in the place of the real one. */
export function standIn(machine: AnyStateMachine): Machine {
  const real = Object.values(MACHINES).find((known) => known.machine.id === machine.id)
  if (!real) throw new RangeError(`no machine ${machine.id}`)
  return { ...real, machine }
}

/** A machine with other transitions at the named places. */
export function altered(kind: MachineKind, at: Readonly<Record<string, unknown>>): Machine {
  const { config, implementations }: AnyStateMachine = MACHINES[kind].machine
  const changed = Object.entries(at).reduce((tree, [path, to]) => put(tree, path.split('.'), to), config)
  return { ...MACHINES[kind], machine: new StateMachine(changed, implementations) }
}

function put<T extends object>(tree: T, [name = '', ...rest]: readonly string[], to: unknown): T {
  const inner: unknown = Reflect.get(tree, name)
  if (rest.length > 0 && (typeof inner !== 'object' || inner === null)) throw new RangeError(`no ${name} here`)
  return { ...tree, [name]: rest.length === 0 ? to : put(Object(inner) as object, rest, to) }
}
