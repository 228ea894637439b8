import { Button } from 'antd'
import type { ReactNode } from 'react'
import type { Problem } from '../api/client.ts'
import { useSay } from '../settings.tsx'
import { common } from '../words/common.ts'

/** What happened, what was kept, what to do: every refusal and every failure looks like this. */
export function Trouble({
  problem,
  kept = false,
  onAgain,
}: {
  problem: Problem
  /** What was typed is still in the form. */
  kept?: boolean
  onAgain?: () => void
}): ReactNode {
  const say = useSay()
  const offline = problem.status === 0
  return (
    <div className="trouble" role="alert">
      <strong>
        <span aria-hidden="true">▲ </span>
        {offline ? say(common.offline) : problem.detail || say(common.failed)}
      </strong>
      <p>
        {offline ? say(common.offlineNext) : problem.next}
        {kept && !offline ? ` ${say(common.kept)}` : ''}
      </p>
      {problem.errors.length > 0 && (
        <ul>
          {problem.errors.map(({ place, message }) => (
            <li key={place}>
              <code>{place}</code> {message}
            </li>
          ))}
        </ul>
      )}
      {onAgain !== undefined && (
        <Button size="small" onClick={onAgain}>
          {say(common.again)}
        </Button>
      )}
    </div>
  )
}
