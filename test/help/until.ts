import { setTimeout as sleep } from 'node:timers/promises'

/** Between two looks: at first often, so that what comes at once costs nothing; then seldom, so that asking does not. */
const FIRST_LOOK_MS = 2
const LONGEST_LOOK_MS = 40

/** Waits until it holds; the test's own time limit ends a wait in vain. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let look = FIRST_LOOK_MS; !(await holds()); look = Math.min(look * 1.3, LONGEST_LOOK_MS)) await sleep(look)
}
