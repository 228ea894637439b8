import { DEPARTMENTS, type DepartmentKind } from '../../model/department.ts'
import type { Instant } from '../../model/time.ts'
import type { DepartmentSum } from '../../tasks/departments/store.ts'
import type { Response } from '../counties/store.ts'

/** A county that was told and has not acknowledged (尚未回执). */
export interface SilentCounty {
  readonly area: string
  readonly name: string
  readonly since: Instant
}

/** A department of whose tasks nobody has said that they are known; not entered where nobody could be told. */
export interface SilentDepartment {
  readonly area: string
  readonly kind: DepartmentKind
  readonly name: string
  readonly tasks: number
  readonly entered: boolean
}

/** Counties that do not know yet, as far as anybody can tell: the longest silence first. */
export function silentCounties(
  responses: readonly Pick<Response, 'area' | 'state' | 'toldAt'>[],
  nameOf: (area: string) => string,
): SilentCounty[] {
  return responses
    .flatMap(({ area, state, toldAt }) => (state === 'told' ? [{ area, name: nameOf(area), since: toldAt }] : []))
    .sort((a, b) => a.since.localeCompare(b.since) || a.area.localeCompare(b.area))
}

/** Departments that do not know yet: those first that could be told. */
export function silentDepartments(
  sums: readonly Pick<DepartmentSum, 'area' | 'kind' | 'id' | 'name' | 'states'>[],
): SilentDepartment[] {
  return sums
    .flatMap(({ area, kind, id, name, states }) => {
      const tasks = (states['issued'] ?? 0) + (states['silent'] ?? 0)
      return tasks === 0 ? [] : [{ area, kind, name: name ?? DEPARTMENTS[kind].zh, tasks, entered: id !== null }]
    })
    .sort(
      (a, b) => Number(b.entered) - Number(a.entered) || a.area.localeCompare(b.area) || a.kind.localeCompare(b.kind),
    )
}
