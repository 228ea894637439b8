import type { ReactNode } from 'react'
import { useLive } from '../api/live.tsx'
import { useSay } from '../settings.tsx'
import { showClock } from '../times.ts'
import { shell } from '../words/shell.ts'

/** Whether what is shown is of now. */
export function Connection(): ReactNode {
  const say = useSay()
  const { line, since } = useLive()
  const text =
    line === 'lost' && since !== null
      ? say(shell.lost, { when: showClock(since) })
      : say(line === 'live' ? shell.live : shell.reconnecting)
  return (
    <span className={`connection connection-${line}`} role="status">
      <span aria-hidden="true">{line === 'live' ? '●' : '○'}</span> {text}
    </span>
  )
}
