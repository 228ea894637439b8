import type { Area } from '../../model/area.ts'
import type { Id } from '../../model/id.ts'
import type { Rank } from '../../people/caller.ts'
import type { OfficerRole } from '../../people/roles.ts'

/** What an officer is (任职): role, rank, and where. */
export interface Standing {
  readonly role: OfficerRole
  readonly rank: Rank
  readonly area: string
  readonly township: string | null
  readonly department: Id | null
}

export type StandingFault = 'user.rankOfRole' | 'user.township' | 'user.department'

/**
 * What is wrong with a standing; null when nothing is. A rank on anybody but an approver would sign nothing and read as
 * if it did; a township outside of a county, or a department of elsewhere, would see nothing.
 * @param area the area of the standing
 * @param department the area of the named department; null where there is none of that id
 */
export function faultOfStanding(
  { role, rank, township, department }: Standing,
  area: Pick<Area, 'code' | 'kind'>,
  departmentArea: string | null,
): StandingFault | null {
  if ((role === 'approver') !== rank > 0) return 'user.rankOfRole'
  if ((role === 'townshipOfficer') !== (township !== null)) return 'user.township'
  if (township !== null && area.kind !== 'county') return 'user.township'
  if ((role === 'departmentOfficer') !== (department !== null)) return 'user.department'
  if (department !== null && departmentArea !== area.code) return 'user.department'
  return null
}

/** Whether somebody may sign by it what was not theirs to sign before: no administrator gives that alone (两人办理). */
export function maySignMore(was: Pick<Standing, 'rank' | 'area'>, is: Pick<Standing, 'rank' | 'area'>): boolean {
  return is.rank > was.rank || (is.rank > 0 && is.area !== was.area)
}

/**
 * Whether an area would be left without an administrator who can log in: the office of the one who goes is looked after
 * by none of the others there or around it.
 * @param around the area that is left, and those around it
 * @param others the areas of all other administrators who can log in
 */
export function isLastAdministrator(around: readonly string[], others: readonly string[]): boolean {
  return !others.some((area) => around.includes(area))
}
