import { afterEach } from 'vitest'
import { openLog } from '../../src/http/log.ts'

/** A machine that drops out says the same thing thousands of times; the last lines tell what there is to tell. */
const KEPT = 20

/** What the engines of this worker have warned of since the last test ended. */
const complaints: string[] = []

/** The log of a story's engine: what it warns of is shown only where a test fails, and there beside the failure. */
export function complainingLog() {
  return openLog('warn', {
    write: (line) => {
      complaints.push(line)
      if (complaints.length > KEPT) complaints.shift()
    },
  })
}

/** An effect that failed and waits for its second try explains what a story misses; the assertion alone does not. */
export function showComplaints(): void {
  afterEach(({ task }) => {
    const said = complaints.splice(0).join('')
    if (said !== '') for (const error of task.result?.errors ?? []) error.message += `\nthe engine complained:\n${said}`
  })
}
