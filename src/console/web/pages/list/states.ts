import type { ListState } from '../../api/lists.ts'
import { list } from '../../words/list.ts'
import type { Bi } from '../../words.ts'

/** States of a version, as the machine of lists names them. */
export const STATES: Readonly<Record<ListState, Bi>> = {
  draft: list.state_draft,
  checked: list.state_checked,
  published: list.state_published,
  disputed: list.state_disputed,
  settled: list.state_settled,
  releaseProposed: list.state_releaseProposed,
  scheduled: list.state_scheduled,
  inForce: list.state_inForce,
  replaced: list.state_replaced,
  withdrawn: list.state_withdrawn,
}
