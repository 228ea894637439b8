import { describe, expect, it } from 'vitest'
import { MACHINES, type Machine, type MachineKind } from '../../machines/index.ts'
import { spaceOf, type Dossier } from './dossierSpace.ts'
import { explore } from './explore.ts'

/** A machine that is wrong in one place, and the property that it breaks. */
export interface Mutant<K extends MachineKind = MachineKind> {
  readonly kind: K
  readonly name: string
  readonly breaks: string
  readonly machine: Machine
}

/** Explores each machine to the last state, and each of its mutants until it is caught. */
export function holdsSpaces<K extends MachineKind>(
  spaces: Readonly<Record<K, { readonly dossier: Dossier; readonly table: object }>>,
  mutants: readonly Mutant<K>[],
): void {
  const kinds = Object.keys(spaces) as K[]
  describe.each(kinds)('%s', (kind) => {
    const { dossier, table } = spaces[kind]
    it('keeps every property in every state, and every state can be reached', () => {
      const space = spaceOf(MACHINES[kind], dossier)
      const visited = new Set<string>()
      const watched = {
        ...space,
        broken: (reached: Parameters<typeof space.broken>[0]) => {
          visited.add(reached.stored.state)
          return space.broken(reached)
        },
      }
      expect(explore(watched).fault).toBeNull()
      expect([...visited].sort()).toEqual(Object.keys(table).sort())
    })

    for (const mutant of mutants.filter((one) => one.kind === kind))
      it(`mutant: ${mutant.name}`, () => {
        expect(explore(spaceOf(mutant.machine, dossier)).fault?.property).toBe(mutant.breaks)
      })
  })
}
